"""Run a query on a store in this process; the default graph is the union of all graphs.

A query with FROM or FROM NAMED has the default graph that it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from servanda.errors import EngineError, UsageError
from servanda.query.answer import Answer, Row, answer_of
from servanda.query.sparql import dataset_clause, refuse_unsafe

__all__ = ["run_local", "select_rows"]


def run_local(store: Store, text: str) -> Answer:
    """The answer of a SPARQL 1.1 query.

    Literals in answers may be spelled canonically, as the store keeps them (`01` becomes `1`).
    Raises UsageError for a query that is faulty or refused, EngineError if evaluation fails.
    """
    results = _asked(store, text)
    try:
        return answer_of(results, text)
    except (ValueError, OSError, RuntimeError) as error:
        raise EngineError(f"the query failed: {error}") from error


def select_rows(store: Store, text: str, variables: Sequence[str]) -> Iterator[Row]:
    """The rows of a SELECT query one after another, with the terms of `variables`.

    Literals and errors are those of `run_local`; ValueError for a variable that is not selected.
    """
    results = _asked(store, text)
    if not isinstance(results, QuerySolutions):
        raise UsageError("this query gives no rows", hint="Ask with SELECT")
    selected = [each.value for each in results.variables]
    places = [selected.index(name) for name in variables]
    try:
        if selected == list(variables):
            yield from map(tuple, results)
        else:
            yield from (tuple(row[at] for at in places) for row in results)
    except (ValueError, OSError, RuntimeError) as error:
        raise EngineError(f"the query failed: {error}") from error


def _asked(store: Store, text: str) -> QuerySolutions | QueryTriples | QueryBoolean:
    refuse_unsafe(text)
    try:
        # A query that names its graphs itself is asked of these alone.
        return store.query(text, use_default_graph_as_union=not dataset_clause(text))
    except SyntaxError as error:
        raise UsageError(syntax_message(error)) from error
    except (ValueError, OSError) as error:
        raise EngineError(f"the query failed: {error}") from error


def syntax_message(error: SyntaxError) -> str:
    """What a syntax error of the engine says, in one line."""
    return "SPARQL syntax error: " + " ".join(str(error.msg or error).split())

"""What a query gives: rows of terms, a truth value, or triples."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, QueryTriples, Triple
from pyoxigraph import QueryBoolean as _QueryBoolean

from servanda.query.sparql import in_order

__all__ = ["Answer", "Row", "Term", "answer_of"]

Term = NamedNode | BlankNode | Literal
Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One of three: `variables` with `rows` (SELECT), `boolean` (ASK), `triples` (graphs)."""

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    triples: tuple[Triple, ...] | None = None


def answer_of(results: QuerySolutions | QueryTriples | _QueryBoolean, text: str = "") -> Answer:
    """Read the results of pyoxigraph to the end; triples come sorted.

    `text` is the query, which tells the order of the columns of `SELECT *`.
    """
    match results:
        case _QueryBoolean():
            return Answer(boolean=bool(results))
        case QuerySolutions():
            variables = tuple(in_order([each.value for each in results.variables], text))
            rows = tuple(tuple(solution[name] for name in variables) for solution in results)
            return Answer(variables, rows)
        case _:
            return Answer(triples=tuple(sorted(set(results), key=str)))

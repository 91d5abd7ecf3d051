"""Rows of tables: queries of the workspace asked of the facts that one batch sees."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from pyoxigraph import NamedNode, Store

from servanda.query import Query, patterns_of, select_rows
from servanda.query.sparql import sparql_tokens
from servanda.validate import Data

__all__ = ["Row", "tabulate"]

Row = tuple[str, ...]


def tabulate(data: Data, tables: Sequence[Query], own: Container[str]) -> dict[str, list[Row]]:
    """The rows of each table whose first cell is one of the IRIs `own`, in no order.

    Cells are IRIs without brackets and lexical forms, those of numbers and dates as the store
    spells them (`01.50` becomes `1.5`), "" where a variable is not bound. A row comes once for
    each time that its query gives it.
    """
    store = data.store(_wanted(tables), lambda _: False)
    return {} if store is None else {each.name: list(_rows(store, each, own)) for each in tables}


def _wanted(tables: Iterable[Query]) -> frozenset[str] | None:
    """The predicates that the tables ask for together, None if any."""
    found: set[str] = set()
    for table in tables:
        patterns = patterns_of(table.text)
        if patterns is None:
            return None
        found |= patterns.keys()
    return frozenset(found)


def _rows(store: Store, table: Query, own: Container[str]) -> Iterator[Row]:
    for terms in select_rows(store, _unordered(table.text), [*table.columns]):
        first = terms[0]
        if isinstance(first, NamedNode) and first.value in own:
            yield tuple(["" if term is None else term.value for term in terms])


def _unordered(text: str) -> str:
    """The query without its order, where that chooses no rows: they are sorted later."""
    tokens = list(sparql_tokens(text))
    words = [token.text.upper() for token in tokens]
    for at in range(len(words) - 2, 0, -1):
        if words[at] in ("{", "}", "LIMIT", "OFFSET", "VALUES"):
            return text
        if words[at : at + 2] == ["ORDER", "BY"]:
            return text[: tokens[at].start]
    return text

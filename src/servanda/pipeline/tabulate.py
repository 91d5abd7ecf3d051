"""Rows of tables: queries of the workspace asked of the facts that one batch sees."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from pyoxigraph import NamedNode, RdfFormat, Store

from servanda.ntriples import Fact
from servanda.query import Patterns, Query, patterns_of, select_rows
from servanda.query.sparql import sparql_tokens

__all__ = ["Row", "tabulate"]

Row = tuple[str, ...]


def tabulate(
    facts: Iterable[Fact], tables: Sequence[Query], own: Container[str]
) -> dict[str, list[Row]]:
    """The rows of each table whose first cell is one of the IRIs `own`, in no order.

    Cells are IRIs without brackets and lexical forms, those of numbers and dates as the store
    spells them (`01.50` becomes `1.5`), "" where a variable is not bound. A row comes once for
    each time that its query gives it.
    """
    store = Store()
    # The facts were read and checked before; being lenient is not to do it again.
    store.bulk_load(_text(facts, _wanted(tables)), RdfFormat.N_TRIPLES, lenient=True)
    return {table.name: list(_rows(store, table, own)) for table in tables}


def _wanted(tables: Sequence[Query]) -> Patterns | None:
    """What the tables ask for together, None if any facts."""
    found: dict[str, frozenset[str] | None] = {}
    for table in tables:
        patterns = patterns_of(table.text)
        if patterns is None:
            return None
        for predicate, objects in patterns.items():
            known = found.get(predicate, frozenset())
            found[predicate] = None if objects is None or known is None else known | objects
    return found


def _text(facts: Iterable[Fact], wanted: Patterns | None) -> bytes:
    """The facts that are wanted as N-Triples, all if None."""
    if wanted is not None:
        get, none = wanted.get, frozenset[str]()
        facts = [
            fact for fact in facts if (objects := get(fact[1], none)) is None or fact[2] in objects
        ]
    return "".join([f"{fact} .\n" for fact in map(" ".join, facts)]).encode()


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

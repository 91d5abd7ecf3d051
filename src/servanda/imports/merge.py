"""What changes between the rows as they were imported and the rows of today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from servanda.tables import Lens, Reading, Row
from servanda.tables.changes import Delta
from servanda.tables.resolve import Statement
from servanda.tables.rows import Rows, row_node, row_triples, table_triples

__all__ = ["Read", "merge"]


@dataclass(frozen=True, slots=True)
class Read:
    """One row of the table and what it says."""

    row: Row
    cells: Mapping[str, str]
    reading: Reading


def merge(lens: Lens, read: Sequence[Read], rows: Rows, *, prune: bool) -> Delta:
    """What goes and what comes; with `prune`, rows that are gone take back what they said.

    Where rows are not kept nothing is known of what they said before: nothing goes.
    """
    if not lens.description.keeps_rows:
        return Delta(added=set(_missing(lens, read)))
    old = {rows.subjects[node]: rows.cells[node] for node in rows.nodes}
    delta = _delta(lens, read, old)
    if prune:
        _prune(delta, lens, old, read)
    order = _order(lens, read, rows, prune=prune)
    delta.added |= set(table_triples(lens.base, lens.description, order))
    delta.removed |= _listed(lens, rows) - delta.added
    return delta


def _missing(lens: Lens, read: Sequence[Read]) -> Iterator[Statement]:
    """What the rows say and the records do not; of new records all."""
    for each in read:
        for some in each.reading.made.values():
            yield from some
    said = {statement for each in read for statement in each.reading.statements}
    for statement in (*said, *table_triples(lens.base, lens.description, ())):
        subject, predicate, value = statement
        if value not in lens.resolver.values(subject, predicate):
            yield statement


def _delta(lens: Lens, read: Sequence[Read], old: Mapping[NamedNode, Mapping[str, str]]) -> Delta:
    delta = Delta()
    said = {statement for each in read for statement in each.reading.statements}
    for each in read:
        reading = each.reading
        before = old.get(reading.subject)
        filled = {name: text for name, text in each.cells.items() if text}
        if before == filled:
            continue
        kept = set(row_triples(lens.base, lens.description, reading.subject, filled))
        then: set[Statement] = set()
        same: set[Statement] = set()
        if before is not None:
            old_reading = lens.row(
                before, subject=reading.subject, number=each.row.number, make=False
            )
            then |= old_reading.statements
            same = _same_names(old_reading, reading)
            delta.removed |= (
                set(row_triples(lens.base, lens.description, reading.subject, before)) - kept
            )
        added = reading.statements - then - same
        delta.added |= added | kept
        delta.removed |= then - said - same
        delta.single |= reading.single & {(node, predicate) for node, predicate, _ in added}
        for iri, made in reading.made.items():
            if any(value == iri for _, _, value in added):
                delta.added |= made
    return delta


def _same_names(old: Reading, new: Reading) -> set[Statement]:
    """What names that did not change gave, then and now: the record keeps what it has."""
    unchanged = old.references.keys() & new.references.keys()
    return {
        statement
        for origin in unchanged
        for reading in (old, new)
        for statement in reading.references[origin]
    }


def _prune(
    delta: Delta,
    lens: Lens,
    old: Mapping[NamedNode, Mapping[str, str]],
    read: Sequence[Read],
) -> None:
    """Take back what rows said that are gone from the table."""
    here = {each.reading.subject for each in read}
    said = {statement for each in read for statement in each.reading.statements}
    for subject, cells in old.items():
        if subject not in here:
            then = lens.row(cells, subject=subject, make=False).statements
            delta.removed |= then - said
            delta.removed |= set(row_triples(lens.base, lens.description, subject, cells))


def _order(lens: Lens, read: Sequence[Read], rows: Rows, *, prune: bool) -> list[NamedNode]:
    """The rows of the table in its order, then those that earlier imports had and it has not."""
    now = [row_node(each.reading.subject, lens.description) for each in read]
    here = set(now)
    return [*now, *(node for node in rows.nodes if node not in here and not prune)]


def _listed(lens: Lens, rows: Rows) -> set[Statement]:
    return set(table_triples(lens.base, lens.description, rows.nodes)) if rows.nodes else set()

"""What changes between the rows as they were imported and the rows of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from servanda.imports.leaning import keep_frames, leaned_on
from servanda.tables import Lens, Reading, Row
from servanda.tables.changes import Delta
from servanda.tables.resolve import Statement, Term
from servanda.tables.rows import (
    Rows,
    is_member,
    row_node,
    row_triples,
    table_iri,
    table_triples,
)
from servanda.tables.templates import home
from servanda.vocab import DCTERMS

__all__ = ["Read", "merge"]


@dataclass(frozen=True, slots=True)
class Read:
    """One row of the table and what it says; `before` is what its cells said if they changed."""

    row: Row
    cells: Mapping[str, str]
    reading: Reading
    before: Reading | None = None


def merge(lens: Lens, read: Sequence[Read], rows: Rows, *, prune: bool) -> Delta:
    """What goes and what comes; with `prune`, rows that are gone take back what they said.

    Where rows are not kept nothing is known of what they said before: nothing goes.
    """
    if not lens.description.keeps_rows:
        return Delta(added=set(_missing(lens, read)))
    old = {rows.subjects[node]: rows.cells[node] for node in rows.nodes}
    delta = _delta(lens, read, old)
    here = {each.reading.subject for each in read}
    gone = {subject: cells for subject, cells in old.items() if subject not in here}
    if prune:
        _prune(delta, lens, gone, read)
    else:
        delta.kept |= gone.keys()
        for subject, cells in gone.items() if delta.removed else ():
            delta.removed -= lens.row(cells, subject=subject, make=False).statements
    keep_frames(delta, lens, (each for r in read if r.before for each in r.before.frame))
    left = [node for node in rows.nodes if rows.subjects[node] in delta.kept]
    _list(delta, lens, _order(read, lens, left))
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
        if before is not None and each.before is not None:
            then |= each.before.statements
            same = _same_names(each.before, reading)
            delta.removed |= (
                set(row_triples(lens.base, lens.description, reading.subject, before)) - kept
            )
        added = reading.statements - then - same
        delta.added |= added | kept
        delta.removed |= then - said - same
        delta.removed |= set(_changed_by_hand(lens, reading, then, added)) - said
        delta.single |= reading.single & {(node, predicate) for node, predicate, _ in added}
    made = {iri: made for each in read for iri, made in each.reading.made.items()}
    named = {value for _, _, value in delta.added}
    for iri, statements in made.items():
        delta.added |= statements if iri in named else frozenset()
    return delta


def _changed_by_hand(
    lens: Lens, reading: Reading, then: set[Statement], added: Iterable[Statement]
) -> Iterator[Statement]:
    """What people made of statements that the old cells gave, where new cells give others.

    It is told from what they added by this: what the old cell gave is there no more.
    """
    was: dict[tuple[NamedNode, NamedNode], set[Term]] = defaultdict(set)
    for node, predicate, value in then:
        was[node, predicate].add(value)
    for node, predicate, value in added:
        now = lens.resolver.values(node, predicate)
        if (
            (node, predicate) in reading.once
            and was[node, predicate]
            and not (was[node, predicate] & now)
        ):
            yield from ((node, predicate, each) for each in now if _kind(each) == _kind(value))


def _kind(term: Term) -> str:
    """Whether a term is an IRI, or in which language or datatype."""
    if isinstance(term, NamedNode):
        return "IRI"
    return term.language or term.datatype.value


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
    gone: Mapping[NamedNode, Mapping[str, str]],
    read: Sequence[Read],
) -> None:
    """Take back what rows said that are gone from the table, unless others lean on it."""
    said = {statement for each in read for statement in each.reading.statements}
    for subject, cells in gone.items():
        then = lens.row(cells, subject=subject, make=False).statements - said
        row = set(row_triples(lens.base, lens.description, subject, cells))
        nodes = {node for node, _, _ in then if home(node.value) == home(subject.value)}
        if leaned_on(lens, nodes, delta.removed | then | row):
            delta.kept.add(subject)
        else:
            delta.removed |= then | row


def _order(read: Sequence[Read], lens: Lens, before: Iterable[NamedNode]) -> list[NamedNode]:
    """The rows of the table in its order, then those that earlier imports had and it has not."""
    now = [row_node(each.reading.subject, lens.description) for each in read]
    here = set(now)
    return [*now, *(node for node in before if node not in here)]


def _list(delta: Delta, lens: Lens, order: Sequence[NamedNode]) -> None:
    """The record of the table: its rows anew; of its titles only what it has not."""
    table = table_iri(lens.base, lens.description)
    now = set(table_triples(lens.base, lens.description, order))
    has = {
        (predicate, value.language)
        for predicate in (DCTERMS.title, DCTERMS.description)
        for value in lens.resolver.values(table, predicate)
        if isinstance(value, Literal)
    }
    delta.added |= {
        (node, predicate, value)
        for node, predicate, value in now
        if not isinstance(value, Literal) or (predicate, value.language) not in has
    }
    members = {
        (table, predicate, value)
        for predicate, values in lens.resolver.describe(table).items()
        if is_member(predicate)
        for value in values
    }
    delta.removed |= members - now

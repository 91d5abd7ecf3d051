"""Statements to rows: what a column would hold today, by the same description read backwards.

A cell that still says what the records say comes back as it was written, spelling and order and
all. A cell whose facts were changed in the records shows the records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from servanda.tables.forward import Lens, is_item
from servanda.tables.lists import join
from servanda.tables.metadata import Column, Field, Reference
from servanda.tables.resolve import Statement, Term
from servanda.tables.values import READERS
from servanda.vocab import SKOS

__all__ = ["Shown", "show_row"]

Lookup = Callable[[NamedNode, NamedNode], Iterable[Term]]
Item = tuple[str, str]  # what the item is about, and its text


@dataclass(frozen=True, slots=True)
class Shown:
    """The cells of a row, by column; `changed` are those where the records no longer agree."""

    cells: Mapping[str, str]
    changed: tuple[str, ...]


def show_row(
    lens: Lens, subject: NamedNode, lookup: Lookup, written: Mapping[str, str], number: int = 0
) -> Shown:
    """The cells of the row about `subject`; `written` are its cells as they were imported."""
    reading = lens.row(written, subject=subject, number=number, make=False)
    imported = _indexed(reading.statements)
    now = _View(lens, subject, lookup)
    before = _View(lens, subject, lambda node, predicate: imported.get((node, predicate), ()))
    cells, changed = {}, []
    for column in lens.description.columns:
        today, then = now.items(column), before.items(column)
        text = written.get(column.name, "")
        if _still_says(column, today, then):
            cells[column.name] = text
        else:
            pieces = [(about, each) for name, about, each in reading.pieces if name == column.name]
            cells[column.name] = _joined(column, text, today, then, pieces)
            changed.append(column.name)
    return Shown(cells, tuple(changed))


def _still_says(column: Column, today: Sequence[Item], then: Sequence[Item]) -> bool:
    """Whether the records say what the cell says; of one that is no list, they may say more."""
    now, before = sorted(text for _, text in today), sorted(text for _, text in then)
    return now == before or (not column.separator and bool(before) and set(before) <= set(now))


def _indexed(statements: Iterable[Statement]) -> dict[tuple[NamedNode, NamedNode], list[Term]]:
    found: dict[tuple[NamedNode, NamedNode], list[Term]] = {}
    for subject, predicate, value in sorted(statements, key=str):
        found.setdefault((subject, predicate), []).append(value)
    return found


def _joined(
    column: Column,
    written: str,
    today: Sequence[Item],
    then: Sequence[Item],
    pieces: Sequence[Item],
) -> str:
    """What is left of the old items in their order and spelling, then the new ones.

    What could not be read stays in its place.
    """
    now, before = dict(today), dict(then)
    new = sorted(set(now) - {about for about, _ in pieces})
    named = column.field is not None and column.field.reference is not None
    left = []
    for about, text in pieces:
        if about in now:
            left.append(text if now[about] == before.get(about) else now[about])
        elif not about and named:  # what the name meant is called otherwise today
            left += [now[each] for each in new[:1]]
            new = new[1:]
        elif not about:
            left.append(text)
    separator = column.separator or ";"
    spaced = f"{separator} " in written or not column.separator
    return (f"{separator} " if spaced else separator).join([*left, *(now[each] for each in new)])


class _View:
    """One row seen through the description, in one set of statements."""

    def __init__(self, lens: Lens, subject: NamedNode, lookup: Lookup) -> None:
        self._lens, self._lookup = lens, lookup
        self._bound = lens.nodes.shown(subject)

    def items(self, column: Column) -> list[Item]:
        """The items of a column; one at most unless the column is a list."""
        if column.items:
            return self._nodes_of(column)
        if column.field is None:
            return []
        about = self._lens.nodes.iri(column.field.about, self._bound)
        return self._listed(column, column.field, about)

    def _texts(self, field: Field, about: NamedNode) -> list[Item]:
        values = sorted(self._lookup(about, NamedNode(field.property)), key=str)
        found = ((str(value), self._text(field, value)) for value in values)
        return [(about, text) for about, text in found if text is not None]

    def _listed(self, column: Column, field: Field, about: NamedNode) -> list[Item]:
        found = self._texts(field, about)
        marks = column.separator
        return [(each, join([text], marks) if marks else text) for each, text in found]

    def _text(self, field: Field, value: Term) -> str | None:
        if isinstance(value, Literal):
            other = field.language and value.language != field.language
            return None if other else READERS[field.reads].write(value.value)
        if field.value:
            return self._lens.nodes.value(field.value, value, field.source)
        if field.scheme:
            return self._name(value, (SKOS.notation,), "")
        if field.reference:
            return self._name(value, *self._naming(field.reference, value))
        return value.value

    def _naming(self, reference: Reference, iri: NamedNode) -> tuple[list[NamedNode], str]:
        """By which properties a record of that kind is named in cells, and in which language."""
        records = [self._lens.description.records[kind] for kind in reference.kinds]
        fitting = [each for each in records if self._lens.nodes.fits(each.about, iri)]
        fields = [f for f in (fitting or records[-1:])[0].fields if f.source == "name"]
        return [NamedNode(each.property) for each in fields], fields[0].language if fields else ""

    def _name(self, iri: NamedNode, predicates: Sequence[NamedNode], language: str) -> str:
        names = sorted(
            (bool(language) and value.language != language, value.value)
            for predicate in predicates
            for value in self._lens.resolver.values(iri, predicate)
            if isinstance(value, Literal)
        )
        return names[0][1] if names else iri.value.rsplit("/", 1)[-1]

    def _nodes_of(self, column: Column) -> list[Item]:
        """Each node of an item column as text: its parts in their order."""
        named = [field for field in column.items if field.name]
        open_nodes = [field for field in column.items if is_item(field)]
        found: dict[str, NamedNode] = {}
        for field in open_nodes:
            pattern = self._lens.nodes.siblings(field.value, self._bound)
            about = self._lens.nodes.iri(field.about, self._bound)
            for value in self._lookup(about, NamedNode(field.property)):
                if isinstance(value, NamedNode) and pattern.fullmatch(value.value):
                    found[value.value] = value
        inner, outer = column.item_separator or " ", column.separator
        return [
            (iri, join((self._part(each, found[iri]) for each in named), inner, outer))
            for iri in sorted(found)
        ]

    def _part(self, field: Field, node: NamedNode) -> str:
        return "; ".join(text for _, text in self._texts(field, node))

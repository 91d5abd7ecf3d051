"""Where the rows of a table have their place: records that must be there, with good names."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode

from servanda.imports.merge import Read
from servanda.tables import Grid, Lens, Resolver
from servanda.tables.resolve import plain
from servanda.tables.templates import home, variables
from servanda.vocab import DCTERMS, RDF
from servanda.workspace import SLUG

__all__ = ["check_homes"]


def check_homes(lens: Lens, grid: Grid, read: Sequence[Read]) -> None:
    """A row names a record; a row about a part of one needs that record, as links do.

    Rows that say what the record is make it themselves.
    """
    record_part, _, part = lens.description.about.partition("#")
    named = [name for name in variables(record_part) if name in grid.columns]
    at = grid.columns.index(named[0]) if named else 0
    made = any(
        field.about == record_part and field.property == RDF.type.value and not field.when
        for field in lens.description.fields
    )
    for each in read:
        record = NamedNode(home(each.reading.subject.value))
        path = record.value.removeprefix(lens.base)
        if not all(SLUG.fullmatch(name) for name in path.split("/")):
            raise grid.error("gives no name for a record", each.row, at, hint="Fill the cell")
        text = each.row.cells[at].strip() if len(named) == 1 else record.value
        if part and not made and not _is_called(lens.resolver, record, text):
            message = f"{text!r} stands for no record of the workspace"
            hint = "Import that record first, or mend the cell"
            raise grid.error(message, each.row, at, hint=hint)


def _is_called(resolver: Resolver, record: NamedNode, text: str) -> bool:
    """Whether a record is there, and the text that led to it names it if it has an identifier."""
    names = {value.value for value in resolver.values(record, DCTERMS.identifier)}
    known = {plain(name) for name in (*names, record.value, record.value.rsplit("/", 1)[-1])}
    return resolver.has(record) and (not names or plain(text) in known)

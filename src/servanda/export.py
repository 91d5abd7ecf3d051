"""Export a table: the description of an import read backwards, so a spreadsheet goes round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from servanda.digests import MANIFEST
from servanda.tables import (
    Lens,
    find_rows,
    read_description,
    show_row,
    write_grid,
)
from servanda.tables.opened import lens_of_dump, lens_of_workspace
from servanda.vocab import RDF
from servanda.workspace import open_workspace

__all__ = ["Export", "export_table"]

DUMP = "dump/dataset.nq"


@dataclass(frozen=True, slots=True)
class Export:
    """How many rows were written, and in how many cells the records no longer say what was read."""

    rows: int
    changed: int


def export_table(root: Path, metadata: Path, out: Path) -> Export:
    """Write the table that `metadata` describes from a workspace or a release, by `out`'s suffix.

    Rows come in the order of the import, then those that were never imported, by IRI. Raises
    InputError or UsageError for what cannot be read or written.
    """
    if (root / MANIFEST).is_file():
        lens = lens_of_dump(root / DUMP, metadata)
    else:
        workspace = open_workspace(root)
        lens = lens_of_workspace(workspace, read_description(metadata, workspace.uri_space))
    description = lens.description
    shown = list(_rows(lens))
    columns = [column.title for column in description.columns]
    names = [column.name for column in description.columns]
    table = [[cells[name] for name in names] for cells, _ in shown]
    write_grid(out, columns, table, dialect=description.dialect)
    return Export(len(shown), sum(changed for _, changed in shown))


def _rows(lens: Lens) -> Iterator[tuple[dict[str, str], int]]:
    rows = find_rows(lens.resolver, lens.base, lens.description)
    written = {rows.subjects[node]: rows.cells[node] for node in rows.nodes}
    for number, subject in enumerate((*written, *_others(lens, written)), start=1):
        shown = show_row(lens, subject, lens.resolver.values, written.get(subject, {}), number)
        yield dict(shown.cells), len(shown.changed) if subject in written else 0


def _others(lens: Lens, written: Mapping[NamedNode, object]) -> list[NamedNode]:
    """The resources that a row of this table may describe, and that no import made."""
    about, kinds = lens.description.about, lens.description.types
    return sorted(
        (
            iri
            for iri in lens.resolver.facts
            if iri not in written
            and lens.nodes.fits(about, iri)
            and kinds <= {str(value) for value in lens.resolver.values(iri, RDF.type)}
        ),
        key=str,
    )

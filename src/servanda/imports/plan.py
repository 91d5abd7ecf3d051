"""From a table to the changes of files, written or only planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode

from servanda.errors import UsageError
from servanda.imports.homes import check_homes
from servanda.imports.merge import Read, merge
from servanda.imports.read import find_description, read_table
from servanda.tables import Description, Grid, Lens, Reading, Row
from servanda.tables.changes import Changes, write_changes
from servanda.tables.identity import Identities
from servanda.tables.opened import lens_of_workspace
from servanda.tables.report import Report, make_report
from servanda.tables.rows import Rows, find_rows
from servanda.tables.suspicions import suspicions
from servanda.workspace import Workspace, open_workspace

__all__ = ["Import", "import_table", "plan_import", "plan_rows"]


@dataclass(frozen=True, slots=True)
class Import:
    """What an import understood, and what it would change or has changed."""

    report: Report
    changes: Changes


def import_table(
    table: Path, root: Path, *, metadata: Path | None = None, prune: bool = False
) -> Import:
    """Read a table into the workspace at `root` and write what changes.

    Rows that are gone from the table keep their records unless `prune` is set. Raises InputError
    with file, line and column for a table that cannot be read as described; nothing is written
    then.
    """
    plan = plan_import(table, root, metadata=metadata, prune=prune)
    write_changes(plan.changes)
    return plan


def plan_import(
    table: Path, root: Path, *, metadata: Path | None = None, prune: bool = False
) -> Import:
    """The same without writing anything."""
    workspace = open_workspace(root)
    description = find_description(table, metadata, workspace.uri_space)
    if prune and not description.keeps_rows:
        raise UsageError("the rows of this table are not kept, so none can be taken back")
    lens = lens_of_workspace(workspace, description)
    return plan_rows(workspace, lens, read_table(table, description), prune=prune)


def plan_rows(
    workspace: Workspace,
    lens: Lens,
    grid: Grid,
    *,
    prune: bool = False,
    subject: NamedNode | None = None,
) -> Import:
    """What an import of these rows would change; a single one may be given its `subject`."""
    description = lens.description
    rows = find_rows(lens.resolver, lens.base, description)
    read = _read(lens, grid, rows, subject)
    check_homes(lens, grid, read)
    delta = merge(lens, read, rows, prune=prune)
    issues = [
        replace(issue, row=each.row.number, line=each.row.line)
        for each in read
        for issue in (
            *each.reading.issues,
            *suspicions(description, each.cells, workspace.as_of),
        )
    ]
    changes = delta.changes(workspace, _prefixes(workspace, description))
    rows_read = [(each.cells, each.reading) for each in read]
    gone = {key: each in delta.kept for key, each in _gone(description, rows, read).items()}
    report = make_report(grid, lens, rows_read, issues, changes.created, gone)
    return Import(report, changes)


def _read(lens: Lens, grid: Grid, rows: Rows, given: NamedNode | None) -> list[Read]:
    """Read the rows; one that did not change makes no records, whatever became of its names.

    What the old cells said is read first, before new names make records.
    """
    identities = Identities.of(lens, rows)
    known = {rows.subjects[node]: rows.cells[node] for node in rows.nodes}
    found = []
    for row in grid.rows:
        cells = dict(zip(grid.columns, row.cells, strict=True))
        usual = identities.subject(grid, row, cells)
        found.append((row, cells, given or usual))
    changed = {
        subject: lens.row(known[subject], subject=subject, number=row.number, make=False)
        for row, cells, subject in found
        if subject in known and known[subject] != _filled(cells)
    }
    return [
        Read(row, cells, _reading(lens, row, cells, subject, known), changed.get(subject))
        for row, cells, subject in found
    ]


def _reading(
    lens: Lens,
    row: Row,
    cells: Mapping[str, str],
    subject: NamedNode,
    known: Mapping[NamedNode, Mapping[str, str]],
) -> Reading:
    make = known.get(subject) != _filled(cells)
    return lens.row(cells, subject=subject, number=row.number, make=make)


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in cells.items() if text}


def _gone(description: Description, rows: Rows, read: Sequence[Read]) -> dict[str, NamedNode]:
    """The rows that an earlier import had and this table has not, by their keys."""
    here = {each.reading.subject for each in read}
    found = {}
    for node in rows.nodes:
        subject = rows.subjects[node]
        if subject not in here:
            key = " ".join(rows.cells[node].get(name, "") for name in description.key)
            found[key or subject.value.rsplit("/", 1)[-1]] = subject
    return found


def _prefixes(workspace: Workspace, description: Description) -> dict[str, str]:
    """Those of the ontology and its schemes, and one for each kind of record."""
    found: dict[str, str] = {}
    for path in (*workspace.ontology, *workspace.schemes):
        found |= workspace.document(path).prefixes
    abouts = [description.about, *(record.about for record in description.records.values())]
    kinds = {about.partition("/")[0] for about in abouts if "/" in about and "://" not in about}
    return found | {kind: f"{workspace.uri_space}{kind}/" for kind in sorted(kinds | {"table"})}

"""What an import understood of a table, and what it could not: for people, and as JSON."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import NamedNode

from servanda.tables.forward import Lens
from servanda.tables.grid import Grid
from servanda.tables.issues import Issue
from servanda.tables.reading import Reading
from servanda.tables.resolve import plain
from servanda.tables.templates import home

__all__ = ["Fill", "Report", "format_report", "make_report", "remarks"]

_TITLES = {
    "unread": "Not read (kept as written)",
    "unknown": "Unknown words (kept as written)",
    "ambiguous": "Ambiguous names",
    "parts": "Items with too many parts (kept as written)",
    "suspicious": "Worth a look",
}
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fill:
    """How many cells of a column are filled, and how many of these were not understood."""

    column: str
    filled: int
    not_understood: int


@dataclass(frozen=True, slots=True)
class Report:
    """What was understood of a table with so many rows; `made` counts new records by kind.

    `gone` are the keys of rows that an earlier import had and this table has not, `pruned` of
    those what they said was taken back.
    """

    table: str
    rows: int
    columns: tuple[Fill, ...]
    issues: tuple[Issue, ...]
    made: Mapping[str, int]
    alike: tuple[str, ...]
    gone: tuple[str, ...] = ()
    pruned: tuple[str, ...] = ()


def make_report(  # noqa: PLR0913  all that an import found
    grid: Grid,
    lens: Lens,
    read: Sequence[tuple[Mapping[str, str], Reading]],
    issues: Iterable[Issue],
    created: Iterable[Path],
    gone: Mapping[str, bool] = MappingProxyType({}),
) -> Report:
    """The report of an import.

    `created` are the files of new records, `gone` the keys of rows, and whether they stay.
    """
    found = tuple(sorted(issues, key=lambda issue: (issue.row, issue.column, issue.kind)))
    lost = Counter(
        (issue.column, issue.row) for issue in found if issue.kind in ("unread", "unknown", "parts")
    )
    columns = tuple(
        Fill(
            column.name,
            sum(bool(cells.get(column.name, "").strip()) for cells, _ in read),
            len({row for name, row in lost if name == column.name}),
        )
        for column in lens.description.columns
    )
    kinds = Counter(path.parent.name for path in created)
    return Report(
        table=grid.path.name,
        rows=len(grid.rows),
        columns=columns,
        issues=found,
        made=dict(sorted(kinds.items())),
        alike=_alike(lens, read),
        gone=tuple(key for key, stays in gone.items() if stays),
        pruned=tuple(key for key, stays in gone.items() if not stays),
    )


def _alike(lens: Lens, read: Sequence[tuple[Mapping[str, str], Reading]]) -> tuple[str, ...]:
    """Names that stand for several records because the rows tell them apart."""
    named: dict[tuple[str, str], set[NamedNode]] = defaultdict(set)
    said = {
        value
        for _, reading in read
        for _, _, value in reading.statements
        if isinstance(value, NamedNode) and home(value.value) == value.value
    }
    for iri in said:
        kind = iri.value.removeprefix(lens.base).partition("/")[0]
        if iri.value.startswith(lens.base):
            for name in lens.resolver.labels(iri):
                named[kind, plain(name)].add(iri)
    return tuple(
        f"{name}: {', '.join(sorted(iri.value.removeprefix(lens.base) for iri in found))}"
        for (_, name), found in sorted(named.items())
        if len(found) > 1
    )


def format_report(report: Report, form: str = "text", *, every: bool = False) -> str:
    """The report as `text` or `json`; as text, at most twenty issues of a kind unless `every`."""
    if form == "json":
        return json.dumps(asdict(report), ensure_ascii=False, indent=2) + "\n"
    width = max((len(each.column) for each in report.columns), default=0)
    lines = [f"{report.table}: {report.rows} rows", ""]
    for each in report.columns:
        share = round(100 * each.filled / report.rows) if report.rows else 0
        lost = f"   {each.not_understood} not understood" if each.not_understood else ""
        lines.append(f"  {each.column:<{width}}  {each.filled:>6} filled {share:>4} %{lost}")
    lines += remarks(report, every=every)
    lines += _section("Same name, told apart", list(report.alike), every=every)
    lines += _section("No longer in the table, and kept", list(report.gone), every=every)
    lines += _section("No longer in the table, and taken back", list(report.pruned), every=every)
    new = ", ".join(f"{count} {kind}" for kind, count in report.made.items())
    lines += ["", f"New records: {new or 'none'}."]
    return "\n".join(lines) + "\n"


def remarks(report: Report, *, every: bool = False) -> list[str]:
    """The lines on what was not understood or is worth a look; at most twenty of a kind."""
    lines: list[str] = []
    for kind, title in _TITLES.items():
        lines += _section(title, [_said(i) for i in report.issues if i.kind == kind], every=every)
    return lines


def _said(issue: Issue) -> str:
    text = issue.text if len(issue.text) <= 60 else f"{issue.text[:59]}…"
    return f"line {issue.line}, {issue.column}: {text!r} {issue.message}"


def _section(title: str, lines: Sequence[str], *, every: bool) -> list[str]:
    if not lines:
        return []
    shown = lines if every else lines[:_SHOWN]
    more = len(lines) - len(shown)
    rest = [f"  … and {more} more; --all shows them"] if more else []
    return ["", f"{title}: {len(lines)}", *(f"  {line}" for line in shown), *rest]

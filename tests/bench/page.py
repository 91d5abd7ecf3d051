"""docs/performance.md: the tables of what was measured last, each with its day and machine."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from interop.report import replace, table

from bench.stages import ROOT, SIZES, Rows

PAGE: Final = ROOT / "docs" / "performance.md"
FIGURES: Final = ROOT / "docs" / "performance.json"
_PACKAGES: Final = ("pyoxigraph", "rdflib", "owlrl", "pyshacl", "shacl", "oxigraph")
Figures = dict[str, dict[str, Any]]


def machine() -> str:
    """The machine and the versions of what takes part."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    found = [f"{name} {_version(name)}" for name in _PACKAGES if _version(name)]
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, Linux {platform.release()}, "
        f"Python {platform.python_version()}, {', '.join(found)}"
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def read_figures() -> Figures:
    """What was measured last, by stage and size as `build/10k`."""
    if not FIGURES.is_file():
        return {}
    figures: Figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    return figures


def write(figures: Figures) -> None:
    """Keep the figures, and write the tables of the page anew."""
    text = json.dumps(figures, indent=1, sort_keys=True, ensure_ascii=False)
    FIGURES.write_text(text + "\n", encoding="utf-8")
    tables = {stage: section(stage, figures) for stage in _TABLES}
    PAGE.write_text(replace(PAGE.read_text("utf-8"), tables), encoding="utf-8")


def section(stage: str, figures: Figures) -> str:
    """The tables of a stage, one for each size that was measured."""
    parts = []
    for size in SIZES:
        kept = figures.get(f"{stage}/{size}")
        if kept is not None:
            where = f"{size} agreements, {kept['date']}, `{kept['command']}`, {kept['machine']}. "
            load = f"Load of the machine at the end: {kept['load']}."
            parts.append(f"{where}{load}\n\n{_TABLES[stage](kept['rows'])}")
    return "\n\n".join(parts) or "Not measured yet."


def _cells(row: Mapping[str, Any], *names: str) -> list[str]:
    return [_cell(row.get(name, "")) for name in names]


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _cpu(row: Mapping[str, Any]) -> str:
    if row["cpu_least"] == row["cpu_most"]:
        return f"{row['cpu']:,.2f}"
    return f"{row['cpu']:,.2f} ({row['cpu_least']:,.2f} to {row['cpu_most']:,.2f})"


def _costs(head: Mapping[str, str]) -> Callable[[Rows], str]:
    """A table of CPU, wall and memory with further columns."""

    def told(rows: Rows) -> str:
        titles = ["What", "CPU, s", "Wall, s", "Memory, MB", *head.values()]
        lines = [[row["name"], _cpu(row), *_cells(row, "wall", "peak", *head)] for row in rows]
        return table(titles, lines)

    return told


def _naive(rows: Rows) -> str:
    (row,) = rows
    steps: Mapping[str, float] = row["cpu_of_steps"]
    told = ", ".join(f"{name} {seconds:,.1f}" for name, seconds in steps.items())
    line = [row["name"], f"{row['cpu']:,.1f}", told, *_cells(row, "wall", "peak", "results")]
    head = ["What", "CPU, s", "of which", "Wall, s", "Memory, MB", "Results of validation"]
    return table(head, [line])


def _queries(rows: Rows) -> str:
    """Rows are told by each way if they differ; what is asked about all is another question."""
    ways = [name for name in rows[0] if name != "name"]
    same = [way for way in ways if not way.endswith("about all")]
    lines = []
    for row in rows:
        counts = {row[way].get("rows", "") for way in same}
        known = "/".join(str(row[way].get("rows", "–")) for way in same)
        told = known if len(counts) > 1 else str(next(iter(counts)))
        times = [_cell(row[way].get("ms", row[way].get("failed", ""))) for way in ways]
        lines.append([row["name"], told, *times])
    return table(["Query", "Rows", *(f"{way}, ms" for way in ways)], lines)


def _profile(rows: Rows) -> str:
    functions = [row for row in rows if "calls" in row]
    rooms = [row for row in rows if "share" in row]
    one = [[f"`{row['name']}`", *_cells(row, "own", "all", "calls")] for row in functions]
    other = [[row["name"], _cell(row["own"]), f"{row['share']:.1%}"] for row in rooms]
    first = table(["Function", "Own time, s", "With what it calls, s", "Calls"], one)
    return f"{first}\n\n{table(['Where', 'Own time, s', 'Share'], other)}"


_FAULTS: Final = {
    "kinds": "Kinds of fault",
    "faults": "Faults",
    "results": "Results",
    "missing": "Missing",
    "surplus": "Too many",
}
_TABLES: Final[Mapping[str, Callable[[Rows], str]]] = {
    "build": _costs({"floor": "CPU, times the floor"}),
    "steps": _costs({"own": "CPU of this step, s", "floor": "CPU, times the floor"}),
    "check": _costs({}),
    "site": _costs({"pages": "Pages"}),
    "edit": _costs({"full": "Times quicker than the full build", "identical": "Same bytes"}),
    "queries": _queries,
    "faults": _costs(_FAULTS),
    "naive": _naive,
    "profile": _profile,
}


def plain(stage: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The table of a stage as it is printed."""
    return _TABLES[stage](list(map(dict, rows)))

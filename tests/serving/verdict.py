"""What the figures of a soak say: whether anything grew, and the table that tells it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from interop.report import table

__all__ = ["grew", "judged", "quarters", "told"]


def quarters(values: Sequence[float]) -> tuple[float, float]:
    """Medians of the first and the last quarter of what is left without the first fifth."""
    warm = values[len(values) // 5 :]
    part = max(1, len(warm) // 4)
    return statistics.median(warm[:part]), statistics.median(warm[-part:])


def grew(before: float, after: float, slack: float) -> bool:
    """Whether a value has grown by more than a tenth and `slack`."""
    return after > before * 1.1 + slack


def judged(report: dict[str, Any]) -> list[str]:
    """What is wrong with a report, in words."""
    found = [
        f"{name}: {report[name]}" for name in ("mixed", "wrong", "reached", "left") if report[name]
    ]
    slack = {"memory of all processes": 100 << 20, "memory of the first process": 8 << 20}
    for name, (before, after) in report["growth"].items():
        if grew(before, after, slack.get(name, 8)):
            found.append(f"{name} grew from {before:,.0f} to {after:,.0f}")
    if not report["lives"]:
        found.append("the server ended")
    return found


def told(report: dict[str, Any], minutes: float) -> str:
    """The report as a table of Markdown."""
    changes = f"{report['reloads']}, the slowest seen after {report['slowest_reload']:.1f} s"
    rows = [
        ["minutes at full load", f"{minutes:g}"],
        ["requests of all kinds", f"{report['sent']:,}"],
        ["changes of release", changes],
        ["answers of which a part was of another release", f"{len(report['mixed'])}"],
        ["wrong answers", f"{len(report['wrong'])}"],
        ["processes for queries killed meanwhile", f"{report['killed']}"],
        ["answers that held a query to have ended such a process", f"{report['blamed']:,}"],
        ["left behind by servers killed during a change", f"{len(report['left'])}"],
    ]
    for name, (before, after) in report["growth"].items():
        unit, size = (" MB", 1e6) if name.startswith("memory") else ("", 1)
        values = f"{before / size:,.0f}{unit}, then {after / size:,.0f}{unit}"
        rows.append([f"{name}, first and last quarter", values])
    if attacks := report.get("attacks"):
        counts = sorted(attacks["statuses"].items())
        statuses = ", ".join(f"{count:,} × {status}" for status, count in counts if status != "0")
        rows += [
            ["attacks sent", f"{attacks['sent']:,}"],
            ["wrong, late or telling answers", f"{attacks['fault_count']}"],
            ["connections and questions for names", f"{len(attacks['reached'])}"],
            ["memory of all processes, at most", f"{attacks['resident'] / 1e6:,.0f} MB"],
            ["answers by status", statuses],
        ]
    return table(["What", "Seen"], rows)

"""Measure the server beside oxigraph on one machine, and note it in docs/performance-serving.md.

Usage: scripts/bench-serve [--release DIR] [--rounds N] [--seconds N] [--write --date DATE] [NAME]

NAME is throughput, isolation, crowd or deadline; all without one. Without --release the repository
is built first. With --write the tables of the page are written anew; DATE (as 2026-11-25) stands
there.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

from interop.report import replace, table

from servanda.build import build
from serving.crowd import Crowd, crowd, exactness
from serving.isolation import isolation
from serving.server import free_port, running, servanda
from serving.throughput import both, kinds, measured

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "performance-serving.md"
NAMES: Final = ("throughput", "isolation", "crowd", "deadline")
_CLIENTS: Final = 16
_QUERIES: Final = 2_000
_ENDLESS: Final = 100


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="scripts/bench-serve", description=__doc__)
    parser.add_argument("--release", type=Path, metavar="DIR")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--seconds", type=int, default=5, metavar="N")
    parser.add_argument("--date", default="", metavar="DATE")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("names", metavar="NAME", nargs="*")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(NAMES)}")
    if chosen.write and not chosen.date:
        parser.error("--write needs --date")
    return chosen


def throughput(chosen: argparse.Namespace, folder: Path) -> str:
    """The table of requests a second."""
    rows = []
    with both(chosen.release, folder) as pair:
        for kind in kinds(chosen.release):
            found = measured(pair, kind, chosen.rounds, chosen.seconds)
            ours, theirs = sorted(found.ours), sorted(found.theirs)
            middle = chosen.rounds // 2
            spread = (f"{each[0]:,.0f} to {each[-1]:,.0f}" for each in (ours, theirs))
            one, other = spread
            rows.append(
                [
                    kind.name,
                    f"{ours[middle]:,.0f} ({one})",
                    f"{theirs[middle]:,.0f} ({other})",
                    f"{found.ratio:.2f}",
                ]
            )
    return table(["Requests", "Servanda, a second", "oxigraph, a second", "Ratio"], rows)


def isolated(chosen: argparse.Namespace, folder: Path) -> str:
    """The table of what other processes cost."""
    found = isolation(chosen.release, folder / "cache", _QUERIES)
    rows = [
        ["a small query in the same process", f"{found.inside:.2f} ms"],
        ["the same in a process for queries", f"{found.outside:.2f} ms"],
        ["what the process costs", f"{found.outside - found.inside:.2f} ms"],
        ["from the end of a process to the next one, ready", f"{found.replaced:.0f} ms"],
    ]
    return table(["What", "Median"], rows)


def _told(found: Crowd) -> list[str]:
    counts = ", ".join(f"{count:,} × {status}" for status, count in sorted(found.statuses.items()))
    times = f"{found.alone * 1000:.1f} ms", f"{found.among * 1000:.1f} ms", f"{found.ratio:.1f}"
    return [*times, counts, f"{found.refused:,}"]


def crowded(chosen: argparse.Namespace, folder: Path) -> str:
    """The table of a small query among attackers."""
    rows = []
    for same, name in ((False, "other addresses"), (True, "the same address")):
        port = free_port()
        command = servanda(chosen.release, port, "--log", "none")
        with running(command, port, folder / f"crowd-{same}") as server:
            found = crowd(server, _CLIENTS, chosen.rounds, chosen.seconds, same=same)
        rows.append([name, *_told(found)])
    head = ["Attackers from", "p95 alone", "p95 among them", "Ratio", "They got", "Small: refused"]
    return table(head, rows)


def ended(chosen: argparse.Namespace, folder: Path) -> str:
    """The table of how exactly endless queries are ended."""
    port, deadline = free_port(), 1.0
    command = servanda(chosen.release, port, "--log", "none", "--deadline", f"{deadline:g}")
    with running(command, port, folder / "deadline") as server:
        found = exactness(server, deadline, _ENDLESS, 2)
    row = [f"{found.count}", f"{found.median * 1000:.0f} ms", f"{found.worst * 1000:.0f} ms"]
    return table(["Endless queries", "After the deadline, median", "At worst"], [row])


MEASURES: Final = {
    "throughput": throughput,
    "isolation": isolated,
    "crowd": crowded,
    "deadline": ended,
}


def machine(date: str) -> str:
    """The day, the machine and the versions of what was measured."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")
    names = ("pyoxigraph", "oxigraph", "starlette", "uvicorn", "uvloop", "httptools")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    load = os.getloadavg()[0]
    return (
        f"Run on {date}: {os.cpu_count()} cores ({model}), Linux {platform.release()}, Python "
        f"{platform.python_version()}, {versions}. Load of the machine at the end: {load:.1f}."
    )


def main() -> int:
    """Measure, print, and write if asked to."""
    chosen = arguments()
    tables = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        if chosen.release is None:
            chosen.release = folder / "release"
            build(ROOT, chosen.release)
        for each in chosen.names or NAMES:
            tables[each] = MEASURES[each](chosen, folder)
            sys.stdout.write(f"{each}\n{tables[each]}\n\n")
            sys.stdout.flush()
    if chosen.write:
        tables["machine"] = machine(chosen.date)
        PAGE.write_text(replace(PAGE.read_text("utf-8"), tables), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

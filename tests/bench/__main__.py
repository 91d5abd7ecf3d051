"""Measure a build and its parts beside what cannot be beaten and what one would do naively."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.edit import edited
from bench.faulty import faulty
from bench.measure import FailedError
from bench.page import machine, plain, read_figures, write
from bench.questions import asked
from bench.stages import SIZES, Bench, Rows, checked, naive, paged, profiled, stepwise, whole

STAGES: Final[Mapping[str, Callable[[Bench], Rows]]] = {
    "build": whole,
    "steps": stepwise,
    "check": checked,
    "edit": edited,
    "queries": asked,
    "faults": faulty,
    "site": paged,
    "naive": naive,
    "profile": profiled,
}
_ONLY_IF_ASKED: Final = ("site", "naive", "profile")


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure a build and its parts: whole processes, in pairs, medians.",
        epilog="Example: scripts/bench --size 1k --stage build --stage edit --write",
    )
    parser.add_argument(
        "--size", action="append", choices=SIZES, help="agreements; 1k if not given"
    )
    parser.add_argument(
        "--stage",
        action="append",
        choices=STAGES,
        help=f"all but {', '.join(_ONLY_IF_ASKED)} if not given; naive takes minutes at 1k",
    )
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of each command (3)")
    parser.add_argument("--profile", action="store_true", help="the same as --stage profile")
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="keep workspaces and releases there"
    )
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    return parser.parse_args()


def main() -> int:
    """Measure, print, and write if asked to."""
    chosen = arguments()
    stages = chosen.stage or [each for each in STAGES if each not in _ONLY_IF_ASKED]
    stages += ["profile"] if chosen.profile and "profile" not in stages else []
    with tempfile.TemporaryDirectory(prefix="servanda-bench-") as name:
        folder = (chosen.folder or Path(name)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for size in chosen.size or ["1k"]:
            for stage in stages:
                _measure(stage, Bench(folder, size, chosen.runs), keep=chosen.write)
    return 0


def _measure(stage: str, bench: Bench, *, keep: bool) -> None:
    try:
        rows = STAGES[stage](bench)
    except FailedError as error:
        sys.stderr.write(f"{stage}, {bench.size}: {error}\n")
        sys.exit(1)
    sys.stdout.write(f"{stage}, {bench.size}\n{plain(stage, rows)}\n\n")
    sys.stdout.flush()
    if keep:
        figures = read_figures()
        figures[f"{stage}/{bench.size}"] = {
            "command": f"scripts/bench --size {bench.size} --stage {stage} --runs {bench.runs}",
            "date": datetime.now(UTC).date().isoformat(),
            "load": round(os.getloadavg()[0], 1),
            "machine": machine(),
            "rows": rows,
        }
        write(figures)


if __name__ == "__main__":
    sys.exit(main())

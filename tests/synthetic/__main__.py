"""Write a workspace of invented agreements, to see how Servanda bears size.

Usage: scripts/synthetic COUNT FOLDER [--faults] [--seed N] [--hard] [--refused KIND]
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from synthetic import EXPECTED, make
from synthetic.refused import refusals


def main() -> int:
    """Write what the command line asks for and say how long it took."""
    parser = argparse.ArgumentParser(
        prog="scripts/synthetic",
        description="Write a workspace of invented agreements after our own model.",
        epilog="Example: scripts/synthetic 1000 /tmp/thousand --faults",
    )
    parser.add_argument("count", type=int, metavar="COUNT", help="how many agreements")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where; it has no data yet")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="another choice of them")
    parser.add_argument(
        "--faults", action="store_true", help=f"with faults of every kind; see {EXPECTED} there"
    )
    parser.add_argument("--hard", action="store_true", help="with agreements that are hard to show")
    parser.add_argument(
        "--refused", action="append", default=[], metavar="KIND", help=", ".join(refusals())
    )
    chosen = parser.parse_args()
    start = time.monotonic()
    try:
        make(chosen.folder, chosen.count, seed=chosen.seed, faults=chosen.faults, hard=chosen.hard)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    sys.stdout.write(f"{chosen.count} agreements in {time.monotonic() - start:.1f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A profile as rows: the functions that take most time themselves, and what each module takes.

Usage: python -m bench.hotspots STATS
"""

from __future__ import annotations

import json
import pstats
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

_MOST: Final = 15


def rows(path: Path) -> list[dict[str, Any]]:
    """The first functions by own time, in seconds, with their calls; then the packages."""
    stats: dict[tuple[str, int, str], tuple[int, int, float, float, Any]]
    stats = pstats.Stats(str(path)).stats  # type: ignore[attr-defined]
    whole = sum(own for _, _, own, _, _ in stats.values())
    rooms: Counter[str] = Counter()
    functions = []
    for (file, _, name), (_, calls, own, cumulative, _) in stats.items():
        rooms[_room(file)] += own  # type: ignore[assignment]
        functions.append((own, cumulative, calls, f"{_module(file)}{name}"))
    found = [
        {"name": name, "own": round(own, 2), "all": round(cumulative, 2), "calls": calls}
        for own, cumulative, calls, name in sorted(functions, reverse=True)[:_MOST]
    ]
    told = [
        {"name": f"all of {room}", "own": round(own, 2), "share": round(own / whole, 3)}
        for room, own in rooms.most_common(_MOST)
    ]
    return [*found, *told]


def _module(file: str) -> str:
    return "" if file in ("~", "") else f"{_short(file)}: "


def _short(file: str) -> str:
    for mark in ("/src/", "/site-packages/", "/lib/"):
        if mark in file:
            return file.rpartition(mark)[2]
    return file


def _room(file: str) -> str:
    if file == "~":
        return "compiled code"
    parts = Path(_short(file)).parts
    return "/".join(parts[:2]) if parts[0] == "servanda" else parts[0]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(rows(Path(sys.argv[1]))))

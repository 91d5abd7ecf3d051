"""One record edited: what check and build cost then, and whether the bytes are those built anew."""

from __future__ import annotations

import filecmp
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from synthetic.agreement import slug

from bench.measure import Command, Run, measured
from bench.stages import Bench, Rows, told

_NAME: Final = re.compile(r'"Cooperation agreement [^"]*"@en')


def edited(bench: Bench) -> Rows:
    """A full build and a check that fill the cache; then in turn an edit and check, and build."""
    root, cache = bench.workspace(), bench.emptied("cache")
    record = root / "data" / "agreement" / f"{slug(bench.agreements // 2)}.ttl"
    before = record.read_text(encoding="utf-8")
    env = {"XDG_CACHE_HOME": str(cache)}
    target = bench.folder / f"edited-{bench.size}"
    build = bench.build("--no-site", "--jobs", "2", out="edited")
    full = replace(build, environment={**build.environment, **env})
    check = bench.module("servanda", "check", root, "--jobs", "2")
    check = replace(check, environment={**check.environment, **env})
    again = {
        "check after one edit": check,
        "build after one edit": replace(full, before=lambda: None),
    }
    try:
        first = measured(full, bench.log)
        second = measured(check, bench.log)
        runs = _alternating(again, record, before, bench)
        measured(bench.build("--no-site", "--no-cache", "--jobs", "2", out="anew"), bench.log)
        differ = differing(target, bench.folder / f"anew-{bench.size}")
    finally:
        record.write_text(before, encoding="utf-8")
    rows: Rows = [
        told("full build, empty cache", [first], None),
        told("the first check after it", [second], None),
    ]
    for name, found in runs.items():
        row: dict[str, Any] = told(name, found, None)
        row["full"] = round(first.wall / row["wall"], 1)
        rows.append(row)
    rows[-1]["identical"] = f"all but {', '.join(differ[:3])}" if differ else "yes"
    return rows


def _alternating(
    commands: dict[str, Command], record: Path, before: str, bench: Bench
) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    number = 0
    for _ in range(bench.runs):
        for name, command in commands.items():
            number += 1
            text = _NAME.sub(f'"Cooperation agreement, edited {number}"@en', before)
            record.write_text(text, encoding="utf-8")
            runs[name].append(measured(command, bench.log))
    return runs


def differing(one: Path, other: Path) -> list[str]:
    """The files of two folders that only one has, or whose bytes are not the same."""
    here, there = ({*_files(folder)} for folder in (one, other))
    _, differ, lost = filecmp.cmpfiles(one, other, sorted(here & there), shallow=False)
    return sorted({*(here ^ there), *differ, *lost})


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix()

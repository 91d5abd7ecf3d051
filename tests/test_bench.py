"""The benchmark measures what it says: children count, memory is that of all, pages are written."""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph
import pytest
import synthetic
from bench.__main__ import STAGES
from bench.edit import differing
from bench.measure import Command, FailedError, Run, measured, median, paired, ratio
from bench.page import PAGE, plain, section
from bench.stages import Bench

BUSY = "import time\nend = time.process_time() + 0.4\nwhile time.process_time() < end: pass"
LARGE = "import time\nheld = b'x' * 80_000_000\ntime.sleep(0.5)"


def python(code: str) -> Command:
    return Command([sys.executable, "-c", code])


def in_a_child(code: str) -> Command:
    return python(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {code!r}])")


def test_the_work_and_the_memory_of_children_count(tmp_path: Path) -> None:
    assert measured(in_a_child(BUSY), tmp_path / "log").cpu >= 0.4
    assert measured(in_a_child(LARGE), tmp_path / "log").peak >= 80_000_000


def test_a_command_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="no such thing"):
        measured(python("raise SystemExit('no such thing')"), tmp_path / "log")


def test_commands_run_in_turn(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    commands = {name: python(f"open({str(seen)!r}, 'a').write({name!r})") for name in ("a", "b")}
    found = paired(commands, 3, tmp_path / "log")
    assert seen.read_text() == "ababab"
    assert {name: len(runs) for name, runs in found.items()} == {"a": 3, "b": 3}


def test_medians_and_ratios_are_those_of_pairs() -> None:
    ours = [Run(2, 9, 1), Run(6, 1, 3), Run(4, 5, 2)]
    theirs = [Run(1, 0, 0), Run(2, 0, 0), Run(4, 0, 0)]
    assert median(ours) == Run(4, 5, 2)
    assert ratio(ours, theirs) == 2


def test_the_floor_writes_all_facts_of_a_workspace_six_times(tmp_path: Path) -> None:
    root = synthetic.make(tmp_path / "w", 1)
    command = Bench(tmp_path, "1k", 1).module(
        "bench.floor", root, tmp_path / "none", tmp_path / "floor"
    )
    measured(command, tmp_path / "log")
    files = sorted((root / "data").rglob("*.ttl"))
    triples = {quad.triple for path in files for quad in pyoxigraph.parse(path=str(path))}
    for path in sorted((tmp_path / "floor").iterdir()):
        assert {quad.triple for quad in pyoxigraph.parse(path=str(path))} == triples
    assert len(list((tmp_path / "floor").iterdir())) == 6


def test_folders_differ_by_the_files_that_do(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        (folder / "a").mkdir(parents=True)
        (folder / "a" / "b").write_text("1")
    assert differing(one, other) == []
    (other / "a" / "b").write_text("2")
    (other / "c").write_text("3")
    assert differing(one, other) == ["a/b", "c"]


def test_the_page_has_a_place_for_every_stage() -> None:
    page = PAGE.read_text("utf-8")
    for stage in STAGES:
        assert f"<!-- {stage} -->" in page
        assert section(stage, {}) == "Not measured yet."


def test_a_table_tells_medians_and_spread() -> None:
    row = {"name": "build", "cpu": 2.0, "cpu_least": 1.5, "cpu_most": 1200.0, "wall": 3.1}
    told = plain("build", [{**row, "peak": 1500, "floor": 2.5}])
    assert "| build | 2.00 (1.50 to 1,200.00) | 3.1 | 1,500 | 2.5 |" in told

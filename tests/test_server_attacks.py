"""The server stands what ended, stalled or misled others; the harness that says so can fail."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from attacks.corpus import queries, requests
from attacks.mutations import malformed, of_queries, sources
from conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


def attacked(release: Path, folder: Path, *options: str) -> dict[str, Any]:
    """The report of `python -m attacks`, run in a network of its own where one can be made."""
    report = folder / "report.json"
    command = [sys.executable, "-m", "attacks", str(release), "--report", str(report), *options]
    done = subprocess.run(
        command, cwd=ROOT / "tests", capture_output=True, text=True, check=False, timeout=300
    )
    assert report.is_file(), done.stderr
    return json.loads(report.read_text("utf-8"))


def test_no_two_cases_have_the_same_name() -> None:
    names = [case.name for case in requests()] + [name for name, *_ in queries()]
    assert sorted(set(names)) == sorted(names)


def test_generated_cases_are_the_same_for_the_same_seed() -> None:
    first, second = (
        [case.data for case in malformed(7, 60, sources(ROOT))],
        [case.data for case in malformed(7, 60, sources(ROOT))],
    )
    assert first == second
    assert first != [case.data for case in malformed(8, 60, sources(ROOT))]


def test_generated_queries_are_nearly_all_different() -> None:
    chances = [random.Random(number) for number in range(300)]  # noqa: S311  the same each time
    made = [of_queries(chance, sources(ROOT)) for chance in chances]
    assert len(set(made)) > 290


@pytest.mark.slow
def test_the_harness_sees_a_server_that_tells_of_its_inside(release: Path, tmp_path: Path) -> None:
    report = attacked(release, tmp_path, "--server", "talkative", "--only", "target-absolute")
    said = {fault for each in report["faults"] for fault in each["faults"]}
    assert {"status 500", "says 'Traceback (most recent'"} <= said


@pytest.mark.slow
def test_the_harness_sees_a_server_that_ends(release: Path, tmp_path: Path) -> None:
    report = attacked(release, tmp_path, "--server", "oxigraph", "--only", "target-without-slash")
    assert not report["lives"]


@pytest.mark.slow
def test_the_harness_sees_a_server_that_reaches_out(release: Path, tmp_path: Path) -> None:
    report = attacked(release, tmp_path, "--server", "oxigraph", "--only", "service-")
    assert any("connection to 127.0.0.1" in each for each in report["reached"])
    if report["alone"]:
        assert any("169.254.169.254" in each for each in report["reached"])
        assert any("name asked" in each for each in report["reached"])

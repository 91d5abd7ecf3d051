"""The server stands what ended, stalled or misled others; the harness that says so can fail."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from attacks.corpus import Places, queries, requests
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
    names = [case.name for case in requests(Places())] + [name for name, *_ in queries(Places())]
    assert sorted(set(names)) == sorted(names)


def test_generated_cases_are_the_same_for_the_same_seed() -> None:
    first, again, other = (
        [case.data for case in malformed(seed, range(60), sources(ROOT), Places())]
        for seed in (7, 7, 8)
    )
    assert first == again
    assert first != other


def test_generated_queries_are_nearly_all_different() -> None:
    chances = [random.Random(number) for number in range(300)]  # noqa: S311  the same each time
    made = [of_queries(chance, sources(ROOT)) for chance in chances]
    assert len(set(made)) > 280


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


# --- the server itself ---


@pytest.fixture(scope="module")
def report(release: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The corpus and some thousands of generated cases, sent to `servanda serve`."""
    size = ("--attacks", "1000", "--one-way", "--queries", "6", "--workers", "4")
    limits = ("--deadline", "0.7", "--request-time", "2")
    return attacked(release, tmp_path_factory.mktemp("attacked"), *size, *limits)


@pytest.mark.slow
def test_the_server_lives_on_and_answers(report: dict[str, Any]) -> None:
    assert (report["lives"], report["answers"]) == (True, True), report["log"]
    assert report["sent"] > 1_400


@pytest.mark.slow
def test_every_answer_is_right_in_time_and_tells_nothing(report: dict[str, Any]) -> None:
    assert report["faults"] == []


@pytest.mark.slow
def test_the_server_reaches_nobody(report: dict[str, Any]) -> None:
    assert report["listener_works"]
    assert report["reached"] == []


@pytest.mark.slow
def test_memory_stays_bounded(report: dict[str, Any]) -> None:
    assert report["resident"] < report["processes"] * (2 << 30) + (200 << 20)
    assert report["resident"] < 3 << 30


@pytest.mark.slow
def test_the_server_fails_at_nothing_and_leaves_nothing(report: dict[str, Any]) -> None:
    assert report["traces"] == 0, report["log"]
    assert report["left"] == []


@pytest.mark.slow
def test_many_generated_queries_are_answered_and_many_refused(report: dict[str, Any]) -> None:
    statuses = report["statuses"]
    assert statuses["200"] > 100
    assert statuses["400"] > 400

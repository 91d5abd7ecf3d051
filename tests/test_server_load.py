"""The server under load: releases change, processes are killed, and nothing grows."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from attacks.corpus import Places
from attacks.judge import Rules
from conftest import ROOT
from serving.bench import NAMES, PAGE
from serving.client import exchange, request
from serving.processes import alive, tree
from serving.server import free_port, running, servanda
from serving.traffic import PROBES, Traffic
from serving.verdict import grew, quarters

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


def test_growth_is_seen_and_noise_is_not() -> None:
    leak = [100e6 + 1e6 * second for second in range(100)]
    noise = [100e6 + 3e6 * (second % 7) for second in range(100)]
    assert grew(*quarters(leak), slack=8 << 20)
    assert not grew(*quarters(noise), slack=8 << 20)


def test_the_page_has_a_place_for_every_figure() -> None:
    page = PAGE.read_text("utf-8")
    places = {*NAMES, "machine", "soak"}
    assert [name for name in sorted(places) if f"<!-- {name} -->\n" not in page] == []


@pytest.mark.slow
def test_an_answer_that_is_not_of_its_release_is_seen(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, str(ROOT / "tests" / "attacks" / "controls.py"), str(port)]
    traffic = Traffic(port, Rules(1, 1, "secret", [str(ROOT)]), Places(), ["ASK {}"])
    with running(command, port, tmp_path):
        key = asyncio.run(traffic.learn())
        traffic.known[key, PROBES[0]] = "200 another"
        asyncio.run(traffic.run(2, 1, seed=1))
    assert any(each.startswith(f"{PROBES[0]} of") for each in traffic.mixed)
    assert traffic.wrong


# --- the server itself ---


@pytest.fixture(scope="module")
def report(
    release: Path, plain_release: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Some seconds of what `scripts/soak` does for ten minutes."""
    said = tmp_path_factory.mktemp("soaked") / "report.json"
    size = ["--minutes", "0.12", "--every", "0.5", "--kills", "1"]
    places = ["--release", str(release), "--other", str(plain_release), "--report", str(said)]
    command = [sys.executable, "-m", "serving.soak", *size, *places]
    done = subprocess.run(
        command, cwd=ROOT / "tests", capture_output=True, text=True, check=False, timeout=200
    )
    assert said.is_file(), done.stderr
    return json.loads(said.read_text("utf-8"))


@pytest.mark.slow
def test_each_answer_belongs_wholly_to_one_release(report: dict[str, Any]) -> None:
    assert report["reloads"] > 0
    assert report["releases"] == len([key for key in report["seen"] if key]) == 2
    assert report["mixed"] == []


@pytest.mark.slow
def test_answers_stay_right_while_processes_are_killed(report: dict[str, Any]) -> None:
    assert report["killed"] > 0
    assert report["wrong"] == []
    assert report["lives"]


@pytest.mark.slow
def test_a_killed_server_leaves_no_process_and_no_file(report: dict[str, Any]) -> None:
    assert report["left"] == []


@pytest.mark.slow
def test_under_load_too_the_server_reaches_nobody(report: dict[str, Any]) -> None:
    assert report["reached"] == []


@pytest.mark.slow
def test_queries_are_answered_again_after_any_process_is_killed(
    release: Path, tmp_path: Path
) -> None:
    port = free_port()
    with running(servanda(release, port), port, tmp_path) as server:
        for turn, each in enumerate(tree(server.process.pid)[1:]):
            if alive(each):
                os.kill(each, signal.SIGKILL)
            answers = [asked(port, 10 * turn + again) for again in range(5)]
            assert 200 in answers, f"after the end of process {each}: {answers}"
        assert server.lives


def asked(port: int, number: int) -> int:
    """The status of a small query that was not asked before."""
    time.sleep(0.2)
    query = quote(f"ASK {{ ?s ?p ?o FILTER(?o != {number}) }}")
    answer = asyncio.run(exchange(port, request(f"/sparql?query={query}"), patience=12))
    return answer.status

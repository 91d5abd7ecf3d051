"""Hours of traffic in minutes: requests of all kinds, changes of release, killed processes.

Usage: scripts/soak [--minutes N] [--release DIR --other DIR] [--attacks N] [--report FILE]

Memory and open files are sampled each second. Without --release and --other, the repository is
built twice, in two versions. With --attacks, the corpus of tests/attacks and so many generated
cases are sent afterwards. The exit code is 1 if anything grew, was mixed or answered wrongly.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from attacks.corpus import Places
from attacks.judge import Rules
from attacks.mutations import sources as ready_made
from interop.report import replace

from servanda.build import build
from serving.client import exchange, request
from serving.island import alone, enter, listening
from serving.processes import Sample, alive, resident, sample, tree
from serving.server import Server, free_port, running, servanda
from serving.traffic import Traffic
from serving.verdict import judged, quarters, told

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "performance-serving.md"
_SECRET: Final = "CANARY-of-the-soak"  # noqa: S105  it marks a file
_CLIENTS: Final = 24
_OPTIONS: Final = ("--deadline", "2", "--request-time", "2", "--cache", "8000000", "--log", "none")


@dataclass(slots=True)
class Course:
    """What was seen each second: of the whole tree, and of the first process alone."""

    whole: list[Sample] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    reloads: int = 0
    slowest: float = 0.0
    killed: int = 0

    def growth(self) -> dict[str, tuple[float, float]]:
        """Medians of the first and the last quarter, a fifth for warming up left out."""
        rows = {
            "memory of all processes": [each.resident for each in self.whole],
            "memory of the first process": self.first,
            "open files of the first process": self.files,
            "processes": [each.processes for each in self.whole],
        }
        return {name: quarters(values) for name, values in rows.items()}


def switch(link: Path, release: Path) -> None:
    """Let the link lead to another release, by a rename."""
    beside = link.with_name(".next")
    beside.unlink(missing_ok=True)
    beside.symlink_to(release)
    beside.rename(link)


async def _served(server: Server) -> str:
    """The key of the release that is served now; empty if there was no answer."""
    answer = await exchange(server.port, request("/healthz"), patience=10, source="127.8.8.8")
    return answer.headers.get("servanda-release", "")


async def _another(server: Server, before: str, until: float) -> None:
    """Wait until another release is served."""
    while await _served(server) in {before, ""}:
        if time.monotonic() > until:
            raise TimeoutError("the other release was not served within a minute")
        await asyncio.sleep(0.1)


async def _disturb(
    server: Server, link: Path, releases: Sequence[Path], course: Course, every: float
) -> None:
    """Change the release, wait until it is served, kill a process for queries, and so on."""
    chance = random.Random(4)  # noqa: S311  the same each time
    for turn in range(1 << 20):
        await asyncio.sleep(every)
        begun, before = time.monotonic(), await _served(server)
        switch(link, releases[turn % len(releases)])
        server.process.send_signal(signal.SIGHUP)
        await _another(server, before, begun + 60)
        course.reloads += 1
        course.slowest = max(course.slowest, time.monotonic() - begun)
        others = [each for each in tree(server.process.pid) if each != server.process.pid]
        victim = chance.choice(others)
        if alive(victim):
            os.kill(victim, signal.SIGKILL)
            course.killed += 1


async def _sampled(server: Server, course: Course) -> None:
    while True:
        await asyncio.sleep(1)
        pid = server.process.pid
        course.whole.append(await asyncio.to_thread(sample, pid))
        course.first.append(resident(pid)[0])
        course.files.append(len(os.listdir(f"/proc/{pid}/fd")))  # noqa: PTH208  a number


async def soaked(
    server: Server, link: Path, releases: Sequence[Path], seconds: float, every: float
) -> dict[str, Any]:
    """The report on one server after so many seconds."""
    course = Course()
    paths = [str(each) for each in (*releases, server.folder, ROOT)]
    async with listening() as listener:
        rules = Rules(2, 2, _SECRET, paths)
        places = Places(f"127.0.0.1:{listener.port}", str(server.folder / "canary.nt"))
        traffic = Traffic(server.port, rules, places, ready_made(ROOT))
        keys = [await _learned(traffic, server, link, each) for each in releases]
        jobs = [
            asyncio.create_task(_sampled(server, course)),
            asyncio.create_task(_disturb(server, link, releases, course, every)),
        ]
        await traffic.run(_CLIENTS, seconds, seed=1)
        for job in jobs:
            job.cancel()
        lives = server.lives
        reached = list(listener.seen)
    told = {
        "blamed": traffic.blamed,
        "sent": traffic.sent,
        "statuses": traffic.statuses,
        "seen": traffic.seen,
    }
    found = {"mixed": traffic.mixed, "wrong": traffic.wrong, "reached": reached, "lives": lives}
    changed = {
        "reloads": course.reloads,
        "slowest_reload": course.slowest,
        "killed": course.killed,
        "releases": len(set(keys)),
    }
    return told | found | changed | {"growth": course.growth(), "alone": alone()}


async def _learned(traffic: Traffic, server: Server, link: Path, release: Path) -> str:
    """Switch to a release if it is not the first, wait until it is served, and learn it."""
    if traffic.known:
        before = await _served(server)
        switch(link, release)
        server.process.send_signal(signal.SIGHUP)
        await _another(server, before, time.monotonic() + 60)
    return await traffic.learn()


def killed(link: Path, releases: Sequence[Path], folder: Path, times: int) -> list[str]:
    """Kill the whole server at points of a change of release; what each next start left wrong."""
    found: list[str] = []
    for turn in range(times):
        port = free_port()
        with running(servanda(link, port, *_OPTIONS), port, folder) as server:
            switch(link, releases[turn % len(releases)])
            server.process.send_signal(signal.SIGHUP)
            time.sleep(turn / times * 2)
            members = tree(server.process.pid)
            server.process.kill()
            server.process.wait()
            until = time.monotonic() + 3
            while any(alive(each) for each in members) and time.monotonic() < until:
                time.sleep(0.05)
            left = [each for each in members if alive(each)]
            found += [f"process {each} outlived its server" for each in left]
    with running(servanda(link, port, *_OPTIONS), port, folder):
        pass
    found += [f"left in the folder of temporary files: {each.name}" for each in _left(folder)]
    return found


def _left(folder: Path) -> list[Path]:
    return sorted((folder / "tmp").iterdir())


def _releases(chosen: argparse.Namespace, folder: Path) -> list[Path]:
    if chosen.release and chosen.other:
        return [chosen.release.resolve(), chosen.other.resolve()]
    work = folder / "workspace"
    for part in ("data", "ontology", "queries", "shapes"):
        shutil.copytree(ROOT / part, work / part)
    build(work, folder / "one")
    path = work / "data" / "dataset.ttl"
    text = path.read_text("utf-8")
    path.write_text(text.replace('"0.1.0"', '"0.2.0"').replace("Zhejiang", "Zhèjiāng"), "utf-8")
    build(work, folder / "two")
    return [folder / "one", folder / "two"]


def main() -> int:
    """Soak, kill, attack, and give the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, metavar="N")
    parser.add_argument("--every", type=float, default=3, metavar="SECONDS")
    parser.add_argument("--kills", type=int, default=10, metavar="N")
    parser.add_argument("--release", type=Path, metavar="DIR")
    parser.add_argument("--other", type=Path, metavar="DIR")
    parser.add_argument("--attacks", type=int, default=0, metavar="N")
    parser.add_argument("--report", type=Path, metavar="FILE")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        releases, link = _releases(chosen, folder), folder / "current"
        switch(link, releases[0])
        (folder / "canary.nt").write_text(f'<a:a> <a:a> "{_SECRET}" .\n', "utf-8")
        port = free_port()
        with running(servanda(link, port, *_OPTIONS), port, folder) as server:
            seconds = chosen.minutes * 60
            report = asyncio.run(soaked(server, link, releases, seconds, chosen.every))
        report["left"] = killed(link, releases, folder, chosen.kills)
        if chosen.attacks:
            said = folder / "attacks.json"
            line = [sys.executable, "-m", "attacks", str(releases[0]), "--report", str(said)]
            subprocess.run([*line, "--attacks", str(chosen.attacks)], check=False)
            report["attacks"] = json.loads(said.read_text("utf-8"))
    report["verdict"] = judged(report)
    text = json.dumps(report, indent=1, ensure_ascii=False)
    (chosen.report.write_text(text, "utf-8") if chosen.report else sys.stdout.write(text + "\n"))
    if chosen.write:
        page = PAGE.read_text("utf-8")
        PAGE.write_text(replace(page, {"soak": told(report, chosen.minutes)}), "utf-8")
    attacked = report.get("attacks", {})
    bad = attacked.get("faults") or attacked.get("reached") or not attacked.get("lives", True)
    return 1 if report["verdict"] or bad else 0


if __name__ == "__main__":
    code = enter("serving.soak", sys.argv[1:])
    raise SystemExit(main() if code is None else code)

"""What is measured: the commands of each stage, run in pairs, as tables of figures."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import synthetic

from bench import steps
from bench.measure import Command, Run, measured, median, paired, ratio

ROOT: Final = Path(__file__).parents[2]
SIZES: Final[Mapping[str, int]] = {"200": 200, "1k": 1_000, "10k": 10_000, "100k": 100_000}
FAULTY, CLEAN = "faulty", "clean"
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Bench:
    """One size: where workspaces and what is written lie, and how often each command is run."""

    folder: Path
    size: str
    runs: int

    @property
    def agreements(self) -> int:
        """The number of agreements."""
        return SIZES[self.size]

    @property
    def log(self) -> Path:
        """Where the output of what is measured goes."""
        return self.folder / "log"

    def workspace(self, kind: str = CLEAN) -> Path:
        """The workspace, clean or faulty; it is made if it is not there."""
        root = self.folder / f"{kind}-{self.size}"
        if not (root / synthetic.EXPECTED).is_file():  # which is written last
            shutil.rmtree(root, ignore_errors=True)
            synthetic.make(root, self.agreements, faults=kind == FAULTY)
        return root

    def emptied(self, name: str) -> Path:
        """The path of a folder that is not there (any more)."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        return path

    def module(self, name: str, *arguments: object) -> Command:
        """A module of ours in a process of its own."""
        paths = f"{ROOT / 'src'}:{ROOT / 'tests'}"
        line = [sys.executable, "-m", name, *map(str, arguments)]
        return Command(line, environment={"PYTHONPATH": paths})

    def build(self, *options: str, out: str = "release", root: Path | None = None) -> Command:
        """The whole build of a workspace into a folder that is not there before."""
        target = self.folder / f"{out}-{self.size}"
        command = self.module(
            "servanda", "build", root or self.workspace(), "--out", target, *options
        )
        return replace(command, before=lambda: shutil.rmtree(target, ignore_errors=True))

    def floor(self) -> Command:
        """The same dump formats and nothing else."""
        target = self.folder / "floor"
        command = self.module(
            "bench.floor", self.workspace(), ROOT / "ontology" / "schemes", target
        )
        return replace(command, before=lambda: shutil.rmtree(target, ignore_errors=True))


def told(name: str, runs: Sequence[Run], floor: Sequence[Run] | None) -> dict[str, Any]:
    middle = median(runs)
    row: dict[str, Any] = {
        "name": name,
        "cpu": round(middle.cpu, 2),
        "cpu_least": round(min(each.cpu for each in runs), 2),
        "cpu_most": round(max(each.cpu for each in runs), 2),
        "wall": round(middle.wall, 2),
        "peak": round(middle.peak / 1_000_000),
    }
    if floor is not None:
        row["floor"] = round(ratio(runs, floor), 2)
    return row


def whole(bench: Bench) -> Rows:
    """The whole build of dumps and tables beside the floor."""
    found = paired(
        {
            "floor: the same dumps, nothing else": bench.floor(),
            "build, one process": bench.build("--no-site", "--no-cache", "--jobs", "1"),
            "build, two processes": bench.build("--no-site", "--no-cache", "--jobs", "2"),
        },
        bench.runs,
        bench.log,
    )
    floor = next(iter(found.values()))
    return [told(name, runs, floor) for name, runs in found.items()]


def stepwise(bench: Bench) -> Rows:
    """The work on records in steps, and the whole build after them; all in one process."""
    root = bench.workspace()
    commands = {name: bench.module("bench.steps", name, root) for name in steps.STEPS}
    commands["write"] = bench.build("--no-site", "--no-cache", "--jobs", "1")
    found = paired({"floor": bench.floor(), **commands}, bench.runs, bench.log)
    rows = [told(name, runs, found["floor"]) for name, runs in found.items()]
    before = 0.0
    for row in rows[1:]:
        row["own"] = round(row["cpu"] - before, 2)
        before = row["cpu"]
    return rows


def checked(bench: Bench) -> Rows:
    """The check of everything, from nothing."""
    command = bench.module("servanda", "check", bench.workspace(), "--no-cache", "--jobs", "2")
    runs = paired({"check": command}, bench.runs, bench.log)["check"]
    return [told("check, two processes", runs, None)]


def paged(bench: Bench) -> Rows:
    """The whole build with its pages, once."""
    run = measured(bench.build("--no-cache", "--jobs", "2", out="site"), bench.log)
    row = told("build with pages, two processes", [run], None)
    site = bench.folder / f"site-{bench.size}"
    row["pages"] = sum(1 for _ in site.rglob("*.html"))
    return [row]


def naive(bench: Bench) -> Rows:
    """The naive stack, once."""
    target = bench.emptied("naive")
    command = bench.module("bench.naive", bench.workspace(), ROOT, target)
    run = measured(command, bench.log)
    row = told("naive: rdflib, owlrl, pyshacl, rdflib", [run], None)
    said = bench.log.read_text("utf-8").splitlines()[-1]
    return [{**row, **json.loads(said)}]


def profiled(bench: Bench) -> Rows:
    """Where the time of a build in one process goes, by module."""
    target = bench.emptied("profile.out")
    stats = bench.folder / "profile.stats"
    command = bench.module("cProfile", "-o", stats, "-m", "servanda", "build", bench.workspace())
    line = [*command.line, "--out", str(target), "--no-site", "--no-cache", "--jobs", "1"]
    measured(replace(command, line=line), bench.log)
    reader = bench.module("bench.hotspots", stats)
    said = subprocess.run(
        reader.line, check=True, capture_output=True, env={**reader.environment}, text=True
    ).stdout
    rows: Rows = json.loads(said)
    return rows

"""Each counterpart, asked about the release of a workspace: the question and what it said."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from interop.environments import ROOT, environment

WORKSPACES = {"the repository": ROOT, "examples/world": ROOT / "examples/world"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a counterpart said about one thing, and whether that is good."""

    good: bool
    words: str


def tables_of_mappings(workspace: Path) -> list[Path]:
    """Every SSSOM table of a workspace: those that were decided, and those that wait."""
    return sorted((workspace / "data/mappings").rglob("*.sssom.tsv"))


def sssom(workspace: Path, release: Path) -> Answer:
    """`sssom validate` on every table of mappings, also on those that wait for a person."""
    del release
    files = tables_of_mappings(workspace)
    if not files:
        return Answer(good=True, words="no table of mappings")
    faults = environment("sssom").driver("in_sssom", *files)
    bad = [f"{Path(path).name}: {fault}" for path, fault in faults.items() if fault]
    return Answer(not bad, "; ".join(bad) or f"{len(files)} of {len(files)} tables valid")


def csv_reconcile(workspace: Path, release: Path) -> Answer:
    """`csv-reconcile` as a service of the names that the release gives, asked for every name."""
    del workspace
    names = release / "reconciliation/names.csv"
    if not names.exists():
        return Answer(good=False, words="the release has no list of names")
    with names.open(encoding="utf-8", newline="") as file:
        key, name, *_ = next(csv.reader(file))
    found = environment("reconcile").driver("in_reconcile", names, key, name)
    words = f"{found['first']} of {found['names']} names find their own resource first"
    # It compares pairs of letters: a name of one character has none.
    return Answer(all(len(name) == 1 for name in found["missed"]), words)


def quickstatements(workspace: Path, release: Path) -> Answer:
    """What `servanda reconcile export` writes, read by the model of quickstatements-client."""
    done = subprocess.run(
        [sys.executable, "-m", "servanda", "reconcile", "export", str(workspace)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return Answer(good=False, words=done.stderr.strip().splitlines()[-1])
    written = release.parent / f"{release.name}-statements.txt"
    written.write_text(done.stdout, "utf-8")
    found = environment("quickstatements").driver("in_quickstatements", written)
    words = f"{found['same']} of {found['lines']} lines read and written again alike"
    if not found["lines"]:
        words = "no reviewed fact to give"
    return Answer(found["same"] == found["lines"], words)


def frictionless(workspace: Path, release: Path) -> Answer:
    """`frictionless validate` on the data package: every table, cell by cell."""
    del workspace
    package = "datapackage.json"
    if not (release / package).exists():
        return Answer(good=False, words="the release has no data package")
    done = environment("frictionless").run(
        *("-m", "frictionless", "validate", package, "--json"), cwd=release
    )
    report = json.loads(done.stdout)
    faults = sum(len(task["errors"]) for task in report["tasks"]) + len(report["errors"])
    return Answer(report["valid"], f"{len(report['tasks'])} resources, {faults} faults")


def croissant(workspace: Path, release: Path) -> Answer:
    """`mlcroissant` on the description for machine learning."""
    del workspace
    description = release / "croissant.json"
    if not description.exists():
        return Answer(good=False, words="the release has no Croissant description")
    found = environment("croissant").driver("in_croissant", description)
    words = f"{len(found['tables'])} record sets, {sum(found['tables'].values())} fields"
    if faults := [*found["errors"], *found["warnings"]]:
        words = "; ".join(faults)
    return Answer(not faults, words)


# By the name of the counterpart: its environment, its package and the question.
COUNTERPARTS: dict[str, tuple[str, str, Callable[[Path, Path], Answer]]] = {
    "sssom validate": ("sssom", "sssom", sssom),
    "csv-reconcile": ("reconcile", "csv-reconcile", csv_reconcile),
    "quickstatements-client": ("quickstatements", "quickstatements-client", quickstatements),
    "frictionless validate": ("frictionless", "frictionless", frictionless),
    "mlcroissant": ("croissant", "mlcroissant", croissant),
}

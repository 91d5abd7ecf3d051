"""Run counterparts on the releases of both workspaces, and note in docs/interop.md what they say.

Usage: scripts/interop [--date DATE] [--write] [NAME...]

NAME is ckan, udata, sssom, reconcile, quickstatements, frictionless or croissant; all without one.
With --write the tables of docs/interop.md are written anew; DATE (as 2026-11-25) stands there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from interop.counterparts import COUNTERPARTS, WORKSPACES, Answer
from interop.environments import ROOT, UnavailableError, environment, versions
from interop.portals import FIELDS, Verdict, Verdicts, in_ckan, in_udata
from interop.report import replace, table
from servanda.build import build

PORTALS = {"ckan": in_ckan, "udata": in_udata}
PAGE = ROOT / "docs/interop.md"
NAMES = [*PORTALS, *(name for name, _, _ in COUNTERPARTS.values())]


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="scripts/interop", description=__doc__)
    parser.add_argument("--date", metavar="DATE", default="", help="the day of this run")
    parser.add_argument("--write", action="store_true", help="write docs/interop.md")
    parser.add_argument("names", metavar="NAME", nargs="*", help=", ".join(NAMES))
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(NAMES)}")
    if chosen.write and (chosen.names or not chosen.date):
        parser.error("--write needs --date, and every counterpart")
    return chosen


def say(text: str) -> None:
    """Print one line of the report at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def portals(names: list[str], releases: dict[str, Path]) -> dict[str, dict[str, Verdicts]]:
    """By portal, then by workspace, the verdict on each field."""
    found: dict[str, dict[str, Verdicts]] = {}
    for name in names:
        for workspace, release in releases.items():
            for portal, verdicts in PORTALS[name](release).items():
                found.setdefault(portal, {})[workspace] = verdicts
    return found


def cell(by_workspace: dict[str, Verdicts], field: str) -> str:
    """One cell of the table of portals: the same words once, or one for each workspace."""
    missing = Verdict(kept=False, words="lost")
    found = {name: verdicts.get(field, missing) for name, verdicts in by_workspace.items()}
    words = {name: verdict.words.replace("|", "/") for name, verdict in found.items()}
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return "; ".join(f"{name}: {text}" for name, text in words.items())


def answers(names: list[str], releases: dict[str, Path]) -> dict[str, dict[str, Answer]]:
    """By counterpart, then by workspace, what it said."""
    return {
        name: {where: ask(WORKSPACES[where], release) for where, release in releases.items()}
        for name, (short, _, ask) in COUNTERPARTS.items()
        if short in names
    }


def environments_table(names: list[str]) -> list[list[str]]:
    """The cost of each environment, and the version of its main package."""
    packages = {short: package for short, package, _ in COUNTERPARTS.values()}
    packages |= {"ckan": "ckanext-dcat", "udata": "udata"}
    rows = []
    for name in names:
        made = environment(name)
        version = versions(name)[packages[name]]
        cost = [f"{made.seconds:.0f} s", f"{made.megabytes} MB", str(len(versions(name)))]
        rows.append([f"`{packages[name]}` {version}", *cost])
    return rows


def main() -> int:
    """Ask, report, and give 1 if a counterpart lost or refused something that it can hold."""
    chosen = arguments()
    names = chosen.names or NAMES
    with tempfile.TemporaryDirectory() as folder:
        releases = {}
        for name, root in WORKSPACES.items():
            releases[name] = Path(folder) / root.name
            build(root, releases[name], site=False)
        try:
            held = portals([name for name in names if name in PORTALS], releases)
            said = answers(names, releases)
        except UnavailableError as error:
            say(f"scripts/interop: {error}")
            return 3
    tables = {
        "portals": table(
            ["Field", *held],
            [[field, *(cell(verdicts, field) for verdicts in held.values())] for field in FIELDS],
        ),
        "counterparts": table(
            ["Counterpart", *WORKSPACES],
            [[name, *(answer.words for answer in by.values())] for name, by in said.items()],
        ),
        "environments": table(
            ["Package", "Installing", "Size", "Packages"], environments_table(names)
        ),
        "date": f"Run on {chosen.date}." if chosen.date else "",
    }
    for name, text in tables.items():
        say(f"\n{name}\n\n{text}")
    if chosen.write:
        PAGE.write_text(replace(PAGE.read_text("utf-8"), tables), "utf-8")
    good = [answer.good for by in said.values() for answer in by.values()]
    good += [verdicts["accepted"].kept for by in held.values() for verdicts in by.values()]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())

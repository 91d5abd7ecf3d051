"""A workspace as an author leaves it: read as far as it can be read, with what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from servanda.build import release_prefixes
from servanda.errors import InputError
from servanda.findings import Finding, of_error
from servanda.pipeline.reference import Reference, read_reference
from servanda.pipeline.spine import lines_of
from servanda.query import read_query
from servanda.records import Index, index_records
from servanda.workspace import Workspace, open_workspace

__all__ = [
    "Draft",
    "Faults",
    "declared_prefixes",
    "listed",
    "read_draft",
    "read_faults",
    "write_stated",
]

Faults = Mapping[str, tuple[Finding, ...]]
"""What is wrong with files, by the name that messages call each of them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A workspace without the files that cannot be read; `faults` tells of those and others."""

    workspace: Workspace
    reference: Reference
    index: Index
    prefixes: Mapping[str, str]
    faults: Faults


def read_draft(root: Path) -> Draft:
    """Read the whole workspace. Raises InputError if what all records share is faulty."""
    workspace, faults = listed(root)
    reference = read_reference(workspace)
    index, more = read_faults(workspace, reference)
    workspace = replace(
        workspace, records=tuple(p for p in workspace.records if p in index.entries)
    )
    prefixes = release_prefixes(workspace, reference, declared_prefixes(workspace))
    return Draft(workspace, reference, index, prefixes, {**faults, **more})


def declared_prefixes(workspace: Workspace) -> dict[str, str]:
    """The prefixes that records declare, but for the empty one; the first file's stand."""
    found: dict[str, str] = {}
    for path in workspace.records:
        for name, base in workspace.record(path).prefixes.items():
            if name:
                found.setdefault(name, base)
    return found


def listed(root: Path) -> tuple[Workspace, Faults]:
    """The workspace without the questions that cannot be read, and why those cannot."""
    workspace = open_workspace(root)
    good, faults = [], []
    for path in workspace.queries:
        try:
            read_query(path)
        except InputError as error:
            error.path = Path(workspace.name(path))
            faults.append(error)
        else:
            good.append(path)
    return replace(workspace, queries=tuple(good)), _by_file(faults, "syntax")


def read_faults(workspace: Workspace, reference: Reference) -> tuple[Index, Faults]:
    """The index of the records of a workspace, and what is wrong with them."""
    found: list[InputError] = []
    index = index_records(workspace, reference.terms, fault=found.append)
    unread = {workspace.name(path) for path in workspace.records if path not in index.entries}
    syntax = [error for error in found if _place(error) in unread]
    others = [error for error in found if _place(error) not in unread]
    return index, {**_by_file(others, "records"), **_by_file(syntax, "syntax")}


def write_stated(draft: Draft, path: Path) -> None:
    """Write all stated quads of a draft, as the dump of a release has them."""
    quads = [*draft.reference.description, *draft.reference.schemes]
    for record in draft.workspace.records:
        quads += draft.workspace.record(record).quads
    path.write_text("".join(lines_of(quads)), encoding="utf-8", newline="\n")


def _by_file(errors: Iterable[InputError], check: str) -> dict[str, tuple[Finding, ...]]:
    found: dict[str, tuple[Finding, ...]] = {}
    for error in errors:
        place = _place(error)
        found[place] = (*found.get(place, ()), of_error(error, check))
    return found


def _place(error: InputError) -> str:
    return "" if error.path is None else error.path.as_posix()

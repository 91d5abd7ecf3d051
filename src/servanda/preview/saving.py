"""Saved records: what they say now, what is gone, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Quad

from servanda.errors import InputError
from servanda.findings import of_error
from servanda.parse import Document
from servanda.preview.drafts import Draft, Faults, listed, read_faults
from servanda.preview.records import described, near, overlaid
from servanda.records import Index
from servanda.workspace import Workspace

__all__ = ["Saved", "index_again", "read_saved"]


@dataclass(frozen=True, slots=True)
class Saved:
    """Records as they were saved.

    `workspace` has the records that are on show from now on; `everything` has also those that
    cannot be read. `changes` are quads by the IRI of each record, none for one that is removed.
    `gone` are the resources that are not described any more, `names` the files that were saved.
    """

    workspace: Workspace
    everything: tuple[Path, ...]
    read: Mapping[Path, Document]
    removed: frozenset[Path]
    changes: Mapping[str, tuple[Quad, ...]]
    gone: frozenset[str]
    names: tuple[str, ...]
    faults: Faults


def read_saved(draft: Draft, paths: set[Path]) -> Saved:
    """Read saved records. Raises InputError if the list of records itself is faulty now."""
    before = draft.workspace
    now = before
    if any(path.is_file() != (path in before.records) for path in paths):
        now, _ = listed(before.root)
    read: dict[Path, Document] = {}
    faults = {}
    for path in sorted(paths & set(now.records)):
        try:
            read[path] = now.record(path)
        except InputError as error:
            faults[now.name(path)] = (of_error(error, "syntax"),)
    removed = frozenset(paths & set(before.records) - set(now.records))
    changes = {now.record_iri(path).value: document.quads for path, document in read.items()}
    changes |= {before.record_iri(path).value: () for path in removed}
    shown = {*before.records, *read}
    return Saved(
        workspace=replace(now, records=tuple(p for p in now.records if p in shown)),
        everything=tuple(now.records),
        read=read,
        removed=removed,
        changes=changes,
        gone=described(draft.index, {*read, *removed}) - _subjects(read),
        names=tuple(before.name(path) for path in sorted(paths)),
        faults=faults,
    )


def index_again(draft: Draft, saved: Saved) -> tuple[Index, list[str], Faults]:
    """The index after a save, and the files whose faults are known anew, with those faults."""
    new = _subjects(saved.read) - described(draft.index, saved.read)
    reference, name = draft.reference, saved.workspace.name
    if saved.removed or saved.gone or new:
        # Links of any record may lead nowhere now, or somewhere again.
        everything = replace(saved.workspace, records=saved.everything)
        index, faults = read_faults(everything, reference)
        unread = [path for path in saved.everything if path not in index.entries]
        kept = [draft.index.entries[path] for path in unread if path in draft.index.entries]
        names = [*map(name, saved.everything), *map(name, saved.removed)]
        return overlaid(index, (), kept), names, faults
    around = {*saved.read, *near(draft.index, saved.read.values())}
    some = replace(
        saved.workspace,
        records=tuple(path for path in saved.workspace.records if path in around),
        schemes=tuple(path for path in saved.workspace.schemes if path in around),
    )
    index, faults = read_faults(some, reference)
    entries = [index.entries[path] for path in saved.read if path in index.entries]
    names = [name(path) for path in saved.read]
    return overlaid(draft.index, saved.read.keys(), entries), names, faults


def _subjects(read: Mapping[Path, Document]) -> frozenset[str]:
    return frozenset(
        getattr(quad.subject, "value", "") for each in read.values() for quad in each.quads
    )

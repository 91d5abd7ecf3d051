"""Candidates as a person sees them, one group for each resource, and what the person decides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from servanda.errors import UsageError
from servanda.mappings import Mapping as Row
from servanda.reconcile.decisions import is_decided, read_tables, settled, write_tables
from servanda.reconcile.model import Subject
from servanda.reconcile.subjects import read_subjects
from servanda.workspace import Workspace, open_workspace

__all__ = ["Group", "Waiting", "record_decision", "reviewer_iri", "waiting_groups"]

_REVIEWER: Final = re.compile(r"https?://(?:%[0-9A-Fa-f]{2}|[^\s<>\"{}|\\^`%]){1,300}")
_ORCID: Final = re.compile(r"(?:https?://orcid\.org/|orcid:)?([0-9]{4}(?:-[0-9]{3}[0-9X]){3})")
_ORCID_BASE: Final = "https://orcid.org/"
# What is shown of a candidate, in this order; the other columns are for machines.
_SHOWN: Final = ("other", "similarity_score", "comment", "mapping_source", "confidence")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One candidate: the table that it stands in, its row, and what is shown of it."""

    table: str
    row: Row
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The candidates of one resource, with what its record says."""

    subject: str
    facts: tuple[str, ...]
    candidates: tuple[Waiting, ...]


def reviewer_iri(text: str) -> str:
    """The IRI of a reviewer: an ORCID however it is written, or another address.

    Raises UsageError for what is neither.
    """
    orcid = _ORCID.fullmatch(text)
    if orcid:
        return _ORCID_BASE + orcid[1]
    if not _REVIEWER.fullmatch(text):
        raise UsageError(
            f"{text!r} names no reviewer", hint="Give an ORCID, such as 0000-0002-1825-0097"
        )
    return text


def waiting_groups(root: Path) -> list[Group]:
    """All candidates that wait, by resource; the nearest name of ours first."""
    workspace = open_workspace(root)
    known = {each.iri: each for each in read_subjects(workspace)}
    rows: dict[str, list[Waiting]] = defaultdict(list)
    for name, each in sorted(read_tables(root).waiting.items()):
        for row in each.mappings:
            if not is_decided(row):
                rows[row.subject.value].append(Waiting(name, row, _features(row)))
    return [
        Group(iri, tuple(_facts(known.get(iri), rows[iri])), tuple(sorted(rows[iri], key=_nearest)))
        for iri in sorted(rows)
    ]


def record_decision(root: Path, waiting: Waiting, *, accept: bool, reviewer: str) -> None:
    """Write one decision at once: the row moves to where decisions stand.

    The tables are read anew, so what another program wrote meanwhile is kept. Raises UsageError
    where the candidate is gone.
    """
    workspace: Workspace = open_workspace(root)
    before = read_tables(root)
    table = before.waiting.get(waiting.table)
    key = _key(waiting.row)
    if table is None or key not in {_key(row) for row in table.mappings}:
        raise UsageError("the candidate is gone from its table", hint="Begin the review again")
    decided = tuple(
        replace(row, negated=not accept, slots={**row.slots, "reviewer_id": reviewer})
        if _key(row) == key
        else row
        for row in table.mappings
    )
    prefixes: Mapping[str, str] = table.prefixes
    if reviewer.startswith(_ORCID_BASE):
        prefixes = {"orcid": _ORCID_BASE, **table.prefixes}
    marked = replace(table, mappings=decided, prefixes=prefixes)
    tables = replace(before, waiting={**before.waiting, waiting.table: marked})
    after, _ = settled(workspace, tables)
    write_tables(before, after)


def _key(row: Row) -> tuple[str, str, str]:
    return row.subject.value, row.predicate.value, row.object.value


def _nearest(waiting: Waiting) -> tuple[float, str]:
    return -float(waiting.row.slots.get("similarity_score", "0")), waiting.row.object.value


def _features(row: Row) -> tuple[str, ...]:
    return tuple(f"{name}: {row.slots[name]}" for name in _SHOWN if name in row.slots)


def _facts(subject: Subject | None, rows: list[Waiting]) -> Iterator[str]:
    if subject is None:
        labels = {each.row.slots.get("subject_label", "") for each in rows} - {""}
        yield from sorted(labels)
        return
    for language, names in subject.names.items():
        yield f"{language or 'name'}: {'; '.join(names)}"
    yield f"type: {subject.kind}"
    if subject.country:
        yield f"country: {subject.country}"
    for scheme, notations in subject.identifiers.items():
        yield f"{scheme}: {', '.join(sorted(notations))}"

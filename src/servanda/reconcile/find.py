"""Find candidates for the resources of a workspace, and write what follows into its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from servanda.errors import UsageError
from servanda.mappings import Mapping as Row
from servanda.reconcile.decide import decide
from servanda.reconcile.decisions import (
    Tables,
    namespace,
    read_tables,
    settled,
    with_rows,
    write_tables,
)
from servanda.reconcile.inquiry import Inquiry, inquire, merged
from servanda.reconcile.model import Candidate, Decision, Subject
from servanda.reconcile.rows import row_of
from servanda.reconcile.subjects import read_subjects
from servanda.vocab import DCAT, VCARD
from servanda.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from servanda.reconcile.client import Client
    from servanda.reconcile.snapshot import Snapshot

__all__ = ["KINDS", "Report", "Sources", "agent", "reconcile"]

KINDS: Final = ("organisation", "place")  # names of persons go nowhere unless asked


@dataclass(frozen=True, slots=True)
class Sources:
    """Where candidates are looked for: a snapshot, a service with its client, or both.

    `space` is the beginning of the IRIs of a service that does not say it.
    """

    snapshot: Snapshot | None = None
    client: Client | None = None
    service: str = ""
    space: str = ""


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the tables say already, as pairs of Tables, read off once."""

    known: frozenset[tuple[str, str]]
    rejected: frozenset[tuple[str, str]]
    linked: frozenset[tuple[str, str]]
    doubtful: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """What happened: counts of rows, and resources by what was found about them.

    `without` have no candidate; about `failed` the service gave no answer, for the reason
    `fault`; `not_kept` were not asked, because their answers are not on disk.
    """

    asked: int
    moved: int
    accepted: int
    candidates: int
    without: tuple[str, ...]
    failed: tuple[str, ...]
    not_kept: tuple[str, ...]
    fault: str
    written: tuple[Path, ...]


def agent(workspace: Workspace) -> str:
    """The User-Agent: tool, version, and the contact that the dataset names."""
    points = [q.object for q in workspace.description.quads if q.predicate == DCAT.contactPoint]
    contacts = sorted(
        getattr(quad.object, "value", "").removeprefix("mailto:")
        for quad in workspace.description.quads
        if quad.subject in points and quad.predicate in {VCARD.hasEmail, VCARD.hasURL}
    )
    contact = "; ".join(contacts) or workspace.iri.value
    ascii_only = contact.encode("ascii", "ignore").decode()
    plain = "".join(char for char in ascii_only if char.isprintable() and char not in "()\\")
    return f"servanda/{version('servanda')} ({plain}) urllib3/{version('urllib3')}"


def reconcile(
    root: Path, sources: Sources, *, target: str, kinds: Sequence[str] = KINDS, date: str = ""
) -> Report:
    """Take up decisions, look for candidates of resources without a link, and write the tables.

    `target` names the files. `date` is the day of new rows, by default the dataset's own. Nothing
    that a person wrote is changed, and a pair that any row is about is not proposed again.
    """
    if not target.isascii() or not target.replace("-", "").isalnum():
        raise UsageError(f"{target!r} cannot name a file", hint="Use letters, digits and hyphens")
    workspace = open_workspace(root)
    before = read_tables(root)
    tables, moved = settled(workspace, before)
    standing = _Standing(tables.known, tables.rejected, tables.linked, tables.doubtful)
    subjects = [each for each in read_subjects(workspace) if each.kind in kinds]
    home = {namespace(row.object.value) for row in _accepted(tables, target)}
    asked, found, inquiry = _candidates(sources, subjects, standing, home)
    day = date or workspace.as_of
    accepted, waiting, without = _decided(asked, found, inquiry, standing, day)
    after = with_rows(workspace, tables, target, decided=accepted, waiting=waiting)
    return Report(
        asked=len(asked),
        moved=moved,
        accepted=len(accepted),
        candidates=len(waiting),
        without=without,
        failed=_among(asked, inquiry.failed),
        not_kept=_among(asked, inquiry.not_kept),
        fault=inquiry.fault,
        written=tuple(write_tables(before, after)),
    )


def _decided(
    asked: Sequence[Subject],
    found: Mapping[str, Mapping[str, Candidate]],
    inquiry: Inquiry,
    standing: _Standing,
    day: str,
) -> tuple[list[Row], list[Row], tuple[str, ...]]:
    """The rows that are accepted, those that wait, and the subjects without a candidate."""
    accepted, waiting, without = list[Row](), list[Row](), list[str]()
    unanswered = inquiry.failed | inquiry.not_kept
    for subject in asked:
        decision = decide(subject, _open(subject, found.get(subject.iri, {}), standing))
        sure = decision.accepted is not None and decision.accepted.agreeing
        if subject.iri in unanswered and not sure:
            continue  # what is not known yet might be nearer; the next run sees all of it
        taken, review = _rows(subject, decision, standing, day)
        accepted += taken
        waiting += review
        without += [] if decision.ranked else [subject.iri]
    return accepted, waiting, tuple(without)


def _among(asked: Sequence[Subject], iris: set[str]) -> tuple[str, ...]:
    return tuple(sorted(each.iri for each in asked if each.iri in iris))


def _accepted(tables: Tables, target: str) -> Sequence[Row]:
    decided = tables.decided.get(target)
    return decided.accepted if decided else ()


def _candidates(
    sources: Sources, subjects: Sequence[Subject], standing: _Standing, home: set[str]
) -> tuple[list[Subject], Mapping[str, Mapping[str, Candidate]], Inquiry]:
    """The resources that are asked about, what was found for each, and how the service did.

    Where a service did not even tell where its IRIs begin, it is taken to be what the table
    leads to already: `home`.
    """
    found: dict[str, dict[str, Candidate]] = {}
    spaces: set[str] = set()
    if sources.snapshot is not None:
        spaces |= {namespace(entry.id) for entry in sources.snapshot.entries}
        for each in subjects:
            near = sources.snapshot.candidates(each)
            found[each.iri] = {candidate.id: candidate for candidate in near}
    inquiry = Inquiry()
    if sources.client is not None:
        inquiry = inquire(
            sources.client,
            sources.service,
            subjects,
            space=sources.space,
            linked=standing.linked,
        )
        spaces |= {inquiry.space} if inquiry.space else home
        for iri, candidates in inquiry.found.items():
            here = found.setdefault(iri, {})
            for key, new in candidates.items():
                here[key] = merged(here[key], new) if key in here else new
    asked = [
        each
        for each in subjects
        if not spaces or any((each.iri, space) not in standing.linked for space in spaces)
    ]
    return asked, found, inquiry


def _open(subject: Subject, found: Mapping[str, Candidate], standing: _Standing) -> list[Candidate]:
    """The candidates that are no rejected pair and lead where no link leads yet."""
    return [
        candidate
        for key, candidate in sorted(found.items())
        if (subject.iri, key) not in standing.rejected
        and (subject.iri, namespace(key)) not in standing.linked
    ]


def _rows(
    subject: Subject, decision: Decision, standing: _Standing, date: str
) -> tuple[list[Row], list[Row]]:
    """The rows of one resource: accepted, or waiting for a person."""
    known = standing.known
    first = decision.accepted
    if first is not None and (subject.iri, namespace(first.candidate.id)) not in standing.doubtful:
        return [row_of(subject, first, decision.reason, date)], []
    return [], [
        row_of(subject, each, "" if number else decision.reason, date)
        for number, each in enumerate(decision.ranked)
        if (subject.iri, each.candidate.id) not in known
    ]

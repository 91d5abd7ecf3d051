"""Compare two releases of one dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pyoxigraph import NamedNode

from servanda.diff.facts import inferred_facts, stated_facts, untold
from servanda.diff.lexicon import lexicon
from servanda.diff.model import Changes, Kind, Resource
from servanda.diff.pair import Group, Pair, grouped
from servanda.diff.proofs import evidence_of
from servanda.diff.proposal import propose
from servanda.diff.reading import Reading
from servanda.diff.release import ONTOLOGY, Release, open_release, same_dataset
from servanda.diff.renames import Renamed, renamed_group, renames
from servanda.diff.terms import Vocabulary, read_vocabulary, term_changes

__all__ = ["diff"]


def diff(before: Path | Release | None, after: Path | Release) -> Changes:
    """What changed from the release `before` to `after`: folders, or releases that are open.

    `before` is None for a first release: all its resources are added. Raises UsageError where a
    folder holds no release, or another dataset; InputError where a release is broken. Memory grows
    with what changed, not with the releases.
    """
    new = open_release(after)
    old = None if before is None else open_release(before)
    if old is not None:
        same_dataset(old, new)
    pair = Pair(Reading(old), Reading(new))
    words = read_vocabulary(new.folder / ONTOLOGY)
    past = words if old is None else _read_past(old, new, words)
    resources = tuple(_resources(pair, grouped(pair), words))
    terms = () if old is None else tuple(term_changes(old, new))
    mentioned = [change.iri.value for change in terms]
    mentioned += [each.value for change in terms for each in change.properties]
    return Changes(
        before=old,
        after=new,
        resources=resources,
        terms=terms,
        proposal=propose(resources, terms, first=old is None),
        old_names=lexicon(pair, pair.old, past, resources, mentioned),
        names=lexicon(pair, pair.new, words, resources, mentioned),
    )


def _read_past(old: Release, new: Release, words: Vocabulary) -> Vocabulary:
    path = old.folder / ONTOLOGY
    if path.is_file() and path.read_bytes() == (new.folder / ONTOLOGY).read_bytes():
        return words
    return read_vocabulary(path)


def _resources(
    pair: Pair, groups: Mapping[NamedNode, Group], words: Vocabulary
) -> Iterator[Resource]:
    added = {iri for iri in groups if not pair.old.about(iri) and pair.new.about(iri)}
    removed = {iri for iri in groups if pair.old.about(iri) and not pair.new.about(iri)}
    moved = renames(pair.old, pair.new, removed, added)
    past = {now: was for was, now in moved.items()}
    for iri in sorted(groups.keys() - moved.keys(), key=str):
        if iri in past:
            yield _renamed(pair, groups, past[iri], iri, moved, words)
            continue
        kind = Kind.CHANGED
        if iri in added or iri in removed:
            kind = Kind.ADDED if iri in added else Kind.REMOVED
        found = _resource(pair, iri, groups[iri], kind, moved, words)
        if found.facts or found.evidence or found.added or found.removed:
            yield found


def _renamed(  # noqa: PLR0913
    pair: Pair,
    groups: Mapping[NamedNode, Group],
    was: NamedNode,
    now: NamedNode,
    moved: Mapping[NamedNode, NamedNode],
    words: Vocabulary,
) -> Resource:
    older = Renamed(pair.old, was, now)
    left = renamed_group(older, groups[was], groups[now])
    found = _resource(pair.beside(older), now, left, Kind.RENAMED, moved, words)
    added, removed = tuple(groups[now].added), tuple(groups[was].removed)
    return replace(found, was=was, added=added, removed=removed)


def _resource(  # noqa: PLR0913
    pair: Pair,
    iri: NamedNode,
    group: Group,
    kind: Kind,
    moved: Mapping[NamedNode, NamedNode],
    words: Vocabulary,
) -> Resource:
    facts = stated_facts(pair, iri, group, moved)
    named = words.labels if kind is Kind.CHANGED else ()
    inferred = inferred_facts(pair, group, facts, named)
    subjects = {quad.subject for quad in (*group.added, *group.removed)}
    nodes = [each for each in subjects if isinstance(each, NamedNode)]
    side = pair.old if kind is Kind.REMOVED else pair.new
    return Resource(
        iri=iri,
        kind=kind,
        was=None,
        labels=side.labels(iri),
        types=side.types(iri),
        facts=(*facts, *inferred),
        evidence=tuple(evidence_of(pair, sorted(nodes, key=str))),
        inferred=untold(pair, group, inferred),
        added=tuple(group.added),
        removed=tuple(group.removed),
    )

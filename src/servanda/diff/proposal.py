"""Which part of the version number should move, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from servanda.diff.model import Kind, Level, Proposal, Resource, TermChange
from servanda.diff.terms import WORDS

__all__ = ["propose"]

_ORDER: Final = (Level.NONE, Level.PATCH, Level.MINOR, Level.MAJOR)


def propose(
    resources: Iterable[Resource], terms: Iterable[TermChange], *, first: bool = False
) -> Proposal:
    """Major if the structure is incompatible, minor if data changed, patch if only words did.

    Only the reasons of the proposed level are given, as keys of words.
    """
    if first:
        return Proposal(Level.MINOR, ("diff-why-first",))
    found = {*map(_of_resource, resources), *map(_of_term, terms)} - {(Level.NONE, "")}
    level = max((level for level, _ in found), key=_ORDER.index, default=Level.NONE)
    reasons = sorted(reason for each, reason in found if each is level)
    return Proposal(level, tuple(reasons or ["diff-why-none"]))


def _of_resource(resource: Resource) -> tuple[Level, str]:
    if resource.kind is not Kind.CHANGED:
        return Level.MINOR, "diff-why-resources"
    stated = [fact for fact in resource.facts if not fact.inferred]
    if any(fact.predicate not in WORDS for fact in stated):
        return Level.MINOR, "diff-why-facts"
    if stated:
        return Level.PATCH, "diff-why-words"
    if resource.evidence:
        return Level.PATCH, "diff-why-evidence"
    if resource.added or resource.removed:
        return Level.PATCH, "diff-why-identifiers"
    return Level.PATCH, "diff-why-inferred"


def _of_term(change: TermChange) -> tuple[Level, str]:
    if change.breaking:
        return Level.MAJOR, "diff-why-structure"
    if change.kind is not Kind.CHANGED:
        return Level.MINOR, "diff-why-shapes" if change.shape else "diff-why-terms"
    if all(each in WORDS for each in change.properties):
        return Level.PATCH, "diff-why-words"
    return Level.MINOR, "diff-why-shapes" if change.shape else "diff-why-terms"

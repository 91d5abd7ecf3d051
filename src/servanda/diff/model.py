"""What changed between two releases, as a value: nothing here depends on a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Quad

from servanda.diff.release import Release

__all__ = [
    "Changes",
    "Claim",
    "Evidence",
    "Fact",
    "Kind",
    "Level",
    "Lexicon",
    "Proposal",
    "Resource",
    "Role",
    "Term",
    "TermChange",
]

Term = NamedNode | Literal


class Kind(StrEnum):
    """What happened to a resource, a fact, a piece of evidence or a term."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"
    DEPRECATED = "deprecated"


class Role(StrEnum):
    """Which part of the evidence changed."""

    CLAIM = "claim"
    PASSAGE = "passage"
    ROW = "row"


class Level(StrEnum):
    """The part of the version number that a change moves."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


def _kind(before: object, after: object) -> Kind:
    if before is None:
        return Kind.ADDED
    return Kind.REMOVED if after is None else Kind.CHANGED


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that came (`before` is None), went (`after` is None), or took another's place.

    `subject` is the resource under which it is told, or a part of it.
    """

    subject: NamedNode
    predicate: NamedNode
    before: Term | None
    after: Term | None
    inferred: bool = False

    @property
    def kind(self) -> Kind:
        """Added, removed, or changed."""
        return _kind(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a claim says in one release: the fact, its kind, sources and passages, and the rest."""

    subject: NamedNode
    predicate: NamedNode
    value: Term
    kind: NamedNode | None
    sources: tuple[NamedNode, ...]
    passages: tuple[NamedNode, ...]
    others: frozenset[tuple[NamedNode, Term]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim that came, went or changed; or a passage or table row that is not as it was.

    `passage` is True where the words that a claim quotes, or their place, changed.
    """

    node: NamedNode
    role: Role
    before: Claim | None
    after: Claim | None
    passage: bool = False

    @property
    def kind(self) -> Kind:
        """Added, removed, or changed."""
        return Kind.CHANGED if self.role is not Role.CLAIM else _kind(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource that came, went, was renamed (from `was`), or of which something changed.

    `added` and `removed` are the stated quads of the resource with its parts and evidence;
    `inferred` counts the inferred statements that changed and are not among `facts`.
    """

    iri: NamedNode
    kind: Kind
    was: NamedNode | None
    labels: tuple[Literal, ...]
    types: tuple[NamedNode, ...]
    facts: tuple[Fact, ...]
    evidence: tuple[Evidence, ...]
    inferred: int
    added: tuple[Quad, ...]
    removed: tuple[Quad, ...]


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term of the ontology, or a shape, that came, went, was deprecated or changed.

    `breaking` says whether data that was right before may now be wrong, or read wrongly.
    `properties` are those of the term's own description that changed.
    """

    iri: NamedNode
    kind: Kind
    breaking: bool
    shape: bool
    properties: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The part of the version number that should move, and the keys of the reasons."""

    level: Level
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the IRIs of one release are called.

    `labels` by IRI; `parts` gives, for a part without a label, its types and the values that tell
    it; `verbs` are the properties whose label is no noun.
    """

    labels: Mapping[str, tuple[Literal, ...]]
    parts: Mapping[str, tuple[tuple[NamedNode, ...], tuple[Term, ...]]]
    verbs: frozenset[str]


_NOTHING = Lexicon(MappingProxyType({}), MappingProxyType({}), frozenset())


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed from one release to the next; `before` is None for the first release."""

    before: Release | None
    after: Release
    resources: tuple[Resource, ...]
    terms: tuple[TermChange, ...]
    proposal: Proposal
    old_names: Lexicon = field(default=_NOTHING, repr=False)
    names: Lexicon = field(default=_NOTHING, repr=False)

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.resources or self.terms)

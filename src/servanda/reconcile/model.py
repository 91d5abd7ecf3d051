"""What is compared: a resource of ours, entries of another dataset, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = [
    "RULES",
    "Candidate",
    "Decision",
    "Features",
    "Rules",
    "Subject",
]

Names = Mapping[str, tuple[str, ...]]
Identifiers = Mapping[str, frozenset[str]]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Subject:
    """A resource that has no link yet.

    `names` are by language (`""` where it is unknown); `kind` is a key of the table of kinds, or
    empty; `country` is ISO 3166-1 alpha-2, or empty; `identifiers` are by the key of their scheme
    (servanda.identifiers); `point` is latitude and longitude in degrees of WGS 84.
    """

    iri: str
    names: Names
    kind: str = ""
    country: str = ""
    identifiers: Identifiers = field(default_factory=dict)
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry of another dataset that may be the same thing; `id` is its IRI there.

    `kinds` are keys of the table of kinds, empty where they are unknown; the rest as in Subject.
    """

    id: str
    names: Names
    kinds: frozenset[str] = frozenset()
    country: str = ""
    identifiers: Identifiers = field(default_factory=dict)
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Features:
    """How far a candidate agrees, each feature apart: no total.

    `names` holds the best similarity by language, from 0 to 100; `name` is the best of them, and
    `matched` the name of the candidate that gave it. `same` says whether both have one name in
    one language, or in the same script where a language is unknown. `kind` and `country` say
    whether they agree, None where one side is silent. `agreeing` and `contrary` are the schemes
    of unique identifiers that agree and differ; `distance` is in kilometres.
    """

    candidate: Candidate
    names: Mapping[str, float]
    name: float
    matched: str
    same: bool
    kind: bool | None
    country: bool | None
    agreeing: tuple[str, ...]
    contrary: tuple[str, ...]
    distance: float | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from the features: the one that is accepted without a person, or none.

    `reason` says in English by which rule, or what was missing; `lead` is by how much the first
    name is nearer than the second, from 0 to 100. `ranked` holds every candidate that is kept.
    """

    accepted: Features | None
    reason: str
    lead: float
    ranked: tuple[Features, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds: names from 0 to 100, distances in kilometres.

    A candidate whose best name is below `least_name` is kept only for its identifier.
    """

    lead: float = 10.0
    least_name: float = 75.0
    near: float = 15.0
    most: int = 5


RULES: Final = Rules()

"""What a rehearsal is made of: rules of a portal, and what they say of a catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pyoxigraph import NamedNode

from servanda.harvest_check.catalogue import Catalogue, Node

__all__ = [
    "Metric",
    "Outcome",
    "Part",
    "Portal",
    "Rehearsal",
    "Row",
    "Rule",
    "Score",
    "Verdict",
    "rules_of",
]


class Verdict(StrEnum):
    """What becomes of a value; `ABSENT` says that the catalogue has none for the field."""

    KEEP = "keep"
    CHANGE = "change"
    LOSE = "lose"
    REFUSE = "refuse"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says of one node: the verdict, the value that the portal will have, and why.

    `note` is a key of the words `harvest-note-<note>`, or empty; `values` fill its places.
    """

    verdict: Verdict
    value: str = ""
    note: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


Reader = Callable[[Catalogue, Node, tuple[NamedNode, ...], str], Outcome]
"""Takes the catalogue, the node, the properties of the rule and the portal's language."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One field of a portal: the properties it is filled from, how, and where that is written.

    `source` is a path in the repository of the portal. `kind` is what the field belongs to:
    `catalog`, `dataset` or `distribution`.
    """

    kind: str
    field: str
    properties: tuple[NamedNode, ...]
    read: Reader
    source: str


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal: its name, the software with the version its rules were read from, its rules.

    `language` is what a portal of one language prefers; `leftover` is what becomes of properties
    that no rule reads; `has_catalogs` says whether it keeps what is said of the catalogue itself.
    """

    key: str
    name: str
    software: str
    reference: str
    language: str
    rules: tuple[Rule, ...]
    leftover: Outcome
    has_catalogs: bool = False


def rules_of(**tables: Iterable[tuple[Any, ...]]) -> tuple[Rule, ...]:
    """The rules of a portal from its tables, each under the kind of node that it is about."""
    return tuple(Rule(kind, *row) for kind, rows in tables.items() for row in rows)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report: a field, the properties it comes from, its source, what comes of it."""

    field: str
    properties: tuple[NamedNode, ...]
    source: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Part:
    """All rows about one node of the catalogue."""

    kind: str
    node: Node
    name: str
    rows: tuple[Row, ...]

    @property
    def refused(self) -> bool:
        """Whether the portal would refuse anything of the node."""
        return any(row.outcome.verdict is Verdict.REFUSE for row in self.rows)


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of a score: its points, the most it can give, and how many nodes fulfil it.

    `offline` is false where the points depend on an address that answers, which is not tried.
    """

    key: str
    dimension: str
    points: int
    most: int
    fulfilled: int
    asked: int
    offline: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """The metadata quality of one dataset; the points of addresses are given if they answer."""

    node: Node
    metrics: tuple[Metric, ...]

    @property
    def points(self) -> int:
        """All points, those for addresses that answer among them."""
        return sum(metric.points for metric in self.metrics)

    @property
    def certain(self) -> int:
        """The points that do not depend on the network."""
        return sum(metric.points for metric in self.metrics if metric.offline)

    @property
    def most(self) -> int:
        """The most that a dataset can have."""
        return sum(metric.most for metric in self.metrics)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What one portal would make of a catalogue, which was read from a file named `file`."""

    portal: Portal
    file: str
    parts: tuple[Part, ...]
    scores: tuple[Score, ...] = ()

    def rows(self, verdict: Verdict) -> Iterator[tuple[Part, Row]]:
        """All rows with a verdict, each with what it is about."""
        for part in self.parts:
            for row in part.rows:
                if row.outcome.verdict is verdict:
                    yield part, row

    @property
    def refused(self) -> bool:
        """Whether the portal would refuse or skip anything."""
        return any(part.refused for part in self.parts)

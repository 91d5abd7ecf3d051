"""What one row says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from servanda.tables.issues import Issue
from servanda.tables.resolve import Statement

__all__ = ["Origin", "Reading"]

Origin = tuple[NamedNode, NamedNode, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row says: its subject and statements, records made for new names, and issues.

    `references` holds the statements that names gave, by what named them: a name that did not
    change means what it meant, whatever people have called the record since. `single` holds
    subject and predicate of those that a row gives once, so that a new one takes the old one's
    place; `once` holds those of all statements that one cell alone gives. `pieces` are the items
    of lists in their order: the column, what the item stands for, and its text. `frame` holds the
    statements that no text gives: the classes of nodes, and the links to them.
    """

    subject: NamedNode
    statements: frozenset[Statement]
    made: Mapping[NamedNode, frozenset[Statement]]
    references: Mapping[Origin, frozenset[Statement]]
    single: frozenset[tuple[NamedNode, NamedNode]]
    once: frozenset[tuple[NamedNode, NamedNode]]
    issues: tuple[Issue, ...]
    pieces: tuple[tuple[str, str, str], ...]
    frame: frozenset[Statement]

"""A mapping: one row of a file of links, in the words of SSSOM.

Specification: https://mapping-commons.github.io/sssom/
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

__all__ = ["FOLDER", "REVIEW", "SUFFIX", "Mapping", "MappingSet"]

SUFFIX: Final = ".sssom.tsv"
# Below the root of a workspace: what was decided, and what waits for a person.
FOLDER: Final = "data/mappings"
REVIEW: Final = "data/mappings/review"


@dataclass(frozen=True, slots=True)
class Mapping:
    """That `subject` and `object` match as `predicate` says, or (`negated`) that they do not.

    `slots` holds every other column of the row as its text, without the empty ones; CURIEs there
    are written out. `line` is where the row stands in its file, 0 for one that has no file yet.
    """

    subject: NamedNode
    predicate: NamedNode
    object: NamedNode
    justification: NamedNode
    negated: bool
    slots: Table[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class MappingSet:
    """One file of mappings: `iri` is its `mapping_set_id`, `prefixes` its `curie_map`.

    `slots` holds the other entries of the head. The rows keep the order of the file.
    """

    path: Path
    name: str
    iri: NamedNode
    prefixes: Table[str, str]
    slots: Table[str, object]
    mappings: tuple[Mapping, ...]

    @property
    def accepted(self) -> tuple[Mapping, ...]:
        """The rows that are links: those that are not negated."""
        return tuple(mapping for mapping in self.mappings if not mapping.negated)

    @property
    def rejected(self) -> tuple[Mapping, ...]:
        """The rows that say that two things do not match; they are never proposed again."""
        return tuple(mapping for mapping in self.mappings if mapping.negated)

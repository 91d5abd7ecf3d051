"""The table of kinds: which of our classes may be matched with which types of another dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

import yaml

__all__ = ["Kind", "Kinds", "read_kinds"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: the IRIs of its classes, the type to ask Wikidata for, the types it answers."""

    classes: frozenset[str]
    ask: str
    types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kinds:
    """All kinds by key, in the order in which they are tried, and the properties of places."""

    kinds: Mapping[str, Kind]
    country: frozenset[str]
    within: frozenset[str]

    def of_classes(self, classes: Iterable[str]) -> str:
        """The kind of a thing of these classes, or an empty text."""
        has = frozenset(classes)
        return next((key for key, kind in self.kinds.items() if kind.classes & has), "")

    def of_types(self, types: Iterable[str]) -> frozenset[str]:
        """The kinds of an answer of these types; types that no kind names say nothing.

        A key of the table is a type too, which is what snapshots hold.
        """
        has = frozenset(types)
        return frozenset(key for key, kind in self.kinds.items() if key in has or kind.types & has)


@lru_cache(maxsize=1)
def read_kinds() -> Kinds:
    """The table that ships with the package: `kinds.yaml`.

    The label and the source of a type are for those who read or check the table.
    """
    text = resources.files("servanda.reconcile").joinpath("kinds.yaml").read_text("utf-8")
    table = yaml.safe_load(text)
    kinds = {
        key: Kind(
            frozenset(row["classes"]),
            row["ask"]["id"],
            frozenset(each["id"] for each in row["types"]),
        )
        for key, row in table["kinds"].items()
    }
    return Kinds(MappingProxyType(kinds), frozenset(table["country"]), frozenset(table["within"]))

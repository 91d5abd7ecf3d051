"""Statements for Wikidata as QuickStatements, version 1: one command a line, parts by tabs.

Specification: https://www.wikidata.org/wiki/Help:QuickStatements#Command_sequence_syntax
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["LAST", "Reference", "Statement", "Value", "creation", "lines", "quoted"]

LAST: Final = "LAST"  # the item that the CREATE before it made
_URL: Final = "S854"
_RETRIEVED: Final = "S813"
Kind = Literal["item", "text", "time", "quantity"]


@dataclass(frozen=True, slots=True)
class Value:
    """A value as Wikidata holds it.

    `text` is `Q1`, a string, a time as `+2018-06-14T00:00:00Z/11`, or a quantity with the item of
    its unit as `10U577`, which has no bounds: what an agreement says is exact. Two values are the
    same for Wikidata if they are equal here.
    """

    kind: Kind
    text: str

    @property
    def command(self) -> str:
        """The value as a part of a command: strings stand in quotes, all else bare."""
        return quoted(self.text) if self.kind == "text" else self.text


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """Where a statement comes from: the address of a page, and the time when it was read."""

    url: str
    retrieved: str


@dataclass(frozen=True, slots=True)
class Statement:
    """That `item` (`Q…` or LAST) has `value` for `property` (`P…`), by these references."""

    item: str
    property: str
    value: Value
    references: tuple[Reference, ...]


def quoted(text: str) -> str:
    """A string of a command: one line, without control characters, its own quotes made typographic.

    The syntax has no escape for a quote, and ends a part at a tab and a command at a line break.
    """
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return '"' + re.sub(r'"([^"]*)"', "“\\1”", line).replace('"', "”") + '"'


def lines(statements: Iterable[Statement]) -> Iterator[str]:
    """The commands of statements, each without its line break.

    The second reference and each after it begin with `!`, which opens a reference of its own.
    """
    for each in statements:
        parts = [each.item, each.property, each.value.command]
        for number, reference in enumerate(each.references):
            parts += ["!" * bool(number) + _URL, quoted(reference.url)]
            parts += [_RETRIEVED, reference.retrieved]
        yield "\t".join(parts)


def creation(labels: Mapping[str, str], descriptions: Mapping[str, str]) -> Iterator[str]:
    """The commands that make an item with labels and descriptions, by language."""
    yield "CREATE"
    for letter, texts in (("L", labels), ("D", descriptions)):
        for language, text in sorted(texts.items()):
            yield "\t".join((LAST, f"{letter}{language}", quoted(text)))

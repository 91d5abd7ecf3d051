"""Names found by what they have in common, so that few of many are compared letter by letter."""

from __future__ import annotations

import heapq
import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from anyascii import anyascii

from servanda.reconcile.names import folded, similarity

__all__ = ["Index", "Name"]

_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_COMPARED: Final = 60  # names that are compared letter by letter for one query
_LOOKED_AT: Final = 60_000  # places where a part of a name stands, for one query
_LETTERS: Final = 300  # of a name; longer ones are compared by their beginning


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an entity, in a language ("" where it has none)."""

    text: str
    language: str
    entity: str


class Index:
    """The names of entities. What it holds does not change; it may be asked in any thread."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names: Final = tuple(names)
        self._same: Final[dict[str, list[int]]] = defaultdict(list)
        parts: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._sizes: Final = array("I")
        starts: list[tuple[str, int]] = []
        for number, name in enumerate(self.names):
            plain = folded(name.text[:_LETTERS])
            self._same[plain].append(number)
            grams = _grams(plain)
            self._sizes.append(len(grams))
            for gram in grams:
                parts[gram].append(number)
            starts += ((start, number) for start in _starts(plain))
        self._parts: Final[Mapping[str, array[int]]] = dict(parts)
        self._starts: Final = sorted(starts)

    def near(self, text: str, among: AbstractSet[str] | None = None) -> dict[str, float]:
        """The entities with names near to a text, and how near the nearest is, from 0 to 100.

        `among` are the entities that count, None for all. Names that are the same but for case,
        accents and punctuation are never missed.
        """
        plain = folded(text[:_LETTERS])
        numbers = {*self._same.get(plain, ()), *self._sharing(plain, among)}
        found: dict[str, float] = {}
        for number in numbers:
            name = self.names[number]
            if among is None or name.entity in among:
                score = similarity(text[:_LETTERS], name.text[:_LETTERS], name.language)
                found[name.entity] = max(found.get(name.entity, 0.0), score)
        return found

    def _sharing(self, plain: str, among: AbstractSet[str] | None) -> list[int]:
        """The names that share most of their parts with a text, the rarest parts first."""
        grams = _grams(plain)
        counts: dict[int, int] = defaultdict(int)
        seen = 0
        for places in sorted((self._parts.get(gram, ()) for gram in grams), key=len):
            seen += len(places)
            if seen > _LOOKED_AT and counts:
                break
            for number in places:
                counts[number] += 1
        shared = (
            (2 * count / (len(grams) + self._sizes[number]), -number)
            for number, count in counts.items()
            if among is None or self.names[number].entity in among
        )
        return [-number for _, number in heapq.nlargest(_COMPARED, shared)]

    def beginning(self, prefix: str, among: AbstractSet[str] | None = None) -> Iterator[Name]:
        """The names with a word that begins so, each entity once, in the order of the alphabet."""
        plain = folded(prefix[:_LETTERS])
        seen: set[str] = set()
        at = bisect_left(self._starts, (plain, 0)) if plain else len(self._starts)
        while at < len(self._starts) and self._starts[at][0].startswith(plain):
            name = self.names[self._starts[at][1]]
            if name.entity not in seen and (among is None or name.entity in among):
                seen.add(name.entity)
                yield name
            at += 1


def _starts(plain: str) -> Iterator[str]:
    """A folded name from each of its words on, and from each character of a wide script."""
    for match in re.finditer(rf"(?:^|(?<= )|(?={_WIDE.pattern})).", plain):
        yield plain[match.start() :]


def _grams(plain: str) -> frozenset[str]:
    """The parts of a folded name: three letters, or two characters where a script is wide.

    A name of another script has the parts of its Latin spelling too.
    """
    found: set[str] = set()
    for word in plain.split():
        if _WIDE.search(word):
            found |= {*word, *(word[at : at + 2] for at in range(len(word) - 1))}
        else:
            padded = f" {word} "
            found |= {padded[at : at + 3] for at in range(len(padded) - 2)}
    if not plain.isascii():
        found |= _grams(folded(anyascii(plain)).encode("ascii", "ignore").decode())
    return frozenset(found)

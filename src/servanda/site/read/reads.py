"""What is read while pages are made, so that a later build knows whether they would be the same.

A key names one reading of the index: its kind and what was asked. A change of statements has keys
of the same form (`servanda.site.again.changes`): pages that have read none of them stay as they
were. Whoever remembers what was read must note the reading each time it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final, TypeVar

__all__ = ["Key", "Read", "Reads"]

_Found = TypeVar("_Found")


class Read(StrEnum):
    """The kinds of readings; terms stand in keys as N-Triples spells them, IRIs of homes plain."""

    ABOUT = "about"  # subject: all statements about it
    OBJECTS = "objects"  # subject, predicate
    LINKING = "linking"  # object: all statements that have it
    SUBJECTS = "subjects"  # predicate, object
    CLAIMS = "claims"  # subject: what claims say about it
    NAMED = "named"  # an IRI: its labels and other names
    USES = "uses"  # a term: how many statements use it, and the first of them
    COUNT = "count"  # how many statements are stated
    HOME = "home"  # an IRI: where it is told
    PARTS = "parts"  # an IRI: what is told on its page
    PAGES = "pages"  # which resources have pages
    ROW = "row"  # an agreement or a party: the rows of agreements that it is in
    ROWS = "rows"  # the rows of all agreements
    ANY = "any"  # everything: what no narrower key covers


Key = tuple[str, ...]


class Reads:
    """The readings of those who want to know them; nested recordings count for the outer ones."""

    def __init__(self) -> None:
        self._open: Final[list[set[Key]]] = []

    def note(self, kind: Read, *asked: str) -> None:
        """Note one reading."""
        if self._open:
            self._open[-1].add((kind, *asked))

    def again(self, keys: Iterable[Key]) -> None:
        """Note readings whose result was remembered."""
        if self._open:
            self._open[-1].update(keys)

    @contextmanager
    def recorded(self) -> Iterator[set[Key]]:
        """Give a set that has all readings of the body when that ends."""
        found: set[Key] = set()
        self._open.append(found)
        try:
            yield found
        finally:
            self._open.pop()
            self.again(found)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What the body reads is noted nowhere: whoever uses it notes less, or more."""
        self._open.append(set())
        try:
            yield
        finally:
            self._open.pop()

    def once(self, make: Callable[[], _Found]) -> Callable[[], _Found]:
        """The same value for all who ask; what it took to make it counts as read by each."""
        made: list[tuple[_Found, frozenset[Key]]] = []

        def ask() -> _Found:
            if not made:
                with self.recorded() as keys:
                    value = make()
                made.append((value, frozenset(keys)))
            else:
                self.again(made[0][1])
            return made[0][0]

        return ask

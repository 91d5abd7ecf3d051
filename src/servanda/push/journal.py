"""The journal: a small graph in the store that names its releases, which is current, and a lock.

A release gets a turn, a whole number; the current release is the one with the highest. A turn is
one statement added to what is there, so that no reader can see half of a switch, whatever the
store promises of its updates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.errors import UsageError
from servanda.push.names import Names
from servanda.push.store import Store, whole_number
from servanda.push.texts import inserted, text
from servanda.vocab import DCTERMS, SD

__all__ = ["LOCK", "Journal"]

LOCK: Final = NamedNode("urn:servanda:push:lock")
_TURN: Final = NamedNode("urn:servanda:push:turn")


class Journal:
    """The journal of a dataset in a store."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store = store
        self._names = names
        self._graph = names.journal

    def lock(self, holder: str) -> None:
        """Take the lock, or raise UsageError if another push has it.

        Two that come at once may both be refused; never do both get it: whoever reads last sees
        the other's statement.
        """
        mine = Literal(holder)
        self._refuse(mine)
        self._store.update(text("lock.ru", journal=self._graph, lock=mine))
        try:
            self._refuse(mine)
        except UsageError:
            self.unlock(holder)
            raise

    def unlock(self, holder: str) -> None:
        """Give the lock back."""
        self._store.update(text("unlock.ru", journal=self._graph, lock=Literal(holder)))

    def holders(self) -> list[str]:
        """Who has the lock; more than one only for a moment."""
        rows = self._store.rows(text("locks.rq", journal=self._graph))
        return [row[0].value for row in rows if isinstance(row[0], Literal)]

    def turns(self) -> dict[NamedNode, int]:
        """The releases in the store with their highest turns, 0 for none; the current is first."""
        query = text("releases.rq", journal=self._graph, dataset=NamedNode(self._names.dataset))
        found: dict[NamedNode, int] = {}
        for release, turn in self._store.rows(query):
            if isinstance(release, NamedNode):
                found[release] = max(found.get(release, 0), whole_number(turn) or 0)
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0].value)))

    def graphs(self, release: NamedNode) -> list[NamedNode]:
        """The graphs of a release in the store, without the one with all its statements."""
        rows = self._store.rows(text("graphs.rq", journal=self._graph, release=release))
        return sorted((row[0] for row in rows if isinstance(row[0], NamedNode)), key=str)

    def described(self, graphs: Iterable[tuple[NamedNode, NamedNode]], turn: int = 0) -> str:
        """The operation that names the release with its graphs: where each lies, and its name."""
        release = self._names.release
        facts = {
            Triple(release, DCTERMS.isVersionOf, NamedNode(self._names.dataset)),
            Triple(release, DCTERMS.hasVersion, Literal(self._names.version)),
        }
        for place, name in graphs:
            facts.add(Triple(release, SD.namedGraph, place))
            if place != name:  # else the graph of a record would say it of the record
                facts.add(Triple(place, SD.name, name))
        if turn:
            facts.add(Triple(release, _TURN, Literal(turn)))
        return inserted(self._graph, facts)

    def turned(self, turn: int) -> str:
        """The operation that makes the release the current one."""
        return inserted(self._graph, [Triple(self._names.release, _TURN, Literal(turn))])

    def forgotten(self, subjects: Iterable[NamedNode]) -> list[str]:
        """The operations that forget releases, or graphs of them."""
        return [text("forget.ru", journal=self._graph, release=each) for each in subjects]

    def _refuse(self, mine: Literal) -> None:
        others = [holder for holder in self.holders() if holder != mine.value]
        if others:
            raise UsageError(
                f"another push is at work: {others[0]}",
                hint=f"Wait for it; if it is dead: --break-lock {others[0].split()[0]}",
            )

"""A data graph as engines ask for it: the facts that can matter to them, as text or in a store."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain
from typing import Final, Protocol

from pyoxigraph import RdfFormat, Store

from servanda.ntriples import Fact, text_of

__all__ = ["Data", "Facts", "Text"]


class Data(Protocol):
    """A data graph. Predicates are spelled as in N-Triples; None stands for all."""

    def text(self, predicates: Collection[str] | None) -> str:
        """N-Triples with all facts of these predicates, and maybe others."""
        ...

    def store(self, predicates: Collection[str] | None) -> Store:
        """A store with all facts of these predicates, and maybe others; nobody may change it."""
        ...


class Text:
    """Data that nobody has looked into."""

    def __init__(self, ntriples: str) -> None:
        self._text: Final = ntriples

    def text(self, predicates: Collection[str] | None) -> str:
        """The whole text, so that the engine sees what is no N-Triples."""
        del predicates
        return self._text

    def store(self, predicates: Collection[str] | None) -> Store:
        """A new store."""
        text = self._text
        if predicates is not None:
            lines = (line for line in text.split("\n") if line)
            text = "\n".join(line for line in lines if line.split(" ", 2)[1] in predicates)
        store = Store()
        store.bulk_load(text.encode(), RdfFormat.N_TRIPLES, lenient=True)
        return store


class Facts:
    """Facts in the order given, which may become more; all who ask for a store share one.

    That the facts of one subject stand together is worth a third of what engines take.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts: Final = list(facts)
        self._store: Final = Store()
        self._stored: set[str] | None = set()  # predicates, None for all
        self._seen = 0  # the facts looked at by then

    def add(self, facts: Iterable[Fact]) -> None:
        """Let the data have more facts."""
        self._facts.extend(facts)

    def text(self, predicates: Collection[str] | None) -> str:
        """The facts of these predicates and no others."""
        return text_of(_of(self._facts, predicates))

    def store(self, predicates: Collection[str] | None) -> Store:
        """The one store, with what it lacks put in."""
        known, facts = self._stored, self._facts
        wanted = None if predicates is None or known is None else known | set(predicates)
        if known is None or wanted == known:
            more = text_of(_of(facts[self._seen :], known))
        else:
            old = (fact for fact in facts[: self._seen] if fact[1] not in known)
            more = text_of(_of(chain(old, facts[self._seen :]), wanted))
        self._stored, self._seen = wanted, len(facts)
        # The facts were read and checked before; being lenient is not to do it again.
        self._store.bulk_load(more.encode(), RdfFormat.N_TRIPLES, lenient=True)
        return self._store


def _of(facts: Iterable[Fact], predicates: Collection[str] | None) -> Iterable[Fact]:
    return facts if predicates is None else [fact for fact in facts if fact[1] in predicates]

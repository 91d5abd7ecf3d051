"""A data graph as engines ask for it: the facts that can matter to them, as text or in a store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final, Protocol

from pyoxigraph import RdfFormat, Store

from servanda.ntriples import Fact, text_of

__all__ = ["Data", "Facts", "Text"]

# The share of facts from which on the text that is there is given instead of another.
_MOST: Final = 0.9


Refuse = Callable[[str], bool]


class Data(Protocol):
    """A data graph. Predicates are spelled as in N-Triples; None stands for all."""

    def text(self, predicates: Collection[str] | None) -> str:
        """N-Triples with all facts of these predicates, and maybe others."""
        ...

    def store(self, predicates: Collection[str] | None, refuse: Refuse) -> Store | None:
        """A store with all facts of these predicates, and maybe others; nobody may change it.

        None if there would be text in it that is to be refused.
        """
        ...


class Text:
    """Data that nobody has looked into."""

    def __init__(self, ntriples: str) -> None:
        self._text: Final = ntriples

    def text(self, predicates: Collection[str] | None) -> str:
        """The whole text, so that the engine sees what is no N-Triples."""
        del predicates
        return self._text

    def store(self, predicates: Collection[str] | None, refuse: Refuse) -> Store | None:
        """A new store."""
        text = self._text
        if predicates is not None:
            lines = (line for line in text.split("\n") if line)
            text = "\n".join(line for line in lines if line.split(" ", 2)[1] in predicates)
        if refuse(text):
            return None
        store = Store()
        store.bulk_load(text.encode(), RdfFormat.N_TRIPLES, lenient=True)
        return store


class Facts:
    """Facts in the order given, which may become more; all who ask for a store share one.

    `text` is that of the first facts. That the facts of one subject stand together is worth a
    third of what engines take.
    """

    def __init__(self, facts: Iterable[Fact], text: str | None = None) -> None:
        self._facts: Final = list(facts)
        self._text = text_of(self._facts) if text is None else text
        self._rest = len(self._facts)
        self._store: Final = Store()
        self._stored: set[str] | None = set()  # predicates, None for all
        self._seen = 0  # the facts looked at by then

    def add(self, facts: Iterable[Fact]) -> None:
        """Let the data have more facts."""
        self._facts.extend(facts)

    def text(self, predicates: Collection[str] | None) -> str:
        """The facts of these predicates; all of them where most are wanted."""
        facts = self._facts
        if predicates is None:
            return self._text + text_of(facts[self._rest :])
        found = _of(facts, predicates)
        return self.text(None) if len(found) > _MOST * len(facts) else text_of(found)

    def store(self, predicates: Collection[str] | None, refuse: Refuse) -> Store | None:
        """The one store, with what it lacks put in."""
        known, facts = self._stored, self._facts
        wanted = None if predicates is None or known is None else known | set(predicates)
        if known is None or wanted == known:
            more = _of(facts[self._seen :], known)
        else:
            old = [fact for fact in facts[: self._seen] if fact[1] not in known]
            more = _of([*old, *facts[self._seen :]], wanted)
        text = text_of(more)
        if refuse(text):
            return None
        # The facts were read and checked before; being lenient is not to do it again.
        self._store.bulk_load(text.encode(), RdfFormat.N_TRIPLES, lenient=True)
        self._stored, self._seen = wanted, len(facts)
        return self._store


def _of(facts: list[Fact], predicates: Collection[str] | None) -> list[Fact]:
    return facts if predicates is None else [fact for fact in facts if fact[1] in predicates]

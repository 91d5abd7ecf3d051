"""Why an inferred statement holds, found once for all languages, and in words for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.explain import Axioms, Explanation, Lookup, explain, phrase
from servanda.site.read.index import Index, Term
from servanda.site.read.labels import Labels, Name, chosen

__all__ = ["Piece", "Premise", "Reasons", "Why"]

_REMEMBERED: Final = 50_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence: words of the site, or the name of a resource or a literal."""

    node: NamedNode | None
    name: Name
    is_word: bool


@dataclass(frozen=True, slots=True)
class Premise:
    """A statement that another one follows from."""

    triple: Triple
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The rule of OWL 2 RL, what it says in words, and the statements that it started from."""

    rule: str
    sentence: tuple[Piece, ...]
    premises: tuple[Premise, ...]


class Reasons:
    """The reasons of inferred statements in an index."""

    def __init__(self, index: Index, labels: Labels, axioms: Axioms) -> None:
        self._lookup: Final = Lookup(index)
        self._labels: Final = labels
        self._axioms: Final = axioms
        self._known: Final[dict[Triple, Explanation | None]] = {}

    def explanation(self, triple: Triple) -> Explanation | None:
        """The step by which a statement follows; None for one that no rule of OWL gives."""
        if triple not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[triple] = explain(triple, self._lookup, self._axioms)
        return self._known[triple]

    def told(self, explanation: Explanation, language: str) -> Why:
        """An explanation for readers of a language."""
        return Why(
            explanation.rule,
            tuple(self._piece(each, language) for each in phrase(explanation, language)),
            tuple(
                Premise(each, tuple(self._piece(term, language) for term in _terms(each)))
                for each in explanation.premises
            ),
        )

    def _piece(self, said: str | Term, language: str) -> Piece:
        if isinstance(said, str):
            return Piece(None, Name(said), is_word=True)
        if isinstance(said, Literal):
            return Piece(None, chosen([said], language), is_word=False)
        node = said if isinstance(said, NamedNode) else None
        return Piece(node, self._labels.name(said, language), is_word=False)


def _terms(triple: Triple) -> tuple[Term, ...]:
    last = triple.object
    return (triple.subject, triple.predicate, *(() if isinstance(last, Triple) else (last,)))

"""Why an inferred statement holds, found once for all languages, and in words for one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.explain import Axioms, Explanation, Lookup, explain, phrase
from servanda.site.read.index import Index, Term
from servanda.site.read.labels import Labels, Name, chosen
from servanda.site.read.reads import Key, Read

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


class _Quiet:
    """The statements of an index, whose readings are noted nowhere."""

    def __init__(self, index: Index) -> None:
        self._index: Final = index

    def about(self, subject: NamedNode | BlankNode) -> list[Triple]:
        with self._index.reads.apart():
            return self._index.about(subject)

    def linking(self, target: Term) -> list[Triple]:
        with self._index.reads.apart():
            return self._index.linking(target)

    def is_given(self, triple: Triple) -> bool:
        with self._index.reads.apart():
            return self._index.is_given(triple)


class _Noting(Lookup):
    """Notes what the rules ask, no more than that: the lookup reads whole resources."""

    def __init__(self, index: Index) -> None:
        super().__init__(_Quiet(index))
        self._reads: Final = index.reads

    def about(self, subject: NamedNode | BlankNode) -> Mapping[NamedNode, Collection[Term]]:
        self._reads.note(Read.ABOUT, str(subject))
        return super().about(subject)

    def linking(self, target: Term) -> Mapping[NamedNode, Collection[Term]]:
        self._reads.note(Read.LINKING, str(target))
        return super().linking(target)

    def objects(self, subject: Term, predicate: NamedNode) -> Collection[Term]:
        if isinstance(subject, Literal):
            return ()
        self._reads.note(Read.OBJECTS, str(subject), str(predicate))
        return super().about(subject).get(predicate, ())

    def subjects(self, predicate: NamedNode, target: Term) -> Collection[Term]:
        self._reads.note(Read.SUBJECTS, str(predicate), str(target))
        return super().linking(target).get(predicate, ())

    def is_given(self, triple: Triple) -> bool:
        self._reads.note(Read.OBJECTS, str(triple.subject), str(triple.predicate))
        return super().is_given(triple)


class Reasons:
    """The reasons of inferred statements in an index."""

    def __init__(self, index: Index, labels: Labels, axioms: Axioms) -> None:
        self._reads: Final = index.reads
        self._lookup: Final = _Noting(index)
        self._labels: Final = labels
        self._axioms: Final = axioms
        self._known: Final[dict[Triple, tuple[Explanation | None, frozenset[Key]]]] = {}

    def explanation(self, triple: Triple) -> Explanation | None:
        """The step by which a statement follows; None for one that no rule of OWL gives."""
        known = self._known.get(triple)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            with self._reads.recorded() as keys:
                found = explain(triple, self._lookup, self._axioms)
            known = self._known[triple] = (found, frozenset(keys))
        self._reads.again(known[1])
        return known[0]

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

"""The rule of an explanation in words: one sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from string import Formatter
from types import MappingProxyType
from typing import Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.explain.model import Explanation, Term
from servanda.explain.ways import Ontology
from servanda.vocab import OWL, RDF, RDFS
from servanda.wording import word

__all__ = ["Piece", "phrase", "sentence"]

Piece = str | NamedNode | Literal
Pieces = tuple[Piece, ...]

_CLASSES: Final = frozenset({RDFS.subClassOf, OWL.equivalentClass})
_PROPERTIES: Final = frozenset({RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf})
_ENDS: Final = frozenset({RDFS.domain, RDFS.range})
_FILLED: Final = (OWL.someValuesFrom, OWL.allValuesFrom)
_DEFINING: Final = (
    OWL.hasValue,
    *_FILLED,
    OWL.maxQualifiedCardinality,
    OWL.maxCardinality,
    OWL.intersectionOf,
    OWL.unionOf,
    OWL.oneOf,
)
_JOINED: Final[Mapping[NamedNode, str]] = MappingProxyType(
    {OWL.intersectionOf: "explain-intersectionOf", OWL.unionOf: "explain-unionOf"}
)


def sentence(explanation: Explanation, language: str, label: Callable[[NamedNode], str]) -> str:
    """Why the rule applies, as one sentence in a language; `label` gives the names of terms."""
    parts = phrase(explanation, language)
    texts = (label(part) if isinstance(part, NamedNode) else _text(part) for part in parts)
    return "".join(texts)


def phrase(explanation: Explanation, language: str) -> Pieces:
    """The same sentence in pieces: words, and the terms that stand between them.

    Who shows it can make links of the terms, and mark a name that is in another language.
    """
    teller = _Teller(explanation.axioms, language)
    clauses = list(dict.fromkeys(teller.clauses(explanation.axioms)))
    reasons = teller.joined("explain-and", clauses or [teller.told("explain-same")])
    return _merged(teller.told("explain-because", reasons=reasons))


class _Teller:
    """Puts axioms into words, in one language."""

    def __init__(self, axioms: Iterable[Triple], language: str) -> None:
        self._ontology, self._language = Ontology(axioms), language

    def told(self, key: str, **values: Pieces) -> Pieces:
        """The text of a key with pieces in the place of its names."""
        found: list[Piece] = []
        for text, name, _, _ in Formatter().parse(word(key, self._language)):
            found.append(text)
            if name is not None:
                found += values[name]
        return tuple(found)

    def joined(self, key: str, parts: Iterable[Pieces]) -> Pieces:
        """Parts with a text between them."""
        found: list[Piece] = []
        for number, part in enumerate(parts):
            found += [word(key, self._language), *part] if number else part
        return tuple(found)

    def clauses(self, axioms: Iterable[Triple]) -> Iterator[Pieces]:
        """One clause for each axiom; what only makes up a list or a class belongs to others."""
        for axiom in axioms:
            predicate = axiom.predicate
            subject, value = cast("Term", axiom.subject), cast("Term", axiom.object)
            if predicate in _CLASSES:
                yield self._hierarchy(predicate, subject, value)
            elif predicate in _PROPERTIES and isinstance(subject, NamedNode):
                lower, upper = self._property(subject), self._property(value)
                yield self.told(f"explain-{_local(predicate)}", lower=lower, upper=upper)
            elif predicate in _ENDS:
                own, kind = self._property(subject), self._kind(value)
                yield self.told(f"explain-{_local(predicate)}", property=own, kind=kind)
            elif predicate == RDF.type and isinstance(value, NamedNode):
                yield self.told(f"explain-{_local(value)}", property=self._property(subject))
            elif predicate == OWL.propertyChainAxiom:
                yield self._chain(subject, value)
            elif predicate in _DEFINING and isinstance(subject, NamedNode):
                lower, upper = self._definition(subject, 8), self._term(subject)
                upper = self.told("explain-is", kind=upper)
                yield self.told("explain-equivalentClass", lower=lower, upper=upper)

    def _hierarchy(self, predicate: NamedNode, lower: Term, upper: Term) -> Pieces:
        named = isinstance(lower, NamedNode) and isinstance(upper, NamedNode)
        if named and predicate == RDFS.subClassOf:
            return self.told("explain-every", lower=self._term(lower), upper=self._term(upper))
        key = f"explain-{_local(predicate)}"
        return self.told(key, lower=self._kind(lower), upper=self._kind(upper))

    def _chain(self, subject: Term, head: Term) -> Pieces:
        items, _ = self._ontology.items(head)
        steps = self.joined("explain-then", [self._property(item) for item in items])
        return self.told(
            "explain-propertyChainAxiom", steps=steps, property=self._property(subject)
        )

    def _term(self, term: Term) -> Pieces:
        piece = "…" if isinstance(term, BlankNode) else term
        return self.told("explain-term", term=(piece,))

    def _property(self, term: Term) -> Pieces:
        inverse = self._ontology.objects(term, OWL.inverseOf)
        if isinstance(term, BlankNode) and inverse:
            return self.told("explain-inverse", property=self._term(inverse[0]))
        return self._term(term)

    def _kind(self, term: Term, depth: int = 8) -> Pieces:
        """A class as what its members do: a verb and what follows it."""
        if isinstance(term, BlankNode) and depth > 0:
            return self._definition(term, depth)
        return self.told("explain-is", kind=self._term(term))

    def _definition(self, term: Term, depth: int) -> Pieces:
        for kind in _DEFINING:
            for value in self._ontology.objects(term, kind):
                if kind in _JOINED:
                    items, _ = self._ontology.items(value)
                    return self.joined(_JOINED[kind], [self._kind(i, depth - 1) for i in items])
                if kind == OWL.oneOf:
                    items, _ = self._ontology.items(value)
                    listed = self.joined("explain-item", [self._term(item) for item in items])
                    return self.told("explain-oneOf", items=listed)
                return self._restriction(term, kind, value, depth)
        return self.told("explain-something")

    def _restriction(self, term: Term, kind: NamedNode, value: Term, depth: int) -> Pieces:
        prop = next(
            (self._property(each) for each in self._ontology.objects(term, OWL.onProperty)), ()
        )
        if kind == OWL.someValuesFrom and value == OWL.Thing:
            return self.told("explain-anything", property=prop)
        if kind in _FILLED:
            filler = self._kind(value, depth - 1)
            return self.told(f"explain-{_local(kind)}", property=prop, filler=filler)
        if kind == OWL.maxQualifiedCardinality:
            of = next(iter(self._ontology.objects(term, OWL.onClass)), OWL.Thing)
            filler = self._kind(of, depth - 1)
            return self.told(f"explain-{_local(kind)}", property=prop, filler=filler)
        return self.told(f"explain-{_local(kind)}", property=prop, value=self._term(value))


def _local(term: NamedNode) -> str:
    return term.value.rpartition("#")[2]


def _text(piece: Piece) -> str:
    return piece if isinstance(piece, str) else piece.value


def _merged(pieces: Pieces) -> Pieces:
    """The pieces with no two texts side by side."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return tuple(found)

"""Sentences about terms: the words of a language with links to the terms between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from servanda.site.read.evidence import safe_link
from servanda.site.read.index import Term
from servanda.site.read.labels import Name, chosen, shown
from servanda.site.read.paths import anchor_of, href
from servanda.site.view import View
from servanda.vocab import OWL, RDF, RDFS, SH, SKOS, XSD

__all__ = ["LONGEST", "Piece", "Sentence", "Speaker", "Value", "cut"]

LONGEST: Final = 200

# Marks the place of a value while the words around it are looked up; no text of ours has it.
_PLACE: Final = re.compile("\ue000([a-z]+)\ue001")
_ALWAYS: Final = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "sh": SH, "skos": SKOS, "xsd": XSD}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, or the name of a term: `code` for names that belong to no language."""

    name: Name
    href: str = ""
    code: bool = False
    outside: bool = False


Value = str | int | Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Pieces in a row; `inside` are the conditions, each a list, that the sentence introduces."""

    pieces: tuple[Piece, ...]
    inside: tuple[tuple[Sentence, ...], ...] = ()

    @property
    def text(self) -> str:
        """The sentence without links."""
        return "".join(piece.name.text for piece in self.pieces)


def cut(name: Name) -> Name:
    """A name that a sentence can hold; a longer one ends in an ellipsis."""
    return name if len(name.text) <= LONGEST else replace(name, text=f"{name.text[:LONGEST]}…")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Makes sentences for one page; `anchors` leads to terms on that page, not to their own."""

    view: View
    anchors: bool

    def say(
        self, key: str, /, inside: Iterable[tuple[Sentence, ...]] = (), **values: Value
    ) -> Sentence:
        """The words of a key, with pieces in the place of the values that are pieces."""
        marks = {name: f"\ue000{name}\ue001" for name in values}
        plain = {name: v if isinstance(v, str | int) else marks[name] for name, v in values.items()}
        parts = _PLACE.split(self.view.t(key, **plain))
        pieces: list[Piece] = []
        for number, part in enumerate(parts):
            if number % 2 == 0:
                pieces += [Piece(Name(part))] if part else []
            else:
                value = values[part]
                pieces += [] if isinstance(value, str | int) else value
        return Sentence(tuple(pieces), tuple(inside))

    def listed(self, all_pieces: Iterable[Sequence[Piece]], key: str) -> tuple[Piece, ...]:
        """Several groups of pieces, joined two by two by the words of a key."""
        joined: tuple[Piece, ...] = ()
        for pieces in all_pieces:
            joined = self.say(key, first=joined, next=pieces).pieces if joined else tuple(pieces)
        return joined

    def term(self, term: Term) -> Piece:
        """How a term is called in a sentence, and where it leads; a long name is cut."""
        piece = self._piece(term)
        return replace(piece, name=cut(piece.name))

    def _piece(self, term: Term) -> Piece:
        if isinstance(term, Literal):
            return Piece(Name(shown(term.value), term.language or ""), code=not term.language)
        if isinstance(term, BlankNode):
            return Piece(Name(self.view.t("ontology-unnamed")))
        if term.value in self.view.site.reference.terms.own:
            return self._own(term)
        if self.view.site.resources.home(term) is not None:
            return Piece(self.view.name(term), self.view.link(term))
        return Piece(Name(shown(self.curie(term))), safe_link(term), code=True, outside=True)

    def curie(self, term: NamedNode) -> str:
        """An IRI with a prefix of the release, or of the standards that it is written in."""
        said = self.view.curie(term)
        if said == term.value:
            for prefix, space in _ALWAYS.items():
                if term.value.startswith(space.base):
                    return f"{prefix}:{term.value[len(space.base) :]}"
        return said

    def _own(self, term: NamedNode) -> Piece:
        labels = self.view.site.labels.all(term)
        name = chosen(labels, self.view.language) if labels else Name(anchor_of(term.value))
        target = href("", anchor_of(term.value)) if self.anchors else self.view.link(term)
        return Piece(name, target, code=not labels)

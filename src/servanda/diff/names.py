"""What a reader of a language is shown for a term, as pieces of text with their own language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from string import Formatter
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.diff.model import Lexicon, Term
from servanda.pictures.drawing.text import clean
from servanda.pictures.timelines.dating import date_words
from servanda.vocab import EDTF, PREFIXES, RDF, XSD
from servanda.wording import LANGUAGES, word, words

__all__ = ["Names", "Piece", "capital", "filled", "joined", "plain"]

_DATES: Final = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth, EDTF.EDTF})
_TEXTS: Final = frozenset({XSD.string, RDF.langString})
_PREFIX_OF: Final = {base: prefix for prefix, base in PREFIXES.items()} | {
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo"
}
_DEEPEST: Final = 3  # parts of parts


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one language ("" if nobody says which).

    `iri` is that of the resource it names, or empty. `foreign` is True where it stands in for a
    text in the reader's language.
    """

    text: str
    language: str
    iri: str = ""
    foreign: bool = False


def plain(pieces: Iterable[Piece]) -> str:
    """The pieces as one text; a mark follows what is in another language."""
    return "".join(
        f"{each.text} [{each.language}]" if each.foreign else each.text for each in pieces
    )


def filled(key: str, language: str, /, **values: Sequence[Piece]) -> tuple[Piece, ...]:
    """The words of a key with pieces in the places of its names."""
    found: list[Piece] = []
    for text, name, _, _ in Formatter().parse(word(key, language)):
        if text:
            found.append(Piece(text, language))
        if name:
            found.extend(values[name])
    return tuple(found)


def joined(
    parts: Iterable[Sequence[Piece]], language: str, between: str = "diff-comma"
) -> tuple[Piece, ...]:
    """A list in a sentence; `between` is the key of what stands between."""
    found: list[Piece] = []
    for part in parts:
        if found and part:
            found.append(Piece(word(between, language), language))
        found.extend(part)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Names:
    """The names that one release gives, for readers of a language."""

    lexicon: Lexicon
    language: str

    def term(self, term: Term, *, quoted: bool = False, depth: int = 0) -> tuple[Piece, ...]:
        """A value: the name of a resource, a date in words, a text.

        A quoted text is one whose language the sentence names, so it is not marked as foreign.
        """
        if isinstance(term, NamedNode):
            return self.resource(term, depth)
        if term.datatype in _DATES:
            return (Piece(clean(date_words(term.value, self.language)), self.language),)
        if term.datatype == XSD.boolean and term.value in {"true", "false"}:
            key = "affirmed" if term.value == "true" else "denied"
            return (Piece(word(key, self.language), self.language),)
        foreign = not quoted and not _same(term.language or self.language, self.language)
        piece = Piece(clean(term.value), term.language or "", foreign=foreign)
        if quoted and term.datatype in _TEXTS:
            return filled("diff-quoted", self.language, text=(piece,))
        return (piece,)

    def resource(self, iri: NamedNode, depth: int = 0) -> tuple[Piece, ...]:
        """A resource: its label; else the values that tell it; else a word; else its IRI's end."""
        labels = self.lexicon.labels.get(iri.value)
        if labels:
            return (replace(self._chosen(labels), iri=iri.value),)
        _, values = self.lexicon.parts.get(iri.value, ((), ()))
        if values and depth < _DEEPEST:
            told = {
                plain(said): said for each in values if (said := self.term(each, depth=depth + 1))
            }
            return joined(told.values(), self.language)
        key = _key("class", iri.value)
        if key in words():
            return (Piece(word(key, self.language), self.language, iri.value),)
        return (Piece(_tail(iri.value), "", iri.value),)

    def part(self, iri: NamedNode) -> tuple[Piece, ...]:
        """A part under its whole: its class and its name."""
        name = self.resource(iri)
        types, _ = self.lexicon.parts.get(iri.value, ((), ()))
        if not types:
            return name
        return filled("diff-part", self.language, type=capital(self.resource(types[0])), name=name)

    def predicate(self, iri: NamedNode, value: Term | None = None) -> tuple[Piece, ...]:
        """A property as a noun where its label has one.

        The language of a text that is its value is added.
        """
        found = self._property(iri)
        language = value.language if isinstance(value, Literal) else None
        if not language:
            return found
        known = f"diff-language-{language.split('-')[0].lower()}"
        name = word(known, self.language) if known in words() else language
        spoken = (Piece(name, self.language),)
        return filled("diff-in-language", self.language, property=found, language=spoken)

    def sentence(self, iri: NamedNode, value: Term | None = None) -> tuple[Piece, ...]:
        """The same at the head of a sentence; what is no noun is set apart."""
        found = capital(self.predicate(iri, value))
        labels = self.lexicon.labels.get(iri.value)
        if labels and iri.value in self.lexicon.verbs:
            label = self._chosen(labels)
            if label.foreign or _noun(label.text, self.language) is None:
                return filled("diff-verb", self.language, text=found)
        return found

    def _property(self, iri: NamedNode) -> tuple[Piece, ...]:
        labels = self.lexicon.labels.get(iri.value)
        if labels:
            label = self._chosen(labels)
            if label.foreign:
                return (label,)
            return (replace(label, text=_noun(label.text, self.language) or label.text),)
        key = _key("property", iri.value)
        if key in words():
            return (Piece(word(key, self.language), self.language),)
        tail = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _tail(iri.value))
        return (Piece(tail, ""),)

    def _chosen(self, labels: Sequence[Literal]) -> Piece:
        """That language, no language, English, any; the first by its characters."""
        by_language: dict[str, Literal] = {}
        for label in sorted(labels, key=lambda each: (each.language or "", each.value)):
            by_language.setdefault((label.language or "").split("-")[0].lower(), label)
        for wanted in (self.language, "", "en", *LANGUAGES, *sorted(by_language)):
            if wanted in by_language:
                found = by_language[wanted]
                foreign = wanted not in {self.language, ""}
                return Piece(clean(found.value), found.language or "", foreign=foreign)
        raise ValueError("no labels")


def _noun(label: str, language: str) -> str | None:
    opening, closing = word("diff-opening", language), word("diff-closing", language)
    if opening and label.startswith(opening):
        return label[len(opening) :]
    if closing and label.endswith(closing) and len(label) > len(closing):
        return label[: -len(closing)]
    return None


def capital(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with a capital at their head."""
    if not pieces:
        return ()
    first = pieces[0]
    return (replace(first, text=first.text[:1].upper() + first.text[1:]), *pieces[1:])


def _key(kind: str, iri: str) -> str:
    mark = max(iri.rfind("#"), iri.rfind("/")) + 1
    return f"diff-{kind}-{_PREFIX_OF.get(iri[:mark], '')}-{iri[mark:]}"


def _same(tag: str, language: str) -> bool:
    return tag.split("-", maxsplit=1)[0].lower() == language


def _tail(iri: str) -> str:
    for mark in ("#", "/"):
        head, _, tail = iri.rstrip("/#").rpartition(mark)
        if head and tail:
            return clean(tail)
    return clean(iri)

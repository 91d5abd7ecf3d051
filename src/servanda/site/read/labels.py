"""What a resource is called in a reader's language, and what stands in where that is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode

from servanda.site.read.index import Index
from servanda.site.read.reads import Read
from servanda.vocab import LABELS
from servanda.wording import LANGUAGES

__all__ = ["Labels", "Name", "chosen", "shown", "shown_iri"]

_REMEMBERED: Final = 50_000
_FALLBACK: Final = ("en", *LANGUAGES)
# Marks that turn the direction of what follows, and controls: they are never shown.
_HIDDEN: Final = dict.fromkeys(
    (
        *(*range(0x20), *range(0x7F, 0xA0), 0x200E, 0x200F),
        *(*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF),
    ),
    " ",
)
# Letters of some scripts that leave no mark.
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Name:
    """A text with its language ("" if none); `wanted` is False where another language stands in."""

    text: str
    language: str = ""
    wanted: bool = True


class Labels:
    """The names of resources, read from an index; the last 50,000 asked for are remembered.

    `given` names what has no label there: the properties of other vocabularies.
    """

    def __init__(
        self, index: Index, given: Mapping[str, tuple[Literal, ...]] = MappingProxyType({})
    ) -> None:
        self._index: Final = index
        self._given: Final = given
        self._known: Final[dict[str, tuple[Literal, ...]]] = {}
        self._names: Final[dict[tuple[str, str], Name]] = {}

    def name(self, iri: NamedNode | BlankNode, language: str) -> Name:
        """The name in a language; else in another one; else the last part of the IRI."""
        self._index.reads.note(Read.NAMED, iri.value)
        key = (iri.value, language)
        found = self._names.get(key)
        if found is None:
            if len(self._names) >= _REMEMBERED:
                self._names.clear()
            labels = self.all(iri)
            found = chosen(labels, language) if labels else Name(_tail(iri.value))
            self._names[key] = found
        return found

    def all(self, iri: NamedNode | BlankNode) -> tuple[Literal, ...]:
        """All labels of the first kind that a resource has."""
        self._index.reads.note(Read.NAMED, iri.value)
        found = self._known.get(iri.value)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[iri.value] = self._read(iri)
        return found

    def forget(self) -> None:
        """Read every name anew: the index has changed."""
        self._known.clear()
        self._names.clear()

    def _read(self, iri: NamedNode | BlankNode) -> tuple[Literal, ...]:
        for predicate in LABELS:
            with self._index.reads.apart():
                objects = self._index.objects(iri, predicate)
            found = [each for each in objects if isinstance(each, Literal)]
            # Nobody sees a link whose text is blank.
            seen = tuple(each for each in found if _is_seen(each.value))
            if seen:
                return seen
        return self._given.get(iri.value, ())


def chosen(labels: Iterable[Literal], language: str) -> Name:
    """The literal for readers of a language: that language, no language, English, any."""
    sorted_labels = sorted(labels, key=lambda each: (each.language or "", each.value))
    by_language: dict[str, Literal] = {}
    for label in sorted_labels:
        by_language.setdefault((label.language or "").split("-")[0], label)
    for wanted in (language, "", *_FALLBACK):
        if wanted in by_language:
            found = by_language[wanted]
            return _named(found, wanted in (language, ""))
    return _named(sorted_labels[0], wanted=False)


def _named(label: Literal, wanted: bool) -> Name:  # noqa: FBT001
    return Name(shown(label.value), label.language or "", wanted)


def _is_seen(text: str) -> bool:
    return any(sign.isprintable() and not sign.isspace() and sign not in _BLANK for sign in text)


def shown(text: str) -> str:
    """A text without the marks that would change how the text around it is read."""
    return text.translate(_HIDDEN)


def shown_iri(iri: str) -> str:
    """An IRI with escapes for such marks, which stand in it as any other character does."""
    return "".join(quote(sign) if ord(sign) in _HIDDEN else sign for sign in iri)


def _tail(iri: str) -> str:
    for mark in ("#", "/"):
        head, _, tail = iri.rstrip("/#").rpartition(mark)
        if head and tail:
            return shown(tail)
    return shown(iri)

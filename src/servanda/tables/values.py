"""How the text of a cell becomes the lexical form of a value, and back; one line per way.

A reader gives the lexical form, or nothing and the reason. It never guesses: what cannot be read
stays in the row as it was written, and the report names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

from servanda.datatypes import IRI, is_lexical
from servanda.vocab import XSD
from servanda.written import read_date, read_duration

__all__ = ["READERS", "Part", "Reader", "as_iri"]

_DURATION: Final = XSD.duration.value
_WEB: Final = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_YEARS: Final = re.compile(r"P(\d+)Y")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Part:
    """The lexical form that a text gives, or None; `problem` says why, if the text is at fault."""

    lexical: str | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """One way to read: from the text, its datatype and language; and to write what was read.

    `gives` is the datatype of what is read, where that is not the one declared for the cells.
    """

    read: Callable[[str, str, str], Part]
    write: Callable[[str], str] = str
    gives: str = ""


def as_iri(text: str) -> NamedNode | None:
    """The web address that a text is; None for what is none, or would not open a page."""
    if not _WEB.match(text) or not IRI.fullmatch(text):
        return None
    try:
        return NamedNode(text)
    except ValueError:
        return None


def _text(text: str, _datatype: str, _language: str) -> Part:
    return Part(text) if is_lexical("string", text) else Part(None, "has control characters")


def _typed(text: str, datatype: str, _language: str) -> Part:
    name = datatype.removeprefix(XSD.base)
    fits = is_lexical(name, text.strip())
    return Part(text.strip()) if fits else Part(None, f"is no {name}")


def _decimal(text: str, _datatype: str, _language: str) -> Part:
    fits = _NUMBER.fullmatch(text.strip())
    return Part(text.strip()) if fits else Part(None, "is no plain number such as 200000 or 12.5")


def _date(text: str, _datatype: str, language: str) -> Part:
    reading = read_date(text.strip(), languages=(language,) if language else ())
    return Part(reading.edtf, reading.problem or "")


def _years(text: str, _datatype: str, _language: str) -> Part:
    if match := re.fullmatch(r"0*([0-9]+)", text.strip()):
        return Part(f"P{match[1]}Y")
    return Part(None, "is no whole number of years")


def _years_text(lexical: str) -> str:
    match = _YEARS.fullmatch(lexical)
    return match[1] if match else lexical


def _duration(text: str, _datatype: str, _language: str) -> Part:
    term = read_duration(text)
    return Part(term.duration, term.problem or "")


def _term_part(name: str) -> Callable[[str, str, str], Part]:
    """One part of a written duration; the duration itself reports what could not be read."""

    def read(text: str, _datatype: str, _language: str) -> Part:
        return Part(getattr(read_duration(text), name) or None)

    return read


def _open_end(text: str, _datatype: str, _language: str) -> Part:
    return Part("open" if read_duration(text).open_end else None)


def _iri(text: str, _datatype: str, _language: str) -> Part:
    found = as_iri(text.strip())
    return Part(found.value) if found else Part(None, "is no web address")


def _not_iri(text: str, _datatype: str, _language: str) -> Part:
    address = as_iri(text.strip()) is not None or not is_lexical("string", text)
    return Part(None if address else text)


READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "text": Reader(_text),
        "typed": Reader(_typed),
        "decimal": Reader(_decimal),
        "edtf": Reader(_date),
        "years": Reader(_years, _years_text, _DURATION),
        "duration": Reader(_duration, gives=_DURATION),
        "renewal": Reader(_term_part("renewal")),
        "step": Reader(_term_part("step"), gives=_DURATION),
        "notice": Reader(_term_part("notice"), gives=_DURATION),
        "open-end": Reader(_open_end),
        "iri": Reader(_iri),
        "not-iri": Reader(_not_iri),
    }
)

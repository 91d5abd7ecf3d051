"""What is typed, as RDF terms: each fault is one clear usage error."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.dates import limits
from servanda.description import URI_SPACE
from servanda.errors import UsageError
from servanda.vocab import EDTF, XSD

__all__ = ["day", "edtf", "iri", "is_web", "literal", "plain_date", "space"]

_WEB: Final = ("https://", "http://")
_PLAIN: Final = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}


def is_web(text: str) -> bool:
    """Whether a text is an address of the web rather than a name."""
    return text.startswith(_WEB)


def iri(text: str) -> NamedNode:
    """An address of the web as an IRI."""
    try:
        if is_web(text) and not any(char.isspace() for char in text):
            return NamedNode(text)
    except ValueError:
        pass  # told below, as any other text that is no address
    raise UsageError(f"{text!r} is no address", hint="Write https://...")


def space(text: str) -> str:
    """A void:uriSpace."""
    if not URI_SPACE.fullmatch(text):
        raise UsageError(
            f"the base {text!r} is no absolute IRI that ends in / or #",
            hint="Write https://example.org/id/, with a domain of yours",
        )
    return text


def literal(text: str, language: str = "") -> Literal:
    """A text with its language, if that is known."""
    try:
        return Literal(text, language=language) if language else Literal(text)
    except ValueError as error:
        raise UsageError(f"{language!r} is no language tag", hint="Write fr, en, zh ...") from error


def edtf(text: str) -> Literal:
    """A date of limited precision (EDTF)."""
    try:
        limits(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is no date of EDTF",
            hint="Write 2019-05-04, 2019-05, 2019, 2019~ for about, or 2019? for uncertain",
        ) from error
    return Literal(text, datatype=EDTF.EDTF)


def plain_date(text: str) -> Literal:
    """A day, a month or a year of the calendar, with the datatype of XML Schema."""
    try:
        limits(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is no date", hint="Write 2019-05-04, 2019-05 or 2019"
        ) from error
    kind = _PLAIN.get(len(text)) if text.replace("-", "").isdecimal() else None
    if kind is None:
        raise UsageError(f"{text!r} is no date", hint="Write 2019-05-04, 2019-05 or 2019")
    return Literal(text, datatype=kind)


def day(text: str) -> Literal:
    """A day of the calendar."""
    found = plain_date(text)
    if found.datatype != XSD.date:
        raise UsageError(f"{text!r} is no day", hint="Write it as 2019-05-04")
    return found

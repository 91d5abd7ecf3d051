"""One value of an answer as readers see it: a link, a name, a date or a length of time in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode

from servanda.pictures.timelines.dating import date_words
from servanda.query.answer import Row, Term
from servanda.site.base import Site
from servanda.site.read.evidence import safe_link
from servanda.site.read.labels import Name, chosen, shown
from servanda.site.read.literals import duration_words
from servanda.vocab import EDTF, XSD
from servanda.wording import word, words

__all__ = ["Cell", "cell", "value_keys"]

_DATES: Final = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth, XSD.dateTime, EDTF.EDTF})
_NUMBERS: Final = frozenset({XSD.integer, XSD.decimal, XSD.double, XSD.int, XSD.long, XSD.float})
# A date that a query has made a text of.
_DAY: Final = re.compile(r"[12][0-9]{3}-[01][0-9](?:-[0-3][0-9])?")
# The local name of a property of the own vocabulary, as queries give it for a code.
_CODE: Final = re.compile(r"[a-z]+(?:[A-Z][a-z]+)+")
# What queries write themselves, such as "derived", is in the words of a page.
_VALUE: Final = "answer-value-"
_LONGEST: Final = 60  # letters of an address


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: a resource, an address, or a text; nothing where no value is bound.

    `data` is the value as it is written where the text says it in other words.
    """

    name: Name | None = None
    node: NamedNode | None = None
    address: str = ""
    data: str = ""
    numeric: bool = False


def cell(site: Site, row: Row, at: int, name: int | None, language: str) -> Cell:
    """The value at one place of a row, called by the value at the place `name` if there is one."""
    term = row[at]
    given = row[name] if name is not None else None
    if term is None:
        return Cell() if given is None else _text(site, given, language)
    if isinstance(term, NamedNode):
        return Cell(_called(site, term, given, language), node=term)
    shown_term = _text(site, term, language)
    if given is None:
        return shown_term
    return replace(_text(site, given, language), node=shown_term.node, data=shown(term.value))


def value_keys() -> list[str]:
    """The keys of the words for values that queries write themselves."""
    return [key for key in words() if key.startswith(_VALUE)]


def _called(site: Site, node: NamedNode, given: Term | None, language: str) -> Name:
    """The name that the answer gives, with the language of the label that it is."""
    if given is None:
        is_outside = site.resources.home(node) is None and not site.labels.all(node)
        address = safe_link(node) if is_outside else ""
        return Name(_readable(site, address)) if address else site.labels.name(node, language)
    same = [label for label in site.labels.all(node) if label.value == given.value]
    here = [label for label in same if label.language == language]
    return chosen(here or same or [Literal(given.value)], language)


def _readable(site: Site, address: str) -> str:
    """An address of others in short: with a prefix if one fits, else its host and path."""
    for name, base in sorted(site.prefixes.items(), key=lambda each: (-len(each[1]), each[0])):
        if address.startswith(base) and address != base:
            return shown(f"{name}:{address.removeprefix(base)}")
    plain = address.partition("://")[2].partition("#:~:")[0].removesuffix("/")
    text = shown(unquote(plain))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _text(site: Site, term: Term, language: str) -> Cell:
    match term:
        case NamedNode():
            return Cell(_called(site, term, None, language), node=term)
        case BlankNode():
            return Cell(Name(f"_:{term.value}"))
        case _:
            return _literal(site, term, language)


def _literal(site: Site, term: Literal, language: str) -> Cell:
    if term.language:
        return Cell(chosen([term], language))
    written = shown(term.value)
    if term.datatype in _DATES or _DAY.fullmatch(written):
        return Cell(Name(shown(date_words(term.value, language))), data=written)
    if term.datatype == XSD.duration:
        return Cell(Name(duration_words(written, language)), data=written)
    if term.datatype == XSD.boolean:
        is_so = term.value in ("true", "1")
        return Cell(Name(word("affirmed" if is_so else "denied", language)), data=written)
    if term.datatype == XSD.string and (coded := _coded(site, written, language)) is not None:
        return coded
    address = safe_link(term) if term.datatype in (XSD.anyURI, XSD.string) else ""
    written = _readable(site, address) if address else written
    return Cell(Name(written), address=address, numeric=term.datatype in _NUMBERS)


def _coded(site: Site, written: str, language: str) -> Cell | None:
    """A text that stands for a term of the own vocabulary, or that has words of its own."""
    if _CODE.fullmatch(written):
        own = site.terms[written]
        if own.value in site.reference.terms.own:
            return Cell(site.labels.name(own, language), node=own, data=written)
    key = _VALUE + written
    return Cell(Name(word(key, language)), data=written) if key in words() else None

"""Literals in words: dates and durations as a reader says them, no more exact than written."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import Literal

from servanda.pictures.timelines.dating import date_words
from servanda.site.read.labels import Name, shown
from servanda.vocab import EDTF, XSD
from servanda.wording import word

__all__ = ["duration_words", "literal_name"]

_DURATION: Final = re.compile(r"P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?")
_UNITS: Final = ("years", "months", "days")
_DATES: Final = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth, EDTF.EDTF})


def literal_name(literal: Literal, language: str) -> Name:
    """A literal as a text for readers of a language; a text in another language stays as it is."""
    if literal.language:
        is_theirs = literal.language.split("-")[0] == language
        return Name(shown(literal.value), literal.language, is_theirs)
    if literal.datatype in _DATES:
        return Name(shown(date_words(literal.value, language)))
    if literal.datatype == XSD.duration:
        return Name(duration_words(literal.value, language))
    if literal.datatype == XSD.boolean:
        is_so = literal.value in ("true", "1")
        return Name(word("affirmed" if is_so else "denied", language))
    return Name(shown(literal.value))


def duration_words(text: str, language: str) -> str:
    """A duration of years, months and days in words; any other as it is written."""
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        return shown(text)
    parts = [
        word(f"literal-{unit}", language, count=int(count))
        for unit, count in zip(_UNITS, match.groups(), strict=True)
        if count
    ]
    return word("literal-and", language).join(parts)

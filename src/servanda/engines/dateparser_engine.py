"""Names of months and weekdays, and the order of day and month, from the tables of `dateparser`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from servanda.written.text import key
from servanda.written.words import Names

__all__ = ["LANGUAGES", "names"]

# Languages that date by the Gregorian calendar. Left out are those whose months or years may be of
# another (Persian, Thai, Amharic), and those whose vowel signs a comparison of words would lose.
_CODES: Final = (
    "ar az be bg bs ca cs cy da de el en es et eu fi fr ga gl he hr hu hy id is it ja ka kk ko lt "
    "lv mk mt nb nl pl pt ro ru sk sl sq sr sr-Latn sv tr uk vi zh zh-Hant"
)
LANGUAGES: Final = tuple(_CODES.split())
_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS: Final = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_OTHER_CODES: Final[Mapping[str, str]] = MappingProxyType({"no": "nb", "nn": "nb", "iw": "he"})
# The tables leave out the territory that the entry of a language itself is made for.
_HOME: Final = frozenset({"es-ES"})
# Not taken as a word: figures and Chinese characters, which the forms read; Roman numerals; what
# is of one letter; and a month of two letters in an alphabet that has capitals, or of three with
# which two months begin (jui: juin, juillet).
_NO_NAME: Final = re.compile(r".*[\d()'\u2e80-\u9fff].*|[ivx]+|.?")
_NO_MONTH: Final = re.compile(r"[a-zа-яα-ω]{2}|jui|cer")


def names(languages: tuple[str, ...]) -> Names:
    """What the tables say of `languages` (BCP 47 tags), or of `LANGUAGES` if none is named.

    A language without a table adds nothing.
    """
    tables = [_table(tag) for tag in languages or LANGUAGES]
    entries = [entry for table, _ in tables for entry in _entries(table)]
    orders = {order for table, locale in tables for order in _orders(table, locale)}
    relative = (phrases for entry in entries for phrases in entry.get("relative-type", {}).values())
    return Names(
        months=_numbered(entries, _MONTHS, 1),
        weekdays=_numbered(entries, _WEEKDAYS, 0),
        relative=frozenset(key(phrase) for phrases in relative for phrase in phrases),
        orders=frozenset(orders & {"DMY", "MDY"}) if languages else frozenset({"DMY", "MDY"}),
    )


def _table(tag: str) -> tuple[Mapping[str, Any], str]:
    """The table of the longest known beginning of a tag, and the tag as the tables spell it."""
    parts = tag.replace("_", "-").split("-")
    parts = [
        part.lower() if place == 0 else part.upper() if len(part) == 2 else part.title()
        for place, part in enumerate(parts)
    ]
    for length in range(len(parts), 0, -1):
        code = "-".join(parts[:length])
        code = _OTHER_CODES.get(code, code)
        if code in LANGUAGES:
            found = import_module(f"dateparser.data.date_translation_data.{code}").info
            return found, "-".join(parts)
    return {}, tag


def _entries(table: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield table
    yield from table.get("locale_specific", {}).values()


def _orders(table: Mapping[str, Any], locale: str) -> Iterator[str]:
    """The order of the territory that a tag names, or all that the language's territories have."""
    base: str = table.get("date_order", "")
    # A language that sets the year first says nothing of a date that ends with the year.
    entries: Mapping[str, Mapping[str, str]] = table.get("locale_specific", {})
    if locale in entries or locale in _HOME:
        yield entries.get(locale, {}).get("date_order", base)
        return
    if base.endswith("Y"):
        yield base
        yield from (entry.get("date_order", base) for entry in entries.values())


def _numbered(
    entries: Iterable[Mapping[str, Any]], words: list[str], start: int
) -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for entry in entries:
        for number, word in enumerate(words, start):
            for name in map(key, entry.get(word, ())):
                if not _NO_NAME.fullmatch(name) and not (start and _NO_MONTH.fullmatch(name)):
                    found.setdefault(name, set()).add(number)
    return MappingProxyType({name: frozenset(numbers) for name, numbers in sorted(found.items())})

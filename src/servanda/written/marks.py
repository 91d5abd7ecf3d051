"""A written date with each word replaced by a mark, so that few forms cover many languages.

    Thursday, 14th of June 2018   ->   14o M06m 2018
    du 28 au 29 octobre 2018      ->   28 G 29 M10m 2018
    2018年6月14日                  ->   2018Y6L14D

Marks are Latin letters, of which the rewritten text has no others: M month, R month in Roman
figures, o ordinal, U unknown word, and those of `MARKS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from servanda.written.text import TOKEN, is_word, key
from servanda.written.words import (
    AFTER_FIGURES,
    DECADE_ENDINGS,
    ELIDED,
    MARKS,
    ORDINALS,
    PARTICLES,
    ROMAN,
    Names,
)

__all__ = ["Marked", "marked"]

_HAN_WEEKDAY: Final = re.compile(
    r"(?:星期|周|週|礼拜|禮拜)([一二三四五六日天])|\(?([月火水木金土日])曜日?\)?|\(([月火水木金土日])\)"
)
_HAN_DAYS: Final = ("一月", "二火", "三水", "四木", "五金", "六土", "日天")
# The ten years from 1980 on: 1980's, 1980-е, 1980年代.
_DECADE: Final = re.compile(r"(?<=\d\d)(?:'s\b|-[ех]\b|年代)")
_LONGEST_NAME: Final = 3
_NO_MARK: Final = frozenset({"C"})
# Where a mark does not stand: first (True), or after something (False).
_PLACES: Final = MappingProxyType({"G": (True,), "&": (True,), "B": (False,)})


@dataclass(slots=True)
class Marked:
    """The rewritten text, and what was met on the way."""

    shape: str = ""
    weekdays: list[frozenset[int]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    relative: list[str] = field(default_factory=list)
    particles: int = 0
    undecided: list[tuple[str, frozenset[int]]] = field(default_factory=list)


def marked(text: str, names: Names) -> Marked:
    """The even text of a date, rewritten."""
    found = Marked()
    tokens = TOKEN.findall(_without_han_weekdays(_DECADE.sub("s", text), found))
    months = sum(_is_only_month(token, names) for token in tokens)
    place = 0
    while place < len(tokens):
        place += _step(tokens, place, names, found, has_month=months > 0)
    shape = re.sub(r"\( *\)|\[ *\]", " ", found.shape)
    found.shape = " ".join(shape.split()).strip(" ,.;")
    return found


def _without_han_weekdays(text: str, found: Marked) -> str:
    def note(match: re.Match[str]) -> str:
        char = next(group for group in match.groups() if group)
        found.weekdays.append(
            frozenset({next(day for day, chars in enumerate(_HAN_DAYS) if char in chars)})
        )
        return " "

    return _HAN_WEEKDAY.sub(note, text)


def _is_only_month(token: str, names: Names) -> bool:
    return key(token) in names.months and key(token) not in names.weekdays


def _step(tokens: list[str], place: int, names: Names, found: Marked, *, has_month: bool) -> int:
    """Rewrites what stands at `place` and gives the number of tokens that it took."""
    token = tokens[place]
    if not is_word(token):
        found.shape += token
        return 1
    for length in range(2 * _LONGEST_NAME - 1, 0, -2):
        words = tokens[place : place + length]
        if len(words) < length or not is_word(words[-1]) or set(words[1::2]) - {" "}:
            continue
        name = key("".join(words))
        if name in names.relative:
            found.relative.append("".join(words))
        if name in names.months and not (has_month and name in names.weekdays):
            _add_month(name, names, found)
            return length
        if length > 1 and name in names.weekdays:
            found.weekdays.append(names.weekdays[name])
            return length
    found.shape += _mark(token, tokens[place - 1] if place else "", names, found)
    return 1


def _add_month(name: str, names: Names, found: Marked) -> None:
    numbers = names.months[name]
    if len(numbers) > 1:
        found.undecided.append((name, numbers))
    found.shape += f"M{min(numbers):02}m"


def _mark(token: str, before: str, names: Names, found: Marked) -> str:
    """The mark of a single word that is no month."""
    word = key(token)
    ending = _ending(before, word)
    if ending:
        return ending
    first = not found.shape.strip(" ,.;([")
    for mark, words in MARKS.items():
        # A capital C before a number is more than about.
        if word in words and token not in _NO_MARK and first not in _PLACES.get(mark, ()):
            return f" {mark} "
    if _is_particle(token, word, found.shape):
        found.particles += 1
        return " "
    if word in names.weekdays:
        found.weekdays.append(names.weekdays[word])
        return " "
    if word in ROMAN:
        return f"R{ROMAN[word]:02}m"
    found.unknown.append(token)
    return "U"


def _ending(before: str, word: str) -> str:
    if before.isdigit() and len(before) <= 2 and word in ORDINALS:
        return "o"
    return "E" if before.isdigit() and len(before) in {2, 4} and word in DECADE_ENDINGS else ""


def _is_particle(token: str, word: str, before: str) -> bool:
    return (
        word in PARTICLES
        or (word in ELIDED and token.endswith("'"))
        or (word in AFTER_FIGURES and before.rstrip()[-1:].isdigit())
    )

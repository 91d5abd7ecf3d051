"""A written term with each word replaced by its mark (see `term_words`).

3 Years (with automatic prolongation for the next one Year)   ->   3 Y A R P X 1 Y
cinq (5) ans, renouvelable par tacite reconduction            ->   5 Y R P A R
"""

from __future__ import annotations

import re
from typing import Final

from servanda.written.term_words import ARTICLES, CHINESE, NUMBERS, UNITS_AFTER_FIGURES, WORDS
from servanda.written.text import TOKEN, is_word, key

__all__ = ["marked"]

_UNITS: Final = frozenset("YMWD")
_CHINESE: Final = tuple((re.compile(pattern), english) for pattern, english in CHINESE)
_PART: Final = re.compile(rf"1/2|\d+(?:[.,]\d(?!\d))?|{TOKEN.pattern}", re.DOTALL)
# Signs between words that change nothing. A bracket stays until figures said twice are joined.
_SIGNS: Final = frozenset(",;:.'\"")
_BRACKETS: Final = frozenset("()")
_SAID_TWICE: Final = re.compile(r"(?<!\S)(\S+) \( \1 \)")
_ORDER: Final = (
    (re.compile(r"\bE 1 Y R\b"), "R E 1 Y"),
    (re.compile(r"^H (?:1 )?Y$"), "6 M"),
    (re.compile(r"(?<!\S)(\d+) H (?=[YMWD]\b)"), r"\1.5 "),
    (re.compile(r"(?<!\S)(\d+) Y H\b"), r"\1.5 Y"),
)


def marked(text: str) -> tuple[str, list[str]]:
    """The marks of an even text, with spaces between them, and what has none."""
    text = re.sub(r"'s\b", "", text)
    text = re.sub(r"\b[Oo]pen[ -]end(?:ed)?\b", "indefinite", text)
    for pattern, english in _CHINESE:
        text = pattern.sub(f" {english} ", text)
    tokens = [part for part in _PART.findall(text) if not part.isspace()]
    marks: list[str] = []
    unknown: list[str] = []
    for place, token in enumerate(tokens):
        mark = _mark(token, tokens[place + 1] if place + 1 < len(tokens) else "", marks)
        if mark is None:
            unknown.append(token)
        else:
            marks += mark.split()
    found = _SAID_TWICE.sub(r"\1", " ".join(marks))
    found = re.sub(r"(?<=[YMWD]) \( (?=\d)", " ; ", found)
    found = " ".join(found.translate({ord("("): None, ord(")"): None}).split())
    for pattern, other in _ORDER:
        found = pattern.sub(other, found)
    return found, unknown


def _mark(part: str, following: str, before: list[str]) -> str | None:
    if part[0].isdigit():
        return _number(part)
    if is_word(part):
        return _word(key(part), key(following), after_figures=bool(before) and before[-1].isdigit())
    if part in _BRACKETS:
        return part
    return "" if part in _SIGNS or (part == "-" and before) else None


def _word(word: str, following: str, *, after_figures: bool) -> str | None:
    if word in ARTICLES and not (after_figures and word in UNITS_AFTER_FIGURES):
        return "1" if WORDS.get(following) in _UNITS else ""
    if word in UNITS_AFTER_FIGURES and not after_figures:
        return ""
    return str(NUMBERS[word]) if word in NUMBERS else WORDS.get(word)


def _number(figures: str) -> str | None:
    if figures == "1/2":
        return "H"
    whole, _, fraction = figures.replace(",", ".").partition(".")
    if fraction not in {"", "0", "5"}:
        return None
    return f"{whole}.5" if fraction == "5" else whole

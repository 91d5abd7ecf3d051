"""Lists inside a cell: `a; b; "c; d"`, and items with parts: `name|type|country`.

A part that stands in quotes may hold the separators; quotes that protect nothing are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Piece", "cut", "join"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One item of a list: its text as written, and its parts without quotes around them."""

    text: str
    parts: tuple[str, ...]


def cut(text: str, separator: str, inner: str = "") -> Iterator[Piece]:
    """The items of a cell that are not empty; without separators, the cell is one item."""
    ends = [mark for mark in (separator, inner) if mark]
    start = at = 0
    parts: list[str] = []
    while at <= len(text):
        part, end = _part(text, at, tuple(ends))
        parts.append(part)
        if inner and text.startswith(inner, end) and end < len(text):
            at = end + len(inner)
            continue
        whole = text[start:end].strip()
        if whole:
            yield Piece(whole, tuple(parts))
        start = at = end + len(separator) if end < len(text) else end + 1
        parts = []


def _part(text: str, at: int, ends: tuple[str, ...]) -> tuple[str, int]:
    """The part that begins at a place, and where the next separator or the end of the text is."""
    quoted = _quoted(ends).match(text, at)
    if quoted and any(mark in quoted[1] for mark in ends):
        return quoted[1].replace('""', '"').strip(), quoted.end()
    found = _end(ends).search(text, at)
    end = found.start() if found else len(text)
    return text[at:end].strip(), end


@lru_cache(maxsize=100)
def _end(ends: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join([*(re.escape(mark) for mark in ends), r"\Z"]))


@lru_cache(maxsize=100)
def _quoted(ends: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf'\s*"((?:[^"]|"")*+)"\s*(?={_end(ends).pattern})')


def join(parts: Iterable[str], separator: str, others: str = "") -> str:
    """Parts to one text; a part that holds a separator, or one of `others`, gets quotes."""
    marks = [mark.strip() for mark in (separator, others) if mark.strip()]
    return separator.join(_protected(part, marks) for part in parts)


def _protected(part: str, marks: Iterable[str]) -> str:
    if any(mark in part for mark in marks):
        return '"' + part.replace('"', '""') + '"'
    return part

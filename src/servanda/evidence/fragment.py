"""Text fragments: the part of an address that opens a page at given words.

Follows the WICG draft URL Fragment Text Directives, `#:~:text=[prefix-,]start[,end][,-suffix]`:
words are matched without regard to case, spaces are collapsed, and a match begins and ends at the
bounds of words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

__all__ = ["DIRECTIVE", "Fragment", "find_fragment", "parse_fragment"]

DIRECTIVE: Final = ":~:text="


@dataclass(frozen=True, slots=True)
class Fragment:
    """A text directive, percent-decoded; `end` is empty if the words stand in one piece."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def quoted_words(self) -> int:
        """How many words the directive quotes from the page."""
        texts = (self.prefix, self.start, self.end, self.suffix)
        return sum(len(re.findall(r"[\w'’-]+", text)) for text in texts)


def parse_fragment(directive: str) -> Fragment | None:
    """Read `:~:text=…`; None if it is no text directive."""
    if not directive.startswith(DIRECTIVE):
        return None
    parts = directive.removeprefix(DIRECTIVE).split(",")
    prefix = suffix = ""
    if len(parts) > 1 and parts[0].endswith("-"):
        prefix = unquote(parts.pop(0)[:-1])
    if len(parts) > 1 and parts[-1].startswith("-"):
        suffix = unquote(parts.pop()[1:])
    if not 1 <= len(parts) <= 2 or not all(parts):
        return None
    end = unquote(parts[1]) if len(parts) == 2 else ""
    return Fragment(unquote(parts[0]), end, prefix, suffix)


def find_fragment(fragment: Fragment, text: str) -> tuple[int, int] | None:
    """The first match of a fragment in a text, as character offsets; None if there is none."""
    folded, origin = _folded(text)
    start, end = _fold(fragment.start), _fold(fragment.end)
    prefix, suffix = _fold(fragment.prefix), _fold(fragment.suffix)
    at = 0
    while (found := _word_match(folded, start, at)) >= 0:
        at = found + 1
        if prefix and not folded[:found].rstrip().endswith(prefix):
            continue
        stop = found + len(start)
        if end:
            last = _word_match(folded, end, stop)
            while suffix and last >= 0 and not _follows(folded, last + len(end), suffix):
                last = _word_match(folded, end, last + 1)
            if last < 0:
                continue
            stop = last + len(end)
        elif suffix and not _follows(folded, stop, suffix):
            continue
        return origin[found], origin[stop - 1] + 1
    return None


def _follows(folded: str, at: int, suffix: str) -> bool:
    return folded[at:].lstrip().startswith(suffix)


def _word_match(folded: str, words: str, at: int) -> int:
    while (found := folded.find(words, at)) >= 0:
        before = folded[found - 1 : found]
        after = folded[found + len(words) : found + len(words) + 1]
        if not (_joins(before, words[0]) or _joins(words[-1], after)):
            return found
        at = found + 1
    return -1


def _joins(left: str, right: str) -> bool:
    """Whether two neighbours are inside one word; Chinese characters are words of their own."""
    if not (left.isalnum() and right.isalnum()):
        return False
    return not (_is_ideograph(left) or _is_ideograph(right))


def _is_ideograph(char: str) -> bool:
    return "CJK" in unicodedata.name(char, "")


def _fold(text: str) -> str:
    return _folded(text)[0].strip()


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in lower case with single spaces, and for each character its offset before."""
    chars: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        piece = " " if char.isspace() else char.lower()
        if piece == " " and chars and chars[-1] == " ":
            continue
        chars.extend(piece)
        origin.extend([at] * len(piece))
    return "".join(chars), origin

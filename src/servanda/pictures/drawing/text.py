"""Text in pictures: cleaned for display, measured without a font, shortened and wrapped.

An SVG does not break lines and does not know that a label is too long: whoever draws it must. The
widths are those of Inter, Noto Sans CJK and DejaVu Sans, rounded up, so that a label is never
wider than it is taken to be, and is a little narrower as a rule.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

__all__ = ["clean", "clusters", "is_rtl", "shorten", "width", "wrap"]

ELLIPSIS: Final = "…"
_LONGEST: Final = 400
_MARKS: Final = 3  # More marks on one letter than this are meant to spill over other text.

# Hundredths of an em for the characters from U+0020 to U+007E; figures are of one width.
_ASCII_WIDTHS: Final = (
    "29 28 41 64 64 82 64 23 37 37 51 66 29 47 28 36 65 65 65 65 65 65 65 65 65 65 28 29 66 66"
    " 66 51 94 68 66 73 72 60 59 75 75 27 55 66 57 89 76 77 64 77 64 64 65 75 68 95 65 67 63 37"
    " 36 37 47 46 50 57 63 56 63 59 37 61 60 24 24 55 24 87 59 60 61 61 38 53 37 59 56 82 55 56"
    " 55 37 33 37 66"
)
_ASCII: Final = tuple(map(int, _ASCII_WIDTHS.split()))
_OTHERS: Final = {
    **dict.fromkeys("‘’‚‹›·¡¦ıł'", 0.37),
    **dict.fromkeys("“”„«»°ªº²³¹–", 0.57),
    **dict.fromkeys("ßøðþđħŧŋµ¿", 0.64),
    **dict.fromkeys("ØÐÞĐŦŁĦŊ©®", 0.93),
    **dict.fromkeys("ЖМШЩЪЫЮФДЉЊЋЂљњ", 1.14),
    **dict.fromkeys("жшщыюмъωψ", 0.88),
    **dict.fromkeys("سشصضـ", 1.23),
    **dict.fromkeys("‰‱", 1.3),
}
_SCRIPTS: Final = (
    ("CYRILLIC CAPITAL", 0.82),
    ("CYRILLIC", 0.66),
    ("GREEK CAPITAL", 0.78),
    ("GREEK", 0.75),
    ("HEBREW", 0.71),
    ("ARABIC", 0.68),
    ("LATIN CAPITAL", 1.0),
    ("LATIN SMALL", 0.75),
    ("HALFWIDTH", 0.52),
)
_BOLD: Final = 1.08
_CLOSING: Final = frozenset("、。，．：；？！）》」』】〉’”…,.:;?!)]}·")
_OPENING: Final = frozenset("（《「『【〈‘“([{")
_JOINER: Final = "\u200d"
_NON_JOINER: Final = "\u200c"


@lru_cache(maxsize=1 << 14)  # names come again in every picture and language
def clean(text: str) -> str:
    """The text as it may be shown: one line, no control characters, nothing that turns its order.

    A text of more than 400 characters ends there with an ellipsis; a letter keeps three marks.
    """
    kept: list[str] = []
    marks = 0
    for char in text[: _LONGEST * 4]:
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= _MARKS and _is_shown(char):
            kept.append(" " if char.isspace() else char)
    line = " ".join("".join(kept).split())
    if len(line) <= _LONGEST and len(text) <= _LONGEST * 4:
        return line
    whole = ""
    for part in clusters(line):
        if len(whole) + len(part) >= _LONGEST:
            break
        whole += part
    return whole + ELLIPSIS


def _is_shown(char: str) -> bool:
    if char.isspace() or char in {_JOINER, _NON_JOINER}:
        return True
    code = ord(char)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return False
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs"} and code != 0x115F


def is_rtl(text: str) -> bool:
    """Whether the first letter that has a direction is written from right to left."""
    for char in text:
        way = unicodedata.bidirectional(char)
        if way in {"R", "AL"}:
            return True
        if way == "L":
            return False
    return False


def clusters(text: str) -> Iterator[str]:
    """The text in pieces that must not be cut: a letter with its marks, a flag, a joined emoji."""
    piece = ""
    for char in text:
        if piece and not _continues(piece, char):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _continues(piece: str, char: str) -> bool:
    if char in {_JOINER, _NON_JOINER} or piece[-1] == _JOINER:
        return True
    if unicodedata.category(char) in {"Mn", "Me", "Mc"} or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    if "\u1160" <= char <= "\u11ff":
        return True
    return _is_flag_half(char) and len(piece) == 1 and _is_flag_half(piece)


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line in a font of this size, estimated from above."""
    return sum(map(_advance, text)) * size * (_BOLD if bold else 1.0)


@cache
def _advance(char: str) -> float:
    code = ord(char)
    if 0x20 <= code <= 0x7E:
        return _ASCII[code - 0x20] / 100
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Cf"} or 0x1160 <= code <= 0x11FF:
        # Where no font has the Indic scripts, a mark is shown as a box of its own.
        return 1.05 if 0x900 <= code <= 0x1AFF and not 0x1160 <= code <= 0x11FF else 0.0
    if char in _OTHERS:
        return _OTHERS[char]
    base = unicodedata.normalize("NFD", char)[0]
    if base != char and ord(base) <= 0x7E:
        return max(0.3, _ASCII[ord(base) - 0x20] / 100) + 0.03
    if unicodedata.east_asian_width(char) in {"W", "F"} or code >= 0x1F000:
        return 1.35 if category in {"So", "Sk"} or 0x1F000 <= code < 0x20000 else 1.0
    name = unicodedata.name(base if base != char else char, "")
    return next((wide for start, wide in _SCRIPTS if name.startswith(start)), 1.05)


def shorten(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The line, cut with an ellipsis where it would be wider than the room; empty if none fits."""
    if width(text, size, bold=bold) <= room:
        return text
    left = room - width(ELLIPSIS, size, bold=bold)
    if left < 0:
        return ""
    kept: list[str] = []
    for piece in clusters(text):
        left -= width(piece, size, bold=bold)
        if left < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip(" ,;:-–—、，（(") + ELLIPSIS


def wrap(text: str, size: float, room: float, lines: int, *, bold: bool = False) -> tuple[str, ...]:
    """The text in at most so many lines that fit the room; the last ends in … if text is left."""
    words = list(_words(text))
    found: list[str] = []
    while words and len(found) < lines - 1:
        line = ""
        while words and width((line + words[0]).rstrip(), size, bold=bold) <= room:
            line += words.pop(0)
        if not line:
            line, rest = _broken(words.pop(0), size, room, bold=bold)
            words[:0] = [rest] if rest else []
        found.append(line.rstrip())
    last = shorten("".join(words).strip(), size, room, bold=bold)
    return (*found, last) if last else tuple(found)


def _words(text: str) -> Iterator[str]:
    """Pieces between which a line may end; a piece keeps the space after it."""
    piece = ""
    for part in clusters(text):
        if piece and _may_end(piece, part):
            yield piece
            piece = ""
        piece += part
    if piece:
        yield piece


def _may_end(piece: str, part: str) -> bool:
    if part == " " or part[0] in _CLOSING or piece[-1] in _OPENING:
        return False
    if piece[-1] in " -–—/" or part[0] in _OPENING:
        return True
    return _is_ideographic(piece[-1]) or _is_ideographic(part[0])


def _is_ideographic(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F"}


def _broken(piece: str, size: float, room: float, *, bold: bool) -> tuple[str, str]:
    """A word that is wider than the room, cut in two; at least one letter stays on the line."""
    line, left = "", room
    for part in clusters(piece):
        left -= width(part, size, bold=bold)
        if line and left < 0:
            break
        line += part
    return line, piece[len(line) :]

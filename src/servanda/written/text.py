"""A cell's text made even: one kind of digit, space, dash and quotation mark, and words to look up.

Nothing is dropped but characters that do not show; a raised or boxed figure is refused, because
it may be the mark of a footnote.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["TOKEN", "even", "han_number", "is_word", "key", "listed"]

_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("’‘ʼ`´′", "'"),
        **dict.fromkeys("،、", ","),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("〜～∼", "~"),
        "。": ".",
        "○": "〇",
        "ı": "i",
    }
)
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_LETTER: Final = rf"[^\W\d_{_HAN}]"
# A Chinese character is a word of its own, because Chinese sets no spaces.
TOKEN: Final = re.compile(rf"[{_HAN}]|{_LETTER}+'?|\d+|\s+|.", re.DOTALL)
_HAN_DIGITS: Final = "〇零一二三四五六七八九"
_HAN_NUMBER: Final = re.compile(
    r"[〇零一二两三四五六七八九十廿卅]+(?=\s*(?:[年月日号號天周]|个月|個月))"
)


def even(text: str) -> str | None:
    """`text` in Unicode form NFKC with ASCII digits and plain signs; None if a figure is raised."""
    if any(unicodedata.category(char) == "No" for char in text):
        return None
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    shown = "".join(_shown(char) for char in text)
    shown = _HAN_NUMBER.sub(lambda match: han_number(match[0]) or match[0], shown)
    return " ".join(shown.split())


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Cc":
        return " "
    return "" if category == "Cf" or unicodedata.combining(char) else char


def han_number(text: str) -> str | None:
    """The digits of a Chinese number: the year 二〇一八, or 三十一 below a hundred; else None."""
    text = text.replace("两", "二").replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        # A single 零 or 一 is a number; several of them are digits only as a year has them.
        digits = "".join(str(int(unicodedata.numeric(char))) for char in text)
        return digits if len(digits) in {1, 4} else None
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or any(char not in _HAN_DIGITS[2:] for char in tens + ones):
        return None
    number = 10 * int(unicodedata.numeric(tens) if tens else 1)
    return str(number + int(unicodedata.numeric(ones) if ones else 0))


def key(word: str) -> str:
    """The form in which words are compared: case folded, without accents or full stop."""
    folded = unicodedata.normalize("NFKD", word.casefold()).translate(_SIGNS)
    return "".join(char for char in folded if not unicodedata.combining(char)).strip(" .'׳״")


def is_word(token: str) -> bool:
    """Whether a token of `TOKEN` is a word and not a number, a space or a sign."""
    return token[0].isalpha()


def listed(words: str) -> frozenset[str]:
    """The keys of words that are set out with spaces between them."""
    return frozenset(key(word) for word in words.split())

"""Numbers and sentences for readers, and the round numbers that stand beside an axis."""

from __future__ import annotations

import math
from typing import Final

__all__ = ["number_words", "round_steps", "sentences"]

_LONG: Final = 10**15  # from here on, a number is written with a power of ten
_SEPARATORS: Final = {"fr": ("\u202f", ","), "en": (",", "."), "zh": (",", ".")}


def number_words(value: float, lang: str) -> str:
    """A number in the manner of a language, with at most three decimals: 1 234,5 or 1,234.5."""
    if not math.isfinite(value):
        return "—"
    group, point = _SEPARATORS[lang]
    if abs(value) >= _LONG:
        text = f"{value:.3g}"
    elif value == int(value):
        text = f"{int(value):,}"
    else:
        text = f"{value:,.3f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    whole, _, part = text.partition(".")
    return whole.replace(",", group).replace("-", "\u2212") + (point + part if part else "")


def round_steps(greatest: float, count: int) -> tuple[float, ...]:
    """At most `count` round numbers from a step up to `greatest`, evenly apart; whole numbers."""
    if greatest <= 0:
        return ()
    step = 1
    while greatest / step > count:
        step = _next(step)
    return tuple(float(each) for each in range(step, int(greatest) + 1, step))


def _next(step: int) -> int:
    """The step after one, in the row 1, 2, 5, 10, 20, 50 and so on."""
    return step * 5 // 2 if str(step)[0] == "2" else step * 2


def sentences(lang: str, *said: str) -> str:
    """Sentences after each other, those that are empty left out; Chinese has no space between."""
    return ("" if lang == "zh" else " ").join(each for each in said if each)

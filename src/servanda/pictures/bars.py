"""Bars for the answer of a query: a label and a number in each line."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from servanda.pictures.drawing.base import Cell, Label, Picture, number
from servanda.pictures.drawing.numbers import number_words, sentences
from servanda.pictures.drawing.scene import Part, Scene, Shape, Text, labelled, link
from servanda.pictures.drawing.text import width
from servanda.pictures.timelines.legend import note
from servanda.wording import word

__all__ = ["Bar", "Bars", "bars"]

_MOST: Final = 40
_THICK: Final = 14.0
_GAP: Final = 10.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A number and what it is the number of."""

    label: Label
    value: float
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars in the order of the answer. `what` and `measure` head the columns of the table."""

    title: str
    what: str
    measure: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    width: float
    label: float
    left: float
    size: float
    above: bool


_WIDE: Final = _Frame(920, 300, 314, 14, above=False)
_NARROW: Final = _Frame(340, 332, 2, 13, above=True)


def bars(what: Bars, lang: str, name: str) -> Picture:
    """The picture of bars in a language of the site; `name` is unique on its page.

    The first 40 are drawn, and the words say so; the table has all. A value that is no finite
    number has no bar.
    """
    left = len(what.bars) - _MOST
    remark = word("picture-bars-left", lang, count=left) if left > 0 else ""
    said = sentences(lang, *_describe(what, lang), remark)
    wide, narrow = (_draw(what, lang, frame, remark) for frame in (_WIDE, _NARROW))
    return Picture(
        name=name,
        lang=lang,
        svg=wide.svg(name, lang, what.title, said),
        title=what.title,
        description=said,
        columns=(what.what, what.measure),
        rows=tuple(
            (
                Cell(bar.label.shown, bar.label.lang, link(bar.href)),
                Cell(number_words(bar.value, lang)),
            )
            for bar in what.bars
        ),
        narrow=narrow.svg(f"{name}-narrow", lang, what.title, said),
    )


def _describe(what: Bars, lang: str) -> tuple[str, ...]:
    finite = [bar for bar in what.bars if math.isfinite(bar.value)]
    if not finite:
        return (word("picture-bars-none", lang),)
    least = number_words(min(bar.value for bar in finite), lang)
    greatest = max(finite, key=lambda bar: bar.value)
    most = number_words(greatest.value, lang)
    ties = sum(bar.value == greatest.value for bar in finite)
    return (
        word("picture-bars-says", lang, count=len(finite), least=least, most=most),
        word("picture-bars-most", lang, label=greatest.label.shown, value=most)
        if ties == 1
        else word("picture-most-tied", lang, count=most, ties=number_words(ties, lang)),
    )


def _draw(what: Bars, lang: str, frame: _Frame, remark: str) -> Scene:
    drawn = what.bars[:_MOST]
    finite = [bar.value for bar in drawn if math.isfinite(bar.value)]
    low, high = min([0.0, *finite]), max([0.0, *finite])
    said = [number_words(bar.value, lang) for bar in drawn]
    room = max((width(each, frame.size) for each in said), default=0.0) + 8
    left = frame.left + (room if low < 0 else 0)
    scale = (frame.width - left - room) / (high - low or 1)
    zero = left - low * scale
    parts: list[Part] = []
    y = 2.0
    for bar in drawn:
        part, tall = _bar(bar, lang, frame, (y, zero, scale))
        parts.append(part)
        y += tall
    line = Shape(f"M{number(zero)} 0V{number(y - _GAP / 2)}", "pic-zero")
    behind = () if frame.above else (Part((line,)),)
    foot, bottom = note(remark, frame.width, y + 4)
    return Scene(frame.width, bottom, (*behind, *parts, *foot))


def _bar(
    bar: Bar, lang: str, frame: _Frame, place: tuple[float, float, float]
) -> tuple[Part, float]:
    """A bar with its label and its number at (top, zero, pixels per unit), and its height."""
    y, zero, scale = place
    side = Text((), 0 if frame.above else frame.label, 0, frame.size)
    side = replace(side, anchor="start" if frame.above else "end")
    text, full = labelled(bar.label, lang, frame.label, 2, side)
    tall = len(text.lines) * frame.size * 1.25
    block = tall + 4 + _THICK if frame.above else max(tall, _THICK)
    middle = y + block - _THICK / 2 if frame.above else y + block / 2
    top = y if frame.above else y + (block - tall) / 2
    length = bar.value * scale if math.isfinite(bar.value) else 0.0
    ends = f"M{number(zero)} {number(middle - _THICK / 2)}h{number(length)}"
    shape = Shape(f"{ends}v{number(_THICK)}h{number(-length)}z", "pic-column")
    said = Text((number_words(bar.value, lang),), zero + length + 6, middle + 4.5, frame.size)
    if length < 0:
        said = replace(said, x=zero + length - 6, anchor="end")
    texts = (replace(text, y=top + frame.size * 0.98), replace(said, look="pic-quiet"))
    return Part((shape,), texts, full, link(bar.href)), block + _GAP

"""The cells of a matrix laid out: heads that are turned where columns are small, and shades."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from servanda.pictures.drawing.base import Label, number
from servanda.pictures.drawing.numbers import number_words
from servanda.pictures.drawing.scene import Part, Scene, Shape, Text, labelled
from servanda.pictures.drawing.text import width
from servanda.pictures.timelines.legend import note
from servanda.wording import word

__all__ = ["Frame", "Grid", "Head", "draw"]

_SHADES: Final = 5
_TURNED: Final = 150.0  # the room of a head that is turned
_LEVEL: Final = 84.0  # from this width on, the heads of columns are not turned
_WIDEST: Final = 110.0
_SMALL: Final = 12.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a drawing: its width; of the heads of rows the room, size and height."""

    width: float
    label: float
    size: float
    high: float


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a row or a column, and where it leads."""

    label: Label
    href: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """What is drawn. The totals may count more than the cells that are drawn."""

    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    counts: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Pen:
    grid: Grid
    frame: Frame
    lang: str
    cell: float
    most: int

    def x(self, column: int) -> float:
        """The left edge of a column; that of the totals stands a little apart."""
        apart = 8 if column == len(self.grid.columns) else 0
        return self.frame.label + 12 + column * self.cell + apart


def draw(grid: Grid, lang: str, frame: Frame, remark: str) -> Scene:
    """The drawing of a matrix, with a remark under it."""
    numbers = [*grid.row_totals, *grid.column_totals, grid.total]
    least = max((width(number_words(n, lang), _SMALL, bold=True) for n in numbers), default=0) + 6
    room = (frame.width - frame.label - 22) / (len(grid.columns) + 1)
    cell = max(min(room, _WIDEST), least)
    most = max((count for row in grid.counts for count in row), default=0)
    most = max(most, _SHADES)  # where all counts are small, none is dark
    pen = _Pen(grid, frame, lang, cell, most)
    heads, y = _heads(pen)
    parts = list(heads)
    for place, head in enumerate(grid.rows):
        row, high = _row(pen, place, head, y)
        parts += row
        y += high
    parts += _totals(pen, y + 8)
    foot, bottom = note(remark, frame.width, y + frame.high + 18)
    wide = max(frame.width, pen.x(len(grid.columns)) + cell)
    return Scene(wide, bottom, (*parts, *foot))


def _heads(pen: _Pen) -> tuple[tuple[Part, ...], float]:
    """The heads of the columns, and where the cells begin."""
    total = Head(Label(word("picture-matrix-total", pen.lang)))
    turned = pen.cell < _LEVEL
    made = [_head(pen, head, turned=turned) for head in (*pen.grid.columns, total)]
    high = max(text.box.height for text, _, _ in made)
    parts = []
    for column, (text, full, head) in enumerate(made):
        middle = pen.x(column) + pen.cell / 2
        depth = text.size * text.leading * (len(text.lines) - 1)
        at = (middle + text.size * 0.35 - depth / 2, high) if turned else (middle, high - depth - 3)
        moved = replace(text, x=at[0], y=at[1])
        parts.append(Part((), (moved,), full, head.href))
    return tuple(parts), high + 8


def _head(pen: _Pen, head: Head, *, turned: bool) -> tuple[Text, str, Head]:
    lines = (2 if pen.cell >= 2.6 * _SMALL else 1) if turned else 3
    text = Text((), 0, 0, _SMALL, "", "start" if turned else "middle", turned=turned)
    made, full = labelled(head.label, pen.lang, _TURNED if turned else pen.cell - 8, lines, text)
    return made, full, head


def _row(pen: _Pen, place: int, head: Head, y: float) -> tuple[list[Part], float]:
    size = pen.frame.size
    text, full = labelled(head.label, pen.lang, pen.frame.label, 2, Text((), 0, 0, size))
    high = max(pen.frame.high, len(text.lines) * size * 1.25 + 6)
    top = y + high / 2 - size * 1.25 * (len(text.lines) - 1) / 2 + size * 0.35
    parts = [Part((), (replace(text, y=top),), full, head.href)]
    for column, count in enumerate(pen.grid.counts[place]):
        other = pen.grid.columns[column].label.shown
        said = number_words(count, pen.lang)
        title = word(
            "picture-matrix-cell", pen.lang, first=head.label.shown, second=other, count=said
        )
        parts.append(_cell(pen, column, (y, high), count, title))
    total = number_words(pen.grid.row_totals[place], pen.lang)
    column = len(pen.grid.columns)
    parts.append(Part((), (_number(pen, total, column, y + high / 2, "pic-quiet"),)))
    return parts, high


def _cell(pen: _Pen, column: int, place: tuple[float, float], count: int, title: str) -> Part:
    y, high = place
    shade = math.ceil(_SHADES * math.sqrt(count / pen.most)) if count > 0 else 0
    x, wide = pen.x(column) + 1, pen.cell - 2
    d = f"M{number(x)} {number(y + 1)}h{number(wide)}v{number(high - 2)}h{number(-wide)}z"
    said = number_words(count, pen.lang)
    text = _number(pen, said, column, y + high / 2, f"pic-on-{shade}")
    return Part((Shape(d, f"pic-shade-{shade}"),), (text,) if count > 0 else (), title)


def _number(pen: _Pen, said: str, column: int, middle: float, look: str) -> Text:
    x = pen.x(column) + pen.cell / 2
    return Text((said,), x, middle + _SMALL * 0.36, _SMALL, look, "middle")


def _totals(pen: _Pen, y: float) -> Iterator[Part]:
    grid, middle = pen.grid, y + pen.frame.high / 2
    right = pen.x(len(grid.columns)) + pen.cell
    line = Shape(f"M0 {number(y - 4)}H{number(right)}", "pic-rule")
    name = Text((word("picture-matrix-total", pen.lang),), 0, middle + 4, pen.frame.size)
    numbers = (*grid.column_totals, grid.total)
    texts = (
        _number(pen, number_words(count, pen.lang), column, middle, "pic-quiet")
        for column, count in enumerate(numbers)
    )
    yield Part((line,), (name, *texts))

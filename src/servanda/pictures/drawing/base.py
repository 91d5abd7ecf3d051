"""What all pictures share: the value that a picture is, labels, boxes, and how numbers are written.

A picture is made by a pure function from data to a `Picture`. Its SVG is inlined in pages and has
classes instead of colours; the rows say the same as the drawing, for readers who do not see it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from servanda.pictures.drawing.text import clean, is_rtl, width

__all__ = ["Box", "Cell", "Label", "Picture", "number", "overlaps", "path_through", "text_box"]


@dataclass(frozen=True, slots=True)
class Label:
    """A text with its language tag (empty if unknown)."""

    text: str
    lang: str = ""

    @property
    def shown(self) -> str:
        """The text as it may be shown; never empty."""
        return clean(self.text) or "—"

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, by the first letter that has a direction."""
        return "rtl" if is_rtl(self.shown) else "ltr"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table under a picture: a text with its language, and where it leads."""

    text: str
    lang: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, what it is called, what it shows in words, and the table of its data.

    `name` starts every id within the SVG and must be unique on a page. `narrow` is a second
    drawing of the same data for small screens, empty where the first is legible on all.
    """

    name: str
    lang: str
    svg: str
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    narrow: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture: its upper left corner, its width and its height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Whether the two lie over each other, or nearer to each other than the gap."""
        return (
            self.x < other.right + gap
            and other.x < self.right + gap
            and self.y < other.bottom + gap
            and other.y < self.bottom + gap
        )

    def within(self, other: Box) -> bool:
        """Whether this box lies wholly in the other."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


def text_box(  # noqa: PLR0913 - a text has a place, a size, a side and a weight
    lines: Sequence[str],
    x: float,
    y: float,
    size: float,
    *,
    anchor: str = "start",
    leading: float = 1.25,
    bold: bool = False,
) -> Box:
    """The box of lines of text whose first baseline is `y`; `anchor` is as in SVG."""
    wide = max((width(line, size, bold=bold) for line in lines), default=0.0)
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
    return Box(left, y - size * 0.95, wide, size * (1.25 + leading * (len(lines) - 1)))


def overlaps(boxes: Iterable[Box], gap: float = 0.0) -> tuple[tuple[Box, Box], ...]:
    """All pairs of boxes that meet. An edge that two boxes share is no overlap."""
    found: list[tuple[Box, Box]] = []
    open_: list[Box] = []
    for box in sorted(boxes, key=lambda each: (each.y, each.x, each.width, each.height)):
        open_ = [each for each in open_ if each.bottom + gap > box.y]
        found.extend((each, box) for each in open_ if each.meets(box, gap))
        open_.append(box)
    return tuple(found)


def number(value: float, decimals: int = 1) -> str:
    """A number as an SVG has it: rounded, without needless zeros, never `-0` or an exponent.

    Raises ValueError for what is no finite number.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is no place in a picture")
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def path_through(points: Sequence[tuple[float, float]]) -> str:
    """The path data of the straight lines through points; equal neighbours are left out."""
    written = [f"{number(x)} {number(y)}" for x, y in points]
    kept = written[:1] + [after for before, after in pairwise(written) if after != before]
    return "M" + "L".join(kept) if kept else ""

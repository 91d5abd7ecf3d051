"""What a diagram is made of: classes and what leads between them, and then lines, boxes, texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from servanda.pictures.drawing.base import Box, Label, number, text_box
from servanda.pictures.drawing.text import wrap

__all__ = [
    "LEADING",
    "Drawing",
    "Edge",
    "Frame",
    "Line",
    "Link",
    "Text",
    "Vertex",
    "arrow",
    "written",
]

LEADING: Final = 1.2


@dataclass(frozen=True, slots=True)
class Link:
    """A name and where it leads."""

    label: Label
    href: str = ""


@dataclass(frozen=True, slots=True)
class Vertex:
    """A class: `own` or of another vocabulary; `notes` are properties that stay within it."""

    key: str
    link: Link
    own: bool = True
    notes: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """What leads from one class to another, by their keys; `back` draws the arrow at its start."""

    source: str
    target: str
    names: tuple[Link, ...] = ()
    back: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of text whose first baseline is (x, y); `full` is what they shorten."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    look: str
    side: str = "middle"
    href: str = ""
    lang: str = ""
    rtl: bool = False
    full: str = ""

    @property
    def box(self) -> Box:
        """The place that the text takes."""
        # The side of a text that runs from right to left is named from its own start.
        turned = {"start": "end", "end": "start"}
        anchor = turned.get(self.side, self.side) if self.rtl else self.side
        return text_box(self.lines, self.x, self.y, self.size, anchor=anchor, leading=LEADING)


@dataclass(frozen=True, slots=True)
class Frame:
    """The box of a class."""

    box: Box
    look: str


@dataclass(frozen=True, slots=True)
class Line:
    """A path between boxes, or the head of an arrow."""

    d: str
    look: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All parts of a diagram with their places."""

    width: float
    height: float
    lines: tuple[Line, ...]
    frames: tuple[Frame, ...]
    texts: tuple[Text, ...]


def written(  # noqa: PLR0913  a text has a place, a size and a look
    link: Link, x: float, y: float, room: float, *, size: float, look: str, middle: bool = True
) -> Text:
    """A name in at most three lines that fit the room; what had to be cut is told in full."""
    shown = link.label.shown
    lines = wrap(shown, size, room, 3) or ("…",)
    rtl = link.label.direction == "rtl"
    return Text(
        lines,
        x,
        y,
        size,
        look,
        side="middle" if middle else "end" if rtl else "start",
        href=link.href,
        lang=link.label.lang,
        rtl=rtl,
        full=shown if lines[-1].endswith("…") else "",
    )


def arrow(x: float, y: float, *, left: bool) -> str:
    """The head of an arrow whose tip is at a point; `left` is where it points."""
    side = 7 if left else -7
    return f"M{number(x)} {number(y)}l{side} -4v8z"

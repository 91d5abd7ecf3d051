"""A diagram for narrow screens: the boxes one below the other, each with what leads on from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from servanda.pictures.diagrams.parts import (
    LEADING,
    Drawing,
    Edge,
    Frame,
    Line,
    Link,
    Text,
    Vertex,
    arrow,
    written,
)
from servanda.pictures.drawing.base import Box, number

__all__ = ["draw_narrow"]

_WIDTH: Final = 340.0
_SIZE: Final = 15.0
_SMALL: Final = 13.5
_PAD: Final = 8.0
_INDENT: Final = 22.0
_ARROW: Final = 22.0


def draw_narrow(vertices: Sequence[Vertex], edges: Sequence[Edge]) -> Drawing:
    """The places of everything, from top to bottom in the order of the vertices."""
    by_key = {vertex.key: vertex for vertex in vertices}
    lines: list[Line] = []
    frames: list[Frame] = []
    texts: list[Text] = []
    y = 1.0
    for vertex in vertices:
        leaving = [edge for edge in edges if edge.source == vertex.key]
        if not leaving and not vertex.notes and any(e.target == vertex.key for e in edges):
            continue  # It stands where something leads to it.
        y = _frame(vertex, y, frames, texts)
        for edge in leaving:
            y = _edge(edge, by_key[edge.target], y, lines, texts)
        if leaving:
            left = number(_INDENT / 2)
            lines.append(Line(f"M{left} {number(frames[-1].box.bottom)}V{number(y - 16)}", "edge"))
        y += _PAD
    return Drawing(_WIDTH, y, tuple(lines), tuple(frames), tuple(texts))


def _frame(vertex: Vertex, y: float, frames: list[Frame], texts: list[Text]) -> float:
    """Add a box with its name and notes; the y below it."""
    top = y
    y += _PAD
    for link, size, look in (
        (vertex.link, _SIZE, "class"),
        *((note, _SMALL, "note") for note in vertex.notes),
    ):
        y = _text(link, _PAD, y, size, look, texts)
    box = Box(1.0, top, _WIDTH - 2, y + _PAD / 2 - top)
    frames.append(Frame(box, "own" if vertex.own else "other"))
    return box.bottom


def _edge(edge: Edge, target: Vertex, y: float, lines: list[Line], texts: list[Text]) -> float:
    """Add what leads to a class: the names, then an arrow and the class; the y below."""
    y += _PAD / 2
    for name in edge.names:
        y = _text(name, _INDENT, y, _SMALL, "name", texts)
    middle = y + _SMALL * 0.7
    x = _INDENT / 2
    end = x + _ARROW + (_INDENT / 2 if edge.names else 0)
    lines.append(Line(f"M{number(x)} {number(middle)}H{number(end)}", "edge"))
    if edge.back:
        lines.append(Line(arrow(x, middle, left=True), "head back"))
    else:
        lines.append(Line(arrow(end, middle, left=False), "head"))
    return _text(target.link, end + 6, y, _SMALL, "class", texts)


def _text(link: Link, x: float, y: float, size: float, look: str, texts: list[Text]) -> float:  # noqa: PLR0913
    room = _WIDTH - x - _PAD
    text = written(link, x, y + size, room, size=size, look=look, middle=False)
    texts.append(text)
    return y + size * (0.4 + LEADING * len(text.lines))

"""A diagram for wide screens: classes in columns, the names of arrows in columns between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from servanda.pictures.diagrams.layers import Slot, Track, columns_of, ordered, spread
from servanda.pictures.diagrams.parts import (
    LEADING,
    Drawing,
    Edge,
    Frame,
    Line,
    Text,
    Vertex,
    arrow,
    written,
)
from servanda.pictures.drawing.base import Box, number

__all__ = ["draw_wide"]

_SIZE: Final = 13.0
_SMALL: Final = 11.5
_ROOM: Final = 116.0
_PAD: Final = 7.0
_GAP: Final = 9.0
_CHANNEL: Final = 28.0
_SLACK: Final = 4.0  # between a name and the line that it interrupts


def draw_wide(vertices: Sequence[Vertex], edges: Sequence[Edge]) -> Drawing:
    """The places of everything; each key of an edge is one of a vertex, and no edge is a loop."""
    by_key = {vertex.key: vertex for vertex in vertices}
    pairs = [(edge.source, edge.target) for edge in edges]
    column = columns_of(list(by_key), pairs)
    rows, tracks = ordered(list(by_key), pairs, column)
    texts = {slot: _texts(slot, by_key, edges) for row in rows for slot in row}
    heights = {slot: _height(slot, found) for slot, found in texts.items()}
    middles = spread(rows, tracks, heights, _GAP)
    lefts, wide = _lefts(rows, texts)
    boxes = {
        slot: Box(lefts[slot.column], 1 + middles[slot] - heights[slot] / 2, w, heights[slot])
        for row, w in zip(rows, wide, strict=True)
        for slot in row
    }
    placed = {slot: _moved(found, boxes[slot]) for slot, found in texts.items()}
    nodes = [slot for row in rows for slot in row if slot.edge < 0]
    return Drawing(
        width=max((box.right for box in boxes.values()), default=0.0) + 2,
        height=max((box.bottom for box in boxes.values()), default=0.0) + 2,
        lines=tuple(_lines(tracks, edges, boxes, placed)),
        frames=tuple(Frame(boxes[s], "own" if by_key[s.key].own else "other") for s in nodes),
        texts=tuple(text for row in rows for slot in row for text in placed[slot]),
    )


def _texts(slot: Slot, by_key: Mapping[str, Vertex], edges: Sequence[Edge]) -> list[Text]:
    """The texts of a slot as if its middle top were at zero."""
    if slot.edge < 0:
        vertex = by_key[slot.key]
        links = [(vertex.link, _SIZE, "class"), *((note, _SMALL, "note") for note in vertex.notes)]
    elif slot.first:
        links = [(link, _SMALL, "name") for link in edges[slot.edge].names]
    else:
        links = []
    texts: list[Text] = []
    y = _PAD if slot.edge < 0 else 0.0
    for link, size, look in links:
        text = written(link, 0.0, y + size, _ROOM, size=size, look=look)
        texts.append(text)
        y += size * (0.35 + LEADING * len(text.lines))
    return texts


def _height(slot: Slot, texts: Sequence[Text]) -> float:
    bottom = max((text.box.bottom for text in texts), default=0.0)
    return bottom + _PAD if slot.edge < 0 else max(bottom, 3.0)


def _lefts(
    rows: Sequence[Sequence[Slot]], texts: Mapping[Slot, Sequence[Text]]
) -> tuple[list[float], list[float]]:
    """Where each column begins, and how wide it is."""
    lefts, wide, x = [], [], 1.0
    for number_, row in enumerate(rows):
        most = max((t.box.width for slot in row for t in texts[slot]), default=0.0)
        width = most + (2 * _PAD if number_ % 2 == 0 else 2 * _SLACK if most else 0.0)
        lefts.append(x)
        wide.append(width)
        x += width + _CHANNEL / (1 if most else 2)
    return lefts, wide


def _moved(texts: Sequence[Text], box: Box) -> tuple[Text, ...]:
    return tuple(replace(t, x=box.x + box.width / 2, y=t.y + box.y) for t in texts)


def _lines(
    tracks: Sequence[Track],
    edges: Sequence[Edge],
    boxes: Mapping[Slot, Box],
    placed: Mapping[Slot, tuple[Text, ...]],
) -> Iterator[Line]:
    for track, edge in zip(tracks, edges, strict=True):
        d = ""
        for one, two in pairwise(track.slots):
            start, end = boxes[one], boxes[two]
            y1, y2 = start.y + start.height / 2, end.y + end.height / 2
            half = (start.right + end.x) / 2
            points = [(start.right, y1), (half, y1), (half, y2), (end.x, y2)]
            said = [f"{number(x)} {number(y)}" for x, y in points]
            d += f"M{said[0]}C{said[1]} {said[2]} {said[3]}"
        for slot in track.slots[1:-1]:
            d += _through(boxes[slot], placed[slot])
        yield Line(d, "edge back" if edge.back else "edge")
        first, last = boxes[track.slots[0]], boxes[track.slots[-1]]
        if track.turned != edge.back:
            yield Line(arrow(first.right, first.y + first.height / 2, left=True), _head(edge))
        else:
            yield Line(arrow(last.x, last.y + last.height / 2, left=False), _head(edge))


def _head(edge: Edge) -> str:
    return "head back" if edge.back else "head"


def _through(box: Box, texts: Sequence[Text]) -> str:
    """The line through a slot, left and right of what is written there."""
    y = number(box.y + box.height / 2)
    if not texts:
        return f"M{number(box.x)} {y}H{number(box.right)}"
    left = min(text.box.x for text in texts) - _SLACK
    right = max(text.box.right for text in texts) + _SLACK
    before = f"M{number(box.x)} {y}H{number(left)}" if left > box.x else ""
    return before + (f"M{number(right)} {y}H{number(box.right)}" if right < box.right else "")

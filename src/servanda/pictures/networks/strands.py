"""A group of a network as marks: names in a column, and the lines that tie them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from servanda.pictures.drawing.base import number
from servanda.pictures.drawing.scene import Part, Shape, Text, labelled, link, plain
from servanda.pictures.drawing.text import width
from servanda.pictures.maps.mapkey import circle
from servanda.pictures.networks.groups import Tie
from servanda.pictures.networks.trunks import Trunk
from servanda.pictures.networks.weaving import Block, Sheet, Weave
from servanda.pictures.partners import joined
from servanda.wording import word

__all__ = ["drawn", "key_to"]

_BEND = 5.0  # the radius of the corners of lines
_SIZE = 12.0


def drawn(block: Block, sheet: Sheet, top: float, lang: str) -> Iterator[Part]:
    """The parts of a block: lines first, then marks and names over them."""
    first = top + block.y + sheet.row / 2
    rows = [round(first + row * sheet.row, 1) for row in range(len(block.group.parties))]
    for trunk in block.trunks:
        for tie in trunk.ties:
            yield _line(tie, trunk, block, rows, lang)
    hub = block.group.partners[0] if block.group.partners[0] > block.group.partners[1] else math.inf
    for party, partners, y in zip(block.group.parties, block.group.partners, rows, strict=True):
        radius = min(2.6 + 0.7 * math.sqrt(partners - 1), 5.5)
        start = block.nodes + 11
        text = Text((), start, y + sheet.size * 0.36, sheet.size, bold=partners >= hub)
        room = block.x + block.width - start
        name, full = labelled(party.label, lang, room, 1, text)
        mark = Shape(circle(radius), "pic-node", (block.nodes, y))
        yield Part((mark,), (name,), full, link(party.href))


def _line(tie: Tie, trunk: Trunk, block: Block, rows: list[float], lang: str) -> Part:
    """The line of a tie; where three or more are tied, it has a square for the agreement."""
    count = len(tie.agreements)
    names = [block.group.parties[row].label.shown for row in tie.rows]
    only = tie.agreements[0]
    what = only.label.shown if count == 1 else word("picture-agreements", lang, count=count)
    title = word("picture-tip", lang, what=what, text=joined(names, lang))
    ends = [rows[row] for row in tie.rows]
    x = block.nodes - 9 - trunk.lane * block.lane
    level = min(count, 3)
    look = f"pic-tie pic-tie-{level}" + (" pic-tie-shared" if trunk.shared else "")
    shapes = [Shape(_bracket(x, block.nodes, ends), look)]
    if trunk.shared:
        shapes.append(Shape("M-3.5-3.5h7v7h-7z", "pic-square", (x, (ends[0] + ends[1]) / 2)))
    return Part(tuple(shapes), (), title, link(only.href) if count == 1 else "")


def _bracket(x: float, nodes: float, ends: list[float]) -> str:
    """A path from the first end over the trunk at `x` to each other end, with round corners."""
    first, last = ends[0], ends[-1]
    bend = min(_BEND, (last - first) / 2)
    corner = x + bend
    path = (
        f"M{number(nodes)} {number(first)}H{number(corner)}"
        f"Q{number(x)} {number(first)} {number(x)} {number(first + bend)}V{number(last - bend)}"
        f"Q{number(x)} {number(last)} {number(corner)} {number(last)}H{number(nodes)}"
    )
    for end in ends[1:-1]:
        path += (
            f"M{number(x)} {number(end - bend)}"
            f"Q{number(x)} {number(end)} {number(corner)} {number(end)}H{number(nodes)}"
        )
    return path


def key_to(plan: Weave, lang: str) -> tuple[tuple[Part, ...], float]:
    """What the lines mean, above them, and where the network starts."""
    trunks = [trunk for block in plan.blocks for trunk in block.trunks]
    ties = [tie for trunk in trunks for tie in trunk.ties]
    entries: list[tuple[tuple[Shape, ...], str]] = []
    if any(not trunk.shared for trunk in trunks):
        entries.append(((Shape("M0 0h18", "pic-tie pic-tie-1"),), "tie"))
    if any(len(tie.agreements) > 1 for tie in ties):
        entries.append(((Shape("M0 0h18", "pic-tie pic-tie-3"),), "more"))
    if any(trunk.shared for trunk in trunks):
        line = Shape("M0 0h18", "pic-tie pic-tie-1 pic-tie-shared")
        entries.append(((line, Shape("M5.5-3.5h7v7h-7z", "pic-square")), "shared"))
    parts: list[Part] = []
    x, y = 0.0, 10.0
    for shapes, key in entries:
        said = word(f"picture-net-legend-{key}", lang)
        room = width(said, _SIZE) + 42
        if x and x + room > plan.sheet.width:
            x, y = 0.0, y + 19
        text = plain(said, plan.sheet.width - 26, Text((), x + 25, y + 4, _SIZE, "pic-quiet"))
        placed = tuple(Shape(shape.d, shape.look, (x, y)) for shape in shapes)
        parts.append(Part(placed, (text,)))
        x += room
    return tuple(parts), y + 20 if entries else 0.0

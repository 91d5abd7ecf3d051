"""What stands under a map: what its marks mean, and the names of the numbers on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from servanda.pictures.base import Box, number
from servanda.pictures.mapping import Frame, Layout, Spot
from servanda.pictures.placing import around, place
from servanda.pictures.scene import Part, Shape, Text, labelled, plain
from servanda.pictures.text import shorten, width
from servanda.wording import word

__all__ = ["circle", "key", "named"]

_SIZE: Final = 12.0
_LISTED: Final = 60  # numbers that are named under the map; the table names all
_COLUMN: Final = 108.0  # the least width of a column of them


def circle(radius: float) -> str:
    """The path data of a circle around 0, 0."""
    r = number(radius)
    return f"M-{r} 0a{r} {r} 0 1 1 {number(2 * radius)} 0a{r} {r} 0 1 1-{number(2 * radius)} 0z"


def named(layout: Layout, lang: str) -> tuple[tuple[Part, ...], tuple[Spot, ...]]:
    """The names that find room, then the numbers of other places that do; and those places."""
    frame = layout.frame
    inside = Box(3, 3, frame.width - 6, layout.height - 6)
    taken = [
        Box(spot.x - spot.radius, spot.y - spot.radius, 2 * spot.radius, 2 * spot.radius)
        for spot in layout.spots
    ]
    parts: list[Part] = []
    nameless: list[Spot] = []
    for spot in layout.spots:
        text = _name(spot, lang, frame)
        found = place(around(text, spot.x, spot.y, spot.radius), taken, inside)
        if found is None:
            nameless.append(spot)
        else:
            taken.append(found.box)
            parts.append(Part((), (found,)))
    numbered: list[Spot] = []
    for spot in nameless:
        text = Text((str(spot.number),), 0, 0, frame.size - 2.5, "pic-halo pic-quiet")
        found = place(around(text, spot.x, spot.y, spot.radius), taken, inside, gap=0)
        if found is not None:
            taken.append(found.box)
            parts.append(Part((), (found,)))
            numbered.append(spot)
    return tuple(parts), tuple(numbered)


def _name(spot: Spot, lang: str, frame: Frame) -> Text:
    text, _ = labelled(spot.labels[0], lang, frame.room, 1, Text((), 0, 0, frame.size, "pic-halo"))
    more = len(spot.labels) - 1
    if more and not text.mark:
        said = word("picture-map-more", lang, place=text.lines[0], count=more)
        return Text((said,), 0, 0, text.size, text.look, lang=text.lang, rtl=text.rtl)
    return text


def key(layout: Layout, numbered: Sequence[Spot], lang: str) -> tuple[tuple[Part, ...], float]:
    """The lines under a map, and where the drawing ends."""
    if not layout.spots:
        return (), layout.height
    parts: list[Part] = []
    x, y = 0.0, layout.height + 18
    for shape, name in _entries(layout):
        said = word(f"picture-map-{name}", lang)
        room = width(said, _SIZE) + 36
        if x and x + room > layout.frame.width:
            x, y = 0.0, y + 19
        text = plain(said, layout.frame.width - 24, Text((), x + 22, y + 4, _SIZE, "pic-quiet"))
        parts.append(Part((Shape(shape.d, shape.look, (x + 9, y)),), (text,)))
        x += room
    listed = numbered[:_LISTED]
    columns = max(1, int(layout.frame.width / _COLUMN))
    rows = -(-len(listed) // columns)
    parts += _list(listed, rows, layout.frame.width / columns, y + 24, lang)
    return tuple(parts), y + 12 + (rows * 17 + 4 if rows else 0)


def _entries(layout: Layout) -> Iterator[tuple[Shape, str]]:
    kinds = {spot.exact for spot in layout.spots}
    if True in kinds:
        yield Shape(circle(4.5), "pic-spot"), "exact"
    if False in kinds:
        yield Shape(circle(4.5), "pic-spot pic-spot-country"), "country"
    if len({len(each.agreements) for each in layout.arcs}) > 1:
        yield Shape("M-8-3h16M-8 3h16", "pic-arc pic-arc-3"), "thickness"


def _list(
    listed: Sequence[Spot], rows: int, column: float, top: float, lang: str
) -> Iterator[Part]:
    """The names of numbers, down the columns."""
    for count, spot in enumerate(listed):
        x, y = count // rows * column, top + count % rows * 17
        figure = Text((str(spot.number),), x + 18, y + 4, _SIZE - 1, "pic-quiet", anchor="end")
        room = column - 32
        more = len(spot.labels) - 1
        tail = word("picture-map-more", lang, place="", count=more) if more else ""
        text, full = labelled(
            spot.labels[0],
            lang,
            room - width(tail, _SIZE),
            1,
            Text((), x + 24, y + 4, _SIZE),
        )
        if tail and not text.mark:
            line = shorten(text.lines[0] + tail, _SIZE, room)
            text = Text((line,), text.x, text.y, _SIZE, lang=text.lang, rtl=text.rtl)
        yield Part((), (figure, text), full)

"""What stands under a map: what its marks mean, and the names of the numbers on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from servanda.pictures.drawing.base import Box, number
from servanda.pictures.drawing.scene import Part, Shape, Text, labelled, plain
from servanda.pictures.drawing.text import shorten, width
from servanda.pictures.maps.mapping import Frame, Layout, Spot
from servanda.pictures.maps.placing import around, place
from servanda.wording import word

__all__ = ["circle", "key", "named", "numbered"]

_SIZE: Final = 12.0

Numbered = tuple[str, Spot]


def circle(radius: float) -> str:
    """The path data of a circle around 0, 0."""
    r = number(radius)
    return f"M-{r} 0a{r} {r} 0 1 1 {number(2 * radius)} 0a{r} {r} 0 1 1-{number(2 * radius)} 0z"


def named(layout: Layout, lang: str) -> tuple[tuple[Text, ...], tuple[Spot, ...]]:
    """The names that find room, the heaviest places first, and the places that have none."""
    frame = layout.frame
    inside = _inside(layout)
    taken = _marks(layout)
    texts: list[Text] = []
    nameless: list[Spot] = []
    for spot in layout.visible:
        text = _name(spot, lang, frame)
        found = place(around(text, spot.x, spot.y, spot.radius), taken, inside)
        if found is None:
            nameless.append(spot)
        else:
            taken.append(found.box)
            texts.append(found)
    return tuple(texts), tuple(nameless)


def numbered(
    layout: Layout, spots: Sequence[Spot], names: Sequence[Text], first: int
) -> tuple[tuple[Text, ...], tuple[Numbered, ...]]:
    """Numbers from `first` on for those spots where one finds room beside the names."""
    taken = [*_marks(layout), *(text.box for text in names)]
    texts: list[Text] = []
    found: list[Numbered] = []
    for spot in spots:
        figure = str(first + len(found))
        text = Text((figure,), 0, 0, layout.frame.size - 2.5, "pic-halo pic-quiet")
        placed = place(around(text, spot.x, spot.y, spot.radius), taken, _inside(layout), gap=0)
        if placed is not None:
            taken.append(placed.box)
            texts.append(placed)
            found.append((figure, spot))
    return tuple(texts), tuple(found)


def _inside(layout: Layout) -> Box:
    return Box(3, layout.top + 3, layout.frame.width - 6, layout.height - 6)


def _marks(layout: Layout) -> list[Box]:
    return [
        Box(spot.x - spot.radius, spot.y - spot.radius, 2 * spot.radius, 2 * spot.radius)
        for spot in layout.visible
    ]


def _name(spot: Spot, lang: str, frame: Frame) -> Text:
    text, _ = labelled(spot.labels[0], lang, frame.room, 1, Text((), 0, 0, frame.size, "pic-halo"))
    more = len(spot.labels) - 1
    if more and not text.mark:
        said = word("picture-map-more", lang, place=text.lines[0], count=more)
        return Text((said,), 0, 0, text.size, text.look, lang=text.lang, rtl=text.rtl)
    return text


def key(
    layout: Layout, listed: Sequence[Numbered], lang: str, y: float
) -> tuple[tuple[Part, ...], float]:
    """The lines under a map from `y` on, and where the drawing ends."""
    if not layout.spots:
        return (), y
    parts: list[Part] = []
    x, y = 0.0, y + 18
    for shape, name in _entries(layout):
        said = word(f"picture-map-{name}", lang)
        room = width(said, _SIZE) + 36
        if x and x + room > layout.frame.width:
            x, y = 0.0, y + 19
        text = plain(said, layout.frame.width - 24, Text((), x + 22, y + 4, _SIZE, "pic-quiet"))
        parts.append(Part((Shape(shape.d, shape.look, (x + 9, y)),), (text,)))
        x += room
    columns = int(layout.frame.width / layout.frame.room)
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
    listed: Sequence[Numbered], rows: int, column: float, top: float, lang: str
) -> Iterator[Part]:
    """The names of numbers, down the columns."""
    for count, (figure, spot) in enumerate(listed):
        x, y = count // rows * column, top + count % rows * 17
        head = Text((figure,), x + 18, y + 4, _SIZE - 1, "pic-quiet", anchor="end")
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
        yield Part((), (head, text), full)

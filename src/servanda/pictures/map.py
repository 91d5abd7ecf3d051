"""The map "who with whom": parties at their places, and an arc for what two places have agreed.

Places that touch share a mark. A name that finds no room gives way to a number, which is named
under the map; the table has every party, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from servanda.pictures.drawing.base import Box, Cell, Picture, number, path_through
from servanda.pictures.drawing.scene import Part, Scene, Shape, Text, link, plain
from servanda.pictures.maps.land import land_path
from servanda.pictures.maps.mapkey import circle, key, named, numbered
from servanda.pictures.maps.mapping import (
    NARROW,
    WIDE,
    Arc,
    Frame,
    Layout,
    Spot,
    detail_view,
    lay_out,
    lay_out_view,
)
from servanda.pictures.partners import (
    Agreement,
    Party,
    joined,
    known_only,
    label_cell,
    partners_cell,
)
from servanda.wording import word

__all__ = ["map_picture", "map_scene"]

_LEVELS = (1, 2, 4, 8)  # agreements from which an arc is drawn thicker


def map_picture(
    parties: Iterable[Party],
    agreements: Iterable[Agreement],
    lang: str,
    name: str = "map",
    title: str = "",
) -> Picture:
    """The map of some parties and of the agreements between them, wide and narrow."""
    people, deals = known_only(parties, agreements)
    layout = lay_out(people, deals, WIDE)
    title = title or word("picture-map-title", lang)
    description = _description(people, deals, layout, lang)
    wide = map_scene(people, deals, lang).svg(name, lang, title, description)
    narrow = map_scene(people, deals, lang, NARROW).svg(f"{name}-n", lang, title, description)
    columns = tuple(
        word(f"picture-{column}", lang)
        for column in ("map-column-place", "column-party", "column-partners", "column-agreement")
    )
    rows = tuple(_rows(people, deals, layout, lang))
    return Picture(name, lang, wide, title, description, columns, rows, narrow)


def map_scene(
    parties: Iterable[Party], agreements: Iterable[Agreement], lang: str, frame: Frame = WIDE
) -> Scene:
    """The drawing as values, in one of its two widths.

    Where many places lie so near to each other that their names find no room, that part of the
    map is drawn a second time under it, larger.
    """
    people, deals = known_only(parties, agreements)
    layout = lay_out(people, deals, frame)
    names, nameless = named(layout, lang)
    view = detail_view(layout, nameless)
    maps = [(layout, names, nameless)]
    frames: list[Part] = []
    if view is not None:
        detail = lay_out_view(people, deals, frame, view, layout.height + 30)
        maps[0] = (layout, names, tuple(spot for spot in nameless if not _shows(detail, spot)))
        maps.append((detail, *named(detail, lang)))
        frames = [_framed(layout, view), _heading(detail, lang)]
    panels: list[Part] = []
    listed: list[tuple[str, Spot]] = []
    for each, written, rest in maps:
        numbers, found = numbered(each, rest, written, len(listed) + 1)
        listed += found
        panels += [*_panel(each, lang), *(Part((), (text,)) for text in (*written, *numbers))]
    legend, end = key(layout, listed, lang, maps[-1][0].panel.bottom)
    return Scene(frame.width, end, (*panels, *frames, *legend))


def _panel(layout: Layout, lang: str) -> Iterator[Part]:
    """Sea, land, arcs and marks of a map, in the order in which they are painted."""
    wide, high = number(layout.frame.width), number(layout.height)
    sea = Shape(f"M0 {number(layout.top)}h{wide}v{high}h-{wide}z", "pic-sea")
    land = Shape(land_path(layout.view, layout.frame.width), "pic-land", (0.0, layout.top))
    yield Part((sea, land))
    yield from (_arc(each, layout.spots, lang) for each in layout.arcs)
    yield from (_mark(spot, lang) for spot in reversed(layout.visible))


def _framed(layout: Layout, view: Box) -> Part:
    """The frame around the part of a map that is drawn a second time."""
    x, y = layout.pixel((view.x, view.y))
    right, bottom = layout.pixel((view.right, view.bottom))
    wide, high = number(right - x), number(bottom - y)
    return Part((Shape(f"M{number(x)} {number(y)}h{wide}v{high}h-{wide}z", "pic-detail"),))


def _heading(detail: Layout, lang: str) -> Part:
    text = Text((), 0, detail.top - 9, 12, "pic-quiet")
    return Part((), (plain(word("picture-map-detail", lang), detail.frame.width, text),))


def _shows(detail: Layout, spot: Spot) -> bool:
    """Whether a detail shows all parties of a spot of the whole map."""
    shown = {party.key for each in detail.visible for party in each.parties}
    return all(party.key in shown for party in spot.parties)


def _arc(drawn: Arc, spots: Sequence[Spot], lang: str) -> Part:
    one, other = (_place_words(spots[end - 1], lang) for end in drawn.ends)
    count = len(drawn.agreements)
    between = word("picture-between", lang, one=one, other=other)
    said = word("picture-agreements", lang, count=count)
    level = sum(count >= each for each in _LEVELS)
    shape = Shape("".join(map(path_through, drawn.lines)), f"pic-arc pic-arc-{level}")
    title = word("picture-tip", lang, what=between, text=said)
    if count > 1:
        return Part((shape,), title=title)
    only = drawn.agreements[0]
    return Part(
        (shape,),
        title=word("picture-tip", lang, what=between, text=only.label.shown),
        href=link(only.href),
    )


def _mark(spot: Spot, lang: str) -> Part:
    look = "pic-spot" if spot.exact else "pic-spot pic-spot-country"
    title = word(
        "picture-tip",
        lang,
        what=_place_words(spot, lang),
        text=joined([each.label.shown for each in spot.parties], lang),
    )
    href = link(spot.parties[0].href) if len(spot.parties) == 1 else ""
    return Part((Shape(circle(spot.radius), look, (spot.x, spot.y)),), title=title, href=href)


def _place_words(spot: Spot, lang: str) -> str:
    return joined([label.shown for label in spot.labels], lang)


def _description(
    parties: Sequence[Party], agreements: Sequence[Agreement], layout: Layout, lang: str
) -> str:
    at = {party.key: spot.number for spot in layout.spots for party in spot.parties}
    if not at:
        return word("picture-map-none", lang)
    placed = [[at[key] for key in each.parties if key in at] for each in agreements]
    seated = word("picture-parties", lang, count=len(at))
    deals = word("picture-agreements", lang, count=sum(len(each) > 1 for each in placed))
    spots = len(layout.spots)
    said = [word("picture-map-says", lang, parties=seated, agreements=deals, count=spots)]
    if layout.arcs and len(layout.arcs[-1].agreements) > 1:
        most = layout.arcs[-1]
        one, other = (_place_words(layout.spots[end - 1], lang) for end in most.ends)
        count = len(most.agreements)
        said.append(word("picture-map-most", lang, one=one, other=other, count=count))
    inner = sum(len(each) > 1 and len(set(each)) == 1 for each in placed)
    counts = {"inner": inner, "seatless": len(parties) - len(at)}
    said += [
        word(f"picture-map-{what}", lang, count=count) for what, count in counts.items() if count
    ]
    return word("picture-gap", lang).join(said)


def _rows(
    parties: Sequence[Party], agreements: Sequence[Agreement], layout: Layout, lang: str
) -> Iterator[tuple[Cell, ...]]:
    """A row for each party of each agreement, by place; parties without a place come last."""
    by_key = {party.key: party for party in parties}
    seated = [party for spot in layout.spots for party in spot.parties]
    for party in [*seated, *(each for each in parties if each.seat is None)]:
        where = label_cell(party.seat.label, lang) if party.seat else Cell("—")
        who = label_cell(party.label, lang, party.href)
        theirs = [each for each in agreements if party.key in each.parties]
        for agreement in theirs:
            others = partners_cell(party, agreement, by_key, lang)
            yield where, who, others, label_cell(agreement.label, lang, agreement.href)
        if not theirs:
            yield where, who, Cell("—"), Cell("—")

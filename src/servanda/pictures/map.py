"""The map "who with whom": parties at their places, and an arc for what two places have agreed.

Places that touch share a mark. A name that finds no room gives way to a number, and the table
under the map has all numbers, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from servanda.pictures.base import Cell, Label, Picture, number, path_through
from servanda.pictures.land import land_path
from servanda.pictures.mapkey import circle, key, named
from servanda.pictures.mapping import NARROW, WIDE, Arc, Frame, Layout, Spot, lay_out
from servanda.pictures.partners import (
    Agreement,
    Party,
    joined,
    known_only,
    label_cell,
    partners_cell,
)
from servanda.pictures.scene import Part, Scene, Shape, link
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
    wide = _scene(layout, lang).svg(name, lang, title, description)
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
    """The drawing as values, in one of its two widths."""
    return _scene(lay_out(*known_only(parties, agreements), frame), lang)


def _scene(layout: Layout, lang: str) -> Scene:
    frame = layout.frame
    sea = Shape(
        f"M0 0h{number(frame.width)}v{number(layout.height)}h-{number(frame.width)}z", "pic-sea"
    )
    land = Shape(land_path(layout.view, frame.width), "pic-land")
    names, numbered = named(layout, lang)
    legend, end = key(layout, numbered, lang)
    marks = tuple(_mark(spot, lang) for spot in reversed(layout.spots))
    arcs = tuple(_arc(each, layout.spots, lang) for each in layout.arcs)
    parts = (Part((sea, land)), *arcs, *marks, *names, *legend)
    return Scene(frame.width, end, parts)


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
    seated = [(party, spot) for spot in layout.spots for party in spot.parties]
    known = {party.key for party, _ in seated}
    seatless = [(party, None) for party in parties if party.key not in known]
    for party, spot in chain(seated, seatless):
        where = _where(party, spot, lang)
        who = label_cell(party.label, lang, party.href)
        theirs = [each for each in agreements if party.key in each.parties]
        for agreement in theirs:
            others = partners_cell(party, agreement, by_key, lang)
            yield where, who, others, label_cell(agreement.label, lang, agreement.href)
        if not theirs:
            yield where, who, Cell("—"), Cell("—")


def _where(party: Party, spot: Spot | None, lang: str) -> Cell:
    if spot is None or party.seat is None:
        return Cell("—")
    label: Label = party.seat.label
    foreign = label.lang if label.lang.split("-")[0] != lang else ""
    text = word("picture-map-place", lang, number=spot.number, place=label.shown)
    return Cell(text, foreign)

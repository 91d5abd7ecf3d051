"""The network "who with whom": parties in groups, hubs first, and lines for their agreements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from servanda.pictures.drawing.base import Cell, Picture
from servanda.pictures.drawing.scene import Part, Scene, Text, plain
from servanda.pictures.networks.groups import Group, groups
from servanda.pictures.networks.strands import drawn, key_to
from servanda.pictures.networks.weaving import NARROW, WIDE, Sheet, Weave, weave
from servanda.pictures.partners import (
    Agreement,
    Party,
    joined,
    known_only,
    label_cell,
    partners_cell,
)
from servanda.wording import word

__all__ = ["network_picture", "network_scene"]


def network_picture(
    parties: Iterable[Party],
    agreements: Iterable[Agreement],
    lang: str,
    name: str = "network",
    title: str = "",
) -> Picture:
    """The network of some parties and of the agreements between them, wide and narrow."""
    people, deals = known_only(parties, agreements)
    found = groups(people, deals)
    title = title or word("picture-net-title", lang)
    description = _description(people, deals, found, lang)
    columns = ("column-party", "column-partners", "column-agreement")
    return Picture(
        name,
        lang,
        _scene(found, lang, WIDE).svg(name, lang, title, description),
        title,
        description,
        tuple(word(f"picture-{key}", lang) for key in columns),
        tuple(_rows(people, deals, found, lang)),
        _scene(found, lang, NARROW).svg(f"{name}-n", lang, title, description),
    )


def network_scene(
    parties: Iterable[Party], agreements: Iterable[Agreement], lang: str, sheet: Sheet = WIDE
) -> Scene:
    """The drawing as values, in one of its two widths."""
    return _scene(groups(*known_only(parties, agreements)), lang, sheet)


def _scene(found: Sequence[Group], lang: str, sheet: Sheet) -> Scene:
    plan = weave(found, sheet)
    legend, top = key_to(plan, lang)
    body = tuple(part for block in plan.blocks for part in drawn(block, sheet, top, lang))
    notes, end = _notes(found, plan, lang, top + plan.height)
    return Scene(sheet.width, end, (*legend, *body, *notes))


def _notes(
    found: Sequence[Group], plan: Weave, lang: str, y: float
) -> tuple[tuple[Part, ...], float]:
    """What the drawing leaves out, under it, and where it ends."""
    shown = sum(len(block.group.parties) for block in plan.blocks)
    counts = {
        "hidden": sum(len(group.parties) for group in found) - shown,
        "cut": sum(block.cut for block in plan.blocks),
    }
    said = [word(f"picture-net-{key}", lang, count=count) for key, count in counts.items() if count]
    if not found:
        said = [word("picture-net-none", lang)]
    if not said:
        return (), y
    line = word("picture-gap", lang).join(said)
    text = plain(line, plan.sheet.width, Text((), 0, y + 14, 12, "pic-quiet"), 4)
    return (Part((), (text,)),), text.box.bottom + 4


def _description(
    parties: Sequence[Party], agreements: Sequence[Agreement], found: Sequence[Group], lang: str
) -> str:
    if not found:
        return word("picture-net-none", lang)
    tied = [each for each in agreements if len(each.parties) > 1]
    linked = sum(len(group.parties) for group in found)
    people = word("picture-parties", lang, count=linked)
    deals = word("picture-agreements", lang, count=len(tied))
    said = [word("picture-net-says", lang, parties=people, agreements=deals, count=len(found))]
    largest = found[0]
    if len(largest.parties) > 2:
        hub = joined([largest.parties[0].label.shown], lang)
        size = word("picture-parties", lang, count=len(largest.parties))
        count = largest.partners[0]
        said.append(word("picture-net-largest", lang, parties=size, hub=hub, count=count))
    counts = {
        "shared": sum(len(each.parties) > 2 for each in tied),
        "lone": len(parties) - linked,
    }
    said += [
        word(f"picture-net-{key}", lang, count=count) for key, count in counts.items() if count
    ]
    return word("picture-gap", lang).join(said)


def _rows(
    parties: Sequence[Party], agreements: Sequence[Agreement], found: Sequence[Group], lang: str
) -> Iterator[tuple[Cell, ...]]:
    """A row for each party of each agreement, in the order of the drawing; the lone ones last."""
    by_key = {party.key: party for party in parties}
    ordered = [party for group in found for party in group.parties]
    linked = {party.key for party in ordered}
    theirs: dict[str, list[Agreement]] = {party.key: [] for party in parties}
    for agreement in agreements:
        for key in agreement.parties:
            theirs[key].append(agreement)
    for party in [*ordered, *(each for each in parties if each.key not in linked)]:
        who = label_cell(party.label, lang, party.href)
        for agreement in theirs[party.key]:
            others = partners_cell(party, agreement, by_key, lang)
            yield who, others, label_cell(agreement.label, lang, agreement.href)
        if not theirs[party.key]:
            yield who, Cell("—"), Cell("—")

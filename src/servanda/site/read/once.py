"""What a page tells, each part once, and what of its record it would leave out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import NamedNode, Triple

from servanda.site.base import Site
from servanda.site.read.facts import Line, Part, Section, Value, describe

__all__ = ["left_out", "told_once"]


def told_once(part: Part) -> Part:
    """The same telling with every part told once: where it stands least deep, first in order.

    Elsewhere it is a link to there, under the name that it has there.
    """
    return _kept(part, _places(part))


def left_out(site: Site, part: Part, language: str) -> list[Part]:
    """The parts of a resource's page that nothing on the way down from it leads to, sorted.

    Claims are told where their statements are, with the passages that they quote.
    """
    told = set(_told(part))
    left = [
        describe(site, node, language)
        for node in site.resources.parts(part.node)
        if node not in told
    ]
    evidence = {
        node for more in left for each in (more, *more.inside()) for node in _evidence(each)
    }
    found: list[Part] = []
    for more in left:
        if more.node not in told | evidence:
            places = _places(more)
            found.append(_kept(more, {k: places[k] for k in places if k not in told}))
            told.update(_told(found[-1]))
    return found


def _told(part: Part) -> Iterator[NamedNode]:
    """What has a place on a page where a part is told: it, all inside it, and the evidence."""
    for each in (part, *part.inside()):
        yield each.node
        yield from _evidence(each)


def _evidence(part: Part) -> Iterator[NamedNode]:
    for value in _values(part):
        for each in value.evidence:
            yield from each.nodes


def _values(part: Part) -> Iterator[Value]:
    for section in part.sections:
        for line in section.lines:
            yield from line.values
            yield from line.others


def _places(part: Part) -> dict[NamedNode, Triple]:
    """The statement at which each part is told."""
    places: dict[NamedNode, Triple] = {}
    level = [part]
    while level:
        below: list[Part] = []
        for value in (value for each in level for value in _values(each)):
            if value.part is not None and value.part.node not in places:
                places[value.part.node] = value.triple
                below.append(value.part)
        level = below
    return places


def _kept(part: Part, places: dict[NamedNode, Triple]) -> Part:
    return replace(part, sections=tuple(_section(each, places) for each in part.sections))


def _section(section: Section, places: dict[NamedNode, Triple]) -> Section:
    return replace(section, lines=tuple(_line(each, places) for each in section.lines))


def _line(line: Line, places: dict[NamedNode, Triple]) -> Line:
    return replace(
        line,
        values=tuple(_value(each, places) for each in line.values),
        others=tuple(_value(each, places) for each in line.others),
    )


def _value(value: Value, places: dict[NamedNode, Triple]) -> Value:
    if value.part is None:
        return value
    if places.get(value.part.node) == value.triple:
        return replace(value, part=_kept(value.part, places))
    return replace(value, name=value.part.more or value.part.name, part=None)

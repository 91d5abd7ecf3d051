"""Many agreements as columns: how many start in each year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from servanda.pictures.drawing.base import Cell, Picture, number
from servanda.pictures.drawing.numbers import number_words, round_steps, sentences
from servanda.pictures.drawing.scene import Part, Scene, Shape, Text
from servanda.pictures.drawing.text import width
from servanda.pictures.timelines.axis import Axis, axis
from servanda.pictures.timelines.legend import note
from servanda.pictures.timelines.times import Lane, Timeline
from servanda.wording import word

__all__ = ["years"]

_SMALL: Final = 12.0
_TOP: Final = 24.0
_HIGH: Final = 200.0
_LEFT: Final = 44.0
_NAMED: Final = 3  # years with the greatest count that the words name


def years(what: Timeline, lang: str, name: str) -> Picture:
    """The lanes of a timeline counted by the year of their start.

    A start that may lie in several years is counted in none of them; the words say how many.
    """
    started = [_year(lane) for lane in what.lanes]
    counts = Counter(year for year in started if year is not None)
    unplaced = started.count(None)
    columns = [(str(year), counts[year]) for year in sorted(counts)]
    if unplaced:
        columns.append((word("picture-years-no-year", lang), unplaced))
    scale = axis((date(year, 1, 1) for year in counts), what.as_of, _LEFT, 1)
    outside = sum(n for year, n in counts.items() if not scale.first <= year <= scale.last)
    remark = sentences(lang, *_remarks(unplaced, outside, lang))
    said = sentences(lang, _describe(counts, lang), remark)
    wide, narrow = (_draw(counts, scale, lang, room, remark) for room in (920.0, 340.0))
    return Picture(
        name=name,
        lang=lang,
        svg=wide.svg(name, lang, what.title, said),
        title=what.title,
        description=said,
        columns=(word("picture-years-column-year", lang), word("picture-years-column-count", lang)),
        rows=tuple((Cell(year), Cell(number_words(count, lang))) for year, count in columns),
        narrow=narrow.svg(f"{name}-narrow", lang, what.title, said),
    )


def _year(lane: Lane) -> int | None:
    """The year in which a lane starts, if it is one year and certain."""
    first = next(lane.starts(), None)
    if first is None or not first.certain or first.earliest is None or first.latest is None:
        return None
    return first.earliest.year if first.earliest.year == first.latest.year else None


def _remarks(unplaced: int, outside: int, lang: str) -> Iterator[str]:
    for key, count in (("unplaced", unplaced), ("outside", outside)):
        if count:
            yield word(f"picture-years-{key}", lang, count=count)


def _describe(counts: Mapping[int, int], lang: str) -> str:
    if not counts:
        return word("picture-time-none", lang)
    most = max(counts.values())
    years_of_most = [str(year) for year in sorted(counts) if counts[year] == most]
    named = word("picture-list-comma", lang).join(years_of_most[:_NAMED])
    return word(
        "picture-years-says",
        lang,
        count=sum(counts.values()),
        total=number_words(sum(counts.values()), lang),
        first=min(counts),
        last=max(counts),
        year=named + "…" * (len(years_of_most) > _NAMED),
        most=number_words(most, lang),
    )


def _draw(counts: Mapping[int, int], scale: Axis, lang: str, wide: float, remark: str) -> Scene:
    line = Axis(scale.first, scale.last, _LEFT, wide - _LEFT - 4)
    column = line.width / (line.last - line.first + 1)
    drawn = {year: n for year, n in sorted(counts.items()) if line.first <= year <= line.last}
    greatest = max(drawn.values(), default=0)
    parts = [*_levels(greatest, line, lang), *_names(line, column)]
    every = all(width(number_words(n, lang), _SMALL) + 4 <= column for n in drawn.values())
    labelled = set(drawn) if every else {year for year in drawn if drawn[year] == greatest}
    for year, count in drawn.items():
        x, y = line.x(date(year, 1, 1)), _level(count, greatest)
        thick = column * 0.76
        bar = f"M{number(x + column * 0.12)} {number(y)}h{number(thick, 2)}V{number(_TOP + _HIGH)}"
        text = Text((number_words(count, lang),), x + column / 2, y - 5, _SMALL, "", "middle")
        shown = (text,) if year in labelled and (every or year == min(labelled)) else ()
        said = word("picture-time-what", lang, what=str(year), date=number_words(count, lang))
        shape = Shape(f"{bar}h{number(-thick, 2)}z", "pic-column")
        parts.append(Part((shape,), shown, said))
    foot, bottom = note(remark, wide, _TOP + _HIGH + 34)
    return Scene(wide, bottom, (*parts, *foot))


def _level(count: float, greatest: float) -> float:
    return _TOP + _HIGH * (1 - count / greatest)


def _levels(greatest: int, line: Axis, lang: str) -> Iterator[Part]:
    floor = _TOP + _HIGH
    yield Part((Shape(f"M{number(_LEFT)} {number(floor)}H{number(line.right)}", "pic-rule"),))
    for step in round_steps(greatest, 4):
        y = _level(step, greatest)
        text = Text((number_words(step, lang),), _LEFT - 8, y + 4, _SMALL, "pic-quiet", "end")
        yield Part(
            (Shape(f"M{number(_LEFT)} {number(y)}H{number(line.right)}", "pic-grid"),), (text,)
        )


def _names(line: Axis, column: float) -> Iterator[Part]:
    y = _TOP + _HIGH + 18
    for tick in line.ticks():
        half = width(str(tick.year), _SMALL) / 2
        x = min(max(tick.x + column / 2, half), line.right + 4 - half)
        yield Part((), (Text((str(tick.year),), x, y, _SMALL, "pic-quiet", "middle"),))

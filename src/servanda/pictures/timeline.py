"""A timeline: of one agreement, of a party, or of a dataset. Large ones are counted by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from servanda.pictures.drawing.base import Cell, Label, Picture
from servanda.pictures.drawing.numbers import sentences
from servanda.pictures.drawing.scene import link
from servanda.pictures.timelines.dating import date_words
from servanda.pictures.timelines.lanes import NARROW, WIDE, draw, span_range, status_word
from servanda.pictures.timelines.legend import notes
from servanda.pictures.timelines.marks import state
from servanda.pictures.timelines.times import Lane, Moment, Span, Timeline
from servanda.pictures.timelines.years import years
from servanda.wording import word

__all__ = ["timeline"]

_MOST: Final = 200  # lanes; what is longer is read as a sum
_DENSE: Final = 24


def timeline(what: Timeline, lang: str, name: str) -> Picture:
    """The picture of a timeline in a language of the site; `name` is unique on its page.

    More than 200 lanes are counted by the year in which they start (see `years`).
    """
    if len(what.lanes) > _MOST:
        return years(what, lang, name)
    lanes = _unfolded(what.lanes[0]) if len(what.lanes) == 1 else what.lanes
    lanes = tuple(sorted(lanes, key=_order)) if len(what.lanes) > 1 else lanes
    dense = len(what.lanes) > _DENSE
    said = describe(what, lang)
    wide = draw(what, lanes, lang, WIDE, dense=dense)
    narrow = draw(what, lanes, lang, NARROW, dense=dense)
    return Picture(
        name=name,
        lang=lang,
        svg=wide.svg(name, lang, what.title, said),
        title=what.title,
        description=said,
        columns=tuple(
            word(f"picture-time-column-{key}", lang) for key in ("what", "event", "date", "status")
        ),
        rows=tuple(row for lane in sorted(what.lanes, key=_order) for row in _rows(lane, lang)),
        narrow=narrow.svg(f"{name}-narrow", lang, what.title, said),
    )


def _order(lane: Lane) -> tuple[object, str]:
    return lane.order


def _unfolded(lane: Lane) -> tuple[Lane, ...]:
    """The lines of one agreement: its time in force, then each moment under what it is."""
    heads = (Lane(span.label, (span,)) for span in lane.spans)
    moments = sorted(lane.moments, key=lambda each: each.order)
    lines = (Lane(each.label, (), (each,), each.href) for each in moments)
    return (*heads, *lines)


def describe(what: Timeline, lang: str) -> str:
    """What the drawing shows, in words: the time, the states, and what is not exact."""
    days = sorted(what.days())
    if not days:
        return sentences(lang, word("picture-time-none", lang), notes(what, lang))
    said = word(
        "picture-time-says",
        lang,
        first=days[0].year,
        last=days[-1].year,
        count=len(what.lanes),
    )
    return sentences(lang, said, _states(what, lang), notes(what, lang))


def _states(what: Timeline, lang: str) -> str:
    counts = Counter(state(span.status) for lane in what.lanes for span in lane.spans)
    if not counts or what.as_of is None:
        return ""
    keys = ("in-force", "ended", "suspended", "unknown")
    each = (
        word("picture-time-count", lang, status=status_word(key, lang), count=counts[key])
        for key in keys
        if counts[key]
    )
    date = date_words(what.as_of.isoformat(), lang)
    listed = word("picture-time-comma", lang).join(each)
    return word("picture-time-states", lang, date=date, list=listed)


def _rows(lane: Lane, lang: str) -> Iterator[tuple[Cell, ...]]:
    head = _cell(lane.label, lane.href)
    for span in lane.spans:
        yield (head, *_span_cells(span, lang))
    for moment in sorted(lane.moments, key=lambda each: each.order):
        yield (head, _cell(moment.label, moment.href), _date(moment, lang), Cell(""))
    if not lane.spans and not lane.moments:
        yield (head, Cell(""), Cell(word("date-unknown", lang)), Cell(""))


def _span_cells(span: Span, lang: str) -> tuple[Cell, ...]:
    return (
        Cell(word("picture-time-span", lang)),
        Cell(span_range(span, lang)),
        Cell(status_word(span.status, lang)),
    )


def _date(moment: Moment, lang: str) -> Cell:
    return Cell(date_words(moment.as_written, lang) or word("date-unknown", lang))


def _cell(label: Label, href: str | None) -> Cell:
    return Cell(label.shown, label.lang, link(href))

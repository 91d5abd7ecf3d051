"""The lanes of a timeline laid out: labels beside their bars, or above them where room is short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date
from typing import Final

from servanda.pictures.drawing.base import number
from servanda.pictures.drawing.scene import Part, Scene, Shape, Text, labelled, link, plain
from servanda.pictures.drawing.text import width
from servanda.pictures.timelines.axis import Axis, axis
from servanda.pictures.timelines.dating import date_words
from servanda.pictures.timelines.legend import legend, note, notes
from servanda.pictures.timelines.marks import mark, span_shapes
from servanda.pictures.timelines.times import Lane, Moment, Span, Timeline
from servanda.wording import word

__all__ = ["NARROW", "WIDE", "Frame", "draw", "moment_words", "span_range", "status_word"]

_SMALL: Final = 12.0
_HEAD: Final = 44.0  # the height of the names of the years and of the day of reference


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a drawing: how wide it is, and where labels and axis stand."""

    width: float
    label: float
    left: float
    size: float
    above: bool  # labels stand above their bars
    lines: int

    @property
    def axis(self) -> float:
        """The width of the axis; an arrow may reach a little further."""
        return self.width - self.left - 14


WIDE: Final = Frame(width=920, label=290, left=316, size=14, above=False, lines=2)
NARROW: Final = Frame(width=340, label=332, left=8, size=13, above=True, lines=2)


@dataclass(frozen=True, slots=True)
class _Pen:
    """What all lanes of one drawing share."""

    frame: Frame
    axis: Axis
    lang: str
    today: float | None
    dense: bool


def draw(
    timeline: Timeline, lanes: tuple[Lane, ...], lang: str, frame: Frame, *, dense: bool
) -> Scene:
    """The drawing of lanes under one axis, with the day of reference and a legend."""
    scale = axis(_days(timeline), timeline.as_of, frame.left, frame.axis)
    today = scale.x(timeline.as_of) if timeline.as_of else None
    pen = _Pen(frame, scale, lang, today, dense)
    parts: list[Part] = []
    y = _HEAD + 8
    for lane in lanes:
        part, high = _lane(lane, pen, y)
        parts.append(part)
        y += high
    behind = (*_grid(pen, y), *_today(timeline, pen))
    key, bottom = legend(timeline, lang, frame.width, y + (32 if dense else 14))
    remark, bottom = note(notes(timeline, lang), frame.width, bottom + 4)
    return Scene(frame.width, bottom, (*behind, *parts, *key, *remark))


def _days(timeline: Timeline) -> Iterator[date]:
    """All days, and beyond the day of reference some room in which open ends can fade."""
    days = sorted(timeline.days())
    yield from days
    if days and timeline.as_of and any(s.open for lane in timeline.lanes for s in lane.spans):
        years = max(timeline.as_of.year - days[0].year, 0)
        yield date(min(timeline.as_of.year + 1 + years // 12, MAXYEAR), 1, 1)


def _lane(lane: Lane, pen: _Pen, y: float) -> tuple[Part, float]:
    frame = pen.frame
    label, _ = labelled(lane.label, pen.lang, frame.label, frame.lines, Text((), 0, 0, frame.size))
    said = _beneath(lane, pen)
    high = len(label.lines) * frame.size * 1.25
    pad = 4.0 if pen.dense else 7.0
    texts = [_moved(label, y + pad + frame.size * 0.95)]
    if said:
        small = Text((), 0, y + pad + high + _SMALL * 1.1, _SMALL, "pic-quiet")
        texts.append(plain(said, frame.label, small, 2))
        high += len(texts[1].lines) * _SMALL * 1.25 + 2
    middle = y + pad + (high + 9 if frame.above else max(high, 12) / 2)
    total = (high + 18 if frame.above else max(high, 12)) + 2 * pad
    line = Shape(f"M0 {number(y + total)}H{number(frame.width)}", "pic-rule")
    bars = tuple(_bars(lane, pen, middle))
    if not bars and not said:
        texts.append(_dateless(lane, pen, middle + 4))
    shapes = (line, *(_rulers(pen, middle - 9, middle + 9) if frame.above else ()), *bars)
    return Part(shapes, tuple(texts), "\n".join(_sayings(lane, pen.lang)), link(lane.href)), total


def _dateless(lane: Lane, pen: _Pen, y: float) -> Text:
    """What stands in the place of bars where no year is known."""
    when = [each.as_written for each in lane.moments if each.as_written]
    said = date_words(when[0], pen.lang) if when else word("date-unknown", pen.lang)
    text = Text((), pen.frame.left + 4, y, _SMALL, "pic-quiet")
    return plain(said, pen.frame.axis, text)


def _moved(text: Text, y: float) -> Text:
    return Text(text.lines, text.x, y, text.size, lang=text.lang, rtl=text.rtl, mark=text.mark)


def _bars(lane: Lane, pen: _Pen, y: float) -> Iterator[Shape]:
    for span in lane.spans:
        yield from span_shapes(span, pen.axis, y, pen.today)
    for moment in sorted(lane.marked(), key=lambda each: (each.exact, *each.order)):
        shape = mark(moment, pen.axis, y, moment_words(moment, pen.lang))
        if shape is not None:
            yield shape


def _sayings(lane: Lane, lang: str) -> Iterator[str]:
    yield lane.label.shown
    yield from (span_words(span, lang) for span in lane.spans)
    yield from (moment_words(moment, lang) for moment in lane.moments)


def _beneath(lane: Lane, pen: _Pen) -> str:
    """The line under a label: when, and how it stands."""
    if pen.dense:
        return ""
    if lane.spans:
        return span_words(lane.spans[0], pen.lang)
    if len(lane.moments) == 1:
        return date_words(lane.moments[0].as_written, pen.lang)
    return moment_words(lane.moments[0], pen.lang) if lane.moments else ""


def moment_words(moment: Moment, lang: str) -> str:
    """What happens and when, in words."""
    said = date_words(moment.as_written, lang) or word("date-unknown", lang)
    return word("picture-time-what", lang, what=moment.label.shown, date=said)


def span_words(span: Span, lang: str) -> str:
    """From when until when a span lasts, and how it stands."""
    status = status_word(span.status, lang)
    return word("picture-time-state", lang, when=span_range(span, lang), status=status)


def span_range(span: Span, lang: str) -> str:
    """From when until when a span lasts, as exactly as it is known."""
    start = date_words(span.start.as_written, lang) if span.start else ""
    end = date_words(span.end.as_written, lang) if span.end else ""
    if end:
        return word("date-from-to" if start else "picture-time-to", lang, first=start, last=end)
    side, ending = "from" if start else "neither", "open" if span.open else "unknown"
    return word(f"picture-time-{side}-{ending}", lang, first=start)


def status_word(status: str, lang: str) -> str:
    """The status of a span in words."""
    known = {"in-force", "ended", "suspended"}
    return word(f"picture-time-{status if status in known else 'unknown'}", lang)


def _rulers(pen: _Pen, top: float, bottom: float) -> Iterator[Shape]:
    """The lines of the written years and of the day of reference, behind bars."""
    for tick in pen.axis.ticks():
        yield Shape(f"M{number(tick.x)} {number(top)}V{number(bottom)}", "pic-grid")
    if pen.today is not None:
        yield Shape(f"M{number(pen.today)} {number(top)}V{number(bottom)}", "pic-today")


def _grid(pen: _Pen, bottom: float) -> Iterator[Part]:
    lower = _HEAD + 6 if pen.frame.above else bottom
    rule = Shape(f"M0 {number(_HEAD)}H{number(pen.frame.width)}", "pic-rule")
    yield Part((rule, *_rulers(pen, _HEAD, lower)), tuple(_year_names(pen, _HEAD - 8)))
    if pen.dense:
        yield Part((), tuple(_year_names(pen, bottom + 18)))


def _year_names(pen: _Pen, y: float) -> Iterator[Text]:
    """The years along the axis; the one that the day of reference stands on is left out."""
    for tick in pen.axis.ticks():
        half = width(str(tick.year), _SMALL) / 2
        x = min(max(tick.x, half), pen.frame.width - half)
        if pen.today is None or abs(x - pen.today) > half + 2:
            yield Text((str(tick.year),), x, y, _SMALL, "pic-quiet", "middle")


def _today(timeline: Timeline, pen: _Pen) -> Iterator[Part]:
    if pen.today is None or timeline.as_of is None:
        return
    day = date_words(timeline.as_of.isoformat(), pen.lang)
    said = word("picture-time-as-of", pen.lang, date=day)
    wide = width(said, _SMALL, bold=True)
    x = min(max(pen.today, wide / 2), pen.frame.width - wide / 2)
    line = Shape(f"M{number(pen.today)} 18V{number(_HEAD)}", "pic-today")
    yield Part((line,), (Text((said,), x, 13, _SMALL, "pic-today-label", "middle", bold=True),))

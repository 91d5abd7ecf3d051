"""The marks of a timeline: a shape for each kind of event, and bars for times in force."""

from __future__ import annotations

from datetime import date
from typing import Final

from servanda.pictures.drawing.base import number
from servanda.pictures.drawing.scene import Shape
from servanda.pictures.timelines.axis import Axis
from servanda.pictures.timelines.times import Moment, Span

__all__ = ["GLYPHS", "glyph", "limits", "mark", "pill", "span_shapes", "state"]

_CIRCLE: Final = "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"
GLYPHS: Final = {
    "start": _CIRCLE,
    "entry": "M0 -6.5L6.5 0L0 6.5L-6.5 0z",
    "renewal": f"{_CIRCLE}M-2 0h4M0 -2v4",
    "change": "M-4.5 -4.5h9v9h-9z",
    "end": "M-4.5 -4.5L4.5 4.5M-4.5 4.5L4.5 -4.5",
    "pause": "M-2.5 -5v10M2.5 -5v10",
    "resumption": "M-4 -5.5L5.5 0L-4 5.5z",
    "other": "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
}
_KINDS: Final = {
    "signature": "start",
    "initialling": "start",
    "accession": "start",
    "entry-into-force": "entry",
    "renewal": "renewal",
    "amendment": "change",
    "replacement": "change",
    "termination": "end",
    "annulment": "end",
    "expiry": "end",
    "suspension": "pause",
    "resumption": "resumption",
}
_STATES: Final = ("in-force", "ended", "suspended")
_THICK: Final = 8.0
_LEAST: Final = 14.0  # the width of the mark of a range, that it is never taken for a point
_FADE: Final = 9.0  # the width of each step in which an open end fades
_STEPS: Final = 5


def glyph(kind: str) -> str:
    """The name of the shape of a kind of event."""
    return _KINDS.get(kind, "other")


def state(status: str) -> str:
    """The status as the style sheet knows it."""
    return status if status in _STATES else "unknown"


def mark(moment: Moment, axis: Axis, y: float, title: str) -> Shape | None:
    """A moment on the axis: a point where its day is certain, else a band over all it can be."""
    if not moment.placed:
        return None
    if moment.exact and moment.earliest:
        name = glyph(moment.kind)
        return Shape(GLYPHS[name], f"pic-mark pic-mark-{name}", (axis.x(moment.earliest), y), title)
    left, right = _limits(moment, axis)
    return Shape(pill(left, right, y, _THICK + 2), "pic-range", None, title)


def limits(moment: Moment) -> tuple[date, date]:
    """The first and last day of a moment that has at least one of them."""
    days = tuple(moment.days())
    return days[0], days[-1]


def _limits(moment: Moment, axis: Axis) -> tuple[float, float]:
    """Where a moment can lie; on an open side it reaches a little further than its limit."""
    reach = _FADE * _STEPS
    first, last = moment.earliest, moment.latest
    left = axis.x(first) if first else axis.x(last) - reach if last else axis.left
    right = axis.x(last) if last else left + reach
    lack = max(_LEAST - (right - left), 0) / 2
    return max(left - lack, axis.left - _LEAST / 2), min(right + lack, axis.right + _LEAST / 2)


def span_shapes(span: Span, axis: Axis, y: float, today: float | None) -> tuple[Shape, ...]:
    """A time in force: full where it is certain, pale where it may be, nothing without any date.

    `today` is the place of the day of reference, up to which an end without a date is drawn.
    """
    if not any(each and each.placed for each in (span.start, span.end)):
        return ()
    look = f"pic-bar pic-{state(span.status)}"
    left, shapes = _start(span, axis, y, look)
    if span.end is not None and span.end.placed:
        return (*shapes, *_to_end(span.end, axis, y, left, look))
    now = max(today if today is not None else axis.right, left)
    if not span.open:
        return (*shapes, Shape(_line(left, now, y), f"pic-doubt pic-{state(span.status)}"))
    return (*shapes, Shape(_bar(left, now, y), look), *_fading(now, axis, y, look))


def _start(span: Span, axis: Axis, y: float, look: str) -> tuple[float, tuple[Shape, ...]]:
    start = span.start
    if start is None or not start.placed:
        end = axis.x(limits(span.end)[0]) if span.end else axis.right
        left = max(end - _FADE * _STEPS, axis.left)
        return end, (Shape(_line(left, end, y), "pic-doubt " + look.split()[1]),)
    first, last = (axis.x(day) for day in limits(start))
    if first == last:
        return first, ()
    soft = Shape(_bar(first, last, y), f"{look} pic-soft")
    return last, (soft,)


def _to_end(end: Moment, axis: Axis, y: float, left: float, look: str) -> tuple[Shape, ...]:
    days = limits(end)
    first, last = (axis.x(day) for day in days)
    found = [Shape(_bar(left, first, y), look)] if first > left else []
    if first != last or not end.certain:
        found.append(Shape(_bar(max(left, first), last, y), f"{look} pic-soft"))
    if days[1].year > axis.last:
        found.append(_arrow(axis.right, y, look))
    return tuple(found)


def _fading(x: float, axis: Axis, y: float, look: str) -> tuple[Shape, ...]:
    end = min(x + _FADE * _STEPS, axis.right)
    step = (end - x) / _STEPS
    found = [
        Shape(_bar(x + step * part, x + step * (part + 1), y), f"{look} pic-fade-{part + 1}")
        for part in range(_STEPS)
        if step > 0
    ]
    return (*found, _arrow(end, y, look))


def _arrow(x: float, y: float, look: str) -> Shape:
    d = f"M{number(x + 1)} {number(y - 5)}l6 5l-6 5"
    return Shape(d, f"pic-arrow {look.split()[1]}")


def _bar(left: float, right: float, y: float) -> str:
    wide, top = max(right - left, 1.0), y - _THICK / 2
    return f"M{number(left)} {number(top)}h{number(wide)}v{number(_THICK)}h{number(-wide)}z"


def _line(left: float, right: float, y: float) -> str:
    return f"M{number(left)} {number(y)}H{number(max(right, left + 1))}"


def pill(left: float, right: float, y: float, high: float) -> str:
    """The path of a band with round ends."""
    r = high / 2
    flat = max(right - left - high, 0)
    return (
        f"M{number(left + r)} {number(y - r)}h{number(flat)}a{number(r)} {number(r)} 0 0 1 0"
        f" {number(high)}h{number(-flat)}a{number(r)} {number(r)} 0 0 1 0 {number(-high)}z"
    )

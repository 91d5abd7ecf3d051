"""The legend of a timeline: each mark that is drawn, and what it means."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.pictures.drawing.base import number
from servanda.pictures.drawing.numbers import sentences
from servanda.pictures.drawing.scene import Part, Shape, Text
from servanda.pictures.drawing.text import width, wrap
from servanda.pictures.timelines.marks import GLYPHS, glyph, limits, pill, state
from servanda.pictures.timelines.times import Moment, Span, Timeline
from servanda.wording import word

__all__ = ["legend", "note", "notes"]

_SIZE = 12.0
_LINE = 20.0


def legend(timeline: Timeline, lang: str, wide: float, y: float) -> tuple[tuple[Part, ...], float]:
    """The entries for what the timeline shows, in lines from `y` on, and where they end."""
    parts: list[Part] = []
    x = 0.0
    for key in _used(timeline):
        said = word(f"picture-time-{key}", lang)
        room = 28 + width(said, _SIZE) + 18
        if x and x + room > wide:
            x, y = 0.0, y + _LINE
        text = Text((said,), x + 28, y + 10, _SIZE, "pic-quiet")
        parts.append(Part(tuple(_shapes(key, x, y + 6)), (text,)))
        x += room
    return tuple(parts), y + (_LINE if parts else 0)


def notes(timeline: Timeline, lang: str) -> str:
    """What the drawing leaves out or draws as a band, in words."""
    moments = [each for lane in timeline.lanes for each in lane.dates()]
    counts = {
        "picture-time-imprecise": sum(each.placed and not each.exact for each in moments),
        "picture-time-undated": sum(not each.placed for each in moments),
    }
    return sentences(
        lang, *(word(key, lang, count=count) for key, count in counts.items() if count)
    )


def _used(timeline: Timeline) -> Iterator[str]:
    """The keys of the marks, in a fixed order."""
    spans = [span for lane in timeline.lanes for span in lane.spans]
    moments = [each for lane in timeline.lanes for each in lane.marked()]
    states = {state(span.status) for span in spans if _has_bar(span)}
    yield from (key for key in ("in-force", "ended", "suspended", "unknown") if key in states)
    if any(span.end is None and span.open for span in spans):
        yield "mark-fade"
    if any(_is_doubtful(span) for span in spans):
        yield "mark-doubt"
    if any(_is_soft(each) for span in spans for each in (span.start, span.end)):
        yield "mark-soft"
    drawn = {glyph(each.kind) for each in moments if each.exact}
    yield from (f"mark-{name}" for name in GLYPHS if name in drawn)
    if any(each.placed and not each.exact for each in moments):
        yield "mark-range"


def _has_bar(span: Span) -> bool:
    start, end = span.start, span.end
    ended = end is not None and end.placed
    return ended or (span.open and start is not None and start.placed)


def _is_doubtful(span: Span) -> bool:
    return span.start is None or (span.end is None and not span.open)


def _is_soft(moment: Moment | None) -> bool:
    return moment is not None and moment.placed and len(set(limits(moment))) > 1


def _shapes(key: str, x: float, y: float) -> Iterator[Shape]:
    bar = f"M{number(x)} {number(y - 4)}h20v8h-20z"
    name = key.removeprefix("mark-")
    if name in GLYPHS and key != name:
        yield Shape(GLYPHS[name], f"pic-mark pic-mark-{name}", (x + 10, y))
    elif name == "range":
        yield Shape(pill(x, x + 20, y, 10), "pic-range")
    elif name == "fade":
        for part in range(3):
            left = number(x + 6 * part)
            look = f"pic-bar pic-in-force pic-fade-{part * 2 + 1}"
            yield Shape(f"M{left} {number(y - 4)}h6v8h-6z", look)
    elif name == "doubt":
        yield Shape(f"M{number(x)} {number(y)}h20", "pic-doubt pic-unknown")
    elif name == "soft":
        yield Shape(bar, "pic-bar pic-in-force pic-soft")
    else:
        yield Shape(bar, f"pic-bar pic-{name}")


def note(said: str, wide: float, y: float) -> tuple[tuple[Part, ...], float]:
    """A remark under a drawing, in as many lines as it needs, and where it ends."""
    if not said:
        return (), y
    lines = wrap(said, _SIZE, wide, 8)
    text = Text(lines, 0, y + 12, _SIZE, "pic-quiet")
    return (Part((), (text,)),), y + len(lines) * _SIZE * 1.25 + 6

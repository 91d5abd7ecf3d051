"""Lines that lead from one thing to another, and the frame of a card, as path data."""

from __future__ import annotations

from servanda.pictures.drawing.base import number

__all__ = ["card", "falling", "level", "stem"]

Point = tuple[float, float]


def _points(*values: float) -> str:
    return " ".join(map(number, values))


def level(start: Point, end: Point) -> str:
    """A curve that leaves and arrives level."""
    (x1, y1), (x2, y2) = start, end
    half = (x1 + x2) / 2
    return f"M{_points(x1, y1)}C{_points(half, y1, half, y2, x2, y2)}"


def falling(start: Point, end: Point) -> str:
    """A curve that falls straight down and turns to its end."""
    (x1, y1), (x2, y2) = start, end
    return f"M{_points(x1, y1)}C{_points(x1, y2, x1 + (x2 - x1) * 0.35, y2, x2, y2)}"


def stem(x: float, end: Point) -> str:
    """A short branch from an upright line at `x`."""
    return f"M{_points(x, end[1] - 12)}Q{_points(x, end[1], *end)}"


def card(x: float, y: float, wide: float, high: float) -> str:
    """A rectangle with round corners."""
    across, down = wide - 20, high - 20
    return (
        f"M{_points(x + 10, y)}h{number(across)}q10 0 10 10v{number(down)}q0 10 -10 10"
        f"h{number(-across)}q-10 0 -10 -10v{number(-down)}q0 -10 10 -10z"
    )

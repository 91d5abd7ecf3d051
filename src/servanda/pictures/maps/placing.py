"""Labels around marks: each takes the first side where it meets nothing, or is left off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from servanda.pictures.drawing.base import Box
from servanda.pictures.drawing.scene import Text

__all__ = ["around", "place"]


def around(text: Text, x: float, y: float, radius: float) -> Iterator[Text]:
    """A text of one line at each side of a round mark; the sides that read best come first."""
    near = radius + 3
    slant = radius * 0.7 + 2
    middle = y + text.size * 0.34
    over = y - near - text.size * 0.3
    under = y + near + text.size * 0.95
    yield replace(text, x=x + near, y=middle, anchor="start")
    yield replace(text, x=x - near, y=middle, anchor="end")
    yield replace(text, x=x, y=over, anchor="middle")
    yield replace(text, x=x, y=under, anchor="middle")
    yield replace(text, x=x + slant, y=y - slant, anchor="start")
    yield replace(text, x=x + slant, y=y + slant + text.size * 0.7, anchor="start")
    yield replace(text, x=x - slant, y=y - slant, anchor="end")
    yield replace(text, x=x - slant, y=y + slant + text.size * 0.7, anchor="end")


def place(
    candidates: Iterator[Text], taken: Sequence[Box], frame: Box, gap: float = 1.5
) -> Text | None:
    """The first candidate that lies within the frame and keeps a gap to all that is taken."""
    for text in candidates:
        box = text.box
        if box.within(frame) and not any(box.meets(each, gap) for each in taken):
            return text
    return None

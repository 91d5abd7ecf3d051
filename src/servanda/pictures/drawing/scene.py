"""A drawing as values: shapes and texts with known boxes, written as SVG by one template.

Texts carry their size, so that what was measured is what is drawn; colours are classes of the
site's style sheet. A part that leads somewhere is a link, and says in full what its label shortens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from servanda.markup import render
from servanda.pictures.drawing.base import Box, Label, text_box
from servanda.pictures.drawing.text import clean, width, wrap

__all__ = ["Part", "Scene", "Shape", "Text", "labelled", "link", "plain"]

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_MARK: Final = 0.72  # the size of the mark of a language, in that of its text
_MARK_GAP: Final = 0.3
_TAG: Final = 12  # letters of a language tag that are shown
_SWAPPED: Final = {"start": "end", "end": "start", "middle": "middle"}


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of text whose first baseline is (x, y). `turned` texts run upwards from there.

    `mark` is written after the last line, small: the language of a text in a foreign one.
    """

    lines: tuple[str, ...]
    x: float
    y: float
    size: float = 14.0
    look: str = ""
    anchor: str = "start"
    lang: str = ""
    rtl: bool = False
    bold: bool = False
    mark: str = ""
    turned: bool = False
    leading: float = 1.25

    @property
    def box(self) -> Box:
        """The place that the text takes."""
        box = text_box(
            self.lines, 0, 0, self.size, anchor=self.anchor, leading=self.leading, bold=self.bold
        )
        extra = mark_width(self.mark, self.size)
        left = box.x - extra * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        box = Box(left, box.y, box.width + extra, box.height)
        if self.turned:
            return Box(self.x + box.y, self.y - box.x - box.width, box.height, box.width)
        return Box(self.x + box.x, self.y + box.y, box.width, box.height)

    @property
    def side(self) -> str:
        """The anchor as SVG reads it, which turns with the direction of the text."""
        return _SWAPPED[self.anchor] if self.rtl else self.anchor

    @property
    def rows(self) -> tuple[tuple[str, float], ...]:
        """The lines with the distance of each from the line before."""
        step = round(self.size * self.leading, 1)
        return tuple((line, step if number else 0.0) for number, line in enumerate(self.lines))


@dataclass(frozen=True, slots=True)
class Shape:
    """A path; `look` are the classes that colour it. With `at`, it is drawn around that point."""

    d: str
    look: str
    at: tuple[float, float] | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs together: shapes under texts, with one link and one title."""

    shapes: tuple[Shape, ...] = ()
    texts: tuple[Text, ...] = ()
    title: str = ""
    href: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """All parts of a drawing, in the order in which they are painted."""

    width: float
    height: float
    parts: tuple[Part, ...]

    def texts(self) -> Iterator[Text]:
        """All texts."""
        return (text for part in self.parts for text in part.texts)

    def boxes(self) -> tuple[Box, ...]:
        """The places of all texts, none of which may meet another."""
        return tuple(text.box for text in self.texts())

    def svg(self, name: str, lang: str, title: str, description: str) -> str:
        """The drawing as an SVG element; `name` starts its ids and is a class of it."""
        return render(
            "pictures/scene.svg",
            scene=self,
            name=name,
            lang=lang,
            title=clean(title),
            description=description,
        )


def mark_width(mark: str, size: float) -> float:
    """The room that the mark of a language takes after a text."""
    return width(mark, size * _MARK) + size * _MARK_GAP if mark else 0.0


def labelled(label: Label, lang: str, room: float, lines: int, text: Text) -> tuple[Text, str]:
    """`text` with the lines of a label, and the full label if it had to be shortened.

    A label in another language than the page's is marked with its language.
    """
    foreign = bool(label.lang) and label.lang.split("-")[0] != lang
    mark = label.lang[:_TAG] if foreign else ""
    shown = label.shown
    rows = wrap(shown, text.size, room - mark_width(mark, text.size), lines, bold=text.bold) or (
        "…",
    )
    made = replace(
        text,
        lines=rows,
        lang=label.lang if foreign else "",
        rtl=label.direction == "rtl",
        mark=mark,
    )
    cut = rows[-1].endswith("…") and not shown.endswith("…")
    return made, shown if cut or shown != label.text else ""


def plain(words: str, room: float, text: Text, lines: int = 1) -> Text:
    """`text` with words of the page's own language."""
    return replace(text, lines=wrap(clean(words), text.size, room, lines, bold=text.bold))


def link(href: str | None) -> str:
    """An address that may be a link: relative, or of the web; else nothing."""
    address = "".join(char for char in href or "" if char > " ")
    scheme = _SCHEME.match(address)
    if scheme and scheme[0].lower() not in {"http:", "https:"}:
        return ""
    return address

"""The letters of pictures can be read on every screen, wide or narrow."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources

import pytest
from picture_cases import SVG, drawings

from servanda.pictures.bars import Bar, Bars, bars
from servanda.pictures.drawing.base import Label, Picture
from servanda.pictures.glance import Glance, Item, glance
from servanda.pictures.matrix import Matrix, MatrixColumn, MatrixRow, matrix
from servanda.pictures.timeline import timeline
from servanda.pictures.timelines.times import Lane, Moment, Timeline

MARGINS = 32
SMALLEST = 9.0
NAME = Label("name", "en")
MOMENT = Moment(NAME, "signature", date(2018, 6, 14), date(2018, 6, 14), "2018-06-14")
PICTURES = (
    glance(Glance(NAME, "signed", "in force", (Item(NAME),), (Item(NAME),)), "en", "glance"),
    timeline(Timeline("time", (Lane(NAME, (), (MOMENT,)),), date(2026, 1, 1)), "en", "time"),
    timeline(Timeline("years", (Lane(NAME, (), (MOMENT,)),) * 300), "en", "years"),
    matrix(Matrix("m", "a", "b", (MatrixColumn(NAME),), (MatrixRow(NAME, (1,)),)), "en", "matrix"),
    bars(Bars("b", "what", "n", (Bar(NAME, 1),)), "en", "bars"),
)


def turn() -> int:
    """The width of the screen, in pixels, up to which the narrow drawing is shown."""
    css = resources.files("servanda") / "assets" / "css" / "31-pictures-glance.css"
    found = re.search(r"max-width: (\d+)rem\) {\s*\.picture-two", css.read_text(encoding="utf-8"))
    assert found is not None
    return int(found[1]) * 16


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_no_letter_is_too_small(picture: Picture) -> None:
    for svg, screen in zip(drawings(picture), (turn() + 1, 320), strict=True):
        scale = min((screen - MARGINS) / float(svg.get("width", "")), 1.0)
        sizes = [float(text.get("font-size", "")) for text in svg.iter(f"{SVG}text")]
        assert min(sizes) * scale >= SMALLEST

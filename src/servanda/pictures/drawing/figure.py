"""A picture as a page has it: the drawing, its words, and the table of its data, folded."""

from __future__ import annotations

from markupsafe import Markup

from servanda.markup import render
from servanda.pictures.drawing.base import Picture
from servanda.wording import word

__all__ = ["figure"]


def figure(picture: Picture) -> Markup:
    """The HTML of a picture, for a template to show as it is. Its ids start with its name."""
    table = word("picture-table", picture.lang, count=len(picture.rows))
    # The template escapes all that comes from data.
    return Markup(render("pictures/figure.html", picture=picture, table=table))  # noqa: S704

"""A diagram of classes: boxes in columns, and between them arrows that carry their names.

Wide, the columns go from left to right; narrow, the same data is a list of boxes, each with what
leads on from it. Nothing lies over anything else, and every name is a link where it has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from servanda.markup import render
from servanda.pictures.diagrams.narrow import draw_narrow
from servanda.pictures.diagrams.parts import Edge, Vertex
from servanda.pictures.diagrams.wide import draw_wide
from servanda.pictures.drawing.base import Cell, Picture

__all__ = ["MOST", "diagram"]

MOST: Final = 150  # classes; a drawing with more says nothing to anybody


def diagram(  # noqa: PLR0913  what is drawn, and how it is called
    name: str,
    lang: str,
    title: str,
    description: str,
    vertices: Sequence[Vertex],
    edges: Sequence[Edge],
    *,
    columns: tuple[str, ...] = (),
    rows: tuple[tuple[Cell, ...], ...] = (),
) -> Picture:
    """The picture of a graph; without a drawing if it is empty or has more than `MOST` classes.

    Vertices are looked at in their order; every key of an edge must be one of theirs.
    """
    drawn = bool(vertices) and len(vertices) <= MOST
    made = {
        look: render(
            "pictures/diagram.svg",
            drawing=draw(vertices, edges),
            look=look,
            name=f"{name}-{look}",
            lang=lang,
            title=title,
            description=description,
        )
        for look, draw in (("wide", draw_wide), ("narrow", draw_narrow))
        if drawn
    }
    wide, narrow = made.get("wide", ""), made.get("narrow", "")
    return Picture(name, lang, wide, title, description, columns, rows, narrow)

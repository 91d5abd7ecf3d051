"""Bars for an answer that counts something: one for each row, as long as its count."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from servanda.pictures.bars import Bar, Bars, bars
from servanda.pictures.drawing.base import Label
from servanda.pictures.drawing.figure import figure
from servanda.query import Query
from servanda.site.asking.answers import Heading, Table
from servanda.site.asking.cells import Cell
from servanda.site.view import View

__all__ = ["answer_bars"]

_COUNT: Final = re.compile(r"\bCOUNT\s*\([^()]*\)\s*AS\s*\?(\w+)", re.IGNORECASE)
_BETWEEN: Final = " · "


def answer_bars(view: View, query: Query, table: Table) -> Markup:
    """The figure of the first column that counts; empty where nothing is counted or compared.

    A bar is called by the first cells of its row that tell it from the others.
    """
    counted = set(_COUNT.findall(query.text))
    measures = [at for at, each in enumerate(table.headings) if each.variable in counted]
    names = _enough(
        table, [at for at, each in enumerate(table.headings) if _tells(table, at, each)]
    )
    if not measures or not names or len(table.rows) < 2:
        return Markup()
    drawn = tuple(_bar(view, [row[at] for at in names], row[measures[0]]) for row in table.rows)
    picture = bars(
        Bars(
            title=query.title[view.language],
            what=_BETWEEN.join(table.headings[at].title for at in names),
            measure=table.headings[measures[0]].title,
            bars=drawn,
        ),
        view.language,
        "answer-bars",
    )
    # The table of the answer follows, so that the picture brings none.
    return figure(replace(picture, rows=()))


def _enough(table: Table, places: list[int]) -> list[int]:
    """The first columns that together tell all rows apart; all of them if none do."""
    for count in range(1, len(places)):
        if len({tuple(row[at] for at in places[:count]) for row in table.rows}) == len(table.rows):
            return places[:count]
    return places


def _tells(table: Table, at: int, heading: Heading) -> bool:
    """Whether a column tells rows apart in words."""
    is_year = heading.variable == "year"
    return (not heading.numeric or is_year) and len({row[at] for row in table.rows}) > 1


def _bar(view: View, names: Sequence[Cell], measure: Cell) -> Bar:
    filled = [each for each in names if each.name is not None]
    said = [each.name for each in filled if each.name is not None]
    text = _BETWEEN.join(dict.fromkeys(name.text for name in said))
    languages = {name.language for name in said}
    link = view.link(filled[0].node) if len(filled) == 1 and filled[0].node is not None else ""
    label = Label(text, languages.pop() if len(languages) == 1 else "")
    return Bar(label, _number(measure), link or None)


def _number(cell: Cell) -> float:
    try:
        return float(cell.name.text) if cell.name is not None else math.nan
    except ValueError:
        return math.nan

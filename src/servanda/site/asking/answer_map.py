"""A map for an answer that names places, parties or countries; two such columns give arcs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from servanda.pictures.drawing.base import Label
from servanda.pictures.drawing.figure import figure
from servanda.pictures.map import map_picture
from servanda.pictures.partners import Agreement, Party, Seat, country_seat
from servanda.query import Query
from servanda.site.asking.answers import Table
from servanda.site.asking.cells import Cell
from servanda.site.telling.drawings import seat_of
from servanda.site.view import View

__all__ = ["answer_map"]

_CODE: Final = re.compile(r"[A-Z]{2}")
_LEAST: Final = 2  # places; a map of one says nothing


def answer_map(view: View, query: Query, table: Table) -> Markup:
    """The figure of the first two columns whose cells have places; empty where none has."""
    columns = [at for at in range(len(table.headings)) if _is_placed(view, table, at)][:2]
    cells = [row[at] for row in table.rows for at in columns]
    if len({seat for each in cells if (seat := _seat(view, each))}) < _LEAST:
        return Markup()
    parties = {
        party.key: party
        for row in table.rows
        for at in columns
        if (party := _party(view, row[at])) is not None
    }
    ties = [
        Agreement(f"{number:06}", Label(_said(row), view.language), tuple(keys))
        for number, row in enumerate(table.rows)
        if len(keys := [p.key for at in columns if (p := _party(view, row[at]))]) == len(columns)
    ]
    picture = map_picture(
        parties.values(),
        ties if len(columns) > 1 else (),
        view.language,
        "answer-map",
        query.title[view.language],
    )
    # The table of the answer follows, so that the picture brings none.
    return figure(replace(picture, rows=()))


def _is_placed(view: View, table: Table, at: int) -> bool:
    filled = [row[at] for row in table.rows if row[at].name is not None]
    placed = sum(_seat(view, cell) is not None for cell in filled)
    return 0 < len(filled) <= 2 * placed


def _party(view: View, cell: Cell) -> Party | None:
    if cell.name is None:
        return None
    seat = _seat(view, cell)
    link = view.link(cell.node) if cell.node is not None else ""
    by_code = seat.label if seat and cell.node is None else None
    label = by_code or Label(cell.name.text, cell.name.language)
    return Party(cell.node.value if cell.node else cell.name.text, label, link, seat)


def _seat(view: View, cell: Cell) -> Seat | None:
    if cell.node is not None:
        return seat_of(view, cell.node)
    text = cell.data or (cell.name.text if cell.name else "")
    return country_seat(text, view.language) if _CODE.fullmatch(text) else None


def _said(row: tuple[Cell, ...]) -> str:
    return " · ".join(cell.name.text for cell in row if cell.name is not None)

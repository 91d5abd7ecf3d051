"""A matrix of counts: rows by columns, each cell shaded and written, with totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from servanda.pictures.cells import Frame, Grid, Head, draw
from servanda.pictures.drawing.base import Cell, Label, Picture
from servanda.pictures.drawing.numbers import number_words, sentences
from servanda.pictures.drawing.scene import link
from servanda.wording import word

__all__ = ["Matrix", "MatrixColumn", "MatrixRow", "matrix"]

_ROWS: Final = 40
_COLUMNS: Final = 20
_NARROW_COLUMNS: Final = 6
_WIDE: Final = Frame(width=920, label=240, size=13, high=26)
_NARROW: Final = Frame(width=340, label=120, size=12, high=26)


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """The head of a column."""

    label: Label
    href: str | None = None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row: its head, and one count (0 or more) for each column."""

    label: Label
    counts: tuple[int, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts by rows and columns. `row` and `column` say in the page's language what these are."""

    title: str
    row: str
    column: str
    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]


def matrix(what: Matrix, lang: str, name: str) -> Picture:
    """The picture of a matrix in a language of the site; `name` is unique on its page.

    The strongest 20 columns (6 on small screens) and 40 rows are drawn, and the words say so; the
    table has all. Raises ValueError if a row has not one count for each column.
    """
    if any(len(row.counts) != len(what.columns) for row in what.rows):
        raise ValueError("a row has not one count for each column")
    wide, left = _grid(what, _COLUMNS, lang)
    small, less = _grid(what, _NARROW_COLUMNS, lang)
    said = sentences(lang, *_describe(what, lang), left)
    return Picture(
        name=name,
        lang=lang,
        svg=draw(wide, lang, _WIDE, left).svg(name, lang, what.title, said),
        title=what.title,
        description=said,
        columns=(
            what.row,
            *(column.label.shown for column in what.columns),
            word("picture-matrix-total", lang),
        ),
        rows=tuple(_table(what, lang)),
        narrow=draw(small, lang, _NARROW, less).svg(
            f"{name}-narrow", lang, what.title, sentences(lang, *_describe(what, lang), less)
        ),
    )


def _grid(what: Matrix, most: int, lang: str) -> tuple[Grid, str]:
    """What is drawn, and what is not, in words."""
    totals = _column_totals(what)
    rows = _strongest([sum(row.counts) for row in what.rows], _ROWS)
    columns = _strongest(totals, most)
    grid = Grid(
        tuple(Head(what.rows[n].label, link(what.rows[n].href)) for n in rows),
        tuple(Head(what.columns[n].label, link(what.columns[n].href)) for n in columns),
        tuple(tuple(what.rows[row].counts[column] for column in columns) for row in rows),
        tuple(sum(what.rows[row].counts) for row in rows),
        tuple(totals[column] for column in columns),
        sum(totals),
    )
    left = (("rows", len(what.rows) - len(rows)), ("columns", len(what.columns) - len(columns)))
    said = [word(f"picture-matrix-{key}-left", lang, count=count) for key, count in left if count]
    return grid, sentences(lang, *said, word("picture-matrix-all", lang) if said else "")


def _column_totals(what: Matrix) -> list[int]:
    return [sum(row.counts[n] for row in what.rows) for n in range(len(what.columns))]


def _strongest(totals: list[int], most: int) -> list[int]:
    """The places of the greatest totals, in their own order."""
    ranked = sorted(range(len(totals)), key=lambda place: (-totals[place], place))
    return sorted(ranked[:most])


def _describe(what: Matrix, lang: str) -> Iterator[str]:
    yield word(
        "picture-matrix-says",
        lang,
        row=what.row,
        rows=len(what.rows),
        column=what.column,
        columns=len(what.columns),
    )
    cells = [
        (count, row.label.shown, column.label.shown)
        for row in what.rows
        for column, count in zip(what.columns, row.counts, strict=True)
    ]
    most = max(cells, key=lambda cell: cell[0], default=(0, "", ""))
    if most[0] < 1:
        yield word("picture-matrix-none", lang)
        return
    count = number_words(most[0], lang)
    ties = sum(cell[0] == most[0] for cell in cells)
    if ties > 1:
        yield word("picture-most-tied", lang, count=count, ties=number_words(ties, lang))
        return
    yield word("picture-matrix-most", lang, count=count, first=most[1], second=most[2])


def _table(what: Matrix, lang: str) -> Iterator[tuple[Cell, ...]]:
    for row in what.rows:
        head = Cell(row.label.shown, row.label.lang, link(row.href))
        counts = (*row.counts, sum(row.counts))
        yield (head, *(Cell(number_words(count, lang)) for count in counts))
    totals = _column_totals(what)
    sums = (Cell(number_words(count, lang)) for count in (*totals, sum(totals)))
    yield (Cell(word("picture-matrix-total", lang)), *sums)

"""Tables of people who keep a spreadsheet: rows to triples and back, by one CSVW description.

The description is W3C metadata for tabular data; what that vocabulary cannot say (fields inside a
cell, words of a concept scheme, references to records) is said by annotations of our own. Every
column is read backwards by the same description, so a table goes round without loss.
"""

from __future__ import annotations

from servanda.tables.backward import Shown, show_row
from servanda.tables.describe import read_description
from servanda.tables.forward import Lens
from servanda.tables.grid import Grid, Row, read_grid, write_grid
from servanda.tables.metadata import Column, Description, Field
from servanda.tables.reading import Reading
from servanda.tables.resolve import Resolver
from servanda.tables.rows import Rows, find_rows, row_triples

__all__ = [
    "Column",
    "Description",
    "Field",
    "Grid",
    "Lens",
    "Reading",
    "Resolver",
    "Row",
    "Rows",
    "Shown",
    "find_rows",
    "read_description",
    "read_grid",
    "row_triples",
    "show_row",
    "write_grid",
]

"""Cells of a file: CSV, TSV and XLSX to texts and back; nothing is interpreted here."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from servanda.errors import InputError, UsageError
from servanda.parse import read_bytes, read_text
from servanda.tables.workbook import read_workbook, workbook_bytes

__all__ = ["Dialect", "Grid", "Row", "read_grid", "write_grid"]

_TABS: Final = frozenset({".tsv", ".tab", ".txt"})
_SUFFIXES: Final = frozenset({".csv", ".xlsx", *_TABS})
_LARGEST: Final = 1_000_000  # characters of one cell


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file of text is cut into cells; a `.tsv` has tabs whatever its dialect says."""

    delimiter: str = ","
    quote: str = '"'
    header: bool = True
    skip: int = 0

    def delimiter_of(self, path: Path) -> str:
        """What stands between the cells of a file of that suffix."""
        return "\t" if path.suffix.lower() in _TABS else self.delimiter


PLAIN: Final = Dialect()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number among the rows of data and the line where it starts, both from 1."""

    number: int
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts; every row has as many cells as there are columns."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    dialect: Dialect = field(default=PLAIN)
    head: int = 1  # the line of the titles

    def error(
        self, message: str, row: Row | None, at: int, *, hint: str | None = None
    ) -> InputError:
        """An error at a cell, or at a title: the line and the column where its text begins."""
        where = f"column {self.columns[at]!r}: {message}" if row and self.columns[at] else message
        line = row.line if row else self.head
        return _error(self.path, self.dialect, where, line, at, hint=hint)


def read_grid(path: Path, *, dialect: Dialect = PLAIN, header: Sequence[str] | None = None) -> Grid:
    """Read a table; the first row holds the titles unless `header` gives them.

    Rows without any text are passed over, as CSVW's `skipBlankRows` does. Raises InputError with
    the line for a wrong encoding, an unclosed quote, and a row with more or fewer cells.
    """
    _check_suffix(path)
    if path.suffix.lower() == ".xlsx":
        lines: Iterator[tuple[int, list[str]]] = read_workbook(path, read_bytes(path))
    else:
        lines = _csv_lines(path, dialect)
    titles = list(header) if header is not None else None
    head, rows = 1, list[Row]()
    for line, cells in lines:
        if line <= dialect.skip or not any(cell.strip() for cell in cells):
            continue
        if titles is None:
            titles, head = [cell.strip() for cell in cells], line
            _check_titles(path, dialect, line, titles)
        else:
            fitted = _fitted(path, dialect, line, cells, titles)
            rows.append(Row(len(rows) + 1, line, fitted))
    if titles is None:
        raise InputError("the table is empty", path=path, line=1, hint="Give it a row of titles")
    return Grid(path, tuple(titles), tuple(rows), dialect, head)


def _check_suffix(path: Path) -> None:
    if path.suffix.lower() not in _SUFFIXES:
        raise UsageError(
            f"a table in {path.suffix or 'a file without a suffix'} is not known",
            path=path,
            hint="Give .csv, .tsv or .xlsx",
        )


def _csv_lines(path: Path, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    text = read_text(path)
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise InputError("a NUL character", path=path, line=line, hint="Save the table as CSV")
    before = 0
    csv.field_size_limit(_LARGEST)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter_of(path),
        quotechar=dialect.quote,
        strict=True,
    )
    try:
        for cells in reader:
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise InputError(
            f"no CSV: {error}", path=path, line=before + 1, hint="Check the quotes of this row"
        ) from error


def _check_titles(path: Path, dialect: Dialect, line: int, titles: Sequence[str]) -> None:
    for at, title in enumerate(titles):
        if title and title in titles[:at]:
            message = f"two columns are called {title!r}"
            raise _error(path, dialect, message, line, at, hint="Rename one of them")


def _fitted(
    path: Path, dialect: Dialect, line: int, cells: list[str], titles: Sequence[str]
) -> tuple[str, ...]:
    extra = [cell for cell in cells[len(titles) :] if cell.strip()]
    if extra:
        message = f"the row has {len(cells)} cells, the header {len(titles)}"
        hint = "Quote cells that hold the delimiter"
        raise _error(path, dialect, message, line, len(titles), hint=hint)
    return (*cells[: len(titles)], *[""] * (len(titles) - len(cells)))


def _error(  # noqa: PLR0913  a cell, and what is wrong with it
    path: Path, dialect: Dialect, message: str, line: int, at: int, *, hint: str | None
) -> InputError:
    column = at + 1
    if path.suffix.lower() != ".xlsx":
        line, column = _place(read_text(path), dialect, path, line, at)
    return InputError(message, path=path, line=line, column=column, hint=hint)


def _place(text: str, dialect: Dialect, path: Path, line: int, at: int) -> tuple[int, int]:
    """Where a cell begins, as editors count: its row may start lines before it."""
    rest = "".join(islice(io.StringIO(text, newline=""), line - 1, None))
    delimiter, quote = dialect.delimiter_of(path), dialect.quote
    cell, column, inside, quoted, fresh = 0, 1, False, False, True
    for position, letter in enumerate(rest):
        if cell == at:
            break
        quoted = letter == quote if fresh else quoted
        inside ^= quoted and letter == quote
        fresh = letter == delimiter and not inside
        cell += fresh
        ends = letter == "\n" or (letter == "\r" and rest[position + 1 : position + 2] != "\n")
        if ends and not inside:
            break
        line, column = (line + 1, 1) if ends else (line, column + 1)
    return line, column


def write_grid(
    path: Path,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    dialect: Dialect = PLAIN,
) -> None:
    """Write a table by the suffix of `path`: CSV as RFC 4180 has it, TSV, or XLSX of texts.

    The file is replaced in one rename. Raises InputError or UsageError for what cannot be written.
    """
    _check_suffix(path)
    if path.suffix.lower() == ".xlsx":
        raw = workbook_bytes(path, columns if dialect.header else None, rows)
    else:
        out = io.StringIO(newline="")
        delimiter = dialect.delimiter_of(path)
        writer = csv.writer(
            out, delimiter=delimiter, quotechar=dialect.quote, lineterminator="\r\n"
        )
        writer.writerows([[]] * dialect.skip)
        writer.writerows([*([columns] if dialect.header else []), *rows])
        raw = out.getvalue().encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, raw)
    except OSError as error:
        reason = (error.strerror or "cannot be written").lower()
        raise InputError(reason, path=path, hint="Give another file") from error


def _write(path: Path, raw: bytes) -> None:
    if path.exists() and not path.is_file():
        path.write_bytes(raw)  # a pipe or a device is written to, not replaced
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(raw)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)

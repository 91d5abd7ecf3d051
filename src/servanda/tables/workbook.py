"""XLSX by openpyxl: the first sheet as texts, and texts as a sheet with the same bytes."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from servanda.errors import InputError

__all__ = ["read_workbook", "workbook_bytes"]

_EPOCH: Final = datetime.datetime(1980, 1, 1)  # noqa: DTZ001  what a ZIP file can say at least
_LARGEST: Final = 200_000_000  # bytes of the unpacked workbook


def read_workbook(path: Path, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet as texts, each with its number from 1.

    A date becomes ISO 8601, a whole number loses its `.0`, a formula gives its stored value.
    Raises InputError for what is no workbook and for one that unpacks to far too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(each.file_size for each in packed.infolist()) > _LARGEST:
                raise InputError("the workbook is far too large", path=path)
        book = import_module("openpyxl").load_workbook(
            io.BytesIO(raw), read_only=True, data_only=True
        )
        sheet = book.worksheets[0]
        rows = [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError, SyntaxError) as error:
        raise InputError("no XLSX workbook", path=path, hint="Save it anew, or as CSV") from error
    yield from enumerate(rows, start=1)


def _text(value: Any) -> str:  # noqa: ANN401  whatever a sheet may hold
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def workbook_bytes(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook with one sheet in which every cell is a text: no formula, no guessed date."""
    book = import_module("openpyxl").Workbook()
    book.properties.created = book.properties.modified = _EPOCH
    sheet = book.active
    for number, cells in enumerate([columns, *rows], start=1):
        for at, text in enumerate(cells, start=1):
            if text:
                cell = sheet.cell(row=number, column=at)
                cell.set_explicit_value(text, "s")
    out = io.BytesIO()
    book.save(out)
    return _repacked(out.getvalue())


def _repacked(raw: bytes) -> bytes:
    """The same archive without the time at which it was packed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _without_time(content)
            entry = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return out.getvalue()


def _without_time(content: bytes) -> bytes:
    """Saving sets the time of modification anew, so it is put back here."""
    start, mark, rest = content.partition(b"<dcterms:modified")
    inside, end, after = rest.partition(b"</dcterms:modified>")
    head = inside.partition(b">")[0]
    stamp = f"{_EPOCH.isoformat()}Z".encode()
    return start + mark + head + b">" + stamp + end + after if mark else content

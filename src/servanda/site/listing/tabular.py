"""Lists as files: CSV for spreadsheets and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["SEPARATOR", "csv_text", "harmless_csv", "json_text"]

SEPARATOR: Final = "; "  # between the values of one cell
# Without it spreadsheets take UTF-8 for the encoding of the country that they were sold in.
_MARK: Final = "\ufeff"
_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_NUMBER: Final = re.compile(r"[+-]?[\d.]+")


def csv_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as RFC 4180 has it; what a spreadsheet would run as a formula gets a leading `'`."""
    out = io.StringIO(newline="")
    out.write(_MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def json_text(entries: Iterable[object]) -> str:
    """An array with one entry on each line."""
    lines = (json.dumps(each, ensure_ascii=False) for each in entries)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def harmless_csv(table: str) -> str:
    """The same table of CSV, with a leading `'` where a spreadsheet would run a formula."""
    rows = list(csv.reader(io.StringIO(table, newline=""), strict=True))
    harmless = [[_harmless(cell) for cell in row] for row in rows]
    if rows == harmless:
        return table
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(harmless)
    return out.getvalue()


def _harmless(text: str) -> str:
    risky = _FORMULA.match(text) and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text

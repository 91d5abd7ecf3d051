"""What Wikidata already holds, from a file: nothing is to be added twice.

Two forms: lines of JSON, one entity each, as in the dumps of Wikidata
(https://www.wikidata.org/wiki/Wikidata:Database_download, JSON dumps); or CSV with the columns
`item`, `property`, `value`, where a value is written as QuickStatements writes it.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from servanda.errors import InputError
from servanda.reconcile.quickstatements import Value

__all__ = ["Held", "read_snapshot"]

Held = Mapping[tuple[str, str], frozenset[Value]]
"""The values by item and property."""

_HEAD: Final = ["item", "property", "value"]
_LONGEST: Final = (
    64 * 1024 * 1024
)  # characters of one line: the largest entities have a few million
_ITEM: Final = re.compile(r"Q[1-9][0-9]*")
_TIME: Final = re.compile(r"\+\d{4,}-\d\d-\d\dT00:00:00Z/\d+")
_QUANTITY: Final = re.compile(r"[+-]?(\d+(?:\.\d+)?)(?:U[1-9]\d*)?")


def read_snapshot(path: Path) -> Held:
    """The statements of a file in one of the two forms. Raises InputError with file and line."""
    found: dict[tuple[str, str], set[Value]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            first = opened.read(1)
            opened.seek(0)
            told = _entities(path, opened) if first in "[{" else _rows(path, opened)
            for item, name, value in told:
                found.setdefault((item, name), set()).add(value)
            if not first:
                # Nothing at all is more likely a download that failed than an empty Wikidata.
                raise InputError("the snapshot is empty", path=path, hint="Fetch it again")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("the snapshot cannot be read as UTF-8 text", path=path) from error
    return MappingProxyType({key: frozenset(values) for key, values in found.items()})


def _rows(path: Path, opened: Iterator[str]) -> Iterator[tuple[str, str, Value]]:
    reader = csv.reader(opened, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if number == 1:
                if row != _HEAD:
                    raise InputError(
                        "a snapshot is CSV with the columns item, property, value, "
                        "or lines of JSON with one entity each",
                        path=path,
                        line=1,
                    )
            elif len(row) != len(_HEAD) or not _ITEM.fullmatch(row[0]):
                raise InputError("not item, property, value", path=path, line=reader.line_num)
            else:
                yield row[0], row[1], _written(row[2])
    except csv.Error as error:
        raise InputError(f"not CSV: {error}", path=path, line=reader.line_num) from error


def _written(text: str) -> Value:
    if _ITEM.fullmatch(text):
        return Value("item", text)
    if _TIME.fullmatch(text):
        return Value("time", text)
    if "U" in text and _QUANTITY.fullmatch(text):
        return Value("quantity", text.removeprefix("+"))
    return Value("text", text.removeprefix('"').removesuffix('"'))


def _entities(path: Path, opened: Iterator[str]) -> Iterator[tuple[str, str, Value]]:
    for number, line in enumerate(opened, start=1):
        bare = line.strip().removesuffix(",")
        if bare in ("", "[", "]"):
            continue  # the dumps are one array, an entity a line
        try:
            entity = json.loads(bare[: _LONGEST + 1])
            yield from _claims(str(entity["id"]), entity.get("claims") or {})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError("not an entity of Wikidata in JSON", path=path, line=number) from error


def _claims(item: str, claims: Mapping[str, Any]) -> Iterator[tuple[str, str, Value]]:
    for name, statements in claims.items():
        for statement in statements:
            given = statement["mainsnak"].get("datavalue")
            if given is not None:  # else it says that there is none, or that it is unknown
                yield item, name, _value(given["type"], given["value"])


def _value(kind: str, value: Any) -> Value:  # noqa: ANN401  JSON from outside
    if kind == "wikibase-entityid":
        return Value("item", str(value["id"]))
    if kind == "time":
        return Value("time", f"{value['time']}/{int(value['precision'])}")
    if kind == "quantity":
        unit = str(value["unit"]).rsplit("/", 1)[-1]
        amount = str(value["amount"]).removeprefix("+")
        return Value("quantity", f"{amount}U{unit[1:]}" if _ITEM.fullmatch(unit) else amount)
    return Value("text", value if isinstance(value, str) else json.dumps(value, sort_keys=True))

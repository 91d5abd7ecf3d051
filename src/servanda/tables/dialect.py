"""The dialect of a description: how the file is cut (section 5.9 of the metadata vocabulary)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from servanda.tables.grid import Dialect
from servanda.tables.notation import Notation

__all__ = ["read_dialect"]

_ENDS: Final = ("\r\n", "\n", "\r")


def _is_mark(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1 and value not in "\r\n"


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000


# What each key may be, and in words; keys that change nothing take what every file here has.
_KEYS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = MappingProxyType(
    {
        "@id": (lambda value: isinstance(value, str), "a text"),
        "@type": (lambda value: value == "Dialect", "Dialect"),
        "commentPrefix": (lambda value: value is None, "null: lines of comment are not read"),
        "delimiter": (_is_mark, "one character"),
        "doubleQuote": (lambda value: value is True, "true"),
        "encoding": (
            lambda value: isinstance(value, str) and value.lower() in ("utf-8", "utf8"),
            "utf-8",
        ),
        "header": (lambda value: isinstance(value, bool), "true or false"),
        "headerRowCount": (lambda value: _is_count(value) and value < 2, "0 or 1"),
        "lineTerminators": (
            lambda value: all(end in _ENDS for end in ([value], value)[isinstance(value, list)]),
            "line feeds, with or without carriage returns",
        ),
        "quoteChar": (_is_mark, "one character"),
        "skipBlankRows": (lambda value: isinstance(value, bool), "true or false"),
        "skipColumns": (lambda value: _is_count(value) and value == 0, "0"),
        "skipInitialSpace": (lambda value: value is False, "false"),
        "skipRows": (_is_count, "a number of rows"),
        "trim": (
            lambda value: isinstance(value, bool) or value in ("true", "false", "start", "end"),
            "true, false, start or end",
        ),
    }
)


def read_dialect(notation: Notation) -> Dialect:
    """The dialect of a description; InputError with the line for what is not read here."""
    said = notation.object(notation.content, "dialect", optional=True)
    for key, value in said.items():
        if key not in _KEYS:
            raise notation.error(f"unknown key {key!r}", key, hint="See docs/tables.md")
        fits, words = _KEYS[key]
        if not fits(value):
            raise notation.error(f"{key} must be {words}", key, hint="See docs/tables.md")
    dialect = Dialect(
        delimiter=said.get("delimiter", ","),
        quote=said.get("quoteChar", '"'),
        header=bool(said.get("headerRowCount", said.get("header", True))),
        skip=said.get("skipRows", 0),
    )
    if dialect.delimiter == dialect.quote:
        raise notation.error("delimiter and quoteChar must differ", "quoteChar")
    return dialect

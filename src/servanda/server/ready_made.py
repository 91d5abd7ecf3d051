"""The ready-made queries of a release, and what their parameters take, for people and programs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from servanda.errors import UsageError
from servanda.query import Parameter, Query, bind, list_queries
from servanda.query.bind import example_of
from servanda.server.refusal import Refusal
from servanda.server.served import Served

__all__ = ["bound", "find", "json_schema", "ready_made"]

_FOLDER: Final = "queries/"
_NAME: Final = re.compile(r"[\w.-]{1,100}")
# What a value of each type of parameter is called in a message, and its JSON Schema (2020-12).
_TYPES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = MappingProxyType(
    {
        "iri": ("an IRI", {"type": "string", "format": "iri"}),
        "xsd:anyURI": ("an IRI", {"type": "string", "format": "iri"}),
        "xsd:boolean": ("true or false", {"type": "boolean"}),
        "xsd:date": ("a day", {"type": "string", "format": "date"}),
        "xsd:dateTime": ("a date with a time", {"type": "string", "format": "date-time"}),
        "xsd:decimal": ("a number", {"type": "number"}),
        "xsd:duration": ("a duration", {"type": "string", "format": "duration"}),
        "xsd:gYear": ("a year", {"type": "string"}),
        "xsd:integer": ("a whole number", {"type": "integer"}),
        "xsd:string": ("a text", {"type": "string"}),
    }
)


def ready_made(served: Served) -> Mapping[str, Query]:
    """The queries of a release by name, none where it has none. Raises InputError for a faulty one.

    They are read once, when a release begins to be served: they belong to it, and are no input.
    """
    if served.root is None or not any(
        path.startswith(_FOLDER) and path.endswith(".rq") and path.count("/") == 1
        for path in served.files
    ):
        return MappingProxyType({})
    queries = list_queries(served.root / _FOLDER)
    return MappingProxyType({query.name: query for query in queries})


def find(queries: Mapping[str, Query], name: str) -> Query:
    """The query of that name. Raises Refusal 404 with the nearest names."""
    if name in queries:
        return queries[name]
    said = (
        "No question is called so."
        if not _NAME.fullmatch(name)
        else (f"No question is called {name!r}.")
    )
    near = difflib.get_close_matches(name[:100], queries, n=3, cutoff=0.5)
    hint = f" Did you mean {', '.join(near)}?" if near else " All are listed at /query/."
    raise Refusal(404, said + hint)


def bound(query: Query, values: Mapping[str, str]) -> str:
    """The text of a query with these values, each read as a term of its parameter's type.

    Raises Refusal 400 for a parameter that it has not, and for a value of another type, with the
    type and an example.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name, value in values.items():
        if name not in known:
            told = ", ".join(f"{each.name} ({each.datatype})" for each in query.parameters)
            raise Refusal(
                400, f"{query.name} has no parameter {name[:100]!r}; it has: {told or 'none'}."
            )
        try:
            bind(query, {name: value})
        except UsageError as error:
            raise _wrong(known[name], value) from error
    return bind(query, values)


def _wrong(parameter: Parameter, value: str) -> Refusal:
    called = _TYPES[parameter.datatype][0]
    return Refusal(
        400,
        f"The parameter {parameter.name} takes {called} ({parameter.datatype}), "
        f"not {value[:100]!r}. Example: {parameter.name}={example_of(parameter)}",
    )


def json_schema(parameter: Parameter) -> dict[str, Any]:
    """The JSON Schema of the values of a parameter, with its default where it has one."""
    schema: dict[str, Any] = dict(_TYPES[parameter.datatype][1])
    if parameter.default.upper() != "UNDEF":
        schema["default"] = _typed(schema["type"], example_of(parameter))
    return schema


def _typed(kind: str, text: str) -> object:
    if kind == "boolean":
        return text in {"true", "1"}
    return int(text) if kind == "integer" else float(text) if kind == "number" else text

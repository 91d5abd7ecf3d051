"""Bind parameters: a value becomes a checked RDF term in the place of the default."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.errors import UsageError
from servanda.query.head import Parameter, Query, default_span
from servanda.query.sparql import sparql_tokens
from servanda.vocab import XSD

__all__ = ["bind"]

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\x9f<>\"{}|\\^`]+")
_PREFIXED: Final = re.compile(r"([A-Za-z][\w.-]*)?:([\w.:-]*)")
_ZONE: Final = r"(?:Z|[+-]\d{2}:\d{2})?"


def _is_date(value: str) -> bool:
    match = re.fullmatch(rf"(\d{{4}})-(\d{{2}})-(\d{{2}}){_ZONE}", value)
    return match is not None and _exists(int(match[1]), int(match[2]), int(match[3]))


def _is_date_time(value: str) -> bool:
    match = re.fullmatch(
        rf"(\d{{4}})-(\d{{2}})-(\d{{2}})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?{_ZONE}", value
    )
    return match is not None and _exists(int(match[1]), int(match[2]), int(match[3]))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _matching(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


_DURATION: Final = (
    r"-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
)

# The lexical spaces of XML Schema 1.1, part 2, for the types that parameters may have.
_LEXICAL: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "anyURI": lambda value: _IRI.fullmatch(value) is not None,
        "boolean": _matching(r"true|false|0|1"),
        "date": _is_date,
        "dateTime": _is_date_time,
        "decimal": _matching(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
        "duration": _matching(_DURATION),
        "gYear": _matching(rf"-?\d{{4,}}{_ZONE}"),
        "integer": _matching(r"[+-]?\d+"),
        "string": lambda value: not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", value),
    }
)


def bind(query: Query, values: Mapping[str, str]) -> str:
    """The text of a query in which the given parameters have these values.

    Each value is read as the parameter's type and written as one term in the place of the
    default; it is never pasted as text. Raises UsageError for an unknown parameter and for a
    value of the wrong type.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    text = query.text
    for name, value in values.items():
        if name not in known:
            listed = ", ".join(f"{p.name} ({p.datatype})" for p in query.parameters) or "none"
            raise UsageError(
                f"the query {query.name} has no parameter {name!r}", hint=f"It has: {listed}"
            )
        span = default_span(text, name)
        if span is None:
            raise UsageError(f"the query {query.name} has no place for {name!r}")
        text = text[: span[0]] + str(_term(known[name], value, query)) + text[span[1] :]
    return text


def _term(parameter: Parameter, value: str, query: Query) -> NamedNode | Literal:
    if parameter.datatype == "iri":
        return NamedNode(_iri(parameter, value, query))
    name = parameter.datatype.removeprefix("xsd:")
    if not _LEXICAL[name](value):
        raise _wrong(parameter, value)
    return Literal(value, datatype=XSD[name])


def _iri(parameter: Parameter, value: str, query: Query) -> str:
    prefixed = _PREFIXED.fullmatch(value)
    if prefixed:
        base = _prefixes(query.text).get(prefixed[1] or "")
        if base is not None:
            return base + prefixed[2]
    plain = value[1:-1] if value.startswith("<") and value.endswith(">") else value
    if not _IRI.fullmatch(plain):
        raise _wrong(parameter, value)
    return plain


def _prefixes(text: str) -> dict[str, str]:
    tokens = list(sparql_tokens(text))
    return {
        tokens[at + 1].text[:-1]: tokens[at + 2].text[1:-1]
        for at, token in enumerate(tokens[:-2])
        if token.kind == "word" and token.text.upper() == "PREFIX"
    }


def _wrong(parameter: Parameter, value: str) -> UsageError:
    return UsageError(
        f"parameter {parameter.name}: {value!r} is no {parameter.datatype}",
        hint=f"Example: --param {parameter.name}={parameter.default.strip('<>')}",
    )

"""Bind parameters: a value becomes a checked RDF term in the place of the default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.datatypes import IRI, is_lexical
from servanda.errors import UsageError
from servanda.query.head import Parameter, Query, default_span
from servanda.query.sparql import declared_prefixes
from servanda.vocab import XSD

__all__ = ["bind", "example_of"]

_EXAMPLES: Final = MappingProxyType({"xsd:date": "2020-01-31"})
_LITERAL: Final = re.compile(r'"([^"]*)"')
_PREFIXED: Final = re.compile(r"([A-Za-z][\w.-]*)?:([\w.:-]*)")


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
    if not is_lexical(name, value):
        raise _wrong(parameter, value)
    return Literal(value, datatype=XSD[name])


def _iri(parameter: Parameter, value: str, query: Query) -> str:
    prefixed = _PREFIXED.fullmatch(value)
    if prefixed:
        base = declared_prefixes(query.text).get(prefixed[1] or "")
        if base is not None:
            return base + prefixed[2]
    plain = value[1:-1] if value.startswith("<") and value.endswith(">") else value
    if not IRI.fullmatch(plain):
        raise _wrong(parameter, value)
    return plain


def _wrong(parameter: Parameter, value: str) -> UsageError:
    return UsageError(
        f"parameter {parameter.name}: {value!r} is no {parameter.datatype}",
        hint=f"Example: --param {parameter.name}={example_of(parameter)}",
    )


def example_of(parameter: Parameter) -> str:
    """The default as it would be given, or a value of the type where the default is no value."""
    if parameter.default.upper() == "UNDEF":
        return _EXAMPLES.get(parameter.datatype, parameter.datatype.upper())
    literal = _LITERAL.match(parameter.default)
    return literal[1] if literal else parameter.default.strip("<>")

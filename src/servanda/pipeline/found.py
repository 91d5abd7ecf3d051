"""Validation results with their places, as JSON and back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode

from servanda.ntriples import fact_of, term_of, triple_of
from servanda.places import Found
from servanda.validate import Result

__all__ = ["found_json", "found_of", "order"]


def found_json(found: Found) -> list[Any]:
    """A result with its place, in the order of `Found` and `Result`."""
    result = found.result
    terms = (result.focus_node, result.path, result.value, result.component, result.source_shape)
    return [
        *(None if term is None else str(term) for term in terms),
        str(result.severity),
        [str(message) for message in result.messages],
        [fact_of(triple) for triple in result.path_triples],
        found.path,
        found.line,
    ]


def found_of(kept: list[Any]) -> Found:
    """The result that JSON stands for."""
    focus, path, value, component, shape, severity, messages, triples, name, line = kept
    return Found(
        Result(
            focus_node=term_of(focus),
            path=_common(path),
            value=_optional(value),
            component=NamedNode(component[1:-1]),
            source_shape=_common(shape),
            severity=NamedNode(severity[1:-1]),
            messages=tuple(_literal(each) for each in messages),
            path_triples=tuple(triple_of((s, p, o)) for s, p, o in triples),
        ),
        name,
        line,
    )


def order(found: Found) -> tuple[str, int, str, str]:
    """What results are sorted by: file, line, resource, shape and value."""
    result = found.result
    return (found.path, found.line, str(result.focus_node), f"{result.source_shape}{result.value}")


def _optional(spelled: str | None) -> Any:  # noqa: ANN401  a term or nothing
    return None if spelled is None else term_of(spelled)


@lru_cache(maxsize=4096)
def _common(spelled: str | None) -> Any:  # noqa: ANN401  a term or nothing
    """What many results have in common: it is made once."""
    return _optional(spelled)


@lru_cache(maxsize=4096)
def _literal(spelled: str) -> Literal:
    term = term_of(spelled)
    return term if isinstance(term, Literal) else Literal(str(term))

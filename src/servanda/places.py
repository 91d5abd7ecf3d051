"""Where a validation result stands: the file and the line that states what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from servanda.parse import Document
from servanda.validate import Result

__all__ = ["Found", "place"]


@dataclass(frozen=True, slots=True)
class Found:
    """A validation result with its place; `line` counts from 1."""

    result: Result
    path: str
    line: int


def place(results: Iterable[Result], documents: Sequence[Document]) -> list[Found]:
    """The place of each result: the statement at fault, its focus node, or the first file."""
    owners: dict[object, Document] = {}
    for document in documents:
        for quad in document.quads:
            owners.setdefault(quad.subject, document)
    return [_place(result, owners.get(result.focus_node), documents[0]) for result in results]


def _place(result: Result, document: Document | None, first: Document) -> Found:
    focus = result.focus_node
    if document is None or not isinstance(focus, NamedNode):
        return Found(result, first.name, 1)
    path = result.path if isinstance(result.path, NamedNode) else None
    return Found(result, document.name, document.line(focus, path, result.value))

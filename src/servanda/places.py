"""Where a validation result stands: the file and the line that states what it is about."""

from __future__ import annotations

from collections.abc import Sequence
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


def place(result: Result, documents: Sequence[Document]) -> Found:
    """The place of a result: the statement at fault, else its focus node, else the first file."""
    focus = result.focus_node
    if isinstance(focus, NamedNode):
        for document in documents:
            if any(quad.subject == focus for quad in document.quads):
                path = result.path if isinstance(result.path, NamedNode) else None
                return Found(result, document.name, document.line(focus, path, result.value))
    return Found(result, documents[0].name, 1)

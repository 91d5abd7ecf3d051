"""What an import has to say of a cell: it could not be read, it is unknown, or ambiguous."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Issue"]


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One remark about a cell.

    `kind` is `unread`, `unknown` (a word of no concept), `ambiguous` (a name of several records),
    `parts` (an item with too many parts) or `suspicious` (read, but worth a look).
    """

    kind: str
    column: str
    text: str
    message: str
    row: int = 0
    line: int = 0

"""What came of a push."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from servanda.push.comparison import Change, Difference

__all__ = ["Outcome", "Progress", "quiet"]

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the release is now current, and what the store made of it.

    `sent` counts the graphs that had to be sent, `removed` those that readers lost, `dropped` the
    earlier releases that were cleared away. `differences` are statements that the store does not
    hold as they were sent, of which nothing is known; then the release was not made current.
    """

    current: bool
    sent: int
    removed: int
    dropped: tuple[NamedNode, ...]
    changes: tuple[Change, ...]
    differences: tuple[Difference, ...]


def quiet(stage: str, done: int, total: int) -> None:
    """Show no progress."""

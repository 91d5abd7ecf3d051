"""What all runners share: the shape of work, and which item of a batch is to blame if it fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from servanda.errors import EngineError

__all__ = ["Progress", "Work", "blame", "culprit", "failed", "quiet"]

Shared = TypeVar("Shared")
Batch = TypeVar("Batch", bound=Sequence[Any])
Output = TypeVar("Output")

Work = Callable[[Shared, Batch], Output]
Progress = Callable[[int], None]


def quiet(done: int) -> None:
    """A progress that shows nothing; `done` batches have been given."""


def culprit(batch: Batch, fails: Callable[[Batch], bool]) -> Batch:
    """The smallest part of a failing batch that halving finds to fail; often one item.

    It is larger where only items together fail, as they do where memory is short.
    """
    while len(batch) > 1:
        middle = len(batch) // 2
        halves = [cast("Batch", batch[:middle]), cast("Batch", batch[middle:])]
        failing = next(filter(fails, halves), None)
        if failing is None:
            break
        batch = failing
    return batch


def blame(part: Batch, what: str, hint: str | None = None) -> EngineError:
    """An error that names the item, or the first and the last of the items, at which work fails."""
    if len(part) == 1:
        return EngineError(f"{what}, at work on this record", path=str(part[0]), hint=hint)
    named = f"{part[0]} to {part[-1]}" if part else "an empty batch"
    return EngineError(f"{what}, at work on {len(part)} records together, {named}", hint=hint)


def failed(error: BaseException) -> str:
    """How an exception that is not ours is told, before the record that `blame` names."""
    return f"the work failed ({type(error).__name__}: {error})"

"""What a process answers to a batch, and how it travels: packed, good or not, output or error."""

from __future__ import annotations

import pickle
import traceback
from typing import Any

__all__ = ["EndedError", "answered", "packed", "unpacked"]


class EndedError(Exception):
    """Processes ended without an answer, as often as one tries; the text says how.

    `began` is whether they were at work by then.
    """

    def __init__(self, said: str, hint: str | None, *, began: bool) -> None:
        super().__init__(said)
        self.hint = hint
        self.began = began


def packed(value: object) -> bytes:
    """What travels."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpacked(data: bytes) -> Any:  # noqa: ANN401  what was packed
    """What has travelled, from a process of ours."""
    return pickle.loads(data)  # noqa: S301  nobody else can write there


def answered(work: Any, shared: object, batch: bytes) -> bytes:  # noqa: ANN401  a function
    """The output of work on a packed batch, or what it raised: packed, after whether it is good."""
    try:
        return packed((True, work(shared, unpacked(batch))))
    except Exception as error:  # noqa: BLE001  it is raised where the output is awaited
        error.add_note(traceback.format_exc())
        try:
            unpacked(said := packed((False, error)))
        except Exception:  # noqa: BLE001  an exception that cannot travel is told in words
            return packed((False, RuntimeError(traceback.format_exc())))
        return said

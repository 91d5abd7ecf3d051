"""Options of the commands that go through all records: where and how the work is done."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from servanda.pipeline.work import How

__all__ = ["work_options"]

_MEMORY: Final = 1500
# What a process takes beside the facts it maps, and how many times the text of these, in bytes.
# Measured with ten thousand agreements: 124 MB for batches of 2 MB, 355 MB for those of 14 MB.
_AT_LEAST: Final = 100_000_000
_TIMES: Final = 21


def work_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of work; it is called with `how`, made of them."""

    @click.option(
        "--jobs",
        type=click.IntRange(1, 256),
        default=_cores(),
        show_default="one for each core",
        help="Processes at work.",
    )
    @click.option(
        "--memory",
        type=click.IntRange(400, 1_000_000),
        default=_MEMORY,
        show_default=True,
        metavar="MB",
        help="How much memory all processes together may take.",
    )
    @click.option(
        "--cache/--no-cache",
        default=True,
        show_default=True,
        help="Keep what was read and inferred, so that the next run does only what changed.",
    )
    @click.option("--on", metavar="URL", help="Work on a cluster, as spark://HOST:PORT.")
    @wraps(command)
    def wrapped(
        *args: Any,  # noqa: ANN401  those of the command
        jobs: int,
        memory: int,
        cache: bool,
        on: str | None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        command(*args, how=_how(jobs, memory, on, cache=cache), **options)

    return wrapped


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _how(jobs: int, memory: int, on: str | None, *, cache: bool) -> How:
    from servanda.caches import cache_folder  # noqa: PLC0415  with what loads engines
    from servanda.pipeline.batches import Limits  # noqa: PLC0415
    from servanda.pipeline.work import How  # noqa: PLC0415

    each = memory * 1_000_000 // (jobs + 1)
    batch_bytes = max((each - _AT_LEAST) // _TIMES, 200_000)
    kept = cache_folder("build") if cache else None
    return How(jobs, on, Limits(batch_bytes=min(batch_bytes, 24_000_000)), kept)

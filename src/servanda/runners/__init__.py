"""Runners: where batches of work run, chosen by the scheme of a URL.

A runner calls `work(shared, batch)` for each batch and gives the outputs in the order of the
batches. It knows nothing of what the work is, and every runner gives the same outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol, TypeVar
from urllib.parse import urlsplit

from servanda.errors import UsageError
from servanda.runners.culprit import Progress, Work, quiet
from servanda.runners.processes import Processes

__all__ = ["RUNNERS", "Processes", "Progress", "Runner", "Work", "quiet", "runner_for"]

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Output = TypeVar("Output")


class Runner(Protocol):
    """Somewhere that work is done."""

    def outputs(
        self,
        work: Work[Shared, Item, Output],
        shared: Shared,
        batches: Iterable[Sequence[Item]],
        *,
        progress: Progress = quiet,
    ) -> Iterator[Output]:
        """Each batch's output, in the order of the batches; see `Processes.outputs`."""
        ...


def _processes(_url: str, jobs: int) -> Runner:
    return Processes(jobs)


# Each scheme of `--on`, and what makes its runner of the URL and the number of processes.
RUNNERS: Final[Mapping[str, Callable[[str, int], Runner]]] = {"": _processes}


def runner_for(url: str | None, jobs: int) -> Runner:
    """The runner that a URL names; without one, `jobs` processes of this machine.

    Raises UsageError for a scheme that no runner has.
    """
    scheme = urlsplit(url or "").scheme
    if scheme not in RUNNERS:
        raise UsageError(
            f"no runner for {url!r}",
            hint="Known: " + ", ".join(f"{name}://" for name in sorted(RUNNERS) if name),
        )
    return RUNNERS[scheme](url or "", jobs)

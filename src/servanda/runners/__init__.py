"""Runners: where batches of work run, chosen by the scheme of a URL.

A runner calls `work(shared, batch)` for each batch and gives the outputs in the order of the
batches. It knows nothing of what the work is, and every runner gives the same outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import urlsplit

from servanda.errors import UsageError
from servanda.runners.culprit import Progress, Work, quiet
from servanda.runners.processes import Processes

__all__ = ["RUNNERS", "Processes", "Progress", "Runner", "Work", "quiet", "runner_for"]

Shared = TypeVar("Shared")
Batch = TypeVar("Batch", bound=Sequence[Any])
Output = TypeVar("Output")


class Runner(Protocol):
    """Somewhere that work is done."""

    @property
    def apart(self) -> bool:
        """Whether work may be done where the files of this machine are not."""
        ...

    def close(self) -> None:
        """End what is kept between calls of `outputs`."""
        ...

    def outputs(
        self,
        work: Work[Shared, Batch, Output],
        shared: Shared,
        batches: Iterable[Batch],
        *,
        progress: Progress = quiet,
    ) -> Generator[Output, None, None]:
        """Each batch's output, in the order of the batches; see `Processes.outputs`."""
        ...


def _processes(_url: str, jobs: int) -> Runner:
    return Processes(jobs)


def _spark(url: str, jobs: int) -> Runner:
    from servanda.runners.spark import Spark  # noqa: PLC0415  needs what the extra installs

    return Spark(url, jobs)


# Each scheme of `--on`, and what makes its runner of the URL and the number of processes.
RUNNERS: Final[Mapping[str, Callable[[str, int], Runner]]] = {"": _processes, "spark": _spark}


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

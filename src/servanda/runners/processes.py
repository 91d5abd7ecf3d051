"""Batches in processes of this machine, each with a pipe of its own.

A process works on one batch at a time, so the batch of a process that ends is known, and is given
to a new one. A pipe whose process ended says so at once; no lock or queue is shared, so nothing
waits for what a process that was killed still held.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any, ClassVar, TypeVar

from servanda.errors import ServandaError
from servanda.runners.ahead import in_order
from servanda.runners.answer import packed
from servanda.runners.culprit import Progress, Work, blame, culprit, failed, quiet
from servanda.runners.pool import Pool

__all__ = ["Processes"]

Shared = TypeVar("Shared")
Batch = TypeVar("Batch", bound=Sequence[Any])
Output = TypeVar("Output")


@dataclass(frozen=True, slots=True)
class Processes:
    """A runner with `jobs` processes; with one job, the work is done in the process that asks."""

    jobs: int = 1
    apart: ClassVar[bool] = False

    def close(self) -> None:
        """Nothing is left open between the outputs of one call and those of the next."""

    def outputs(
        self,
        work: Work[Shared, Batch, Output],
        shared: Shared,
        batches: Iterable[Batch],
        *,
        progress: Progress = quiet,
    ) -> Generator[Output, None, None]:
        """Each batch's output, in the order of the batches, which are read as they are needed.

        `work` is a function of a module. `shared`, batches and outputs can be pickled; `shared`
        is sent to each process once. At most two batches for each process are on their way, with
        those whose output nobody took yet. Raises what `work` raises: a ServandaError as it is,
        for anything else, and for a process that ends, an EngineError that names the item.
        Closing the iterator, or an exception such as KeyboardInterrupt, ends all processes.
        """
        source = iter(batches)
        first = list(islice(source, 2))
        alone = self.jobs <= 1 or len(first) <= 1
        run = _here if alone else partial(_there, self.jobs)
        for done, output in enumerate(run(work, shared, chain(first, source)), start=1):
            progress(done)
            yield output


def _here(
    work: Work[Shared, Batch, Output], shared: Shared, batches: Iterable[Batch]
) -> Iterator[Output]:
    def fails(part: Batch) -> bool:
        try:
            work(shared, part)
        except Exception:  # noqa: BLE001  whatever it was, the part fails
            return True
        return False

    for batch in batches:
        try:
            output = work(shared, batch)
        except ServandaError:
            raise
        except Exception as error:
            raise blame(culprit(batch, fails), failed(error)) from error
        yield output


def _there(
    jobs: int,
    work: Work[Shared, Batch, Output],
    shared: Shared,
    batches: Iterable[Batch],
) -> Iterator[Output]:
    return in_order(Pool(work, packed(shared)), jobs, batches)

"""Batches in processes of this machine, each with a pipe of its own.

A process works on one batch at a time, so the batch of a process that ends is known, and is given
to a new one. A pipe whose process ended says so at once; no lock or queue is shared, so nothing
waits for what a process that was killed still held.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any, Final, TypeVar

from servanda.errors import EngineError, ServandaError
from servanda.runners.culprit import Progress, Work, blame, culprit, failed, quiet
from servanda.runners.pool import EndedError, Pool, packed, unpacked

__all__ = ["Processes"]

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Output = TypeVar("Output")

_AHEAD: Final = 2  # batches on their way for each process: one at work, one waiting


@dataclass(frozen=True, slots=True)
class Processes:
    """A runner with `jobs` processes; with one job, the work is done in the process that asks."""

    jobs: int = 1

    def outputs(
        self,
        work: Work[Shared, Item, Output],
        shared: Shared,
        batches: Iterable[Sequence[Item]],
        *,
        progress: Progress = quiet,
    ) -> Iterator[Output]:
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
    work: Work[Shared, Item, Output], shared: Shared, batches: Iterable[Sequence[Item]]
) -> Iterator[Output]:
    def fails(part: Sequence[Item]) -> bool:
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
    work: Work[Shared, Item, Output],
    shared: Shared,
    batches: Iterable[Sequence[Item]],
) -> Iterator[Output]:
    waiting: deque[tuple[Sequence[Item], Future[bytes]]] = deque()
    pool = Pool(work, packed(shared))
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="servanda-batch")
    try:
        for batch in batches:
            waiting.append((batch, threads.submit(pool.answer, packed(batch))))
            if len(waiting) >= jobs * _AHEAD:
                yield _taken(pool, *waiting.popleft())
        while waiting:
            yield _taken(pool, *waiting.popleft())
    finally:
        pool.close()
        threads.shutdown(cancel_futures=True)


def _taken(pool: Pool, batch: Sequence[Item], future: Future[bytes]) -> Any:  # noqa: ANN401
    def fails(part: Sequence[Item]) -> bool:
        try:
            good, _ = unpacked(pool.answer(packed(part), attempts=2))
        except EndedError:
            return True
        return not good

    try:
        good, output = unpacked(future.result())
    except EndedError as ended:
        if not ended.began:
            raise EngineError(str(ended), hint=ended.hint) from None
        raise blame(culprit(batch, fails), str(ended), ended.hint) from None
    if good:
        return output
    if isinstance(output, ServandaError):
        raise output
    raise blame(culprit(batch, fails), failed(output)) from output

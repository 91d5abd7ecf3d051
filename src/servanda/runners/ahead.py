"""Answers in order, with a bounded number of batches on their way; whoever it is that answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, Protocol, TypeVar

from servanda.errors import EngineError, ServandaError
from servanda.runners.answer import EndedError, packed, unpacked
from servanda.runners.culprit import blame, culprit, failed

__all__ = ["Answering", "in_order"]

Batch = TypeVar("Batch", bound=Sequence[Any])

_AHEAD: Final = 2  # batches on their way for each of the `jobs`: one at work, one waiting


class Answering(Protocol):
    """Processes that answer batches; `answer` is called from several threads."""

    def answer(self, batch: bytes, attempts: int = 3) -> bytes:
        """What a process answers to a batch; raises EndedError where it cannot be had."""
        ...

    def close(self) -> None:
        """End all work at once."""
        ...


def in_order(
    answering: Answering, jobs: int, batches: Iterable[Batch]
) -> Generator[Any, None, None]:
    """The output of each batch, in order; see `Processes.outputs` for what is raised."""
    waiting: deque[tuple[Batch, Future[bytes]]] = deque()
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="servanda-batch")
    try:
        for batch in batches:
            waiting.append((batch, threads.submit(answering.answer, packed(batch))))
            if len(waiting) >= jobs * _AHEAD:
                yield _taken(answering, *waiting.popleft())
        while waiting:
            yield _taken(answering, *waiting.popleft())
    finally:
        answering.close()
        threads.shutdown(cancel_futures=True)


def _taken(answering: Answering, batch: Batch, future: Future[bytes]) -> Any:  # noqa: ANN401
    def fails(part: Batch) -> bool:
        try:
            good, _ = unpacked(answering.answer(packed(part), attempts=2))
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

"""Batches on a standalone Spark cluster: each is one job of one task.

Spark takes the first answer of a task and drops all others, so that tasks which are tried again,
or at work twice, change nothing. The shared part is broadcast, and opened once by each process.
What the user's own configuration of Spark says stands before what is set here.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any, ClassVar, Final, TypeVar
from urllib.parse import urlsplit

from servanda.errors import EngineError, UsageError
from servanda.runners.ahead import in_order
from servanda.runners.answer import EndedError, answered
from servanda.runners.culprit import Progress, Work, quiet

__all__ = ["Spark", "session"]

Shared = TypeVar("Shared")
Batch = TypeVar("Batch", bound=Sequence[Any])
Output = TypeVar("Output")

_PATIENCE: Final = 120.0  # seconds until the first executor must be there
SETTINGS: Final = {
    "spark.app.name": "servanda",
    "spark.ui.enabled": "false",
    # A task that ends with its executor is tried again; Spark counts such an end against it.
    "spark.task.maxFailures": "8",
    # A task that takes very long is begun a second time elsewhere.
    "spark.speculation": "true",
    "spark.speculation.task.duration.threshold": "300s",
    # The other algorithm leaves some files of a job that failed.
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "1",
}


class Spark:
    """A runner on the cluster whose master is at `url`.

    As many batches are at work at once as it has cores, or `jobs` if that is more.
    """

    apart: ClassVar[bool] = True

    def __init__(self, url: str, jobs: int = 1) -> None:
        self._url: Final = _checked(url)
        self._jobs: Final = jobs
        self._session: Any = None

    def outputs(
        self,
        work: Work[Shared, Batch, Output],
        shared: Shared,
        batches: Iterable[Batch],
        *,
        progress: Progress = quiet,
    ) -> Generator[Output, None, None]:
        """Each batch's output, in order: see `Processes.outputs`.

        Without a batch, no cluster is asked for anything. Raises UsageError without pyspark or
        Java, and EngineError if no executor comes within two minutes.
        """
        source = iter(batches)
        first = next(source, None)
        if first is None:
            return
        if self._session is None:
            self._session = session(self._url)
        cluster = _Cluster(self._session.sparkContext, work, shared)
        jobs = max(self._jobs, cluster.cores)
        for done, output in enumerate(in_order(cluster, jobs, _led(first, source)), start=1):
            progress(done)
            yield output

    def close(self) -> None:
        """End the session, and with it what is left of its work."""
        if self._session is not None:
            self._session.stop()
            self._session = None


def _led(first: Batch, others: Iterable[Batch]) -> Iterator[Batch]:
    yield first
    yield from others


def _checked(url: str) -> str:
    parts = urlsplit(url)
    try:
        good = parts.hostname and parts.port and not parts.path.strip("/")
    except ValueError:
        good = False
    if not good or parts.username or parts.query or parts.fragment:
        raise UsageError(f"{url!r} names no master of Spark", hint="Give spark://HOST:PORT")
    return f"spark://{parts.netloc}"


def session(url: str) -> Any:  # noqa: ANN401  pyspark may not be installed
    """A session on the cluster whose master is at `url`, with an executor in it.

    A driver of a master on loopback listens on loopback only. Raises UsageError without pyspark,
    EngineError without Java, without a master, or if no executor comes within two minutes.
    """
    try:
        from py4j.protocol import Py4JError  # noqa: PLC0415  comes with pyspark
        from pyspark import SparkConf, SparkContext  # noqa: PLC0415  the extra installs it
        from pyspark.errors import PySparkException  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            "pyspark is not installed", hint="Install it: pip install 'servanda[spark]'"
        ) from None
    _knock(url)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        SparkContext._ensure_initialized()  # noqa: SLF001  the user's settings are read by then
        settings = SparkConf().setMaster(url).set("spark.ui.showConsoleProgress", "false")
        for name, value in {**SETTINGS, **_loopback(url)}.items():
            settings.setIfMissing(name, value)
        opened = SparkSession.builder.config(conf=settings).getOrCreate()
        opened.sparkContext.setLogLevel("ERROR")
        _await_executor(opened, url)
    except (Py4JError, PySparkException, OSError) as error:
        raise EngineError(
            f"Spark cannot be started: {_told(error)}",
            hint="It needs Java 17 or later (JAVA_HOME), and a master at the address given",
        ) from None
    return opened


def _knock(url: str) -> None:
    """Raise EngineError at once where nobody listens; Spark itself would try for two minutes."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10).close()
    except OSError as error:
        raise EngineError(f"no master answers at {url}: {error}", hint="Is it up?") from None


def _loopback(url: str) -> dict[str, str]:
    host = urlsplit(url).hostname or ""
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    return {"spark.driver.host": host, "spark.driver.bindAddress": host} if local else {}


def _await_executor(opened: Any, url: str) -> None:  # noqa: ANN401
    """Wait for the first executor, and a second more for others that come with it."""
    scala = opened.sparkContext._jsc.sc()  # noqa: SLF001  Python is not told of executors
    there, since, end = 1, 0.0, time.monotonic() + _PATIENCE
    while there == 1 or time.monotonic() - since < 1:  # the driver is one
        if time.monotonic() > end:
            opened.stop()
            raise EngineError(f"no executor came from {url}", hint="Are workers up, and idle?")
        time.sleep(0.1)
        now = scala.getExecutorMemoryStatus().size()
        if now != there:
            there, since = now, time.monotonic()


def _told(error: Exception) -> str:
    """What Spark says first of a failure, without the stacks of its machine."""
    java = getattr(error, "java_exception", None)
    said = str(error if java is None else java.getMessage())
    return said.split("\n", 1)[0].strip(" .")


class _Cluster:
    """What answers batches: a context, the work, and the shared part, which is broadcast."""

    def __init__(self, context: Any, work: Any, shared: object) -> None:  # noqa: ANN401
        self._context: Final = context
        self._work: Final = work
        self._shared: Final = context.broadcast(shared)
        self._group: Final = f"servanda-{id(self)}"

    @property
    def cores(self) -> int:
        """How many tasks the cluster can do at once, as far as its executors are there."""
        return int(self._context.defaultParallelism)

    def answer(self, batch: bytes, attempts: int = 3) -> bytes:
        """The answer to a batch; `attempts` is up to Spark, see `spark.task.maxFailures`."""
        del attempts
        from py4j.protocol import Py4JError  # noqa: PLC0415  comes with pyspark

        task = _Task(self._work, self._shared, version("servanda"))
        try:
            answers = self._context.parallelize([batch], 1).map(task).collect()
        except Py4JError as error:
            said = f"the task failed on the cluster ({_told(error)})"
            raise EndedError(said, None, began=True) from None
        return bytes(answers[0])

    def close(self) -> None:
        """Give up all jobs that are under way."""
        self._context.cancelAllJobs()
        self._shared.destroy()


class _Task:
    """What an executor does with a packed batch."""

    def __init__(self, work: Any, shared: Any, release: str) -> None:  # noqa: ANN401
        self._work: Final = work
        self._shared: Final = shared
        self._release: Final = release

    def __call__(self, batch: bytes) -> bytes:
        return answered(self._here, self._shared.value, batch)

    def _here(self, shared: object, batch: Sequence[object]) -> Any:  # noqa: ANN401
        if version("servanda") != self._release:
            raise EngineError(
                f"servanda is {version('servanda')} on a worker, and {self._release} here",
                hint="Install the same version everywhere, and name its Python by PYSPARK_PYTHON",
            )
        return self._work(shared, batch)

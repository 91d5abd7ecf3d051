"""Measure the cluster: what it costs beside processes of one machine, and builds under kills."""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import synthetic
from spark.cluster import SETTINGS, Cluster, cluster, processes

from servanda.build import build
from servanda.digests import MANIFEST, file_digest
from servanda.pipeline.batches import Limits
from servanda.pipeline.work import How

TICKS = os.sysconf("SC_CLK_TCK")
BUILD = (
    "import sys, time\n"
    "from pathlib import Path\n"
    "from servanda.build import build\n"
    "from servanda.pipeline.batches import Limits\n"
    "from servanda.pipeline.work import How\n"
    "root, out, jobs, on, size = sys.argv[1:]\n"
    "how = How(int(jobs), on or None, Limits(batch_bytes=int(size)))\n"
    "build(Path(root), Path(out), how=how, site=False)\n"
)


class Meter(threading.Thread):
    """Adds up the CPU of processes and of all that they begin, by looking again and again."""

    def __init__(self, roots: list[int]) -> None:
        super().__init__(daemon=True)
        self._roots = roots
        self._used: dict[int, tuple[float, str]] = {}
        self._ended = threading.Event()

    def run(self) -> None:
        """Look until it is stopped."""
        while not self._ended.wait(0.2):
            self.look()

    def look(self) -> None:
        """Note what each process has used by now."""
        found, mine = list(processes()), set(self._roots)
        for _ in range(6):
            mine |= {pid for pid, parent, _ in found if parent in mine}
        for pid, _, line in found:
            if pid in mine:
                with suppress(OSError):
                    text = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
                    state = text.rpartition(")")[2].split()
                    kind = "java" if "java" in line.split(" ")[0] else "python"
                    self._used[pid] = ((int(state[11]) + int(state[12])) / TICKS, kind)

    def stop(self) -> dict[str, float]:
        """The CPU seconds of Python and of Java."""
        self.look()
        self._ended.set()
        totals = {"python": 0.0, "java": 0.0}
        for used, kind in self._used.values():
            totals[kind] += used
        return totals


def started(
    root: Path, out: Path, jobs: int, size: int, there: Cluster | None = None
) -> subprocess.Popen[bytes]:
    """A build in a process of its own."""
    line = [sys.executable, "-c", BUILD, str(root), str(out), str(jobs)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    if there is not None:
        environment = there.environment
    return subprocess.Popen(
        [*line, there.url if there else "", str(size)],
        env=environment,
        stderr=subprocess.DEVNULL,
    )


def measured(root: Path, out: Path, size: int, there: Cluster | None) -> str:
    """Build once; the digest of the manifest. Prints what it cost."""
    began = time.monotonic()
    running = started(root, out, 2, size, there)
    roots = [running.pid]
    if there is not None:
        roots += [there.master.pid, *(worker.pid for worker in there.workers)]
    meter = Meter(roots)
    meter.look()
    before = meter.stop() if there is not None else {"python": 0.0, "java": 0.0}
    meter = Meter(roots)
    meter.start()
    assert running.wait() == 0, "the build failed"
    used = meter.stop()
    where = "a cluster of two workers" if there is not None else "two processes"
    python, java = used["python"] - before["python"], used["java"] - before["java"]
    wall = time.monotonic() - began
    click.echo(f"{where}: python {python:.1f} s, java {java:.1f} s, wall {wall:.1f} s")
    return file_digest(out / MANIFEST)


@contextmanager
def killing(there: Cluster, chance: random.Random, window: float) -> Iterator[list[str]]:
    """Kill one executor or one worker at a random time of the block."""
    killed: list[str] = []
    ended = threading.Event()

    def kill() -> None:
        if ended.wait(chance.uniform(0, window)):
            return
        executors = there.executors()
        if executors and chance.random() < 0.6:
            with suppress(OSError):
                os.kill(chance.choice(executors), signal.SIGKILL)
                killed.append("executor")
            return
        alive = [worker for worker in there.workers if worker.poll() is None]
        chance.choice(alive).kill()
        killed.append("worker")
        there.add_worker()

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        ended.set()
        thread.join()


def main() -> None:
    """Measure, then kill."""
    options = argparse.ArgumentParser(prog="scripts/bench-spark", description=__doc__)
    options.add_argument("agreements", type=int, nargs="?", default=1000)
    options.add_argument("--kills", type=int, default=20, help="builds with one kill each")
    options.add_argument("--batch", type=int, default=0, help="bytes of text in a batch")
    options.add_argument("--folder", type=Path, help="keeps the workspace")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        root = (given.folder or folder) / f"w{given.agreements}"
        if not root.exists():
            synthetic.make(root, given.agreements)
        size = given.batch or min(16_000_000, given.agreements * 10_000 // 20)
        here = measured(root, folder / "here", size, None)
        with cluster(folder / "spark") as there:
            # Tasks are not to be begun twice merely because the machine is busy.
            settings = SETTINGS.replace("threshold 4s", "threshold 300s")
            (folder / "spark" / "conf" / "spark-defaults.conf").write_text(settings, "ascii")
            began = time.monotonic()
            assert measured(root, folder / "there", size, there) == here, "other bytes"
            window = (time.monotonic() - began) / 2  # the Java of the driver is up by then
            chance = random.Random(given.agreements)  # noqa: S311  the same kills at every run
            os.environ.update(there.environment)
            how, done = How(2, there.url, Limits(batch_bytes=size)), 0
            while done < given.kills:
                began = time.monotonic()
                with killing(there, chance, window) as killed:
                    build(root, folder / "there", how=how, site=False)
                window = 0.8 * (time.monotonic() - began)
                done += len(killed)
                equal = file_digest(folder / "there" / MANIFEST) == here
                stray = [path.name for path in folder.iterdir() if path.name.startswith(".")]
                said = "equal" if equal else "OTHER BYTES"
                click.echo(f"{done}: killed {killed or 'nothing'}: {said} {stray}")


if __name__ == "__main__":
    main()

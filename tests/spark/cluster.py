"""A standalone cluster for real on loopback: a master and workers, each a process of its own."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from servanda.caches import cache_folder

MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"
EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend"
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # to begin: half of the time is compilation
SETTINGS = f"""\
spark.driver.extraJavaOptions {QUICK}
spark.executor.extraJavaOptions {QUICK}
spark.executor.memory 512m
spark.task.maxFailures 4
spark.driver.memory 512m
spark.sql.shuffle.partitions 4
spark.speculation.task.duration.threshold 4s
spark.speculation.interval 200ms
"""


def java() -> str:
    """Where Java is; it is installed from Debian where that is possible, else a skip."""
    found = shutil.which("java")
    apt = shutil.which("apt-get")
    if found is None and apt is not None and os.geteuid() == 0:
        wait = ["-o", "DPkg::Lock::Timeout=200"]  # several processes may want it at once
        package = ["--no-install-recommends", "openjdk-17-jre-headless"]
        for step in (["update", "-qq", *wait], ["install", "-y", *wait, *package]):
            subprocess.run([apt, *step], check=False, capture_output=True, timeout=240)
        found = shutil.which("java")
    if found is None:
        pytest.skip("Java 17 is not installed: openjdk-17-jre-headless of Debian")
    return found


def spark_home() -> Path:
    """The folder of pyspark, which is a whole Spark; a skip where it cannot be installed.

    It is large, so it is no part of the environment of the other tests: where it is missing, it is
    installed once into the user's cache, and found there by this process and those it begins.
    """
    if importlib.util.find_spec("pyspark") is None:
        folder = cache_folder("tests") / "pyspark-4"
        if not (folder / "pyspark" / "jars").is_dir():
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile"]
            made = folder.with_name(f"{folder.name}.{os.getpid()}")
            wanted = ["--target", str(made), "pyspark>=4.1,<5"]
            done = subprocess.run([*pip, *wanted], check=False, capture_output=True, timeout=400)
            if done.returncode != 0:
                shutil.rmtree(made, ignore_errors=True)
                pytest.skip("pyspark is not installed and cannot be: it is the extra spark")
            with suppress(OSError):  # another process was quicker
                made.rename(folder)
            shutil.rmtree(made, ignore_errors=True)
        sys.path.append(str(folder))
    found = importlib.util.find_spec("pyspark")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


@dataclass
class Cluster:
    """Its address, the environment of those who use it, and its processes."""

    url: str
    environment: dict[str, str]
    folder: Path
    home: Path
    master: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self) -> subprocess.Popen[bytes]:
        """Start one more worker, with one core, on a host of its own as Spark sees it."""
        name, host = f"worker-{len(self.workers)}", f"127.0.0.{len(self.workers) + 2}"
        options = ["--host", host, "--cores", "1", "--memory", "1g", "--webui-port", "0"]
        options += ["--work-dir", str(self.folder / name)]
        worker = launched(self, WORKER, [*options, self.url], name, host)
        self.workers.append(worker)
        return worker

    def executors(self) -> list[int]:
        """The processes of the executors."""
        mine = {worker.pid for worker in self.workers}
        return [pid for pid, parent, line in processes() if parent in mine and EXECUTOR in line]

    def pythons(self) -> list[int]:
        """The processes of Python that do what executors are told."""
        executors = set(self.executors())
        found = list(processes())
        daemons = {pid for pid, parent, _ in found if parent in executors}
        return [pid for pid, parent, _ in found if parent in daemons]

    def drivers(self) -> list[int]:
        """The processes of Java that this process began to drive the cluster."""
        return [
            pid for pid, parent, line in processes() if parent == os.getpid() and "java" in line
        ]

    def all(self) -> list[int]:
        """All processes that the cluster began, directly or not."""
        found, mine = list(processes()), {self.master.pid, *(each.pid for each in self.workers)}
        for _ in range(4):
            mine |= {pid for pid, parent, _ in found if parent in mine}
        return sorted(mine)


def processes() -> Iterator[tuple[int, int, str]]:
    """Number, parent and command line of each process of this machine that is alive."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                state = (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
                line = (
                    (folder / "cmdline")
                    .read_bytes()
                    .replace(b"\0", b" ")
                    .decode("utf-8", "replace")
                )
                if state[0] != "Z":
                    yield int(folder.name), int(state[1]), line


def launched(
    cluster: Cluster, name: str, options: list[str], log: str, host: str = "127.0.0.1"
) -> subprocess.Popen[bytes]:
    with (cluster.folder / f"{log}.log").open("wb") as output:
        return subprocess.Popen(
            [str(cluster.home / "bin" / "spark-class"), name, *options],
            env={**cluster.environment, "SPARK_LOCAL_IP": host},
            cwd=cluster.folder,
            stdout=output,
            stderr=output,
        )


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A master and workers of one core each; all of it is gone when the block ends."""
    java()
    home = spark_home()
    (folder / "conf").mkdir(parents=True)
    (folder / "conf" / "spark-defaults.conf").write_text(SETTINGS, "ascii")
    (folder / "local").mkdir()
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(folder / "conf"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    found = Cluster("", environment, folder, home, None)  # type: ignore[arg-type]
    options = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
    found.master = launched(found, MASTER, options, "master")
    try:
        found.url = address_of(folder / "master.log")
        for _ in range(workers):
            found.add_worker()
        yield found
    finally:
        for process in found.all():
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)  # what it holds is thrown away
        for each in (found.master, *found.workers):
            each.wait(timeout=10)


def address_of(log: Path, seconds: float = 60) -> str:
    """The address that a master tells in its log; it chooses its port itself."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        told = re.search(
            r"Starting Spark master at (spark://\S+)", log.read_text("utf-8", "replace")
        )
        if told:
            return told[1]
        time.sleep(0.1)
    pytest.fail(f"no master began: {log.read_text('utf-8', 'replace')[-2000:]}")

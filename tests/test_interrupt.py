"""Ctrl-C ends a build or a check at once: no process, no file is left, and the next run goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from changing_workspace import Changing

from servanda.check import check
from servanda.pipeline.work import How

INTERRUPTED = 130
SECONDS = 20  # in which all must be at work, and in which all must be gone


def started(arguments: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """A command in a group of its own, as a terminal starts it, with folders of its own."""
    for name in ("temporary", "cache"):
        (folder / name).mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "servanda", *arguments, "--jobs", "2", "--memory", "400"],
        env={
            **os.environ,
            "TMPDIR": str(folder / "temporary"),
            "XDG_CACHE_HOME": str(folder / "cache"),
        },
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes at work for it."""
    tasks = Path(f"/proc/{process.pid}/task")
    try:
        return [int(n) for each in tasks.iterdir() for n in (each / "children").read_text().split()]
    except OSError:
        return []


def wait_for_children(process: subprocess.Popen[bytes]) -> None:
    """Wait until two processes work, beside the one that looks after what they share."""
    end = time.monotonic() + SECONDS
    while len(children(process)) < 3:
        assert process.poll() is None, "the work was done before it could be interrupted"
        assert time.monotonic() < end, "nobody came to work"
        time.sleep(0.01)


def is_empty(group: int) -> bool:
    """Whether no process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are seen in /proc")
@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("later", [0.0, pytest.param(0.7, marks=pytest.mark.slow)])
def test_ctrl_c_ends_all_processes_and_leaves_nothing(
    tmp_path: Path, command: str, later: float
) -> None:
    made = Changing(tmp_path / "workspace", Random(1))  # noqa: S311
    made.begin(900)
    out = tmp_path / "out" / "release"
    out.parent.mkdir()
    to = ["--out", str(out), "--no-site"] if command == "build" else []
    process = started([command, str(made.root), *to], tmp_path)
    wait_for_children(process)
    time.sleep(later)
    os.killpg(process.pid, signal.SIGINT)
    began = time.monotonic()
    _, told = process.communicate(timeout=SECONDS)
    assert process.returncode == INTERRUPTED
    assert told.decode().strip() == "servanda: interrupted"
    while not is_empty(process.pid):
        assert time.monotonic() < began + SECONDS
        time.sleep(0.01)
    assert list((tmp_path / "temporary").iterdir()) == []
    assert list(out.parent.iterdir()) == []
    if later:
        kept = How(cache=tmp_path / "cache" / "servanda" / "build")
        assert check(made.root, how=kept) == check(made.root)

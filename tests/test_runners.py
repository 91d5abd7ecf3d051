"""Runners give each batch's output in order, whatever happens to the processes at work."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import runner_work as work

from servanda.errors import EngineError, InputError, UsageError
from servanda.runners import Processes, runner_for

BATCHES = [[at, at + 1] for at in range(0, 40, 2)]
EXPECTED = [[first * first, second * second] for first, second in BATCHES]


@pytest.mark.parametrize("jobs", [1, 2])
def test_outputs_come_in_the_order_of_the_batches(jobs: int) -> None:
    outputs = Processes(jobs).outputs(work.squares, work.Shared(), BATCHES)

    assert [numbers for numbers, _ in outputs] == EXPECTED


def test_progress_counts_the_outputs_given() -> None:
    seen: list[int] = []

    outputs = Processes(1).outputs(work.squares, work.Shared(), BATCHES[:3], progress=seen.append)
    list(outputs)

    assert seen == [1, 2, 3]


def test_no_process_starts_for_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servanda.runners.processes.Pool", None)

    assert list(Processes(2).outputs(work.noted, work.Shared(), [[1]])) == [[1]]


def test_what_is_shared_is_sent_once_to_each_process(tmp_path: Path) -> None:
    shared = work.Shared(log=tmp_path / "log")

    list(Processes(2).outputs(work.squares, shared, BATCHES))

    assert 1 <= (tmp_path / "log").read_text("utf-8").count("opened") <= 2


def test_two_batches_for_each_process_are_on_their_way_and_no_more(tmp_path: Path) -> None:
    log = tmp_path / "log"
    read: list[int] = []

    def batches() -> Iterator[list[int]]:
        for number in range(12):
            read.append(number)
            yield [number]

    outputs = Processes(2).outputs(work.noted, work.Shared(log=log), batches())
    next(outputs)
    time.sleep(0.3)

    assert len(read) == 4
    assert log.read_text("utf-8").count("began") <= 4
    assert list(outputs) == [[number] for number in range(1, 12)]


def test_closing_the_outputs_ends_all_processes() -> None:
    outputs = Processes(2).outputs(work.squares, work.Shared(), BATCHES)
    next(outputs)

    outputs.close()  # type: ignore[attr-defined]

    assert multiprocessing.active_children() == []


@contextmanager
def killer(seed: int, kills: int) -> Iterator[list[int]]:
    """Kill processes of ours at random times until the block ends or there were enough."""
    chance, done, killed = random.Random(seed), threading.Event(), []  # noqa: S311

    def kill() -> None:
        while len(killed) < kills and not done.wait(chance.uniform(0.01, 0.5)):
            children = multiprocessing.active_children()
            if children:
                victim = chance.choice(children)
                victim.kill()
                killed.append(victim.pid)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        done.set()
        thread.join()


@pytest.mark.parametrize("seed", [1, 2])
def test_processes_killed_at_random_points_change_nothing(seed: int) -> None:
    batches = [[at, at + 1] for at in range(0, 120, 2)]
    with killer(seed, kills=4) as killed:
        outputs = list(Processes(2).outputs(work.slow, work.Shared(), batches))

    assert killed
    assert outputs == [[first * first, second * second] for first, second in batches]


def test_a_process_killed_while_it_sends_a_large_output_changes_nothing() -> None:
    shared = work.Shared(weight=20_000_000)
    with killer(3, kills=3) as killed:
        outputs = Processes(2).outputs(work.squares, shared, BATCHES)
        given = [(numbers, len(weight)) for numbers, weight in outputs]

    assert killed
    assert given == [(numbers, 20_000_000) for numbers in EXPECTED]


CASES = [
    ("kills.ttl", "SIGKILL"),
    ("leaves.ttl", "code 7"),
    ("raises.ttl", "RecursionError: too deep"),
]


@pytest.mark.parametrize(("poison", "said"), CASES)
def test_a_record_that_ends_the_work_is_named(poison: str, said: str) -> None:
    batches = [["a.ttl", "b.ttl"], [poison, "d.ttl", "e.ttl"]]

    with pytest.raises(EngineError) as error:
        list(Processes(2).outputs(work.names, work.Shared(), batches))

    assert error.value.place == poison
    assert said in str(error.value)
    assert multiprocessing.active_children() == []


def test_one_process_names_the_record_too() -> None:
    with pytest.raises(EngineError, match="RecursionError") as error:
        list(Processes(1).outputs(work.names, work.Shared(), [["a.ttl", "raises.ttl", "b.ttl"]]))

    assert error.value.place == "raises.ttl"


def test_records_that_end_a_process_only_together_are_named_together() -> None:
    heavy = ["heavy.ttl", *(f"{letter}.ttl" for letter in "abcdefgh")]

    with pytest.raises(EngineError, match=r"9 records together, heavy.ttl to h.ttl") as error:
        list(Processes(2).outputs(work.names, work.Shared(), [["z.ttl"], heavy]))

    assert "fewer --jobs" in str(error.value)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_ours_arrives_with_its_place_and_hint(jobs: int) -> None:
    with pytest.raises(InputError) as error:
        list(Processes(jobs).outputs(work.names, work.Shared(), [["a.ttl"], ["faulty.ttl"]]))

    assert str(error.value) == "faulty.ttl:3: no good. Mend it"


def asleep(log: Path) -> list[int]:
    """The processes at work, once there are two."""
    for _ in range(400):
        if log.exists() and len(found := log.read_text("utf-8").split()) >= 3:
            return [int(pid) for pid in found if pid.isdecimal()]
        time.sleep(0.05)
    pytest.fail("the work did not begin")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_ending_the_command_ends_all_at_once_and_leaves_no_process(
    number: signal.Signals, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    code = "import sys, pathlib, runner_work as w; w.main(pathlib.Path(sys.argv[1]))"
    command = subprocess.Popen(
        [sys.executable, "-c", code, str(log)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        children = asleep(log)
    except BaseException:  # whatever ends the test, the command must not live on
        command.kill()
        command.communicate()
        raise
    to = os.killpg if number == signal.SIGINT else os.kill  # as a terminal does
    to(command.pid, number)
    began = time.monotonic()
    _, told = command.communicate(timeout=10)

    assert time.monotonic() - began < 3
    assert told.count("Traceback") <= 1, "only the command itself tells of the interrupt"
    wait_until(lambda: not any(map(alive, children)))


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(holds: Callable[[], bool], seconds: float = 3) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_an_unknown_scheme_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UsageError, match="no runner for 'ftp://here'"):
        runner_for("ftp://here", 2)


def test_without_a_url_the_processes_are_of_this_machine() -> None:
    assert runner_for(None, 3) == Processes(3)


def test_batches_may_be_endless() -> None:
    batches = ([number] for number in itertools.count())
    outputs = Processes(2).outputs(work.noted, work.Shared(), batches)

    assert list(itertools.islice(outputs, 5)) == [[0], [1], [2], [3], [4]]

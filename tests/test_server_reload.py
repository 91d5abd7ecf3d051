"""Another release takes the place of the one that is served: each answer is of one or the other."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from server.raw import Server, serving, status_of, until

BASE = "https://example.org/"


def make(out: Path, version: str) -> str:
    """A small release whose `robots.txt` names its version; gives its key."""
    files = {
        "robots.txt": f"# {version}\n",
        "dump/dataset.nq": f"<{BASE}id/a> <{BASE}p> {json.dumps(version)} <{BASE}g> .\n",
        "dump/inferred.nq": "",
        "ontology.ttl": "",
    }
    listed = []
    for name, text in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        listed.append({"path": name, "bytes": len(text), "sha256": digest})
    told = {"dataset": f"{BASE}dataset", "version": version, "files": listed}
    manifest = json.dumps(told).encode()
    (out / "manifest.json").write_bytes(manifest)
    return hashlib.sha256(manifest).hexdigest()


def point(link: Path, target: Path) -> None:
    """Let a link name another folder, in one step."""
    beside = link.with_name(".next")
    beside.symlink_to(target)
    beside.replace(link)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where releases lie, and the link `current` to the one that is served."""
    found = tmp_path_factory.mktemp("reload")
    make(found / "0", "0")
    (found / "current").symlink_to(found / "0")
    return found


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """A server of the link `current`."""
    options = ("--cache-folder", folder / "cache", "--log", "json")
    with serving(folder, folder / "current", *options) as started:
        yield started


def told(server: Server, path: str = "/robots.txt") -> tuple[int, str, str]:
    """The status, the release that the header names, and the body."""
    head, _, body = server.get(path).partition(b"\r\n\r\n")
    key = head.partition(b"servanda-release: ")[2].partition(b"\r\n")[0]
    return status_of(head), key.decode(), body.decode()


def test_a_new_release_is_served_and_no_answer_is_of_both(server: Server, folder: Path) -> None:
    first, old = told(server)[1], (folder / "current").resolve()
    second = make(folder / "1", "1")
    known = {first: f"# {old.name}\n", second: "# 1\n"}
    seen: list[tuple[int, str, str]] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            seen.append(told(server))

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    point(folder / "current", folder / "1")
    # The old one goes at once: nothing of it is read from there any more.
    shutil.rmtree(old)
    try:
        assert until(lambda: told(server)[1] == second, 30)
        time.sleep(0.2)
    finally:
        stop.set()
        for thread in asking:
            thread.join()
    assert {status for status, _, _ in seen} == {200}
    assert all(known[key] == body for _, key, body in seen)
    assert len({key for _, key, _ in seen}) == 2
    asked = server.get("/sparql?query=SELECT%20%3Fo%20%7B%3Fs%20%3Fp%20%3Fo%7D", "Accept: text/csv")
    assert asked.endswith(b"1\r\n")


def test_a_broken_release_leaves_the_one_that_is_served(server: Server, folder: Path) -> None:
    before = told(server)
    make(folder / "2", "2")
    (folder / "2" / "dump" / "dataset.nq").write_bytes(b"broken")
    point(folder / "current", folder / "2")
    server.process.send_signal(signal.SIGHUP)
    assert until(lambda: "reload-failed" in server.log.read_text("utf-8"), 20)
    assert told(server) == before
    # A whole one is served as soon as it is there; here it is written over the broken one.
    third = make(folder / "3", "3")
    (folder / "2").rename(folder / "broken")
    (folder / "3").rename(folder / "2")
    assert until(lambda: told(server)[1] == third, 30)
    assert told(server)[2] == "# 3\n"
    figures = server.get("/metrics").decode()
    assert re.search(r'servanda_reloads_total\{outcome="failed"\} [1-9]', figures)


def test_a_release_that_is_half_copied_is_served_once_it_is_whole(
    server: Server, folder: Path
) -> None:
    """The manifest comes first, as a copy by name may have it, and nothing tells of the rest."""
    key = make(folder / "whole", "4")
    half = folder / "half"
    (half / "dump").mkdir(parents=True)
    shutil.copy(folder / "whole/manifest.json", half)
    failed = server.log.read_text("utf-8").count("reload-failed")
    point(folder / "current", half)
    assert until(lambda: server.log.read_text("utf-8").count("reload-failed") > failed, 20)
    for path in (folder / "whole").rglob("*"):
        if path.is_file() and path.name != "manifest.json":
            shutil.copy(path, half / path.relative_to(folder / "whole"))
    assert until(lambda: told(server)[1] == key, 40)


def test_a_fault_that_nobody_foresaw_ends_no_watch(server: Server, folder: Path) -> None:
    before = told(server)
    make(folder / "5", "5")
    (folder / "5/manifest.json").write_text('{"files": {"a": 1}}')
    point(folder / "current", folder / "5")
    server.process.send_signal(signal.SIGHUP)
    failed = server.log.read_text("utf-8").count("reload-failed")
    until(lambda: server.log.read_text("utf-8").count("reload-failed") > failed, 5)
    assert told(server) == before
    last = make(folder / "6", "6")
    point(folder / "current", folder / "6")
    assert until(lambda: told(server)[1] == last, 40)


def test_looking_for_another_release_keeps_nothing_open(server: Server) -> None:
    def opened() -> int:
        return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))

    time.sleep(3)
    before = opened()
    for _ in range(4):
        server.process.send_signal(signal.SIGHUP)
        time.sleep(1.5)
    assert until(lambda: opened() <= before + 1, 10)

"""Another release takes the place of the one that is served: each answer is of one or the other."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from server.asgi import cache_of
from server.raw import Server, serving, status_of, until


def make(release: Path, out: Path, version: str) -> str:
    """A release of this version whose `robots.txt` names it; gives its key."""
    shutil.copytree(release, out, copy_function=os.link)
    text = f"# {version}\n".encode()
    replaced(out / "robots.txt", text)
    listed = (release / "site.sha256").read_text("utf-8").splitlines()
    digest = hashlib.sha256(text).hexdigest()
    listed = [f"{digest}  robots.txt" if x.endswith("  robots.txt") else x for x in listed]
    replaced(out / "site.sha256", ("\n".join(listed) + "\n").encode())
    content = json.loads((release / "manifest.json").read_bytes()) | {"version": version}
    for each in content["files"]:
        if each["path"] == "site.sha256":
            data = (out / "site.sha256").read_bytes()
            each |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    replaced(out / "manifest.json", json.dumps(content).encode())
    return hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest()


def replaced(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def point(link: Path, target: Path) -> None:
    """Let a link name another folder, in one step."""
    beside = link.with_name(".next")
    beside.symlink_to(target)
    beside.replace(link)


@pytest.fixture
def server(
    release: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server of the link `current`, which names the release of version 1."""
    make(release, tmp_path / "1", "1")
    (tmp_path / "current").symlink_to(tmp_path / "1")
    cache = ("--cache-folder", cache_of(tmp_path_factory))
    with serving(tmp_path, tmp_path / "current", *cache, "--log", "json") as started:
        yield started


def told(server: Server, path: str = "/robots.txt") -> tuple[int, str, str]:
    """The status, the release that the header names, and the body."""
    head, _, body = server.get(path).partition(b"\r\n\r\n")
    key = head.partition(b"servanda-release: ")[2].partition(b"\r\n")[0]
    return status_of(head), key.decode(), body.decode()


def test_a_new_release_is_served_and_no_answer_is_of_both(
    server: Server, release: Path, tmp_path: Path
) -> None:
    first = told(server)[1]
    second = make(release, tmp_path / "2", "2")
    known = {first: "# 1\n", second: "# 2\n"}
    seen: list[tuple[int, str, str]] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            seen.append(told(server))

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    point(tmp_path / "current", tmp_path / "2")
    # The old one goes at once: nothing of it is read from there any more.
    shutil.rmtree(tmp_path / "1")
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
    assert status_of(server.get("/sparql?query=ASK%7B%7D")) == 200


def test_a_broken_release_leaves_the_one_that_is_served(
    server: Server, release: Path, tmp_path: Path
) -> None:
    first = told(server)[1]
    make(release, tmp_path / "2", "2")
    replaced(tmp_path / "2" / "dump" / "dataset.nq", b"broken")
    point(tmp_path / "current", tmp_path / "2")
    server.process.send_signal(signal.SIGHUP)
    assert until(lambda: "reload-failed" in server.log.read_text("utf-8"), 20)
    assert told(server) == (200, first, "# 1\n")
    # A whole one is served as soon as it is there; here it is written over the broken one.
    third = make(release, tmp_path / "3", "3")
    (tmp_path / "2").rename(tmp_path / "broken")
    (tmp_path / "3").rename(tmp_path / "2")
    assert until(lambda: told(server)[1] == third, 30)
    assert told(server)[2] == "# 3\n"
    figures = server.get("/metrics").decode()
    assert 'servanda_reloads_total{outcome="done"} 1' in figures
    assert 'servanda_reloads_total{outcome="failed"} 1' in figures

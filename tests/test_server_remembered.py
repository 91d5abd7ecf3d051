"""An answer that is given again is the answer that was given, and nothing else is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from server.raw import Server, serving, status_of, until

from servanda.server.remembered import Remembered, key_of, known_of

HOST = (b"host", b"x")
OK = [(b"cache-control", b"no-cache"), (b"content-length", b"2")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, plain_release: Path) -> Path:
    folder = tmp_path_factory.mktemp("remembered")
    shutil.copytree(plain_release, folder / "release", copy_function=shutil.copy)
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder, folder / "release", "--cache-folder", folder / "cache") as running:
        yield running


def undated(answer: bytes) -> bytes:
    return re.sub(rb"date: [^\r]*\r\n", b"", answer)


def kept(server: Server, *requests: bytes) -> list[bytes]:
    """The answers to requests on one connection, each sent after the one before was answered."""
    with server.connect() as connection:
        answers = []
        for request in requests:
            connection.sendall(request)
            answer = b""
            while b"\r\n\r\n" not in answer:
                answer += connection.recv(65536)
            head, _, body = answer.partition(b"\r\n\r\n")
            size = int((re.search(rb"content-length: (\d+)", head) or [b"", b"0"])[1])
            while len(body) < size:
                body += connection.recv(65536)
            answers.append(head + b"\r\n\r\n" + body)
        return answers


def get(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


@pytest.mark.parametrize("path", ["/en/index.html", "/sparql?query=ASK%7B%7D", "/void.ttl"])
def test_the_same_request_has_the_same_answer(server: Server, path: str) -> None:
    first, second, third = kept(server, get(path), get(path), get(path, "User-Agent: other"))
    assert status_of(first) == 200
    assert undated(first) == undated(second) == undated(third)


def test_another_wish_has_another_answer(server: Server) -> None:
    turtle, xml, turtle_again, unknown = kept(
        server,
        get("/catalog", "Accept: text/turtle"),
        get("/catalog", "Accept: application/rdf+xml"),
        get("/catalog", "Accept: text/turtle"),
        get("/catalog", "Accept: application/rdf+xml", "X-Unknown: 1"),
    )
    assert b"content-type: text/turtle" in turtle
    assert b"content-type: application/rdf+xml" in xml
    assert undated(turtle) == undated(turtle_again)
    assert undated(xml) == undated(unknown)


def test_what_is_held_already_is_not_sent_again(server: Server) -> None:
    (whole,) = kept(server, get("/void.ttl"))
    tag = (re.search(rb"etag: (\S+)", whole) or [b"", b""])[1].decode()
    asked = [get("/void.ttl", f"If-None-Match: {tag}")] * 2
    assert [status_of(answer) for answer in kept(server, *asked)] == [304, 304]


def test_an_answer_from_memory_is_counted(server: Server) -> None:
    def counts() -> list[int]:
        figures = server.get("/metrics").decode()
        names = (r'servanda_requests_total\{class="2xx"\}', "servanda_cache_hits_total")
        found = (re.search(rf"{name} (\d+)", figures) for name in names)
        return [int(each[1]) if each else 0 for each in found]

    requests, hits = counts()
    kept(server, *[get("/robots.txt")] * 5)
    after = counts()
    assert after[0] == requests + 6  # and that of the figures before
    assert after[1] >= hits + 4
    # An answer that is not from memory takes a time that the log can tell.
    lines = [line for line in server.log.read_text("utf-8").splitlines() if "/robots.txt" in line]
    assert sum(" 0.0 ms " in line for line in lines[-5:]) >= 4


def test_requests_sent_at_once_are_answered_in_turn(server: Server) -> None:
    kept(server, get("/robots.txt"))
    sent = get("/robots.txt") * 3 + get("/nothing") + get("/robots.txt", "Connection: close")
    answer = server.say(sent)
    statuses = re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)
    assert statuses == [b"200", b"200", b"200", b"404", b"200"]


def test_with_another_release_nothing_is_remembered(server: Server, folder: Path) -> None:
    path = "/reconciliation/manifest.json"
    (before,) = kept(server, get(path))
    kept(server, get(path))
    other = folder / "other"
    shutil.copytree(folder / "release", other)
    manifest = other / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    (folder / "release").rename(folder / "old")
    other.rename(folder / "release")
    key = (re.search(rb"servanda-release: (\S+)", before) or [b"", b""])[1]

    def is_other() -> bool:
        return key not in kept(server, get(path))[0]

    assert until(is_other, 20)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        (b"POST", [HOST]),
        (b"HEAD", [HOST]),
        (b"GET", [HOST, (b"content-length", b"0")]),
        (b"GET", [HOST, (b"transfer-encoding", b"chunked")]),
    ],
)
def test_a_request_that_is_no_plain_get_is_never_answered_from_memory(
    method: bytes, headers: list[tuple[bytes, bytes]]
) -> None:
    assert key_of(method, b"/", headers) is None


def test_what_may_not_be_kept_is_not_remembered() -> None:
    table = Remembered(1 << 20)
    table.turn("a")
    key = key_of(b"GET", b"/x", [HOST])
    assert key is not None
    table.keep(key, "a", known_of(404, OK, b"no"), "no-cache")
    table.keep(key, "b", known_of(200, OK, b"no"), "no-cache")
    table.keep(key, "a", known_of(200, OK, b"no"), "no-store")
    table.keep(key, "a", known_of(200, OK, b"no"), "")
    table.keep(key, "a", known_of(200, OK, b"x" * (1 << 20)), "no-cache")
    assert table.find(key) is None
    table.keep(key, "a", known_of(200, OK, b"ok"), "no-cache")
    assert table.find(key) is not None
    table.turn("b")
    assert table.find(key) is None

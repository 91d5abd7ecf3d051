"""Requests that are odd, endless, slow or many: the right status, and the server lives."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from server.asgi import cache_of
from server.raw import Server, heard, serving, status_of, until

HOST = b"Host: x\r\n"
GET = b"GET /robots.txt HTTP/1.1\r\n" + HOST + b"\r\n"
CLOSING = b"GET /robots.txt HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def server(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose clients have a second, and which has 20 connections."""
    folder = tmp_path_factory.mktemp("guard")
    limits = ("--request-time", "1", "--connections", "20", "--log", "none")
    cache = ("--cache-folder", cache_of(tmp_path_factory))
    with serving(folder, release, *cache, *limits) as started:
        yield started
        assert started.is_alive
        assert "Traceback" not in started.log.read_text("utf-8")


def head(line: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join((line, *headers, b"", b""))


def get(target: bytes, *headers: bytes) -> bytes:
    return head(b"GET " + target + b" HTTP/1.1", b"Host: x", b"Connection: close", *headers)


def post(*headers: bytes, body: bytes = b"") -> bytes:
    kind = b"Content-Type: application/sparql-query"
    return head(b"POST /sparql HTTP/1.1", b"Host: x", kind, *headers) + body


REQUESTS = {
    "no slash": (get(b"a"), 400),
    "a suffix alone": (get(b".ttl"), 400),
    "connect": (head(b"CONNECT a:1 HTTP/1.1", b"Host: a:1"), 400),
    "options of all": (head(b"OPTIONS * HTTP/1.1", b"Host: x", b"Connection: close"), 204),
    "get of all": (get(b"*"), 400),
    "address of another host": (get(b"http://other.example/robots.txt"), 400),
    "address of this host": (get(b"http://x/robots.txt"), 200),
    "address of this host alone": (get(b"http://x"), 200),
    "another scheme": (get(b"ftp://x/robots.txt"), 400),
    "two slashes": (get(b"//other.example/"), 404),
    "up": (get(b"/../../etc/passwd"), 404),
    "up, escaped": (get(b"/%2e%2e/%2e%2e/etc/passwd"), 404),
    "backslash": (get(b"/en\\index.html"), 404),
    "nul, escaped": (get(b"/en/index.html%00"), 404),
    "nul": (get(b"/en/\x00"), 400),
    "bytes that are no text": (get(b"/\xff\xfe"), 400),
    "escaped bytes that are no text": (get(b"/%ff%fe"), 404),
    "half an escape": (get(b"/%"), 404),
    "fragment": (get(b"/robots.txt#x"), 200),
    "space": (get(b"/robots.txt x"), 400),
    "no version": (b"GET /robots.txt\r\n\r\n", 400),
    "version 0.9": (head(b"GET /robots.txt HTTP/0.9", b"Host: x"), 400),
    "version 1.0": (head(b"GET /robots.txt HTTP/1.0"), 200),
    "version 2.0": (head(b"GET /robots.txt HTTP/2.0", b"Host: x"), 400),
    "version 9.9": (head(b"GET /robots.txt HTTP/9.9", b"Host: x"), 400),
    "preface of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 32, 400),
    "nothing but lines": (b"\r\n" * 10 + CLOSING, 200),
    "unknown method": (head(b"BREW / HTTP/1.1", b"Host: x"), 400),
    "method of WebDAV": (head(b"PROPFIND / HTTP/1.1", b"Host: x", b"Connection: close"), 405),
    "trace": (head(b"TRACE / HTTP/1.1", b"Host: x", b"Connection: close"), 405),
    "no host": (head(b"GET / HTTP/1.1"), 400),
    "two hosts": (get(b"/", b"Host: y"), 400),
    "a host that is none": (head(b"GET / HTTP/1.1", b"Host: a/b"), 400),
    "line feeds alone": (b"GET / HTTP/1.1\nHost: x\n\n", 400),
    "a folded header": (get(b"/", b"A: b\r\n c"), 400),
    "space in a header's name": (get(b"/", b"A b: c"), 400),
    "space before the colon": (get(b"/", b"Content-Length : 5"), 400),
    "nul in a header": (get(b"/", b"A: b\x00c"), 400),
    "carriage return in a header": (get(b"/", b"A: b\rc"), 400),
    "a header of any bytes": (get(b"/robots.txt", b"A: \xff\xfe"), 200),
    "long address": (get(b"/" + b"a" * 70_000), 414),
    "long query": (get(b"/sparql?query=" + b"a" * 70_000), 414),
    "endless address": (b"GET /" + b"a" * 300_000, 414),
    "long header": (get(b"/", b"A: " + b"a" * 20_000), 431),
    "long name of a header": (get(b"/", b"A" * 20_000 + b": a"), 431),
    "many headers": (get(b"/", *(b"A: b" for _ in range(5_000))), 431),
    "endless header": (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 900_000, 431),
    "length and chunks": (post(b"Content-Length: 4", b"Transfer-Encoding: chunked"), 400),
    "chunks and length": (post(b"Transfer-Encoding: chunked", b"Content-Length: 4"), 400),
    "two lengths": (post(b"Content-Length: 4", b"Content-Length: 5"), 400),
    "the same length twice": (post(b"Content-Length: 4", b"Content-Length: 4"), 400),
    "negative length": (post(b"Content-Length: -1"), 400),
    "a length with a sign": (post(b"Content-Length: +4"), 400),
    "a length that is none": (post(b"Content-Length: 0x4"), 400),
    "an enormous length": (post(b"Content-Length: " + b"9" * 30), 400),
    "a large length": (post(b"Content-Length: 1000000"), 413),
    "unknown transfer coding": (post(b"Transfer-Encoding: gzip, chunked2"), 400),
    "chunks before another coding": (post(b"Transfer-Encoding: chunked, gzip"), 400),
    "chunks of HTTP/1.0": (
        head(b"POST /sparql HTTP/1.0", b"Transfer-Encoding: xchunked") + b"0\r\n\r\n",
        400,
    ),
    "a chunk that is none": (post(b"Transfer-Encoding: chunked", body=b"zz\r\n"), 400),
    "a chunk of negative size": (post(b"Transfer-Encoding: chunked", body=b"-1\r\n\r\n"), 400),
    "a chunk of enormous size": (
        post(b"Transfer-Encoding: chunked", body=b"f" * 40 + b"\r\n"),
        400,
    ),
    "too many chunks": (
        post(
            b"Transfer-Encoding: chunked",
            body=b"1000\r\n"
            + b"a" * 4096
            + b"\r\n"
            + b"1000\r\n"
            + b"a" * 4096
            + b"\r\n"
            + (b"8000\r\n" + b"a" * 32768 + b"\r\n") * 3,
        ),
        413,
    ),
    "chunks of one byte": (
        post(b"Transfer-Encoding: chunked", body=b"1\r\na\r\n" * 70_000),
        413,
    ),
    "an endless end of a chunk": (
        post(b"Transfer-Encoding: chunked", body=b"1;" + b"a" * 900_000),
        413,
    ),
    "a compressed body": (
        post(b"Content-Encoding: gzip", b"Content-Length: 4", b"Connection: close", body=b"abcd"),
        415,
    ),
    "an upgrade to WebSocket": (
        get(b"/robots.txt", b"Connection: Upgrade", b"Upgrade: websocket"),
        200,
    ),
    "an upgrade to HTTP/2": (
        get(b"/robots.txt", b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c"),
        200,
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_an_odd_request_has_its_status_and_the_server_lives(server: Server, name: str) -> None:
    sent, status = REQUESTS[name]
    begun = time.monotonic()
    answer = server.say(sent)
    assert status_of(answer) == status, answer[:300]
    assert time.monotonic() - begun < 4
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"site-packages" not in answer
    assert server.is_alive


def test_a_second_request_cannot_hide_in_the_body_of_the_first(server: Server) -> None:
    hidden = b"GET /manifest.json HTTP/1.1\r\nHost: x\r\n\r\n"
    both = post(b"Content-Length: 0", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + hidden)
    assert server.say(both).count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 0),
        (b"GET", 408),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", 408),
        (post(b"Content-Length: 100", body=b"SELECT"), 408),
        (post(b"Transfer-Encoding: chunked", body=b"5\r\nASK{}\r\n"), 408),
        (b"\r\n\r\n", 0),
    ],
    ids=["silent", "half a line", "half a head", "half a body", "half the chunks", "empty lines"],
)
def test_who_does_not_send_in_time_is_sent_away(server: Server, sent: bytes, status: int) -> None:
    begun = time.monotonic()
    assert status_of(server.say(sent)) == status
    assert 0.8 < time.monotonic() - begun < 4


def test_a_byte_now_and_then_gives_no_more_time(server: Server) -> None:
    with server.connect() as connection:
        begun = time.monotonic()
        try:
            for each in GET * 40:
                connection.sendall(bytes([each]))
                time.sleep(0.1)
        except ConnectionError:
            pass
        assert time.monotonic() - begun < 4


def test_who_does_not_read_in_time_is_sent_away(server: Server, release: Path) -> None:
    asked = 8  # more than the system holds for a connection
    dump = (release / "dump" / "dataset.nq").stat().st_size
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", server.port))
        connection.settimeout(10)
        connection.sendall((b"GET /dump/dataset.nq HTTP/1.1\r\n" + HOST + b"\r\n") * asked)
        assert until(lambda: "slow reader" in figures(server), 8)
        assert len(heard(connection)) < asked * dump


def figures(server: Server) -> str:
    return server.get("/metrics").decode()


def test_requests_that_do_not_wait_are_answered_in_their_order(server: Server) -> None:
    paths = ("/robots.txt", "/healthz", "/void", "/nothing", "/id/dataset")
    sent = b"".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for path in paths)
    answer = server.say(sent + CLOSING)
    found = [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:] if part[3:4] == b" "]
    assert found == [200, 200, 200, 404, 303, 200]


def test_a_flood_of_requests_that_do_not_wait_is_ended(server: Server) -> None:
    answer = server.say(GET * 5_000)
    assert 1 <= answer.count(b"HTTP/1.1 200") < 1_000
    assert server.is_alive


def test_a_faulty_request_after_a_good_one_does_not_spoil_its_answer(server: Server) -> None:
    good = b"GET /dump/dataset.nt HTTP/1.1\r\n" + HOST + b"\r\n"
    answer = server.say(good + b"GET nonsense\r\n\r\n")
    assert status_of(answer) == 200
    length = int(answer.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    assert len(answer.partition(b"\r\n\r\n")[2]) == length


@pytest.mark.parametrize(
    "sent",
    [b"", GET[:20], post(b"Content-Length: 100", body=b"SELECT"), GET],
    ids=["silent", "half a head", "half a body", "answered"],
)
def test_more_connections_than_there_are_places_leave_room_for_who_asks(
    server: Server, sent: bytes
) -> None:
    waiting = [server.connect() for _ in range(60)]
    try:
        for connection in waiting:
            with suppress(ConnectionError):
                connection.sendall(sent)
        assert status_of(server.get("/robots.txt")) == 200
    finally:
        for connection in waiting:
            connection.close()
    assert server.is_alive


def test_who_leaves_in_the_middle_is_forgotten(server: Server) -> None:
    for _ in range(50):
        with server.connect() as connection:
            connection.sendall(GET[:20])
        with server.connect() as connection:
            connection.sendall(b"GET /dump/dataset.nq HTTP/1.1\r\n" + HOST + b"\r\n")
    assert until(lambda: "servanda_connections 1\n" in figures(server), 5)


def test_what_was_sent_is_heard_before_the_connection_ends(server: Server) -> None:
    """A refused client goes on sending; it still reads why."""
    with server.connect() as connection:
        connection.sendall(post(b"Content-Length: 90000"))
        for _ in range(9):
            connection.sendall(b"a" * 10_000)
            time.sleep(0.01)
        assert status_of(heard(connection)) == 413


def test_who_has_no_more_to_say_is_still_answered(server: Server) -> None:
    query = "/sparql?query=SELECT%20%2A%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%203"
    with server.connect() as connection:
        connection.sendall(f"GET {query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        connection.shutdown(socket.SHUT_WR)
        answer = heard(connection)
    assert status_of(answer) == 200


@pytest.mark.parametrize(
    "when",
    ["Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 +99999999999999"],
)
def test_a_time_that_cannot_be_is_no_fault_of_ours(server: Server, when: str) -> None:
    assert status_of(server.get("/", f"Accept-Datetime: {when}")) < 500

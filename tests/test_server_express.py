"""Small queries that share processes: each has its own answer, whatever happens to the process."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import random
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from server.raw import Server, heard, serving, status_of, until

from servanda.server.limits import limits_of
from servanda.server.prepare import prepare
from servanda.server.refusal import Refusal
from servanda.server.workers.bodies import Said
from servanda.server.workers.express import Again
from servanda.server.workers.job import Job
from servanda.server.workers.pool import Pool

LINKS = "".join(
    f"<http://example.org/n{i}> <http://example.org/p> <http://example.org/n{i % 7}> .\n"
    for i in range(60)
)
NUMBER = "SELECT ?n {{ BIND({} AS ?n) }}"


def crowded(name: str, number: int) -> str:
    """Of one shape: with a property that is not there it ends at once, with `p` never."""
    lines = " ".join(f"?a{i} <http://example.org/{name}> ?b{i} ." for i in range(9))
    return f"SELECT (COUNT(*) * 0 + {number} AS ?n) {{ {lines} }}"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("express") / "data.nt"
    path.write_text(LINKS, "utf-8")
    return path


@asynccontextmanager
async def pooled(data: Path, **limits: float) -> AsyncIterator[Pool]:
    served = prepare([data], cache=data.parent / "cache")
    pool = Pool(served, limits_of(limits), address="http://127.0.0.1:8000/")
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


async def whole(pool: Pool, job: Job, client: str, began: float | None = None) -> bytes:
    answer = await pool.answer(job, client, began=began)
    return b"".join([part async for part in answer.chunks])


async def asked(pool: Pool, text: str, client: str = "a") -> bytes:
    """The answer to a query, as the connection asks for it. Raises Refusal."""
    job = Job(text, "json", "json", "nt")
    hearing: asyncio.Future[Said | Refusal | Again] = asyncio.get_running_loop().create_future()
    if not pool.begin(job, client, hearing.set_result):
        return await whole(pool, job, client)
    said = await hearing
    if isinstance(said, Again):
        return await whole(pool, job, client, said.began)
    if isinstance(said, Refusal):
        raise said
    assert isinstance(said.body, bytes)
    return said.body


def number_in(content: bytes) -> int:
    (row,) = json.loads(content)["results"]["bindings"]
    return int(row["n"]["value"])


def children() -> list[int]:
    """The processes that run queries, below the one they are forked from."""
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    return [
        int(each)
        for pid in found
        for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    ]


def test_thousands_at_once_have_each_their_own_answer(data: Path) -> None:
    async def run() -> None:
        async with pooled(data, client_time=1e6, queries_per_worker=700) as pool:
            await asked(pool, NUMBER.format(0))
            turns = asyncio.Semaphore(64)

            async def one(number: int) -> bool:
                async with turns:
                    return number_in(await asked(pool, NUMBER.format(number))) == number

            assert all(await asyncio.gather(*map(one, range(1, 4001))))
            assert pool.figures["refused"] == pool.figures["died"] == 0

    asyncio.run(run())


def test_answers_stay_right_while_the_processes_are_killed(data: Path) -> None:
    async def run() -> None:
        bounds = {"client_time": 1e6, "client_errors": 1e6, "client_queries": 100, "queue": 100}
        async with pooled(data, **bounds) as pool:
            await asked(pool, NUMBER.format(0))
            turns, statuses = asyncio.Semaphore(32), []

            async def one(number: int) -> None:
                async with turns:
                    try:
                        assert number_in(await asked(pool, NUMBER.format(number))) == number
                        statuses.append(200)
                    except Refusal as refusal:
                        statuses.append(refusal.status)

            async def kill() -> None:
                chance = random.Random(6)  # noqa: S311  which one does not matter
                while True:
                    await asyncio.sleep(0.05)
                    with suppress(ProcessLookupError, IndexError):
                        os.kill(chance.choice(children()), signal.SIGKILL)

            killing = asyncio.create_task(kill())
            await asyncio.gather(*map(one, range(1, 2001)))
            killing.cancel()
            assert len(statuses) == 2000
            # Who was not alone in a process was asked again.
            assert set(statuses) <= {200, 503}
            assert statuses.count(503) < 100

    asyncio.run(run())


def test_who_stands_behind_one_that_never_ends_is_asked_again(data: Path) -> None:
    async def run() -> None:
        async with pooled(data, deadline=1.5) as pool:
            for number in range(2):
                assert number_in(await asked(pool, crowded("none", number))) == number
            assert number_in(await asked(pool, NUMBER.format(0))) == 0
            began = time.monotonic()
            endless = asyncio.create_task(asked(pool, crowded("p", 1)))
            await asyncio.sleep(0)
            small = [
                asyncio.create_task(asked(pool, NUMBER.format(number), "b"))
                for number in range(2, 8)
            ]
            assert [number_in(await each) for each in small] == list(range(2, 8))
            with pytest.raises(Refusal) as caught:
                await endless
            assert caught.value.status == 503
            assert "deadline" in caught.value.message
            assert time.monotonic() - began < 1.5 + 0.25
            assert pool.figures["demoted"] >= 1
            assert number_in(await asked(pool, NUMBER.format(7))) == 7

    asyncio.run(run())


def test_a_budget_that_is_spent_holds_on_this_way_too(data: Path) -> None:
    async def run() -> None:
        async with pooled(data, client_errors=3) as pool:
            await asked(pool, NUMBER.format(0))
            wrong = "SELECT ?n {{ BIND({} AS ?n) }} }}"
            statuses = []
            for number in range(5):
                with pytest.raises(Refusal) as caught:
                    await asked(pool, wrong.format(number))
                statuses.append(caught.value.status)
            assert statuses == [400, 400, 400, 429, 429]
            with pytest.raises(Refusal) as caught:
                await asked(pool, NUMBER.format(1))
            assert caught.value.status == 429

    asyncio.run(run())


@pytest.fixture(scope="module")
def server(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    bounds = ("--client-time", "1000", "--log", "none")
    with serving(folder, data, "--cache-folder", folder / "cache", *bounds) as started:
        yield started
        assert started.is_alive
        assert "Traceback" not in started.log.read_text("utf-8")


def path_of(number: int) -> str:
    return f"/sparql?query={quote(NUMBER.format(number))}"


def test_each_connection_has_its_own_answers(server: Server) -> None:
    def ask(first: int) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        right = True
        for number in range(first, first + 120):
            connection.request("GET", path_of(number))
            right &= number_in(connection.getresponse().read()) == number
        connection.close()
        return right

    assert ask(0)
    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(ask, range(1000, 13_000, 1000)))


def test_an_answer_is_the_same_on_both_ways(server: Server) -> None:
    server.get(path_of(1))
    quick = server.get(path_of(20_001))
    # A header that is not known there keeps a request from the quick way.
    slow = server.get(path_of(20_002), "X-Other: 1")
    told = [answer.partition(b"\r\n\r\n")[0].lower().split(b"\r\n") for answer in (quick, slow)]
    names = [sorted(line.partition(b":")[0] for line in head) for head in told]
    assert names[0] == names[1]
    differing = (b"etag", b"date")
    same = [{line for line in head if not line.startswith(differing)} for head in told]
    assert same[0] == same[1]


def test_requests_sent_at_once_are_answered_in_their_order(server: Server) -> None:
    server.get(path_of(1))
    asked = b"".join(
        f"GET {path_of(30_000 + n)} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for n in range(8)
    )
    answer = server.say(asked + b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    places = [answer.find(b'"%d"' % (30_000 + n)) for n in range(8)]
    assert -1 not in places
    assert places == sorted(places)


def test_who_has_no_more_to_say_has_an_answer(server: Server) -> None:
    server.get(path_of(1))
    with server.connect() as connection:
        connection.sendall(f"GET {path_of(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        connection.shutdown(socket.SHUT_WR)
        answer = heard(connection)  # to its end, so the server closes: said in a header or not
    assert status_of(answer) == 200
    assert b'"40000"' in answer


def test_who_leaves_is_forgotten(server: Server) -> None:
    server.get(path_of(1))
    for number in range(50_000, 50_040):
        with server.connect() as connection:
            connection.sendall(f"GET {path_of(number)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert until(lambda: b"servanda_requests_running 1\n" in server.get("/metrics"), 5)


def test_a_large_answer_is_packed_for_who_wants_it(server: Server) -> None:
    query = quote("SELECT * { ?s ?p ?o FILTER(?o != 1) }")
    plain = server.get(f"/sparql?query={query}")
    other = query.replace("%201%20", "%202%20")
    packed = server.get(f"/sparql?query={other}", "Accept-Encoding: gzip")
    assert b"content-encoding: gzip" in packed
    assert len(packed) < len(plain) / 2

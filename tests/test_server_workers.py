"""Queries in processes that can be killed: whatever one does, the next is answered."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from servanda.server.limits import limits_of
from servanda.server.prepare import prepare
from servanda.server.refusal import Refusal
from servanda.server.workers.job import Answer, Job
from servanda.server.workers.pool import Pool

DATA = """\
@prefix : <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :size "5"^^xsd:nonNegativeInteger ; :share "2.50"^^xsd:decimal ; :both 7 ; :next :b .
:b :both "07"^^xsd:integer ; :label "é"@fr .
"""
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(14)) + " }"
Ask = Callable[..., Awaitable[tuple[Answer, bytes]]]
Shared = tuple[Pool, Ask, asyncio.Runner]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = "".join(
        f"<http://example.org/n{i}> <http://example.org/p> <http://example.org/n{i % 7}> ."
        for i in range(60)
    )
    path = tmp_path_factory.mktemp("served") / "data.ttl"
    path.write_text(DATA + lines, "utf-8")
    return path


@pytest.fixture(scope="module")
def one(data: Path) -> Iterator[Shared]:
    """One pool with the limits as they are, for all that leaves it as it was."""
    with asyncio.Runner() as runner:
        opened = asking(data)
        pool, ask = runner.run(opened.__aenter__())
        yield pool, ask, runner
        runner.run(opened.__aexit__(None, None, None))


@asynccontextmanager
async def asking(data: Path, **limits: float) -> AsyncIterator[tuple[Pool, Ask]]:
    served = prepare([data], cache=data.parent / "cache")
    pool = Pool(served, limits_of(limits), address="http://127.0.0.1:8000/")
    await pool.start()

    async def ask(text: str, client: str = "a", **job: object) -> tuple[Answer, bytes]:
        forms: dict[str, Any] = {"rows": "json", "boolean": "json", "graph": "nt", **job}
        answer = await pool.answer(Job(text, **forms), client)
        return answer, b"".join([part async for part in answer.chunks])

    try:
        yield pool, ask
    finally:
        await pool.close()


async def refused(ask: Ask, text: str, **job: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await ask(text, **job)
    return caught.value


def test_rows_truth_values_and_graphs_are_answered(one: Shared) -> None:
    _, ask, runner = one

    async def run() -> None:
        answer, content = await ask("SELECT ?o { <http://example.org/a> ?p ?o }")
        assert (answer.media_type, answer.truncated) == ("application/sparql-results+json", "")
        assert answer.size == len(content)
        assert len(json.loads(content)["results"]["bindings"]) == 4
        assert json.loads((await ask("ASK {}"))[1])["boolean"] is True
        _, graph = await ask("DESCRIBE <http://example.org/b>")
        assert b'"\xc3\xa9"@fr' in graph

    runner.run(run())


def test_literals_come_back_as_the_data_spell_them(one: Shared) -> None:
    """The store keeps neither the digits after a comma nor narrow integer types."""
    _, ask, runner = one

    async def run() -> None:
        text = "SELECT ?o { <http://example.org/a> <http://example.org/%s> ?o }"
        assert b"nonNegativeInteger" in (await ask(text % "size"))[1]
        assert b'"2.50"' in (await ask(text % "share"))[1]
        # Two spellings of one value cannot be told apart, and a computed value is no data.
        assert b'"7"' in (await ask(text % "both"))[1]
        _, computed = await ask("SELECT (2 + 3 AS ?n) {}")
        assert b"nonNegativeInteger" not in computed
        _, graph = await ask("CONSTRUCT WHERE { ?s <http://example.org/size> ?o }")
        assert b"nonNegativeInteger" in graph

    runner.run(run())


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_answer_that_is_cut_says_so(data: Path, form: str) -> None:
    async def run() -> None:
        async with asking(data, max_rows=60) as (_, ask):
            query = "SELECT ?s { ?s <http://example.org/p> ?o }"
            whole, content = await ask(query, rows=form)
            assert whole.truncated == ""
            assert b"dump/" not in content
            cut, content = await ask("SELECT ?s { ?s ?p ?o }", rows=form)
            assert cut.truncated == "rows=60"
            assert b"http://127.0.0.1:8000/dump/" in content
            graph, content = await ask("CONSTRUCT WHERE { ?s ?p ?o }")
            assert graph.truncated == "rows=60"
            assert content.startswith(b"# Cut (rows=60)")

    asyncio.run(run())


def test_an_answer_of_too_many_bytes_ends_after_a_row(data: Path) -> None:
    async def run() -> None:
        async with asking(data, max_answer=900) as (_, ask):
            answer, content = await ask("SELECT * { ?s ?p ?o }")
            assert answer.truncated == "bytes=900"
            assert len(content) <= 900
            assert 1 < len(json.loads(content)["results"]["bindings"]) < 60

    asyncio.run(run())


def test_a_query_without_end_is_killed_at_the_deadline_and_the_next_is_answered(
    data: Path,
) -> None:
    async def run() -> None:
        async with asking(data, deadline=0.6) as (pool, ask):
            loop = asyncio.get_running_loop()
            began = loop.time()
            refusal = await refused(ask, ENDLESS)
            took = loop.time() - began
            assert (refusal.status, refusal.retry_after) == (503, 30)
            assert 0.5 < took < 0.85
            assert (await ask("ASK {}"))[1]
            again = await refused(ask, ENDLESS)
            assert "not tried again" in again.message
            assert pool.figures["late"] == 1

    asyncio.run(run())


def test_what_ends_a_process_is_refused_and_the_next_is_answered(data: Path) -> None:
    """A text that doubles with each BIND needs more memory than a process may have."""
    steps = " ".join(f"BIND(CONCAT(?a{i}, ?a{i}) AS ?a{i + 1})" for i in range(34))

    async def run() -> None:
        async with asking(data, memory=1 << 30) as (pool, ask):
            text = f'SELECT (STRLEN(?a34) AS ?n) {{ BIND("xxxxxxxx" AS ?a0) {steps} }}'
            refusal = await refused(ask, text)
            assert refusal.status == 400
            assert "memory" in refusal.message
            assert (await ask("ASK {}"))[1]
            assert pool.figures["died"] == 1

    asyncio.run(run())


def test_no_query_reaches_the_network_however_it_hides_the_word(one: Shared) -> None:
    _, ask, runner = one

    async def run() -> None:
        calls: list[int] = []
        server = await asyncio.start_server(
            lambda _reader, _writer: calls.append(1), "127.0.0.1", 0
        )
        port = server.sockets[0].getsockname()[1]
        plain = f"ASK {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
        assert "SERVICE" in (await refused(ask, plain)).message
        hidden = f"ASK {{ FILTER(1<2)SERVICE#>\n<http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
        assert "network" in (await refused(ask, hidden)).message
        assert (await ask("ASK {}"))[1]
        server.close()
        assert calls == []

    runner.run(run())


def test_small_queries_do_not_wait_behind_large_ones(data: Path) -> None:
    async def run() -> None:
        async with asking(data, deadline=3, workers=1, queue=1, client_queries=20) as (_, ask):
            small = "SELECT ?o { <http://example.org/a> ?p ?o }"
            await ask(small)
            large = [
                asyncio.create_task(refused(ask, ENDLESS.replace("?n", f"?n{i}"), client=f"c{i}"))
                for i in range(6)
            ]
            await asyncio.sleep(0.3)
            loop = asyncio.get_running_loop()
            began = loop.time()
            for _ in range(10):
                await ask(small)
            assert loop.time() - began < 1.5
            statuses = {(await each).status for each in large}
            assert statuses == {503}

    asyncio.run(run())


def test_a_query_nobody_waits_for_is_killed(data: Path) -> None:
    async def run() -> None:
        async with asking(data, deadline=30, workers=1) as (_, ask):
            task = asyncio.create_task(ask(ENDLESS))
            await asyncio.sleep(0.5)
            busy = [pid for pid in children() if is_running(pid)]
            assert len(busy) == 1
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.sleep(1)
            assert not is_running(busy[0])
            assert (await ask("ASK {}"))[1]

    asyncio.run(run())


def test_who_leaves_while_an_end_is_asked_for_leaves_the_turn_in_order(data: Path) -> None:
    async def run() -> None:
        async with asking(data) as (pool, ask):
            zygote = pool._zygote
            asked = asyncio.create_task(zygote.ending(1))  # it waits a moment for one not its own
            await asyncio.sleep(0.02)
            asked.cancel()
            process = await zygote.fork(low=False)
            process.kill()
            assert (await ask("ASK {}"))[1]

    asyncio.run(run())


def test_processes_are_replaced_and_none_is_left(data: Path) -> None:
    async def run() -> list[int]:
        async with asking(data, queries_per_worker=2) as (pool, ask):
            for number in range(9):
                await ask(f"ASK {{ ?s ?p {number} }}")
            assert pool.figures["started"] > 5
            pids = [each.pid for each in (*pool._quick._idle, *pool._slow._idle)]
            assert pids
            return pids

    pids = asyncio.run(run())
    until = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
        time.sleep(0.02)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize(
    ("text", "status", "place"),
    [
        ("ASK {\n ?s ?p }", 400, (2, 9)),
        ("INSERT DATA { <a> <b> <c> }", 400, (1, 1)),
        ("ASK FROM <http://example.org/none> { ?s ?p ?o }", 400, (None, None)),
        ("ASK " + "{" * 65 + "}" * 65, 400, (1, 69)),
        ("ASK { # " + "x" * 70_000 + "\n}", 413, (None, None)),
    ],
)
def test_a_faulty_query_is_refused_with_its_place(
    one: Shared, text: str, status: int, place: tuple[int | None, int | None]
) -> None:
    _, ask, runner = one

    async def run() -> None:
        refusal = await refused(ask, text)
        assert (refusal.status, refusal.line, refusal.column) == (status, *place)

    runner.run(run())


def test_graphs_of_the_protocol_come_before_those_of_the_query(tmp_path: Path) -> None:
    path = tmp_path / "data.nq"
    path.write_text(
        "".join(f"<http://e/{n}> <http://e/p> <http://e/o> <http://e/{n}> .\n" for n in "abc"),
        "utf-8",
    )

    async def run() -> None:
        async with asking(path) as (_, ask):
            count = "SELECT ?s {} {{ ?s ?p ?o }}"

            async def subjects(clause: str = "", **job: object) -> set[str]:
                _, content = await ask(count.format(clause), **job)
                rows = json.loads(content)["results"]["bindings"]
                return {row["s"]["value"][-1] for row in rows}

            assert await subjects() == {"a", "b", "c"}
            assert await subjects("FROM <http://e/a>") == {"a"}
            assert await subjects("FROM <http://e/a>", default_graphs=("http://e/b",)) == {"b"}
            assert await subjects(default_graphs=("http://e/none",)) == set()
            assert await subjects(named_graphs=("http://e/a",)) == set()

    asyncio.run(run())


def test_a_process_that_is_killed_from_outside_is_not_held_against_the_query(data: Path) -> None:
    async def run() -> None:
        async with asking(data, deadline=20) as (pool, ask):
            known = children()
            task = asyncio.create_task(refused(ask, ENDLESS))
            await asyncio.sleep(0.5)
            for pid in known:
                os.kill(pid, signal.SIGKILL)
            assert (await task).status == 503
            assert (await ask("ASK {}"))[1]
            again = asyncio.create_task(ask(ENDLESS))
            await asyncio.sleep(0.3)
            assert not again.done()  # it runs: nothing is known against it
            again.cancel()
            assert pool.figures["died"] == 1

    asyncio.run(run())


def test_queries_are_answered_again_after_any_process_was_killed(data: Path) -> None:
    """The one that forks the others as well, as a system that is short of memory may do."""

    async def run() -> None:
        async with asking(data, client_errors=1000) as (_, ask):
            for pid in [*children(), *zygotes()]:
                os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.2)
            answered = False
            until = time.monotonic() + 20
            while not answered and time.monotonic() < until:
                with contextlib.suppress(Refusal):
                    await ask("ASK {}")
                    answered = True
            assert answered

    asyncio.run(run())


def zygotes() -> list[int]:
    """The processes that fork others for this one."""
    return [pid for pid in below(os.getpid()) if b"workers.zygote" in command(pid)]


def children() -> list[int]:
    """The processes that run queries for this one."""
    return [pid for zygote in zygotes() for pid in below(zygote)]


def is_running(pid: int) -> bool:
    """Whether a process is there and at work."""
    states = set()
    for thread in Path(f"/proc/{pid}/task").glob("*/stat"):
        with contextlib.suppress(OSError):
            states.add(thread.read_text().rpartition(")")[2].split()[0])
    return "R" in states


def below(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for task in tasks for each in task.read_text().split()]


def command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()

"""A push that is killed at any of its requests leaves the old release or the new one, no mix."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

import pytest
from push.driver import pushes
from push.proxy import When, before
from push.reader import ask, of_all_graphs, of_the_current, reading
from push.releases import Signature, first_and_second, signature, trimmed
from push.stores import PASSWORD, oxigraph, virtuoso

from servanda.push import Bounds, Login, Plan, deliver, plan_push
from servanda.push.client import Client
from servanda.push.store import Store
from servanda.push.texts import inserted, text

pytestmark = pytest.mark.slow
POINTS = 20


@pytest.fixture(scope="module")
def folders(release: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return first_and_second(release, tmp_path_factory.mktemp("releases"))


@pytest.fixture(params=["oxigraph", "generic", "virtuoso"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(kind: str, tmp_path: Path) -> Iterator[str]:
    start = virtuoso if kind == "virtuoso" else oxigraph
    with start(tmp_path / "store") as address:
        yield address


def arguments(kind: str, address: str) -> list[str]:
    """What `plan_push` and the driver want to know of the store."""
    if kind == "generic":
        return [kind, f"{address}/store", f"{address}/query", f"{address}/update"]
    return [kind, address]


def plan_for(folder: Path, kind: str, store: str) -> Plan:
    _, to, *others = arguments(kind, store)
    query, update = others or ("", "")
    return trimmed(plan_push(folder, to, kind=kind, query=query, update=update))


def settled(count: Callable[[], Signature | None]) -> Signature:
    """What a reader counts; the store may still be ending what it was asked before the kill."""
    found = None
    while found is None:
        found = count()
    return found


def graphs(endpoint: str) -> set[str]:
    """The graphs in the store, without those that Virtuoso has of its own."""
    rows = ask(endpoint, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    return {row[0] for row in rows if not endpoint.endswith("/sparql") or ":push:" in row[0]}


def expected(plan: Plan, earlier: Plan, *, once: bool) -> set[str]:
    """The graphs that a finished push leaves."""
    if once:
        return {name.value for name in (*plan.graphs, plan.names.journal)}
    places = {plan.names.journal}
    for each in (plan, earlier):
        places |= {each.names.release, *(each.names.staged(name) for name in each.graphs)}
    return {name.value for name in places}


def points_of(seen: Sequence[str], *, once: bool) -> list[tuple[int, When]]:
    """Twenty requests from the first to the last, and all moments of those that change the store.

    Where a release is staged those are many, and readers do not look at what they change.
    """
    whens = get_args(When)
    step = (len(seen) - 1) / (POINTS - 1)
    spread = [(1 + int(number * step), whens[number % 3]) for number in range(POINTS)]
    updates = [number for number, line in enumerate(seen, 1) if "/update" in line]
    return spread + [(number, when) for number in updates for when in whens if once]


def test_readers_see_no_mix_and_the_next_push_is_clean(
    kind: str, store: str, folders: tuple[Path, Path]
) -> None:
    login = Login("dba", PASSWORD) if kind == "virtuoso" else None
    first, second = (plan_for(folder, kind, store) for folder in folders)
    endpoint = f"{store}/{'sparql' if kind == 'virtuoso' else 'query'}"
    once = kind == "oxigraph"
    old, new = (signature(plan, union=not once) for plan in (first, second))
    count = (
        partial(of_all_graphs, endpoint) if once else partial(of_the_current, endpoint, first.names)
    )

    def back() -> None:
        deliver(first, login=login, bounds=Bounds(keep_old=0))

    back()
    with before(store) as proxy, pushes(folders[1], *arguments(kind, proxy.address)) as push:
        push.start()
        assert push.ended() == 0
        points = points_of(proxy.seen, once=once)
        ends: set[Signature] = set()
        proxy.stop = lambda: os.kill(push.pid, signal.SIGKILL)
        with reading(count) as seen:
            for at, when in points:
                back()
                proxy.seen.clear()
                proxy.at, proxy.when = at, when
                push.start()
                assert push.ended() == -signal.SIGKILL
                ends.add(settled(count))
                seen.wait_for(old)
                proxy.at = 0
                push.start()
                assert push.ended() == 0
                assert settled(count) == new
                if kind != "virtuoso" or (at, when) == points[-1]:  # it takes a second to name them
                    assert graphs(endpoint) == expected(second, first, once=once)
    assert len(points) >= POINTS
    assert ends == {old, new}
    assert seen.failures == []
    assert seen.counts.keys() == {old, new}


def test_readers_see_the_mix_of_a_push_that_replaces_one_graph_after_the_other(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    """The control: what the readers above look for, they find where it is."""
    with oxigraph(tmp_path / "store") as store:
        first, second = (plan_for(folder, "oxigraph", store) for folder in folders)
        deliver(first)
        there = Store(first.addresses, Client())
        with reading(partial(of_all_graphs, f"{store}/query")) as seen:
            for name, triples in second.graphs.items():
                there.update(text("drop.ru", graph=name))
                there.update(inserted(name, triples))
                time.sleep(0.02)
    assert seen.counts.keys() - {signature(first, union=False), signature(second, union=False)}

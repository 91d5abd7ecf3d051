"""A release is pushed to a real Oxigraph: whole, checked, in one transaction."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from push.proxy import before
from push.releases import SIGNATURE, copy_of, newer, signature
from push.stores import free_port, oxigraph
from pyoxigraph import Literal, NamedNode, Triple

from servanda.ask import open_release
from servanda.errors import UsageError
from servanda.push import ADAPTERS, Bounds, Plan, deliver, plan_push, push
from servanda.push.holder import new_holder
from servanda.query import format_answer, list_queries, run_local, run_remote

pytestmark = pytest.mark.slow

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as address:
        yield address


@pytest.fixture(scope="module")
def folder(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(release, tmp_path_factory.mktemp("first") / "dist")


@pytest.fixture(scope="module")
def first(folder: Path, store: str) -> Plan:
    return plan_push(folder, store, kind="oxigraph")


@pytest.fixture(scope="module")
def second(release: Path, store: str, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    out = tmp_path_factory.mktemp("second") / "dist"
    newer_release = copy_of(release, out, version="0.1.1", edit=newer)
    return plan_push(newer_release, store, kind="oxigraph")


def rows(address: str, text: str) -> list[list[str]]:
    answer = run_remote(f"{address}/query", text)
    return [[term.value if term else "" for term in row] for row in answer.rows]


def graphs(address: str) -> set[str]:
    return {row[0] for row in rows(address, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}


def update(address: str, text: str) -> None:
    request = urllib.request.Request(  # noqa: S310  loopback
        f"{address}/update", text.encode(), {"Content-Type": "application/sparql-update"}
    )
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310


def counted(plan: Plan) -> list[list[str]]:
    return [[str(number) for number in signature(plan, union=False)]]


def in_the_store(plan: Plan) -> set[str]:
    return {name.value for name in (*plan.graphs, plan.names.journal)}


def locked(plan: Plan, holder: str) -> str:
    journal = plan.names.journal
    lock = f'{journal} <urn:servanda:push:lock> "{holder}"'
    return f"INSERT DATA {{ GRAPH {journal} {{ {lock} }} }}"


def test_a_pushed_release_answers_as_the_folder_does(store: str, folder: Path, first: Plan) -> None:
    outcome = push(folder, store, kind="oxigraph")
    assert outcome.current
    assert outcome.sent == len(first.graphs)
    assert graphs(store) == in_the_store(first)
    assert not [change for change in outcome.changes if change.lossy]
    local, _ = open_release(folder)
    for query in list_queries(folder / "queries"):
        expected = format_answer(run_local(local, query.text), "csv")
        assert format_answer(run_remote(f"{store}/query", query.text), "csv") == expected, query


def test_pushing_again_sends_nothing(store: str, first: Plan) -> None:
    deliver(first)
    before = rows(store, "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s ?p ?o LIMIT 50")
    outcome = deliver(first)
    assert (outcome.current, outcome.sent, outcome.removed) == (True, 0, 0)
    after = rows(store, "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s ?p ?o LIMIT 50")
    assert after == before


def test_a_new_version_sends_what_changed_and_removes_what_is_gone(
    store: str, first: Plan, second: Plan
) -> None:
    deliver(first)
    outcome = deliver(second)
    assert (outcome.sent, outcome.removed) == (4, 1)
    assert graphs(store) == in_the_store(second)
    assert rows(store, SIGNATURE) == counted(second)


def test_graphs_of_others_stay(store: str, first: Plan, second: Plan) -> None:
    update(store, "INSERT DATA { GRAPH <urn:theirs> { <urn:a> <urn:b> 1 } }")
    for plan in (first, second):
        deliver(plan)
    assert "urn:theirs" in graphs(store)
    update(store, "DROP GRAPH <urn:theirs>")


def test_what_somebody_changed_in_the_store_is_mended(store: str, first: Plan) -> None:
    deliver(first)
    name = next(iter(first.graphs))
    update(store, f"INSERT DATA {{ GRAPH {name} {{ <urn:a> <urn:b> 1 }} }}")
    assert deliver(first).sent == 1
    assert rows(store, "SELECT * { <urn:a> ?p ?o }") == []


def test_a_store_that_holds_other_statements_gets_back_what_it_had(
    store: str, first: Plan, second: Plan
) -> None:
    deliver(first)
    with before(store) as proxy:
        proxy.change = lambda body: body.replace(b"novelty 3", b"novelty 4")
        addresses = ADAPTERS["oxigraph"].addresses(proxy.address, "", "")
        outcome = deliver(replace(second, addresses=addresses))
    assert not outcome.current
    [missing] = outcome.differences
    assert missing.missing
    assert "novelty 3" in str(missing.statement)
    assert graphs(store) == in_the_store(first)
    assert rows(store, SIGNATURE) == counted(first)
    assert deliver(first).sent == 0


def test_the_command_ends_with_1_if_the_store_holds_other_statements(
    store: str, folder: Path, servanda: Run
) -> None:
    update(store, "DROP ALL")
    with before(store) as proxy:
        proxy.change = lambda body: body.replace("浙江".encode(), b"?")
        done = servanda("push", folder, "--to", proxy.address, "--as", "oxigraph")
    assert done.returncode == 1
    assert "浙江省" in done.stdout
    assert "is in the store, but was not sent" in done.stdout
    assert "Readers still have what they had." in done.stdout
    assert graphs(store) == set()


def test_a_push_at_work_keeps_others_out(store: str, first: Plan) -> None:
    update(store, locked(first, "abc process 1 of elsewhere since 2026-01-01"))
    with pytest.raises(UsageError, match=r"another push is at work: abc.*--break-lock abc"):
        deliver(first)
    with pytest.raises(UsageError, match="another token"):
        deliver(first, bounds=Bounds(break_lock="abd"))
    assert deliver(first, bounds=Bounds(break_lock="abc")).current
    assert rows(store, "SELECT * { GRAPH ?g { ?s <urn:servanda:push:lock> ?o } }") == []


def test_the_lock_of_a_dead_process_of_this_system_is_broken(store: str, first: Plan) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    words = new_holder().split()
    update(store, locked(first, " ".join([*words[:2], str(ended.pid), *words[3:]])))
    assert deliver(first).current


def test_a_literal_with_every_kind_of_character_arrives(store: str, first: Plan) -> None:
    node, text = NamedNode("urn:hostile"), "\\u0041 \" ' \\ \n\r\t } ; DROP ALL # \u0007 é 浙 😀"
    hostile = (Triple(node, NamedNode("urn:p"), Literal(text)),)
    assert deliver(replace(first, graphs={**first.graphs, node: hostile})).current
    assert rows(store, "SELECT ?o { <urn:hostile> ?p ?o }") == [[text]]


def test_what_is_too_large_for_one_transaction_is_refused(store: str, first: Plan) -> None:
    update(store, "DROP ALL")
    small = replace(first, adapter=replace(first.adapter, most=100_000))
    with pytest.raises(UsageError, match=r"fit in one transaction.*--as generic"):
        deliver(small)
    assert graphs(store) == set()


def test_the_command_tells_what_it_did_and_how_it_ended(
    store: str, folder: Path, servanda: Run
) -> None:
    done = servanda("push", folder, "--to", store, "--as", "oxigraph")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Release 0.1.0 is current" in done.stdout
    assert " of xsd:nonNegativeInteger: the same value" in done.stdout
    nowhere = f"http://127.0.0.1:{free_port()}"
    gone = servanda("push", folder, "--to", nowhere, "--as", "oxigraph")
    assert gone.returncode == 3
    assert "cannot be reached" in gone.stderr

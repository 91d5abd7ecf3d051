"""Stores that isolate nothing: graphs are staged, and one statement makes a release current."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from push.reader import ask, of_the_current, reading
from push.releases import first_and_second, signature, trimmed
from push.stores import PASSWORD, oxigraph, virtuoso
from pyoxigraph import Literal, NamedNode, Triple

from servanda.ask import open_release
from servanda.errors import EngineError, UsageError
from servanda.push import Bounds, Login, Outcome, Plan, deliver, plan_push
from servanda.query import format_answer, list_queries, run_local, run_remote, with_constants
from servanda.vocab import GEO, RDF, XSD

pytestmark = pytest.mark.slow
LITERALS = Path(__file__).parent / "push" / "virtuoso.csv"

# Questions whose rows Virtuoso gives otherwise: it writes P10Y as 120, and sorts Chinese its way.
KNOWN = {
    "virtuoso": {"agreement-end", "derived-facts", "exact-words", "wikidata-candidates"},
    "oxigraph": set[str](),
}


@dataclass(frozen=True)
class Place:
    """A store, and how it is pushed to and asked."""

    name: str
    address: str

    def plan(self, folder: Path) -> Plan:
        """The plan for a release."""
        if self.name == "virtuoso":
            return plan_push(folder, self.address, kind="virtuoso")
        at = self.address
        return plan_push(folder, f"{at}/store", query=f"{at}/query", update=f"{at}/update")

    def deliver(self, plan: Plan, *, keep_old: int = 1) -> Outcome:
        """Push, with the login if the store wants one."""
        login = Login("dba", PASSWORD) if self.name == "virtuoso" else None
        return deliver(plan, login=login, bounds=Bounds(keep_old=keep_old))

    @property
    def endpoint(self) -> str:
        """Where everybody may ask."""
        return f"{self.address}/{'sparql' if self.name == 'virtuoso' else 'query'}"

    def count(self, graph: NamedNode) -> int:
        """The statements of a graph."""
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        return int(ask(self.endpoint, query)[0][0])


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    start = {"oxigraph": oxigraph, "virtuoso": virtuoso}[request.param]
    with start(tmp_path_factory.mktemp(request.param) / "store") as address:
        yield Place(request.param, address)


@pytest.fixture(scope="module")
def folders(release: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return first_and_second(release, tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="module")
def first(place: Place, folders: tuple[Path, Path]) -> Plan:
    return trimmed(place.plan(folders[0]))


@pytest.fixture(scope="module")
def second(place: Place, folders: tuple[Path, Path]) -> Plan:
    return trimmed(place.plan(folders[1]))


def test_a_pushed_release_answers_as_the_folder_does(
    place: Place, folders: tuple[Path, Path]
) -> None:
    plan = place.plan(folders[0])
    outcome = place.deliver(plan)
    assert (outcome.current, outcome.sent) == (True, len(plan.graphs))
    lossy = {(each.note, each.datatype): each.count for each in outcome.changes if each.lossy}
    assert lossy == plan.warned
    names = {datatype.rpartition("#")[2] for _, datatype in lossy}
    assert names == ({"duration", "wktLiteral"} if place.name == "virtuoso" else set())
    at = f"{place.endpoint}?default-graph-uri={plan.names.release.value}"
    local, _ = open_release(folders[0])
    other = set()
    for query in list_queries(folders[0] / "queries"):
        expected = format_answer(run_local(local, query.text), "csv")
        found = format_answer(run_remote(at, with_constants(query.text)), "csv")
        if found.replace(",120,", ",P10Y,") != expected:
            assert sorted(found.splitlines()) == sorted(expected.splitlines()), query.name
        if found != expected:
            other.add(query.name)
    assert other <= KNOWN[place.name]


def test_readers_see_the_old_release_or_the_new_one(
    place: Place, first: Plan, second: Plan
) -> None:
    place.deliver(first, keep_old=0)
    both = {signature(plan, union=True) for plan in (first, second)}
    with reading(partial(of_the_current, place.endpoint, first.names)) as seen:
        for plan in (second, first, second):
            assert place.deliver(plan).current
            seen.wait_for(signature(plan, union=True))
    assert seen.failures == []
    assert seen.counts.keys() == both
    assert of_the_current(place.endpoint, first.names) == signature(second, union=True)


def test_going_back_to_a_kept_release_sends_nothing(
    place: Place, first: Plan, second: Plan
) -> None:
    place.deliver(first)
    place.deliver(second)
    outcome = place.deliver(first)
    assert (outcome.current, outcome.sent, outcome.dropped) == (True, 0, ())


def test_older_releases_are_cleared_away(place: Place, first: Plan, second: Plan) -> None:
    place.deliver(first)
    outcome = place.deliver(second, keep_old=0)
    assert outcome.dropped == (first.names.release,)
    assert place.count(first.names.release) == 0
    assert {place.count(first.names.staged(name)) for name in first.graphs} == {0}
    assert place.count(second.names.release) == signature(second, union=True)[0]


def test_a_graph_that_lost_statements_is_loaded_again(place: Place, first: Plan) -> None:
    place.deliver(first)
    name = next(iter(first.graphs))
    short = replace(first, graphs={**first.graphs, name: first.graphs[name][:1]})
    assert place.deliver(short).sent == 1
    assert place.deliver(first).sent == 1
    assert place.deliver(first).sent == 0


def test_two_datasets_stand_side_by_side(place: Place, first: Plan, second: Plan) -> None:
    other = replace(second, names=replace(second.names, dataset="https://example.org/other"))
    for plan in (first, other):
        assert place.deliver(plan, keep_old=0).current
    for plan in (first, other):
        assert of_the_current(place.endpoint, plan.names) == signature(plan, union=True)


def test_pushes_that_come_at_once_keep_each_other_out(place: Place, first: Plan) -> None:
    place.deliver(first)
    together, ends = threading.Barrier(4), list[str]()

    def one() -> None:
        together.wait()
        try:
            ends.append("done" if place.deliver(first).current else "not current")
        except UsageError as error:
            ends.append("kept out" if "another push is at work" in str(error) else str(error))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(ends) <= {"done", "kept out"}
    assert "kept out" in ends
    assert len(ends) == len(threads)
    lock = "SELECT ?lock { GRAPH ?g { ?s <urn:servanda:push:lock> ?lock } }"
    assert ask(place.endpoint, lock) == []


only_virtuoso = pytest.mark.parametrize("place", ["virtuoso"], indirect=True)


@only_virtuoso
def test_no_literal_surprises_that_was_measured(place: Place, first: Plan) -> None:
    with LITERALS.open(encoding="utf-8", newline="") as opened:
        literals = [literal(row["datatype"], row["sent"]) for row in csv.DictReader(opened)]
    name, about = NamedNode("https://example.org/literals"), NamedNode("https://example.org/p")
    facts = tuple(
        Triple(NamedNode(f"https://example.org/{number}"), about, each)
        for number, each in enumerate(literals)
    )
    names = replace(first.names, dataset="https://example.org/literals")
    outcome = place.deliver(replace(first, names=names, graphs={name: facts}))
    assert outcome.differences == ()
    assert sum(change.count for change in outcome.changes) == len(literals)


@only_virtuoso
def test_a_value_that_is_lost_is_told_and_nothing_becomes_current(
    place: Place, first: Plan
) -> None:
    name = NamedNode("https://example.org/lost")
    lost = Triple(name, NamedNode("https://example.org/p"), literal("xsd:integer", "abc"))
    names = replace(first.names, dataset="https://example.org/lost")
    outcome = place.deliver(replace(first, names=names, graphs={name: (lost,)}))
    assert not outcome.current
    assert [each.missing for each in outcome.differences] == [True, False]
    assert of_the_current(place.endpoint, names) == (0, 0)


@only_virtuoso
@pytest.mark.usefixtures("place")
def test_a_wrong_login_and_none_are_errors(first: Plan) -> None:
    with pytest.raises(UsageError, match="asks for a login"):
        deliver(first)
    with pytest.raises(EngineError, match="refuses the login") as caught:
        deliver(first, login=Login("dba", "not the password"))
    assert "not the password" not in str(caught.value)


def literal(datatype: str, text: str) -> Literal:
    """A literal of a table."""
    prefix, _, name = datatype.partition(":")
    bases = {"geo": GEO.base, "xsd": XSD.base, "rdf": RDF.base}
    return Literal(text, datatype=NamedNode(bases[prefix] + name))

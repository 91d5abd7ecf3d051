"""Each change of the model has queries that find the old form and add the new one beside it.

`tests/migrations/old.ttl` is a record as the version before wrote it, `new.ttl` what the actions
add.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store, Triple

from servanda.derive import derive
from servanda.evidence.examine import examine
from servanda.ntriples import fact_of
from servanda.parse import parse
from servanda.pipeline.reference import Reference, read_reference
from servanda.query import run_local
from servanda.validate import Severity, validate
from servanda.workspace import open_workspace

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "migrations"
MIGRATIONS = ROOT / "ontology" / "migrations"
REPORTS = sorted(MIGRATIONS.glob("*/report/*.rq"))
ACTIONS = sorted(MIGRATIONS.glob("*/action/*.rq"))
RECORD = NamedNode("https://w3id.org/servanda/id/agreement/old")
SPACE = "<https://w3id.org/servanda/id/"
SERVANDA = "https://w3id.org/servanda/ontology#"
FOUND = {"dates": 2, "links": 1, "parties": 4, "signings": 1}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return read_reference(open_workspace(ROOT))


@pytest.fixture
def store(reference: Reference) -> Store:
    """The old record in its graph, and the concepts in theirs."""
    return filled(parse(CASES / "old.ttl").triples, reference)


def filled(record: list[Triple], reference: Reference) -> Store:
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object, RECORD) for t in record)
    store.extend(reference.schemes)
    return store


def added(store: Store) -> set[Triple]:
    """What the actions give, all together."""
    answers = [run_local(store, path.read_text("utf-8")).triples for path in ACTIONS]
    return {triple for answer in answers for triple in answer or ()}


def test_each_report_has_its_action() -> None:
    reports = [path.relative_to(MIGRATIONS).as_posix() for path in REPORTS]
    actions = [path.relative_to(MIGRATIONS).as_posix() for path in ACTIONS]
    assert reports
    assert [name.replace("/report/", "/action/") for name in reports] == actions
    for version in sorted({path.parents[1] for path in REPORTS}):
        text = (version / "README.md").read_text("utf-8")
        assert all(f"`{path.name}`" in text for path in REPORTS if path.parents[1] == version)


def test_the_workspace_passes_them_by() -> None:
    workspace = open_workspace(ROOT)
    read = (*workspace.ontology, *workspace.schemes, *workspace.queries, *workspace.tables)
    assert not [path for path in read if path.is_relative_to(MIGRATIONS)]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_finds_the_old_form(path: Path, store: Store) -> None:
    assert len(run_local(store, path.read_text("utf-8")).rows) == FOUND[path.stem]


def test_the_actions_add_the_new_form(store: Store) -> None:
    assert added(store) == set(parse(CASES / "new.ttl").triples)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_afterwards_a_report_finds_nothing(path: Path, store: Store, reference: Reference) -> None:
    record = [*parse(CASES / "old.ttl").triples, *added(store)]
    assert run_local(filled(record, reference), path.read_text("utf-8")).rows == ()


def test_the_short_form_follows_from_the_new_one(reference: Reference) -> None:
    old, new = (parse(CASES / f"{name}.ttl").triples for name in ("old", "new"))
    names = ("endDate", "hasParty", "renews", "signatureDate")
    short = {NamedNode(SERVANDA + name) for name in names}
    assert reference.rules is not None
    kept = [triple for triple in old if triple.predicate not in short]
    facts = map(fact_of, (*kept, *new, *reference.shared_triples))
    derived = {fact for fact, _ in derive(facts, reference.rules, "2026-01-01")}
    assert {fact_of(triple) for triple in old if triple.predicate in short} <= derived


def test_the_new_form_breaks_no_rule(reference: Reference) -> None:
    record = [*parse(CASES / "old.ttl").triples, *parse(CASES / "new.ttl").triples]
    stated = (*record, *reference.shared_triples, *reference.ontology)
    results = validate(stated, reference.shapes).results
    assert not [each for each in results if each.severity.value == Severity.VIOLATION]


def test_what_the_actions_add_to_our_own_records_has_its_claims(
    release_store: Store, reference: Reference
) -> None:
    """The records here name no source for all that they state, so each fact needs a claim."""
    new = added(release_store)
    facts = [quad for quad in release_store if str(quad.graph_name).startswith(SPACE)]
    before = examine(facts, reference.terms.own, ()).problems
    both = [*facts, *(Quad(t.subject, t.predicate, t.object, RECORD) for t in new)]
    assert new
    assert examine(both, reference.terms.own, ()).problems == before

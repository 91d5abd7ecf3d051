"""Derived facts: each file of tests/derive/in gives the file of that name in tests/derive/out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import plain_workspace as plain
import pyoxigraph
import pytest
from model_rules import model_rules
from pyoxigraph import RdfFormat

from servanda.derive import derive, near_claims
from servanda.derive.claims import status_iri
from servanda.ntriples import Fact, fact_of
from servanda.parse import parse
from servanda.pipeline.batches import Limits
from servanda.pipeline.map import home_of
from servanda.pipeline.reference import read_reference
from servanda.pipeline.work import How, opened_run
from servanda.vocab import RDF
from servanda.workspace import open_workspace

FOLDER = Path(__file__).parent / "derive"
WORLD = Path(__file__).parents[1] / "examples" / "world"
CASES = sorted((FOLDER / "in").glob("*.ttl"))
DAY = "2026-01-01"
TERMS = "https://w3id.org/servanda/ontology#"


def facts_of(path: Path) -> list[Fact]:
    return [fact_of(triple) for triple in parse(path).triples]


def test_each_input_has_an_output() -> None:
    assert [path.name for path in CASES] == sorted(p.name for p in (FOLDER / "out").iterdir())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    derived = derive(facts_of(path), model_rules(), DAY)
    assert {fact for fact, _ in derived} == set(facts_of(FOLDER / "out" / path.name))
    assert len(set(derived)) == len(derived)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_derived_gives_nothing_more(path: Path) -> None:
    stated = facts_of(path)
    derived = {fact for fact, _ in derive(stated, model_rules(), DAY)}
    again = derive([*sorted(derived), *reversed(stated)], model_rules(), DAY)
    assert {fact for fact, _ in again} == derived


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_cause_is_a_node_that_states_something(path: Path) -> None:
    stated = facts_of(path)
    causes = {cause for _, cause in derive(stated, model_rules(), DAY)}
    assert causes <= {subject for subject, _, _ in stated}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_facts_of_its_cause_and_of_what_it_links_to_give_each_fact(path: Path) -> None:
    stated = facts_of(path)
    for fact, cause in derive(stated, model_rules(), DAY):
        reached, waiting = {cause}, [cause]
        while waiting:
            node = waiting.pop()
            new = {value for subject, _, value in stated if subject == node} - reached
            reached |= new
            waiting += new
        # The claims about what is reached stand in the same record.
        reached |= {s for s, p, o in stated if p == str(RDF.subject) and o in reached}
        seen = [each for each in stated if each[0] in reached]
        assert (fact, cause) in derive(seen, model_rules(), DAY)


def test_each_record_gives_the_same_with_all_others_as_with_those_that_it_reaches() -> None:
    workspace = open_workspace(WORLD)
    rules = model_rules()
    records = {
        path: list(near_claims([fact_of(triple) for triple in workspace.record(path).triples]))
        for path in workspace.records
    }
    owners = {fact[0]: path for path, facts in records.items() for fact in facts}
    links = {
        path: {owners[fact[2]] for fact in facts if fact[2] in owners}
        for path, facts in records.items()
    }
    alone, some = set(), workspace.records[::20]
    for path in some:
        reached, waiting = {path}, [path]
        while waiting:
            new = links[waiting.pop()] - reached
            reached |= new
            waiting += new
        seen = [fact for each, facts in records.items() if each in reached for fact in facts]
        alone |= {pair for pair in derive(seen, rules, DAY) if owners[pair[1]] == path}
    together = derive((fact for facts in records.values() for fact in facts), rules, DAY)
    assert alone
    assert alone == {pair for pair in together if owners[pair[1]] in some}


# A relation between two records, which each batch sees from one side only.
RELATED = """
<https://example.org/id/agreement/lyon-turin> servanda:hasRelation
        <https://example.org/id/agreement/lyon-turin#relation> .
<https://example.org/id/agreement/lyon-turin#relation>
    a servanda:Relation ;
    servanda:hasRelationType <https://w3id.org/servanda/id/relation-type/amended-by> ;
    servanda:relationOf <https://example.org/id/agreement/lyon-turin> ;
    servanda:relationTarget <https://example.org/id/agreement/later> .
"""


# A claim of another record about that relation's agreement, which only some batches would see.
DISTANT = """
<https://example.org/id/agreement/later#claim>
    a servanda:Claim ;
    <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject>
        <https://example.org/id/agreement/lyon-turin#relation> ;
    <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> servanda:relationTarget ;
    <http://www.w3.org/1999/02/22-rdf-syntax-ns#object> <https://example.org/id/agreement/later> ;
    servanda:hasRank <https://w3id.org/servanda/id/rank/deprecated> .
"""


def inferred(root: Path, work: Path, batch_size: int) -> str:
    workspace = open_workspace(root)
    reference = replace(read_reference(workspace), shapes=(), closure_shapes=(), tables=())
    work.mkdir()
    how = How(limits=Limits(batch_size=batch_size))
    with opened_run(workspace, reference, work, how=how) as opened:
        return opened.whole().inferred.read_text("utf-8")


def test_the_cut_into_batches_does_not_show(tmp_path: Path) -> None:
    root = tmp_path / "root"
    plain.make(root)
    folder = root / "data" / "agreement"
    first = folder / "lyon-turin.ttl"
    text = first.read_text("utf-8")
    (folder / "later.ttl").write_text(text.replace("lyon-turin", "later") + DISTANT, "utf-8")
    first.write_text(text + RELATED, "utf-8")
    whole = inferred(root, tmp_path / "whole", 200)
    single = inferred(root, tmp_path / "single", 1)
    assert single == whole
    amends = f"<{plain.SPACE}agreement/later> <{TERMS}amends> <{plain.SPACE}agreement/lyon-turin>"
    assert amends in whole
    assert f"<{plain.SPACE}agreement/lyon-turin#status> <{TERMS}onDay>" in whole


@pytest.mark.parametrize(
    ("iri", "space", "home"),
    [
        ("https://e.org/id/agreement/x", "https://e.org/id/", "https://e.org/id/agreement/x"),
        (
            "https://e.org/id/agreement/x#status",
            "https://e.org/id/",
            "https://e.org/id/agreement/x",
        ),
        ("https://e.org/id/agreement/x#e/1", "https://e.org/id/", "https://e.org/id/agreement/x"),
        ("https://e.org/id/agreement/y#e", "https://e.org/id/", ""),
        ("https://e.org/id/claim/1", "https://e.org/id/", "https://e.org/id/claim/1"),
        ("https://e.org/id#agreement/x", "https://e.org/id#", "https://e.org/id#agreement/x"),
        (
            "https://e.org/id#agreement/x/status",
            "https://e.org/id#",
            "https://e.org/id#agreement/x",
        ),
        ("https://e.org/id#agreement/y", "https://e.org/id#", ""),
    ],
)
def test_what_a_resource_belongs_to(iri: str, space: str, home: str) -> None:
    described = {
        "https://e.org/id",
        "https://e.org/id/agreement/x",
        "https://e.org/id/claim/1",
        "https://e.org/id#agreement/x",
    }
    assert home_of(iri, described, space) == home


def test_a_claim_about_a_status_has_an_iri_of_one_fragment() -> None:
    for agreement in ("https://e.org/id/agreement/x", "https://e.org/id#agreement/x"):
        claim = status_iri(agreement)
        line = f"<{claim}> <{claim}> <{claim}> ."
        assert list(pyoxigraph.parse(line, RdfFormat.N_TRIPLES))
        assert claim.removesuffix("status")[:-1] == agreement

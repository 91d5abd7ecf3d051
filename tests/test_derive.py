"""Derived facts: each file of tests/derive/in gives the file of that name in tests/derive/out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import plain_workspace as plain
import pyoxigraph
import pytest
from model_rules import model_rules
from pyoxigraph import NamedNode, RdfFormat, Triple

from servanda.build import raise_fault
from servanda.derive import derive
from servanda.derive.claims import status_iri
from servanda.parse import parse
from servanda.pipeline.map import home_of
from servanda.pipeline.reference import read_reference
from servanda.pipeline.run import run
from servanda.records import index_records
from servanda.workspace import open_workspace

FOLDER = Path(__file__).parent / "derive"
CASES = sorted((FOLDER / "in").glob("*.ttl"))
DAY = "2026-01-01"
TERMS = "https://w3id.org/servanda/ontology#"


def test_each_input_has_an_output() -> None:
    assert [path.name for path in CASES] == sorted(p.name for p in (FOLDER / "out").iterdir())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    derived = derive(parse(path).triples, model_rules(), DAY)
    assert set(map(str, derived)) == set(map(str, parse(FOLDER / "out" / path.name).triples))
    assert derived == sorted(derived, key=str)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_derived_gives_nothing_more(path: Path) -> None:
    stated = parse(path).triples
    derived = derive(stated, model_rules(), DAY)
    assert derive([*reversed(derived), *reversed(stated)], model_rules(), DAY) == derived


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
    index = index_records(workspace, reference.terms, fault=raise_fault)
    outcome = run(workspace, reference, index, work, batch_size=batch_size)
    return outcome.inferred.read_text("utf-8")


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
    assert home_of(NamedNode(iri), described, space) == home


def test_a_claim_about_a_status_has_an_iri_of_one_fragment() -> None:
    for agreement in ("https://e.org/id/agreement/x", "https://e.org/id#agreement/x"):
        claim = status_iri(NamedNode(agreement))
        line = str(Triple(claim, claim, claim)) + " ."
        assert list(pyoxigraph.parse(line, RdfFormat.N_TRIPLES))
        assert claim.value.removesuffix("status")[:-1] == agreement

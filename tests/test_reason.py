"""What the reasoner gives: what follows and is worth publishing, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys

import owlrl
import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Triple

from servanda.bridge import from_rdflib, to_rdflib
from servanda.engines.owlrl_engine import closure
from servanda.errors import InputError, UsageError
from servanda.reason import ENGINES, reason
from servanda.vocab import OWL, RDF, RDFS

HEAD = """\
@prefix e: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(HEAD + text, RdfFormat.TURTLE)]


def inferred(ontology: str, data: str) -> set[str]:
    """What every engine infers."""
    told = [inferred_by(engine, ontology, data) for engine in ENGINES]
    assert all(each == told[0] for each in told)
    return told[0]


def inferred_by(engine: str, ontology: str, data: str) -> set[str]:
    return {
        str(triple).replace("https://example.org/", "").replace("<", "").replace(">", "")
        for triple in reason(triples(data), triples(ontology), engine=engine)
    }


TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.mark.parametrize(
    ("ontology", "data", "expected"),
    [
        ("e:Cat rdfs:subClassOf e:Animal .", "e:tom a e:Cat .", {f"tom {TYPE} Animal"}),
        ("e:p rdfs:subPropertyOf e:q .", "e:a e:p e:b .", {"a q b"}),
        ("e:p rdfs:subPropertyOf e:q .", 'e:a e:p "x"@fr .', {'a q "x"@fr'}),
        ("e:p a owl:SymmetricProperty .", "e:a e:p e:b .", {"b p a"}),
        ("e:p a owl:TransitiveProperty .", "e:a e:p e:b . e:b e:p e:c .", {"a p c"}),
        ("e:p owl:inverseOf e:q .", "e:a e:p e:b .", {"b q a"}),
        (
            "e:p owl:propertyChainAxiom ( e:q e:r ) .",
            "e:a e:q e:b . e:b e:r e:c .",
            {"a p c"},
        ),
        (
            "[ owl:onProperty e:p ; owl:someValuesFrom e:C ] rdfs:subClassOf e:D .",
            "e:a e:p e:b . e:b a e:C .",
            {f"a {TYPE} D"},
        ),
        (
            "e:D owl:equivalentClass [ owl:onProperty e:p ; owl:hasValue e:v ] .",
            "e:a e:p e:v . e:b a e:D .",
            {f"a {TYPE} D", "b p v"},
        ),
        ("e:C a owl:Class . e:p a owl:ObjectProperty .", "e:a a e:C ; e:p e:b .", set()),
        ("e:p a owl:ObjectProperty .", 'e:a e:p e:b ; rdfs:label "a"@en .', set()),
    ],
)
def test_what_follows(ontology: str, data: str, expected: set[str]) -> None:
    assert inferred(ontology, data) == expected


def test_lexical_forms_are_not_touched() -> None:
    assert inferred("e:p rdfs:subPropertyOf e:q .", "e:a e:p 01.50 .") == {
        'a q "01.50"^^http://www.w3.org/2001/XMLSchema#decimal'
    }


def test_keys_are_refused() -> None:
    with pytest.raises(InputError, match="hasKey"):
        reason([], triples("e:C owl:hasKey ( e:k ) ."))


@pytest.mark.parametrize("engine", ENGINES)
def test_contradictions_are_named(engine: str) -> None:
    with pytest.raises(InputError, match="contradict"):
        reason(triples("e:a a e:C , e:D ."), triples("e:C owl:disjointWith e:D ."), engine=engine)


def test_an_unknown_engine_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="owlrl"):
        reason([], [], engine="magic")


def test_the_hash_seed_leaves_no_trace() -> None:
    code = (
        "import pyoxigraph as o\nfrom servanda.reason import reason\n"
        "t = [q.triple for q in o.parse('<a:p> <http://www.w3.org/2000/01/rdf-schema#subPropertyOf>"
        ' <a:q> . <a:a> <a:p> <a:b>, <a:c>, <a:d>, "x" .\', o.RdfFormat.TURTLE)]\n'
        "print([str(x) for x in reason(t, t)])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
    assert "<a:q>" in said.pop()


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_different_from_itself(engine: str) -> None:
    axioms = triples("e:p a owl:ObjectProperty .")
    with pytest.raises(InputError, match="contradict"):
        reason(triples("e:a owl:differentFrom e:a ."), axioms, engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_axiom_about_sameness_is_followed(engine: str) -> None:
    axiom = "owl:sameAs rdfs:subPropertyOf e:same ."
    assert inferred_by(engine, axiom, "e:a owl:sameAs e:b .") >= {
        "a same a",
        "a same b",
        "b same a",
    }


THINGS = st.sampled_from([NamedNode(f"https://example.org/{name}") for name in "abcpq"])
LINKS = st.sampled_from(
    [
        *(NamedNode(f"https://example.org/{name}") for name in "pq"),
        *(RDF.type, OWL.sameAs, OWL.differentFrom, OWL.inverseOf, OWL.equivalentProperty),
        *(RDFS.subPropertyOf, RDFS.subClassOf, RDFS.domain, RDFS.range, OWL.disjointWith),
    ]
)
KINDS = st.sampled_from(
    [OWL.SymmetricProperty, OWL.TransitiveProperty, OWL.FunctionalProperty, OWL.Class]
)


@settings(deadline=None, max_examples=40, derandomize=True)
@given(
    st.lists(st.builds(Triple, THINGS, LINKS, THINGS), max_size=6),
    st.lists(st.builds(Triple, THINGS, st.just(RDF.type), KINDS), max_size=2),
)
def test_rules_tried_on_fewer_triples_give_the_same(some: list[Triple], more: list[Triple]) -> None:
    graph = to_rdflib([*some, *more])
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False
    ).expand(graph)
    expected = {each for each in from_rdflib(graph) if not says_nothing(each)}
    errors = {each for each in expected if "agent-ont#" in str(each)}
    if errors:
        with pytest.raises(InputError, match="contradict"):
            closure([*some, *more])
    else:
        assert {each for each in closure([*some, *more]) if not says_nothing(each)} == expected


def says_nothing(triple: Triple) -> bool:
    return triple.predicate == OWL.sameAs and triple.subject == triple.object

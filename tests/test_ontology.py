"""The ontology: complete in three languages, inside OWL 2 RL, free of what the reasoner gets wrong.

What is looked at is `ontology/servanda.ttl` as it stands, and its closure by owlrl, alone and with
one small agreement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, SKOS, VANN
from rdflib.term import Node

ROOT = Path(__file__).parents[1]
ONTOLOGY = URIRef("https://w3id.org/servanda/ontology")
SERVANDA = Namespace(f"{ONTOLOGY}#")
SCHEMA = Namespace("https://schema.org/")
ID = Namespace("https://w3id.org/servanda/id/")
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
LANGUAGES: Final = frozenset({"fr", "en", "zh"})

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
FOREIGN_TO_LATIN = re.compile(
    r"[\u0370-\u1dff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]"
)
FOREIGN_TO_HAN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]")

BUILT_IN: Final = frozenset(
    {
        RDF.type,
        RDF.first,
        RDF.rest,
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        RDFS.comment,
        RDFS.isDefinedBy,
        RDFS.label,
        RDFS.seeAlso,
        OWL.equivalentClass,
        OWL.hasValue,
        OWL.onProperty,
        OWL.priorVersion,
        OWL.propertyChainAxiom,
        OWL.someValuesFrom,
        OWL.versionIRI,
        OWL.versionInfo,
    }
)
DECLARATIONS: Final = frozenset(
    {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
)
TYPES: Final = DECLARATIONS | {
    OWL.Ontology,
    OWL.Restriction,
    OWL.SymmetricProperty,
    OWL.TransitiveProperty,
}
RESERVED: Final = tuple(str(namespace) for namespace in (OWL, RDF, RDFS))
AXIOMS: Final = frozenset({RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass})


def read(path: Path) -> Graph:
    graph = Graph()
    graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return read(ROOT / "ontology" / "servanda.ttl")


def declared(graph: Graph, *kinds: URIRef) -> set[Node]:
    return {term for kind in kinds for term in graph.subjects(RDF.type, kind)}


def terms(graph: Graph) -> set[URIRef]:
    return {
        term
        for term in graph.subjects()
        if isinstance(term, URIRef) and term.startswith(str(SERVANDA))
    }


def texts(graph: Graph, subject: Node, predicate: URIRef) -> list[Literal]:
    return [value for value in graph.objects(subject, predicate) if isinstance(value, Literal)]


def mixed(text: Literal) -> bool:
    """Whether a text has letters of a script that its language is not written in."""
    if text.language == "zh":
        return HAN.search(text) is None or FOREIGN_TO_HAN.search(text) is not None
    return FOREIGN_TO_LATIN.search(text) is not None


def chains(graph: Graph) -> Iterator[tuple[Node, list[Node]]]:
    for subject, head in graph.subject_objects(OWL.propertyChainAxiom):
        yield subject, list(Collection(graph, head))


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition])
def test_every_term_has_one_text_in_each_language(ontology: Graph, predicate: URIRef) -> None:
    assert len(terms(ontology)) > 80
    for term in terms(ontology):
        found = texts(ontology, term, predicate)
        assert sorted(str(text.language) for text in found) == sorted(LANGUAGES), term


def test_no_text_mixes_scripts(ontology: Graph) -> None:
    predicates = (RDFS.label, RDFS.comment, SKOS.definition, DCTERMS.title, DCTERMS.description)
    for predicate in predicates:
        for subject, text in ontology.subject_objects(predicate):
            assert isinstance(text, Literal)
            assert not mixed(text), (subject, text)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_two_terms_have_the_same_definition_and_label(ontology: Graph, language: str) -> None:
    seen: dict[tuple[str, str], URIRef] = {}
    for term in sorted(terms(ontology)):
        (label,) = (t for t in texts(ontology, term, RDFS.label) if t.language == language)
        (definition,) = (
            t for t in texts(ontology, term, SKOS.definition) if t.language == language
        )
        assert definition.endswith("。" if language == "zh" else "."), term
        assert definition[:1] == definition[:1].upper(), term
        assert seen.setdefault((str(label), str(definition)), term) == term


def test_apostrophes_are_typographic(ontology: Graph) -> None:
    for triple in ontology:
        if isinstance(triple[2], Literal) and triple[2].language in {"fr", "en"}:
            assert "'" not in triple[2], triple


def test_every_term_is_one_class_or_one_property_of_this_ontology(ontology: Graph) -> None:
    for term in terms(ontology):
        kinds = set(ontology.objects(term, RDF.type)) & DECLARATIONS
        assert len(kinds) == 1, term
        assert set(ontology.objects(term, RDFS.isDefinedBy)) == {ONTOLOGY}, term
        name = term.removeprefix(str(SERVANDA))
        assert name[0].isupper() == (kinds == {OWL.Class}), term


def test_every_property_says_where_it_is_used(ontology: Graph) -> None:
    properties = declared(ontology, OWL.ObjectProperty, OWL.DatatypeProperty)
    for term in terms(ontology) & properties:
        assert (term, SCHEMA.domainIncludes, None) in ontology, term
        assert (term, SCHEMA.rangeIncludes, None) in ontology, term


def test_terms_named_as_domain_range_or_type_exist(ontology: Graph) -> None:
    named = {
        value
        for _, _, value in ontology
        if isinstance(value, URIRef) and value.startswith(str(SERVANDA))
    }
    assert named <= terms(ontology)


def test_concepts_and_schemes_named_exist(ontology: Graph) -> None:
    schemes = Graph()
    for path in sorted((ROOT / "ontology" / "schemes").glob("*.ttl")):
        schemes.parse(path, format="turtle")
    named = {
        value for value in ontology.objects() if isinstance(value, URIRef) and value.startswith(ID)
    }
    assert named
    assert named <= set(schemes.subjects())


def test_every_predicate_is_declared_or_built_in(ontology: Graph) -> None:
    predicates = set(ontology.predicates())
    assert predicates - BUILT_IN <= declared(ontology, OWL.AnnotationProperty)


def test_everything_in_an_axiom_is_declared(ontology: Graph) -> None:
    classes = declared(ontology, OWL.Class)
    objects = declared(ontology, OWL.ObjectProperty)
    values = declared(ontology, OWL.DatatypeProperty)
    for subject, predicate, value in ontology:
        if predicate in {RDFS.subClassOf, OWL.equivalentClass}:
            sides = {side for side in (subject, value) if isinstance(side, URIRef)}
            assert sides <= classes, (subject, value)
        if predicate == RDFS.subPropertyOf:
            assert {subject, value} <= objects or {subject, value} <= values, (subject, value)
    for subject, chain in chains(ontology):
        assert len(chain) >= 2
        assert {subject, *chain} <= objects, subject


def test_nothing_is_declared_twice_in_ways_that_exclude_each_other(ontology: Graph) -> None:
    for term in set(ontology.subjects()):
        assert len(set(ontology.objects(term, RDF.type)) & DECLARATIONS) <= 1, term


def test_only_constructs_of_owl_2_rl_are_used(ontology: Graph) -> None:
    """OWL 2 Profiles, section 4.2: what may stand left and right of a subclass axiom."""
    assert set(ontology.objects(None, RDF.type)) <= TYPES
    for subject, predicate, value in ontology:
        if predicate in AXIOMS:
            names = [str(side) for side in (subject, value) if isinstance(side, URIRef)]
            assert not any(name.startswith(RESERVED) for name in names), (subject, value)
    for node in ontology.subjects(RDF.type, OWL.Restriction):
        assert isinstance(node, BNode)
        parts = set(ontology.predicates(node)) - {RDF.type, OWL.onProperty}
        if (None, OWL.equivalentClass, node) in ontology:
            assert parts == {OWL.hasValue}
        else:  # an existential may stand on the left side only
            assert parts == {OWL.someValuesFrom, RDFS.subClassOf}
            assert (None, None, node) not in ontology


def test_chains_are_regular(ontology: Graph) -> None:
    """OWL 2 DL wants an order: a property builds on itself only at one end of its own chain."""
    below: dict[Node, set[Node]] = {}
    for subject, chain in chains(ontology):
        assert subject not in chain[1:-1]
        assert chain.count(subject) <= 1
        below.setdefault(subject, set()).update(set(chain) - {subject})
    for lower, upper in ontology.subject_objects(RDFS.subPropertyOf):
        below.setdefault(upper, set()).add(lower)
    for subject, first in below.items():
        seen: set[Node] = set()
        waiting = set(first)
        while waiting:
            each = waiting.pop()
            assert each != subject, subject
            if each not in seen:
                seen.add(each)
                waiting |= below.get(each, set())


@pytest.mark.parametrize(
    "harmful",
    [
        OWL.hasKey,
        OWL.sameAs,
        OWL.inverseOf,
        OWL.imports,
        RDFS.range,
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
    ],
)
def test_what_harms_is_absent(ontology: Graph, harmful: URIRef) -> None:
    assert all(harmful not in triple for triple in ontology)


def test_the_header_is_complete(ontology: Graph) -> None:
    assert set(ontology.subjects(RDF.type, OWL.Ontology)) == {ONTOLOGY}
    version = str(ontology.value(ONTOLOGY, OWL.versionInfo))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert ontology.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    license_ = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert ontology.value(ONTOLOGY, DCTERMS.license) == license_
    assert isinstance(ontology.value(ONTOLOGY, DCTERMS.creator), URIRef)
    assert version in str(ontology.value(ONTOLOGY, DCTERMS.bibliographicCitation))
    dates = [ontology.value(ONTOLOGY, DCTERMS[name]) for name in ("created", "issued", "modified")]
    assert [str(date) for date in dates] == sorted(str(date) for date in dates)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", str(date)) for date in dates)
    assert str(ontology.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "servanda"
    assert str(ontology.value(ONTOLOGY, VANN.preferredNamespaceUri)) == str(SERVANDA)
    assert (ONTOLOGY, RDFS.seeAlso, None) in ontology
    for predicate in (DCTERMS.title, DCTERMS.description, RDFS.comment):
        assert {text.language for text in texts(ontology, ONTOLOGY, predicate)} == LANGUAGES


def test_every_term_that_the_records_use_is_declared(ontology: Graph) -> None:
    used: set[URIRef] = set()
    for path in sorted((ROOT / "data").rglob("*.ttl")):
        for triple in read(path):
            used |= {
                node
                for node in triple
                if isinstance(node, URIRef) and node.startswith(str(SERVANDA))
            }
    assert used
    assert used <= terms(ontology)


EXAMPLE = """
@prefix : <https://example.org/> .
@prefix servanda: <https://w3id.org/servanda/ontology#> .
@prefix instrument: <https://w3id.org/servanda/id/instrument-type/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

:agreement
    servanda:hasParty :region , :university ;
    servanda:hasInstrumentType instrument:framework-agreement ;
    servanda:hasSignature :signature ;
    servanda:hasAction :action ;
    servanda:hasFieldGroup :group ;
    servanda:concludedAlongside :other ;
    servanda:supersedes :older .
:older servanda:supersedes :oldest .
:region a servanda:TerritorialParty ; servanda:governs :land .
:university a servanda:UniversityParty ; servanda:hasSeatIn :city ; servanda:succeededBy :new .
:land servanda:isWithin :country .
:signature servanda:hasSignatory :person .
:action servanda:concernsDomain :narrow ; servanda:implementedBy :body .
:narrow skos:broader :broad .
:broad skos:exactMatch :descriptor .
:group servanda:hasMember :field .
"""
EXPECTED: Final = (
    ("agreement", RDF.type, SERVANDA.TerritorialAgreement),
    ("agreement", RDF.type, SERVANDA.AcademicAgreement),
    ("agreement", RDF.type, SERVANDA.FrameworkAgreement),
    ("agreement", RDF.type, SERVANDA.Agreement),
    ("agreement", SERVANDA.signedBy, "person"),
    ("agreement", SERVANDA.involves, "body"),
    ("agreement", SERVANDA.involves, "region"),
    ("agreement", SERVANDA.hasDomain, "narrow"),
    ("agreement", SERVANDA.hasDomain, "broad"),
    ("agreement", DCTERMS.subject, "broad"),
    ("agreement", DCTERMS.subject, "descriptor"),
    ("agreement", SERVANDA.hasField, "field"),
    ("agreement", SERVANDA.linksTerritory, "land"),
    ("agreement", SERVANDA.linksTerritory, "city"),
    ("agreement", DCTERMS.spatial, "country"),
    ("agreement", SERVANDA.hasSuccessorParty, "new"),
    ("agreement", DCTERMS.replaces, "oldest"),
    ("agreement", DCTERMS.contributor, "region"),
    ("other", SERVANDA.concludedAlongside, "agreement"),
)


@pytest.fixture(scope="module")
def closed() -> Graph:
    graph = read(ROOT / "ontology" / "servanda.ttl")
    graph.parse(data=EXAMPLE, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


@pytest.mark.parametrize(("subject", "predicate", "value"), EXPECTED)
def test_what_the_axioms_are_for_is_inferred(
    closed: Graph, subject: str, predicate: URIRef, value: str | URIRef
) -> None:
    example = Namespace("https://example.org/")
    wanted = value if isinstance(value, URIRef) else example[value]
    assert (example[subject], predicate, wanted) in closed


def test_what_must_not_follow_does_not(closed: Graph) -> None:
    example = Namespace("https://example.org/")
    assert (example.older, RDF.type, SERVANDA.FrameworkAgreement) not in closed
    assert (example.new, RDF.type, SERVANDA.UniversityParty) not in closed
    assert (example.agreement, SERVANDA.hasParty, example.new) not in closed
    named = (node for node in closed.subjects(RDF.type, OWL.Thing) if isinstance(node, URIRef))
    for node in named:
        assert set(closed.objects(node, OWL.sameAs)) <= {node}


def test_the_closure_is_consistent(closed: Graph) -> None:
    assert (None, ERROR, None) not in closed
    assert not any(str(kind).endswith("ErrorMessage") for kind in closed.objects(None, RDF.type))
    assert (None, RDF.type, OWL.Nothing) not in closed
    for term in terms(closed):
        assert (term, RDFS.subClassOf, OWL.Nothing) not in closed, term

"""The words of tables find their concept: each word of tests/words.csv exactly one in its scheme.

A word matches a notation, an English preferred label, or an alternative or hidden label of any
language, whatever its case; a space, a hyphen and an underscore are the same.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import plain_workspace as plain
import pytest
from conftest import quads_of
from rdflib import RDF, RDFS, Graph, Literal, Namespace
from rdflib.namespace import OWL, SKOS

from servanda.build import build

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
ID = "https://w3id.org/servanda/id/"
SERVANDA = Namespace("https://w3id.org/servanda/ontology#")
ROWS = [
    (row["scheme"], row["word"], row["concept"])
    for row in csv.DictReader((Path(__file__).parent / "words.csv").read_text("utf-8").splitlines())
]


def folded(word: str) -> str:
    return re.sub(r"[\s_-]+", " ", word.strip().casefold())


@lru_cache
def scheme(name: str) -> Graph:
    return Graph().parse(ROOT / "ontology" / "schemes" / f"{name}.ttl", format="turtle")


@lru_cache
def words(name: str) -> Mapping[str, set[str]]:
    """Each folded word of a scheme, and the concepts that it finds."""
    found: dict[str, set[str]] = defaultdict(set)
    for concept in scheme(name).subjects(RDF.type, SKOS.Concept):
        for predicate in (SKOS.notation, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
            for word in scheme(name).objects(concept, predicate):
                assert isinstance(word, Literal)
                if predicate != SKOS.prefLabel or word.language == "en":
                    found[folded(word)].add(str(concept).removeprefix(f"{ID}{name}/"))
    return found


@pytest.mark.parametrize(("name", "word", "concept"), ROWS)
def test_a_word_finds_its_concept(name: str, word: str, concept: str) -> None:
    assert words(name)[folded(word)] == {concept}


@pytest.mark.parametrize("name", sorted({name for name, _, _ in ROWS}))
def test_no_word_finds_two_concepts(name: str) -> None:
    assert {word: found for word, found in words(name).items() if len(found) > 1} == {}


def test_a_hidden_word_is_not_also_shown() -> None:
    """SKOS, section 5.4, S13: the three kinds of labels are disjoint."""
    for name in {name for name, _, _ in ROWS}:
        for concept, word in scheme(name).subject_objects(SKOS.hiddenLabel):
            assert (concept, SKOS.prefLabel, word) not in scheme(name)
            assert (concept, SKOS.altLabel, word) not in scheme(name)


def test_every_party_type_has_one_class_of_parties() -> None:
    ontology = Graph().parse(ROOT / "ontology" / "servanda.ttl", format="turtle")
    types = scheme("party-type")
    for concept in types.subjects(RDF.type, SKOS.Concept):
        (kind,) = types.objects(concept, SERVANDA.partyClass)
        assert (kind, RDF.type, OWL.Class) in ontology
        assert kind == SERVANDA.Party or SERVANDA.Party in ontology.transitive_objects(
            kind, RDFS.subClassOf
        )


@pytest.mark.parametrize(
    ("table", "column", "name"),
    [
        ("agreements", "party_1_type", "party-type"),
        ("agreements", "party_2_type", "party-type"),
        ("agreements", "further_parties", "party-type"),
        ("agreements", "kind", "agreement-kind"),
        ("agreements", "status_hint", "novelty"),
        ("links", "relation", "relation-type"),
        ("endings", "ending", "event-type"),
    ],
)
def test_the_words_of_the_collected_tables_all_find_a_concept(
    table: str, column: str, name: str
) -> None:
    path = CORPUS / f"{table}.csv"
    if not path.is_file():
        pytest.skip(f"the collected tables are not beside the project: no file {path}")
    said: set[str] = set()
    for row in csv.DictReader(path.read_text("utf-8").splitlines()):
        if column == "further_parties":
            said |= {part.split("|")[1] for part in row[column].split(";") if part.strip()}
        else:
            said.add(row[column])
    assert {word for word in said - {""} if len(words(name)[folded(word)]) != 1} == set()


def test_the_type_of_a_party_gives_its_class_and_that_of_its_agreements(tmp_path: Path) -> None:
    plain.make(tmp_path)
    party = tmp_path / "data" / "party" / "lyon.ttl"
    typed = f"\nparty:lyon servanda:hasPartyType <{ID}party-type/university> .\n"
    party.write_text(party.read_text("utf-8") + typed, encoding="utf-8")
    release = build(tmp_path, tmp_path / "out", site=False)
    inferred = quads_of(release.folder / "dump" / "inferred.nq")

    def said(record: str, kind: str) -> bool:
        triple = f"<{plain.SPACE}{record}> <{RDF.type}> <{SERVANDA[kind]}>"
        return any(quad.startswith(triple) for quad in inferred)

    assert said("party/lyon", "UniversityParty")
    assert said("agreement/lyon-turin", "AcademicAgreement")
    assert not said("agreement/lyon-turin", "TerritorialAgreement")

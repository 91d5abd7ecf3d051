"""The first dataset says what its sources say: every fact has a claim, every claim a good place."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

ROOT = Path(__file__).parents[1]
SOURCE = Path(__file__).parents[2] / "shared" / "source"
SPACE = "https://w3id.org/servanda/id/"
ONTOLOGY = "https://w3id.org/servanda/ontology#"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CHECKSUM = "http://spdx.org/rdf/terms#checksumValue"
MAXIMUM_QUOTE = 8

Term: TypeAlias = NamedNode | Literal
Values: TypeAlias = dict[str, dict[str, list[Term]]]


def read(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]


FILES = {path: read(path) for path in sorted((ROOT / "data").rglob("*.ttl"))}
TRIPLES = {triple for triples in FILES.values() for triple in triples}
ROWS = [
    (int(row["fact"]), row["claim"])
    for row in csv.DictReader((ROOT / "tests" / "facts.csv").read_text("utf-8").splitlines())
]


def values_of(triples: set[Triple]) -> Values:
    found: Values = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        assert isinstance(triple.subject, NamedNode)
        found[triple.subject.value][triple.predicate.value].append(triple.object)
    return found


VALUES = values_of(TRIPLES)
CLAIMS = sorted(
    subject
    for subject, said in VALUES.items()
    if NamedNode(ONTOLOGY + "Claim") in said.get(RDF + "type", [])
)


def one(subject: str, predicate: str) -> Term:
    (value,) = VALUES[subject][predicate]
    return value


def statement(claim: str) -> Triple:
    parts = (one(claim, RDF + part) for part in ("subject", "predicate", "object"))
    return Triple(*parts)


def selector(claim: str) -> str:
    passage = one(claim, PROV + "wasQuotedFrom").value
    return str(one(passage, OA + "hasSelector").value)


def offsets(named: str) -> tuple[int, int]:
    return int(one(named, OA + "start").value), int(one(named, OA + "end").value)


@pytest.fixture(scope="module")
def text() -> str:
    if not SOURCE.is_dir():
        pytest.skip(f"the source text is not beside the project: no folder {SOURCE}")
    (path,) = sorted(SOURCE.glob("*.txt"))
    return path.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def facts(text: str) -> dict[int, dict[str, Any]]:
    del text  # where there is no text there are no facts either
    content = json.loads((SOURCE / "facts.json").read_text(encoding="utf-8"))
    return {fact["n"]: fact for fact in content}


@pytest.mark.parametrize("fact", range(5, 83))
def test_every_fact_has_a_claim(fact: int) -> None:
    assert [claim for number, claim in ROWS if number == fact]


@pytest.mark.parametrize(("fact", "claim"), ROWS)
def test_the_claim_is_stated_and_quoted(fact: int, claim: str) -> None:
    del fact
    assert claim in CLAIMS
    assert statement(claim) in TRIPLES
    start, end = offsets(selector(claim))
    assert 0 <= start < end


@pytest.mark.parametrize(("fact", "claim"), ROWS)
def test_the_place_lies_within_the_fact(
    fact: int, claim: str, text: str, facts: dict[int, dict[str, Any]]
) -> None:
    start, end = offsets(selector(claim))
    assert facts[fact]["start"] <= start < end <= facts[fact]["end"]
    assert text[facts[fact]["start"] : facts[fact]["end"]] == facts[fact]["quote"]


def test_digests_are_those_of_the_spans(text: str) -> None:
    selectors = [subject for subject in VALUES if OA + "start" in VALUES[subject]]
    assert selectors
    for each in selectors:
        start, end = offsets(each)
        digest = hashlib.sha256(text[start:end].encode()).hexdigest()
        assert one(each, CHECKSUM).value == digest, each


def test_the_source_is_the_text_that_was_read(text: str) -> None:
    source = SPACE + "source/objectif-grand-paris"
    assert one(source, CHECKSUM).value == hashlib.sha256(text.encode()).hexdigest()
    assert int(one(source, ONTOLOGY + "textLength").value) == len(text)


def test_at_most_eight_words_of_the_text_are_repeated(text: str) -> None:
    def words(value: str) -> list[str]:
        return [word.strip(".,;:()«»–…").lower() for word in value.split()]

    length = MAXIMUM_QUOTE + 1
    source = words(text)
    runs = {tuple(source[i : i + length]) for i in range(len(source) - length + 1)}
    for triple in TRIPLES:
        if isinstance(triple.object, Literal):
            said = words(triple.object.value)
            parts = {tuple(said[i : i + length]) for i in range(len(said) - length + 1)}
            assert not parts & runs, triple


def test_fragments_are_short_and_open_the_page() -> None:
    for subject, said in VALUES.items():
        if OA + "hasSelector" not in said:
            continue
        fragment = one(one(subject, OA + "hasSelector").value, RDF + "value").value
        page = one(subject, OA + "hasSource").value
        assert one(subject, "https://schema.org/url").value == f"{page}#{fragment}"
        assert fragment.startswith(":~:text=")
        quoted = unquote(re.sub(r"(-,|,-|,)", " ", fragment.removeprefix(":~:text=")))
        count = sum(1 for word in quoted.split() if re.search(r"\w", word))
        assert 0 < count <= MAXIMUM_QUOTE, subject


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_is_complete(claim: str) -> None:
    kind = one(claim, ONTOLOGY + "hasClaimKind").value.removeprefix(SPACE + "claim-kind/")
    one(claim, ONTOLOGY + "hasRank")
    assert 0 < Decimal(one(claim, ONTOLOGY + "confidence").value) <= 1
    assert statement(claim) in TRIPLES
    sources = VALUES[claim].get(PROV + "hadPrimarySource", [])
    origins = VALUES[claim].get(PROV + "wasDerivedFrom", [])
    assert sources if kind == "stated" else kind in {"derived", "translated"}
    assert kind != "derived" or origins
    assert all(origin.value in CLAIMS for origin in origins)
    assert all(
        OA + "hasSource" in VALUES[p.value] for p in VALUES[claim].get(PROV + "wasQuotedFrom", [])
    )


def test_every_statement_in_our_terms_has_a_claim() -> None:
    claimed = {statement(claim) for claim in CLAIMS}
    free = (SPACE + "claim/", SPACE + "source/")
    bare = [
        triple
        for triple in TRIPLES
        if triple.predicate.value.startswith(ONTOLOGY)
        and not triple.subject.value.startswith(free)
        and triple not in claimed
    ]
    assert bare == []


def test_there_are_no_blank_nodes() -> None:
    for triple in TRIPLES:
        assert not isinstance(triple.subject, BlankNode)
        assert not isinstance(triple.object, BlankNode)


def test_each_record_is_described_in_its_own_file_and_only_there() -> None:
    owners: Counter[str] = Counter()
    for path, triples in FILES.items():
        subjects = {triple.subject.value for triple in triples}
        owners.update(subjects)
        name = path.relative_to(ROOT / "data").with_suffix("").as_posix()
        assert name == "dataset" or SPACE + name in subjects, path
    assert [subject for subject, files in owners.items() if files > 1] == []


def test_links_to_our_own_resources_resolve() -> None:
    described = set(VALUES)
    for path in sorted((ROOT / "ontology").rglob("*.ttl")):
        described |= {
            triple.subject.value for triple in read(path) if isinstance(triple.subject, NamedNode)
        }
    linked = {
        triple.object.value
        for triple in TRIPLES
        if isinstance(triple.object, NamedNode) and triple.object.value.startswith(SPACE)
    }
    assert sorted(linked - described) == []


def test_conflicts_are_said_by_both_sides() -> None:
    conflict = ONTOLOGY + "conflictsWith"
    for claim in CLAIMS:
        for other in VALUES[claim].get(conflict, []):
            assert NamedNode(claim) in VALUES[other.value][conflict]

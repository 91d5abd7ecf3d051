"""Each shape has valid and invalid cases: small files that an expert of the domain can read.

A case of the shape Name lies in tests/shapes/Name/. Lines `# expect: SHAPE FOCUS [SEVERITY]` say
exactly which results the shape must give; a valid case expects none. Cases are validated as records
are, with the ontology and the concept schemes beside them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from servanda.parse import parse
from servanda.validate import Result, validate
from servanda.vocab import RDF, RDFS, SH, SKOS

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "shapes"
FILES = sorted(CASES.rglob("*.ttl"))
EXAMPLE = "https://example.org/"
SHAPES = "https://w3id.org/servanda/shapes#"
SHORT_FORM = NamedNode("https://w3id.org/servanda/ontology#shortForm")
# What a release cannot do without: everything else that is missing is at most a warning.
NEEDED = {"AgreementHasASource", "ClaimObject", "ClaimPredicate", "ClaimSubject"}
TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)


@lru_cache
def shapes() -> tuple[Triple, ...]:
    paths = sorted((ROOT / "shapes").rglob("*.ttl"))
    return tuple(triple for path in paths for triple in parse(path).triples)


@lru_cache
def reference() -> tuple[Triple, ...]:
    """What shapes need of ontology and schemes: classes, types of concepts, their short forms."""
    paths = sorted((ROOT / "ontology").rglob("*.ttl"))
    triples = (triple for path in paths for triple in parse(path).triples)
    classes = {"Domain", "AcademicField", "Concept"}
    return tuple(
        triple
        for triple in triples
        if triple.predicate in (RDFS.subClassOf, SHORT_FORM)
        or (triple.predicate == RDF.type and local(triple.object) in classes)
    )


def targeted() -> set[str]:
    return {local(triple.subject) for triple in shapes() if triple.predicate in TARGETS}


def parts(name: str) -> set[str]:
    """The shape and its property shapes, by their local names."""
    iri = NamedNode(SHAPES + name)
    own = {local(t.object) for t in shapes() if t.subject == iri and t.predicate == SH.property}
    return own | {name}


def local(term: object) -> str:
    return re.split(r"[#/]", term.value)[-1] if isinstance(term, NamedNode) else str(term)


def expected(path: Path) -> set[tuple[str, str, str]]:
    lines = re.findall(r"^# expect: (\S+) (\S+)(?: (\S+))?$", path.read_text("utf-8"), re.MULTILINE)
    return {(shape, focus, severity or "Violation") for shape, focus, severity in lines}


def seen(result: Result) -> tuple[str, str, str]:
    return (local(result.source_shape), local(result.focus_node), local(result.severity))


def test_every_shape_has_a_valid_and_an_invalid_case() -> None:
    kinds = {
        name: {path.name.split("-")[0].split(".")[0] for path in (CASES / name).glob("*.ttl")}
        for name in targeted()
    }
    assert kinds == {name: {"valid", "invalid"} for name in targeted()}


def test_every_property_shape_has_an_invalid_case() -> None:
    named = {shape for path in FILES for shape, _, _ in expected(path)}
    wanted = {part for name in targeted() for part in parts(name) - {name}}
    assert wanted - named == set()


def test_every_case_belongs_to_a_shape_and_is_run() -> None:
    everything = {path for path in CASES.rglob("*") if path.is_file()}
    assert everything == set(FILES)
    assert {path.parent.name for path in FILES} == targeted()
    assert {path.parent.parent for path in FILES} == {CASES}


def test_what_is_only_missing_never_stops_a_release() -> None:
    missing = {t.subject for t in shapes() if t.predicate == SH.minCount}
    only_warn = {
        t.subject for t in shapes() if t.predicate == SH.severity and t.object == SH.Warning
    }
    assert {local(shape) for shape in missing - only_warn} == NEEDED


@pytest.fixture(scope="module", params=["shacl", "pyshacl"])
def results(request: pytest.FixtureRequest) -> dict[Path, set[tuple[str, str, str]]]:
    """What all cases give: validated at once, each in a namespace of its own."""
    triples: list[Triple] = list(reference())
    for number, path in enumerate(FILES):
        text = path.read_text("utf-8").replace(EXAMPLE, f"{EXAMPLE}{number}/")
        triples += (quad.triple for quad in pyoxigraph.parse(text, RdfFormat.TURTLE))
    found: dict[Path, set[tuple[str, str, str]]] = {path: set() for path in FILES}
    for result in validate(triples, shapes(), engine=request.param).results:
        case = re.match(rf"<{EXAMPLE}(\d+)/", str(result.focus_node))
        if case is not None:
            found[FILES[int(case[1])]].add(seen(result))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_case_gives_exactly_what_it_expects(
    path: Path, results: dict[Path, set[tuple[str, str, str]]]
) -> None:
    wanted = expected(path)
    assert bool(wanted) == path.name.startswith("invalid")
    own = parts(path.parent.name)
    assert {each for each in results[path] if each[0] in own} == wanted


@pytest.mark.parametrize("part", sorted(p for name in targeted() for p in parts(name)))
def test_messages_come_in_three_languages(part: str) -> None:
    iri = NamedNode(SHAPES + part)
    constraints = {t.object for t in shapes() if t.subject == iri and t.predicate == SH.sparql}
    said = [
        t.object for t in shapes() if t.predicate == SH.message and t.subject in {iri, *constraints}
    ]
    languages = sorted(m.language or "" for m in said if isinstance(m, Literal))
    assert set(languages) == {"en", "fr", "zh"} or part in targeted()


def test_the_schemes_have_three_languages() -> None:
    for path in sorted((ROOT / "ontology" / "schemes").glob("*.ttl")):
        document = parse(path)
        for concept in {t.subject for t in document.triples if t.object == SKOS.Concept}:
            for predicate in (SKOS.prefLabel, SKOS.definition):
                said = sorted(
                    t.object.language or ""
                    for t in document.triples
                    if t.subject == concept
                    and t.predicate == predicate
                    and isinstance(t.object, Literal)
                )
                assert said == ["en", "fr", "zh"], (path.name, concept, predicate)

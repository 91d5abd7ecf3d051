"""The layout of the resource pages: every property has one place, and the shapes ask nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from servanda.parse import parse
from servanda.site.read.layout import layout_of
from servanda.vocab import RDF, RDFS, SH

ROOT = Path(__file__).parents[1]
MEMBER = re.compile(r"#_\d+$")


@lru_cache
def shapes() -> tuple[Triple, ...]:
    return tuple(parse(ROOT / "shapes" / "layout.ttl").triples)


def predicates(folder: str) -> set[str]:
    """The predicates of all Turtle files of a folder that are about something with an IRI."""
    return {
        triple.predicate.value
        for path in (ROOT / folder).rglob("*.ttl")
        for triple in parse(path).triples
        if isinstance(triple.subject, NamedNode) and not MEMBER.search(triple.predicate.value)
    }


def test_every_property_that_facts_have_has_a_place() -> None:
    placed = set(layout_of(shapes()).places)
    for folder in ("data", "ontology", "examples/world/data"):
        assert predicates(folder) - placed == set(), folder


def test_every_property_of_the_ontology_has_a_place() -> None:
    terms = {
        triple.subject.value
        for triple in parse(ROOT / "ontology" / "servanda.ttl").triples
        if triple.predicate == RDFS.isDefinedBy and isinstance(triple.subject, NamedNode)
    }
    properties = {term for term in terms if re.search(r"#[a-z]\w*$", term)}
    assert len(properties) > 100
    assert properties - set(layout_of(shapes()).places) == set()


def test_no_property_has_two_places_and_no_place_two_properties() -> None:
    paths = [triple.object for triple in shapes() if triple.predicate == SH.path]
    assert len(set(paths)) == len(paths)
    places = [(g.key, order) for g, order in layout_of(shapes()).places.values()]
    assert len(set(places)) == len(places)


def test_the_layout_constrains_nothing() -> None:
    allowed = {RDF.type, RDFS.label, SH.path, SH.name, SH.group, SH.order}
    assert {triple.predicate for triple in shapes()} <= allowed


def test_every_group_has_a_label_in_each_language_and_a_place_of_its_own() -> None:
    groups = {group.key: group for group, _ in layout_of(shapes()).places.values()}
    declared = {t.subject for t in shapes() if t.object == SH.PropertyGroup}
    assert len(groups) == len(declared)
    for group in groups.values():
        assert sorted(text.language or "" for text in group.labels) == ["en", "fr", "zh"]
    assert len({group.order for group in groups.values()}) == len(groups)


def test_groups_have_no_label_in_common() -> None:
    said = [t.object for t in shapes() if t.predicate == RDFS.label]
    assert all(isinstance(text, Literal) for text in said)
    assert len(set(said)) == len(said)

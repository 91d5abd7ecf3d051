"""`void.ttl` counts what SPARQL counts, in the form that editors complete from."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from servanda.catalog import Head
from servanda.exporters.statistics import service_triples, tally, totals, void_triples
from servanda.exporters.statistics.targets import target_of
from servanda.vocab import RDF, SD, VOID, XSD

PREFIXES = """
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
"""
TOTALS = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "documents": "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
}
# Each: what the description says, and what the data say; both give the same rows.
PARTS = {
    "classes": (
        "?d void:classPartition ?p . ?p void:class ?a ; void:entities ?n",
        "SELECT ?a (COUNT(DISTINCT ?s) AS ?n) { ?s a ?a } GROUP BY ?a",
    ),
    "triples of a class": (
        "?d void:classPartition ?p . ?p void:class ?a ; void:triples ?n",
        "SELECT ?a (COUNT(*) AS ?n) { ?s a ?a ; ?p ?o } GROUP BY ?a",
    ),
    "properties": (
        "?d void:propertyPartition ?p . ?p void:property ?a ; void:distinctObjects ?n",
        "SELECT ?a (COUNT(DISTINCT ?o) AS ?n) { ?s ?a ?o } GROUP BY ?a",
    ),
    "properties of a class": (
        (
            "?d void:classPartition ?c . ?c void:class ?a ; void:propertyPartition ?p . "
            "?p void:property ?b ; void:distinctSubjects ?n"
        ),
        "SELECT ?a ?b (COUNT(DISTINCT ?s) AS ?n) { ?s a ?a ; ?b ?o } GROUP BY ?a ?b",
    ),
    "classes of objects": (
        (
            "?d void:classPartition ?x . ?x void:class ?a ; void:propertyPartition ?p . "
            "?p void:property ?b ; void:classPartition ?y . ?y void:class ?c ; void:triples ?n"
        ),
        "SELECT ?a ?b ?c (COUNT(*) AS ?n) { ?s a ?a ; ?b ?o . ?o a ?c } GROUP BY ?a ?b ?c",
    ),
    "datatypes of literals": (
        (
            "?d void:classPartition ?x . ?x void:class ?a ; void:propertyPartition ?p . ?p "
            "void:property ?b ; void-ext:datatypePartition ?y . ?y void-ext:datatype ?c ; "
            "void:triples ?n"
        ),
        (
            "SELECT ?a ?b ?c (COUNT(*) AS ?n) { ?s a ?a ; ?b ?o FILTER (isLiteral(?o)) "
            "BIND (DATATYPE(?o) AS ?c) } GROUP BY ?a ?b ?c"
        ),
    ),
}
LINKSETS = (
    "?l a void:Linkset ; void:linkPredicate ?a ; void:objectsTarget/void:uriSpace ?b ; "
    "void:triples ?n"
)
WHOLE = {XSD.nonNegativeInteger.value, XSD.positiveInteger.value}
# The whole of what an editor asks for to know which properties and classes can follow.
COMPLETION = """
SELECT DISTINCT ?subject ?property ?object ?datatype {
  ?c void:class ?subject ; void:propertyPartition ?p . ?p void:property ?property .
  OPTIONAL { { ?p void:classPartition [ void:class ?object ] }
    UNION { ?p void-ext:datatypePartition [ void-ext:datatype ?datatype ] } }
}
"""


@pytest.fixture(scope="module", params=["release", "world_release"])
def folder(request: pytest.FixtureRequest) -> Path:
    """The release of each workspace."""
    found: Path = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def data(folder: Path) -> Store:
    return loaded(folder / "dump" / "dataset.nq")


@pytest.fixture(scope="module")
def described(folder: Path) -> Store:
    return loaded(folder / "void.ttl", folder / "sparql-service-description.ttl")


def loaded(*paths: Path) -> Store:
    store = Store()
    for path in paths:
        store.extend(pyoxigraph.parse(path=str(path)))
    return store


def rows(store: Store, text: str) -> list[tuple[str, ...]]:
    found = store.query(PREFIXES + text, use_default_graph_as_union=True)
    return sorted(tuple("" if v is None else v.value for v in row) for row in found)  # type: ignore[union-attr]


def as_stored(counted: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows with their counts as a store gives them, which reads every whole number as one type."""
    found: Counter[tuple[str, ...]] = Counter()
    for *names, number in counted:
        kinds = (XSD.integer.value if name in WHOLE else name for name in names)
        found[tuple(kinds)] += int(number)
    return sorted((*names, str(number)) for names, number in found.items())


def dataset(described: Store) -> NamedNode:
    """The dataset as a whole: what has partitions of classes and a space of IRIs."""
    spaces = {q.subject for q in described.quads_for_pattern(None, VOID.uriSpace, None, None)}
    parts = described.quads_for_pattern(None, VOID.classPartition, None, None)
    (node,) = spaces & {quad.subject for quad in parts}
    assert isinstance(node, NamedNode)
    return node


def told_total(name: str, whole: NamedNode) -> str:
    return f"SELECT ?n {{ {whole} void:{name} ?n }}"


def told_part(name: str, whole: NamedNode) -> str:
    said, counted = PARTS[name]
    variables = counted.partition("(")[0].removeprefix("SELECT").strip()
    said = said.replace("?d ", f"{whole} ", 1)
    return f"SELECT {variables} ?n {{ {whole} a void:Dataset . {said} }}"


@pytest.mark.parametrize("name", TOTALS)
def test_each_total_is_what_sparql_counts(name: str, described: Store, data: Store) -> None:
    assert rows(described, told_total(name, dataset(described))) == rows(data, TOTALS[name])


def test_entities_are_the_subjects_in_the_space_of_the_dataset(
    described: Store, data: Store
) -> None:
    whole = dataset(described)
    ((space,),) = rows(described, f"SELECT ?n {{ {whole} void:uriSpace ?n }}")
    counted = rows(
        data,
        f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER (STRSTARTS(STR(?s), "{space}")) }}',
    )
    assert rows(described, f"SELECT ?n {{ {whole} void:entities ?n }}") == counted


@pytest.mark.parametrize("name", PARTS)
def test_each_part_is_what_sparql_counts(name: str, described: Store, data: Store) -> None:
    told = rows(described, told_part(name, dataset(described)))
    assert as_stored(told) == rows(data, PARTS[name][1])
    assert told


def test_linksets_count_all_links_that_leave_the_dataset(described: Store, data: Store) -> None:
    ((space,),) = rows(described, f"SELECT ?n {{ {dataset(described)} void:uriSpace ?n }}")
    links = rows(
        data,
        "SELECT ?p ?o ?s { ?s ?p ?o VALUES ?p { skos:exactMatch skos:closeMatch skos:broadMatch "
        f'skos:narrowMatch skos:relatedMatch }} FILTER (!STRSTARTS(STR(?o), "{space}")) }}',
    )
    counted: dict[tuple[str, str], int] = {}
    for predicate, other, _ in links:
        key = (predicate, target_of(other).space)
        counted[key] = counted.get(key, 0) + 1
    said = rows(described, f"SELECT ?a ?b ?n {{ {LINKSETS} }}")
    assert said == sorted((*key, str(number)) for key, number in counted.items())
    assert said


def test_editors_find_properties_classes_and_datatypes(described: Store, data: Store) -> None:
    offered = rows(described, COMPLETION)
    used = rows(data, "SELECT DISTINCT ?c ?p { ?s a ?c ; ?p ?o }")
    assert sorted({row[:2] for row in offered}) == used


def test_both_places_hold_the_same_bytes(folder: Path) -> None:
    assert (folder / ".well-known" / "void").read_bytes() == (folder / "void.ttl").read_bytes()


def test_no_blank_node_is_published(folder: Path) -> None:
    for name in ("void.ttl", "sparql-service-description.ttl"):
        assert not any(
            isinstance(term, pyoxigraph.BlankNode)
            for quad in pyoxigraph.parse(path=str(folder / name))
            for term in (quad.subject, quad.object)
        )


def test_every_dump_that_is_named_is_a_file(folder: Path, described: Store) -> None:
    named = [row[0] for row in rows(described, "SELECT ?n { ?d void:dataDump ?n }")]
    assert len(named) == 7
    for address in named:
        assert (folder / "dump" / address.rpartition("/")[2]).is_file()


def test_all_graphs_are_named_and_no_service_without_an_endpoint(
    described: Store, data: Store
) -> None:
    named = rows(described, "SELECT ?n { ?x a sd:NamedGraph ; sd:name ?n }")
    stated = rows(data, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert {row[0] for row in stated} < {row[0] for row in named}
    assert len(named) == len(stated) + 1  # that of what was inferred
    assert not rows(described, "SELECT ?s { ?s a sd:Service }")


def head_with(*said: tuple[NamedNode, NamedNode | Literal]) -> Head:
    iri = NamedNode("https://example.org/d")
    return Head(iri, tuple(pyoxigraph.Triple(iri, *each) for each in said))


def test_an_endpoint_that_is_named_is_described() -> None:
    endpoint = NamedNode("https://example.org/sparql")
    head = head_with((VOID.sparqlEndpoint, endpoint))
    inferred = NamedNode("https://example.org/d/inferred")
    said = list(service_triples(head, [NamedNode("https://example.org/g")], inferred))
    (service,) = (t.subject for t in said if t.object == SD.Service)
    told = {t.predicate: t.object for t in said if t.subject == service}
    assert told[SD.endpoint] == endpoint
    assert {RDF.type, SD.defaultDataset, SD.defaultEntailmentRegime, SD.resultFormat} <= set(told)


def test_a_triple_of_two_graphs_is_counted_once(tmp_path: Path) -> None:
    dump = tmp_path / "d.nq"
    lines = sorted(nquads())
    dump.write_text("".join(lines), encoding="utf-8")
    counted = tally(dump, tmp_path / "d.db", "https://example.org/")
    assert (counted.totals.triples, counted.totals.documents) == (4, 2)
    assert counted.totals.entities == 1
    said = void_triples(head_with(), counted, counted.totals, {})
    assert pyoxigraph.serialize(said, format=RdfFormat.TURTLE)


def nquads() -> Iterator[str]:
    for graph in ("g", "h"):
        for what in ('"a"', '"a"@en', '"a"^^<http://www.w3.org/2001/XMLSchema#token>', "<urn:a>"):
            yield f"<https://example.org/s> <urn:p> {what} <urn:{graph}> .\n"


def invented(count: int) -> list[str]:
    """Sorted N-Quads with resources of no class, of one and of two that link to each other."""
    chance = random.Random(count)  # noqa: S311  no secret
    nodes = [f"<https://example.org/{number}>" for number in range(count)]
    kinds = [f"<urn:class:{number}>" for number in range(3)]
    words = [f'"{word}"{end}' for word in "ab" for end in ("", "@fr", "@en", "^^<urn:type>")]
    lines = set()
    for node in nodes:
        said = [(str(RDF.type), kind) for kind in chance.sample(kinds, chance.randrange(3))]
        said += [
            (f"<urn:p{chance.randrange(3)}>", chance.choice((*nodes, *words)))
            for _ in range(chance.randrange(1, 6))
        ]
        graph = f"<urn:g{chance.randrange(9)}>"
        lines |= {f"{node} {predicate} {value} {graph} .\n" for predicate, value in said}
    return sorted(lines)


@pytest.mark.parametrize("most", [20, 100, 1 << 20])
def test_however_little_is_held_each_count_is_what_sparql_counts(most: int, tmp_path: Path) -> None:
    dump, work = tmp_path / "d.nq", tmp_path / "work"
    dump.write_text("".join(invented(100)), encoding="utf-8")
    counted = tally(dump, work, "https://example.org/1", most=most)
    assert work.exists() == (most <= 100)  # so that numbers were written away
    assert counted.totals == totals(dump, tmp_path / "other", "https://example.org/1")
    head, data, described = head_with(), loaded(dump), Store()
    said = void_triples(head, counted, counted.totals, {})
    described.extend(pyoxigraph.Quad(*triple) for triple in said)
    for name, text in TOTALS.items():
        assert rows(described, told_total(name, head.dataset)) == rows(data, text), name
    for name, (_, text) in PARTS.items():
        assert as_stored(rows(described, told_part(name, head.dataset))) == rows(data, text), name


@pytest.mark.parametrize(
    ("iri", "space"),
    [
        ("http://www.wikidata.org/entity/Q1", "http://www.wikidata.org/entity/"),
        ("https://example.org/a/b", "https://example.org/"),
        ("https://w3id.org/some/thing", "https://w3id.org/some"),
        ("urn:isbn:1", "urn:"),
        ("http://[bad", "http://[bad"),
    ],
)
def test_a_link_belongs_to_a_known_dataset_or_to_its_host(iri: str, space: str) -> None:
    assert target_of(iri).space == space

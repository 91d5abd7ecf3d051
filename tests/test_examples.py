"""Every ready-made query is an example of SPARQL in Turtle that gives the same answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph
import pytest
from foreign_workspace import make
from pyoxigraph import Literal, NamedNode, Store, Triple

from servanda.build import build
from servanda.query import format_answer, read_query, run_local
from servanda.vocab import DCTERMS, RDF, RDFS, SCHEMA, SH, SKOS

ROOT = Path(__file__).parents[1]
QUERIES = sorted((ROOT / "queries").glob("*.rq"))


def triples(path: Path) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(path=str(path))]


def values(path: Path, predicate: NamedNode) -> list[NamedNode | Literal]:
    found = (triple.object for triple in triples(path) if triple.predicate == predicate)
    return [each for each in found if isinstance(each, NamedNode | Literal)]


def declared(path: Path) -> str:
    """The prefixes of a file as a tool puts them before a query."""
    said = triples(path)
    names = {t.subject: t.object for t in said if t.predicate == SH.prefix}
    spaces = {t.subject: t.object for t in said if t.predicate == SH.namespace}
    return "".join(
        f"PREFIX {names[node].value}: <{spaces[node].value}>\n"  # type: ignore[union-attr]
        for node in names
    )


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_an_example_gives_the_answer_of_its_query(
    path: Path, release: Path, release_store: Store
) -> None:
    (text,) = values(release / "examples" / f"{path.stem}.ttl", SH.select)
    asked = format_answer(run_local(release_store, read_query(path).text), "csv")
    assert format_answer(run_local(release_store, text.value), "csv") == asked
    with_prefixes = declared(release / "examples" / "prefixes.ttl") + text.value
    assert format_answer(run_local(release_store, with_prefixes), "csv") == asked


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_an_example_says_what_it_is_for_in_three_languages(path: Path, release: Path) -> None:
    file = release / "examples" / f"{path.stem}.ttl"
    query = read_query(path)
    assert {SH.SPARQLExecutable, SH.SPARQLSelectExecutable} == set(values(file, RDF.type))
    for predicate, texts in ((RDFS.comment, query.title), (DCTERMS.description, query.description)):
        said = {v.language: v.value for v in values(file, predicate) if isinstance(v, Literal)}
        assert said == texts
    keywords = {(v.language, v.value) for v in values(file, SCHEMA.keywords)}  # type: ignore[union-attr]
    assert keywords == {(lang, word) for lang, some in query.keywords.items() for word in some}
    notes = values(file, SKOS.note)
    assert len(notes) == 3 * len(query.parameters)
    for parameter in query.parameters:
        assert sum(f"?{parameter.name}" in note.value for note in notes) == 3


def test_no_target_is_named_where_there_is_no_endpoint(release: Path) -> None:
    assert not values(release / "sparql-examples.ttl", SCHEMA.target)


def test_one_file_holds_all_of_them(release: Path) -> None:
    single = {t for path in (release / "examples").glob("*.ttl") for t in triples(path)}
    assert set(triples(release / "sparql-examples.ttl")) == single
    names = {path.stem for path in (release / "examples").glob("*.ttl")}
    assert names == {path.stem for path in QUERIES} | {"prefixes"}


def test_forms_names_and_endpoints_of_other_workspaces(tmp_path: Path) -> None:
    root = make(tmp_path / "root")
    head = "".join(
        f'#+ {key}: {{fr: "{key}", en: "{key}", zh: "{key}"}}\n'
        for key in ("title", "description", "keywords")
    )
    queries = root / "queries"
    shutil.rmtree(queries, ignore_errors=True)
    queries.mkdir()
    for name, text in (
        ("prefixes", "ASK { ?s ?p ?o }"),
        ("made", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"),
        ("described", "DESCRIBE <https://example.org/x>"),
    ):
        (queries / f"{name}.rq").write_text(f"{head}{text}\n", encoding="utf-8")
    description = root / "data" / "dataset.ttl"
    text = description.read_text(encoding="utf-8")
    endpoint = "<http://rdfs.org/ns/void#sparqlEndpoint> <https://example.org/sparql>"
    (dataset,) = (
        t.subject
        for t in triples(description)
        if t.object == NamedNode("http://www.w3.org/ns/dcat#Dataset")
    )
    description.write_text(f"{text}\n{dataset} {endpoint} .\n", encoding="utf-8")
    out = tmp_path / "out"
    build(root, out, site=False)
    examples = out / "examples"
    assert values(examples / "prefixes-query.ttl", SH.ask)
    assert values(examples / "made.ttl", SH.construct)
    assert values(examples / "described.ttl", RDF.type) == [SH.SPARQLExecutable]
    target = NamedNode("https://example.org/sparql")
    assert values(examples / "made.ttl", SCHEMA.target) == [target]
    said = triples(out / "sparql-service-description.ttl")
    assert target in {triple.object for triple in said}

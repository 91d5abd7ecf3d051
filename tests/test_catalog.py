"""The catalogue of a release: DCAT-AP 3.0.1 by its official shapes, and what the files are."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Final

import pyoxigraph
import pytest
from plain_workspace import make
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from servanda import build, validate
from servanda.vocab import DCAT, DCATAP, DCTERMS, RDF, SD, SH, SKOS, SPDX

SUITE: Final = Path(__file__).parents[2] / "shared" / "suites" / "dcat-ap"
FILES: Final = (
    "html/shacl/shapes.ttl",
    "html/shacl/range.ttl",
    "html/shacl/shapes_recommended.ttl",
    "html/shacl/deprecateduris.ttl",
    "html/shacl/mdr-vocabularies.shape.ttl",
    "shacl/dcat-ap-SHACL.ttl",
    "shacl/ranges.ttl",
)
# Faults of the shapes, each by the value that is taken out of them before they are used.
FAULTS: Final = {
    # The pattern asks for https://spdx.org/rdf/terms, while the class that the same shape asks for,
    # and the whole namespace of SPDX, begin with http:// (SEMICeu/DCAT-AP#244).
    Triple(
        NamedNode("http://data.europa.eu/r5r#ChecksumAlgorithmRestriction"),
        SH.pattern,
        Literal("^https://spdx.org/rdf/terms"),
    ),
}
# Publishers are asked to be in the EU's list of its own corporate bodies, which the specification
# wants for European institutions only (SEMICeu/DCAT-AP#87, SEMICeu/DCAT-AP#119).
FAULTY_NODE: Final = NamedNode("http://data.europa.eu/r5r#CorporateBodyRestriction")
BOTH: Final = ("release", "world_release")


def triples(path: Path) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(path=str(path))]


def shapes(name: str) -> list[Triple]:
    """An official file without its faults.

    One is property shapes that do not exist or have no single path (SEMICeu/DCAT-AP#448).
    """
    found = triples(SUITE / name)
    paths = Counter(triple.subject for triple in found if triple.predicate == SH.path)
    return [
        triple
        for triple in found
        if (triple.predicate != SH.property or paths[triple.object] == 1)  # type: ignore[index]
        and triple not in FAULTS
        and triple.object != FAULTY_NODE
    ]


def results(catalog: Path, name: str) -> list[str]:
    said = validate(triples(catalog), shapes(name)).results
    return [
        f"{result.severity} {result.focus_node} {result.path} {result.value}" for result in said
    ]


@pytest.mark.skipif(not SUITE.is_dir(), reason="the official shapes lie beside the project in CI")
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("fixture", BOTH)
def test_the_official_shapes_find_nothing(
    name: str, fixture: str, request: pytest.FixtureRequest
) -> None:
    assert results(request.getfixturevalue(fixture) / "catalog.ttl", name) == []


@pytest.mark.skipif(not SUITE.is_dir(), reason="the official shapes lie beside the project in CI")
def test_the_official_shapes_can_find_something(release: Path, tmp_path: Path) -> None:
    kept = [t for t in triples(release / "catalog.ttl") if t.predicate != DCAT.accessURL]
    bad = tmp_path / "catalog.nt"
    pyoxigraph.serialize(kept, str(bad))
    assert results(bad, "html/shacl/shapes.ttl")
    assert results(bad, "shacl/dcat-ap-SHACL.ttl")


def store(folder: Path, suffix: str = "ttl") -> Store:
    opened = Store()
    opened.extend(Quad(*triple) for triple in triples(folder / f"catalog.{suffix}"))
    return opened


def values(opened: Store, subject: NamedNode, predicate: NamedNode) -> set[str]:
    return {q.object.value for q in opened.quads_for_pattern(subject, predicate, None)}


def subjects(opened: Store, kind: NamedNode) -> list[NamedNode]:
    return [q.subject for q in opened.quads_for_pattern(None, RDF.type, kind)]


@pytest.mark.parametrize("fixture", BOTH)
def test_every_file_is_a_distribution_with_its_size_and_digest(
    fixture: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(fixture)
    opened = store(folder)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    listed = {file["path"] for file in manifest["files"]} - {"site.sha256"}
    listed -= {path for path in listed if path.startswith((".", "catalog"))}
    (home,) = values(opened, NamedNode(manifest["dataset"]), DCAT.landingPage)
    told = set()
    for node in subjects(opened, DCAT.Distribution):
        (address,) = values(opened, node, DCAT.downloadURL)
        path = address.removeprefix(home)
        content = (folder / path).read_bytes()
        (checksum,) = values(opened, node, SPDX.checksum)
        assert values(opened, node, DCAT.byteSize) == {str(len(content))}
        assert values(opened, NamedNode(checksum), SPDX.checksumValue) == {
            hashlib.sha256(content).hexdigest()
        }
        told.add(path)
    assert told == listed


@pytest.mark.parametrize("fixture", BOTH)
def test_what_readers_see_is_in_three_languages(
    fixture: str, request: pytest.FixtureRequest
) -> None:
    opened = store(request.getfixturevalue(fixture))
    kinds = (DCAT.Catalog, DCAT.Dataset, DCAT.DatasetSeries, DCAT.Distribution)
    for node in (each for kind in kinds for each in subjects(opened, kind)):
        for predicate in (DCTERMS.title, DCTERMS.description):
            said = [q.object for q in opened.quads_for_pattern(node, predicate, None)]
            assert sorted(v.language for v in said if isinstance(v, Literal)) == ["en", "fr", "zh"]


@pytest.mark.parametrize("fixture", BOTH)
def test_the_three_syntaxes_say_the_same(fixture: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(fixture)
    turtle = set(triples(folder / "catalog.ttl"))
    assert turtle == set(triples(folder / "catalog.jsonld"))
    assert turtle == set(triples(folder / "catalog.rdf"))
    for triple in turtle:
        assert not any(isinstance(term, BlankNode) for term in triple)


def test_what_the_quality_score_of_the_eu_counts_is_there(release: Path) -> None:
    opened = store(release)
    manifest = json.loads((release / "manifest.json").read_bytes())
    dataset = NamedNode(manifest["dataset"])
    for predicate in (
        *(DCAT.keyword, DCAT.theme, DCTERMS.spatial, DCTERMS.temporal, DCTERMS.accessRights),
        *(DCAT.contactPoint, DCTERMS.publisher, DCTERMS.issued, DCTERMS.modified),
    ):
        assert values(opened, dataset, predicate), predicate
    for node in subjects(opened, DCAT.Distribution):
        for predicate in (
            *(DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCTERMS["format"]),
            *(DCTERMS.license, DCTERMS.rights, DCAT.byteSize, DCTERMS.issued, DCTERMS.modified),
            DCATAP.availability,
        ):
            assert values(opened, node, predicate), (node, predicate)


def test_terms_of_the_eu_bear_their_labels(release: Path) -> None:
    opened = store(release)
    dataset = NamedNode(json.loads((release / "manifest.json").read_bytes())["dataset"])
    for theme in values(opened, dataset, DCAT.theme):
        said = opened.quads_for_pattern(NamedNode(theme), SKOS.prefLabel, None)
        assert {quad.object.language for quad in said} == {"en", "fr", "zh"}


ENDPOINT: Final = "https://example.org/sparql"


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 0.2.0 of a small dataset with an endpoint, in the place of 0.1.0."""
    folder = tmp_path_factory.mktemp("versions")
    root = make(folder / "workspace")
    build(root, folder / "out", site=False)
    path = root / "data" / "dataset.ttl"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace('"0.1.0"', '"0.2.0"')
        .replace("2026-01-01", "2026-02-01")
        .replace("void:uriSpace", f"void:sparqlEndpoint <{ENDPOINT}> ;\n    void:uriSpace"),
        "utf-8",
    )
    build(root, folder / "out", site=False)
    return folder / "out"


def test_versions_are_a_series(later: Path) -> None:
    opened = store(later)
    new = NamedNode("https://example.org/dataset")
    old = NamedNode("https://example.org/dataset#version-0.1.0")
    (series,) = subjects(opened, DCAT.DatasetSeries)
    assert values(opened, new, DCAT.previousVersion) == {old.value}
    assert values(opened, series, DCAT.hasCurrentVersion) == {new.value}
    assert values(opened, series, DCAT.hasVersion) == {new.value, old.value}
    for version in (new, old):
        assert values(opened, version, DCAT.inSeries) == {series.value}
        assert values(opened, version, DCAT.isVersionOf) == {series.value}
    assert values(opened, old, DCAT.version) == {"0.1.0"}
    for node in values(opened, old, DCAT.distribution):
        (address,) = values(opened, NamedNode(node), DCAT.downloadURL)
        assert (later / address.removeprefix("https://example.org/dataset/")).is_file()


def test_a_dataset_may_be_named_with_a_fragment(tmp_path: Path) -> None:
    root = make(tmp_path / "workspace")
    path = root / "data" / "dataset.ttl"
    text = path.read_text("utf-8").replace("/dataset#period", "/d#period")
    path.write_text(text.replace("<https://example.org/dataset>", "<https://example.org/d#set>"))
    build(root, tmp_path / "out", site=False)
    opened = store(tmp_path / "out")
    (catalogue,) = subjects(opened, DCAT.Catalog)
    assert catalogue.value == "https://example.org/d#set/catalog"
    report = pyoxigraph.parse(path=str(tmp_path / "out" / "reports" / "validation.ttl"))
    results = {str(quad.subject) for quad in report}
    assert "<https://example.org/d/validation>" in results


def test_an_endpoint_is_a_service(later: Path) -> None:
    opened = store(later)
    (service,) = subjects(opened, DCAT.DataService)
    assert values(opened, service, DCAT.endpointURL) == {ENDPOINT}
    assert SD.Service.value in values(opened, service, RDF.type)
    assert values(opened, service, DCAT.servesDataset) == {"https://example.org/dataset"}


@pytest.mark.skipif(not SUITE.is_dir(), reason="the official shapes lie beside the project in CI")
@pytest.mark.parametrize("name", FILES)
def test_of_a_bare_description_only_what_it_leaves_out_is_missing(later: Path, name: str) -> None:
    """The plain workspace describes neither its publisher nor its contact nor its period.

    The catalogue is valid all the same; `servanda check` warns of what is recommended.
    """
    recommended = {DCTERMS.type, DCAT.startDate, DCAT.endDate}
    paths = {line.split()[2] for line in results(later / "catalog.ttl", name)}
    expected = {str(each) for each in recommended} if "recommended" in name else set()
    assert paths == expected


def test_the_catalogue_for_data_gouv_fr_differs_in_two_values_only(release: Path) -> None:
    whole, own = (set(triples(release / f"catalog{name}.ttl")) for name in ("", "-udata"))
    assert {t.predicate for t in own ^ whole} == {SPDX.checksumValue, DCTERMS.temporal}
    digests = {t.subject: t.object.value for t in whole if t.predicate == SPDX.checksumValue}
    plain = {t.subject: t.object for t in own if t.predicate == SPDX.checksumValue}
    assert plain == {node: Literal(value) for node, value in digests.items()}
    assert Literal("2018-06-14/2028-06-14") in {t.object for t in own}

"""What a description must say for a catalogue, and what portals miss: each with file and line.

The cases are the rows of `catalog/changes.tsv`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, NamedNode, Triple

from servanda import InputError
from servanda.catalog import Head, Published, Release, catalog_triples, gaps
from servanda.findings import Level
from servanda.vocab import DCAT, DCTERMS, FOAF, RDF, SKOS, VCARD
from servanda.workspace import open_workspace

CASES: Final = Path(__file__).parent / "catalog"
WHOLE: Final = (CASES / "dataset.ttl").read_text("utf-8")
TEXTS: Final = {"fr": "x", "en": "x", "zh": "x"}

Row = dict[str, str]


def rows(level: str) -> list[Row]:
    with (CASES / "changes.tsv").open(encoding="utf-8", newline="") as table:
        found = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in found if row["level"] == level]


def workspace(root: Path, text: str) -> Path:
    (root / "data").mkdir(parents=True)
    (root / "data" / "dataset.ttl").write_text(text, "utf-8")
    return root


def changed(root: Path, row: Row) -> tuple[Path, int]:
    """The workspace of a row, and the line that its message must name."""
    assert WHOLE.count(row["from"]) == 1
    at = WHOLE.index("a dcat:Dataset") if row["line"] == "first" else WHOLE.index(row["from"])
    line = WHOLE.count("\n", 0, at) + (0 if row["line"] == "first" else 1)
    return workspace(root, WHOLE.replace(row["from"], row["to"])), line


def warnings(root: Path) -> list[tuple[int, str]]:
    opened = open_workspace(root)
    found = list(gaps(opened.description, opened.iri))
    for each in found:
        assert (each.path, each.check, each.level) == (
            "data/dataset.ttl",
            "catalog",
            Level.WARNING,
        )
        assert {language for language, _ in each.messages} == {"fr", "en", "zh"}
    return [(each.line, each.message("en")) for each in found]


def test_of_a_whole_description_nothing_is_missing(tmp_path: Path) -> None:
    assert warnings(workspace(tmp_path, WHOLE)) == []


@pytest.mark.parametrize("row", rows("error"), ids=lambda row: row["message"])
def test_a_catalogue_that_would_be_invalid_is_refused(tmp_path: Path, row: Row) -> None:
    root, line = changed(tmp_path, row)
    with pytest.raises(InputError) as refused:
        open_workspace(root)
    assert row["message"] in refused.value.message
    assert (str(refused.value.path), refused.value.line) == ("data/dataset.ttl", line)
    assert refused.value.hint


@pytest.mark.parametrize("row", rows("warning"), ids=lambda row: row["message"])
def test_what_portals_miss_is_said(tmp_path: Path, row: Row) -> None:
    root, line = changed(tmp_path, row)
    assert [at for at, message in warnings(root) if row["message"] in message] == [line]


def catalogue(root: Path, text: str, *paths: str) -> set[Triple]:
    """The catalogue of a release of that description with some files."""
    opened = open_workspace(workspace(root, text))
    files = tuple(Published(path, "text/turtle", 1, "00", TEXTS, TEXTS) for path in paths)
    release = Release(opened.version, opened.issued, "", files)
    return catalog_triples(Head(opened.iri, tuple(opened.description.triples)), release, ())


def objects(said: set[Triple], subject: str, predicate: NamedNode) -> set[str]:
    found = (t for t in said if t.subject == NamedNode(subject) and t.predicate == predicate)
    return {t.object.value for t in found if not isinstance(t.object, Triple)}


def test_two_files_of_like_names_are_two_distributions(tmp_path: Path) -> None:
    paths = ("a/b.ttl", "a-b.ttl", "a b.ttl", "é.ttl")
    said = catalogue(tmp_path, WHOLE, *paths)
    assert len([t for t in said if t.object == DCAT.Distribution]) == len(paths)
    addresses = {t.object for t in said if t.predicate == DCAT.downloadURL}
    assert NamedNode("https://example.org/a%20b.ttl") in addresses


def test_an_agent_without_a_name_is_called_by_its_address(tmp_path: Path) -> None:
    us = "https://example.org/us"
    text = WHOLE.replace("https://example.org/dataset#publisher", us)
    said = catalogue(tmp_path, text.replace('foaf:name "Us"', 'rdfs:label "We"@en'))
    assert objects(said, us, FOAF.name) == {"We"}
    bare = WHOLE.replace(
        "dcat:contactPoint <https://example.org/dataset#contact>", "dcat:contactPoint <" + us + ">"
    )
    said = catalogue(tmp_path / "bare", bare)
    assert objects(said, us, VCARD.fn) == {us}


def test_a_term_that_the_table_lacks_is_still_of_its_list(tmp_path: Path) -> None:
    lists = "http://publications.europa.eu/resource/authority"
    said = catalogue(tmp_path, WHOLE.replace("language/ENG", "language/MLT"))
    term = f"{lists}/language/MLT"
    assert objects(said, term, SKOS.inScheme) == {f"{lists}/language"}
    assert objects(said, term, SKOS.prefLabel) == {"MLT"}
    assert DCTERMS.LinguisticSystem.value in objects(said, term, RDF.type)


def test_addresses_that_no_browser_should_open_are_left_out(tmp_path: Path) -> None:
    said = catalogue(
        tmp_path, WHOLE.replace("<https://example.org/> ;", "<javascript:a> ;"), "a.ttl"
    )
    assert not any("javascript" in str(triple) for triple in said)
    assert NamedNode("https://example.org/dataset/a.ttl") in {t.object for t in said}


def test_days_are_days_and_said_once(tmp_path: Path) -> None:
    text = WHOLE.replace(
        'issued "2026-01-01"^^xsd:date', 'issued "2026-01-01" ; dcterms:modified "x"'
    )
    said = catalogue(tmp_path, text)
    for predicate in (DCTERMS.issued, DCTERMS.modified):
        assert objects(said, "https://example.org/dataset", predicate) == {"2026-01-01"}


def test_no_node_is_blank(tmp_path: Path) -> None:
    text = WHOLE.replace(
        "dcat:version", "dcterms:relation [ dcterms:title 'x' ] ;\n    dcat:version"
    )
    said = catalogue(tmp_path, text)
    assert not any(isinstance(term, BlankNode) for triple in said for term in triple)
    assert pyoxigraph.serialize(sorted(said, key=str), format=pyoxigraph.RdfFormat.RDF_XML)

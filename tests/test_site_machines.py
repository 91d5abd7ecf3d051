"""What machines find on a site: its map, its files, how to cite it, and what a resource is."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import foreign_workspace as foreign
import plain_workspace as plain
import pytest
from conftest import ROOT
from pyoxigraph import NamedNode
from site_of import site_of_release, site_of_workspace, text_of

from servanda.build import build
from servanda.site import Site
from servanda.site.downloads import size_words
from servanda.site.machines import machines
from servanda.site.servers import FILES, servers
from servanda.site.telling.about import about
from servanda.site.telling.bibtex import bibtex
from servanda.site.telling.cite import cited
from servanda.site.telling.sitemap import PART_SIZE, sitemap
from servanda.site.view import View
from servanda.wording import LANGUAGES

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
ID = "https://w3id.org/servanda/id/"
HOSTILE = "</script><script>alert(1)</script>\\\\end{document} 100% & #1 _x {y} \u202eleft"


@pytest.fixture(scope="module")
def site(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_release(ROOT, release, tmp_path_factory.mktemp("site")) as opened:
        yield opened


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Site]:
    """The plain workspace with a hostile name for its agreement and for itself."""
    plain.make(tmp_path / "w")
    for path, name in (
        ("agreement/lyon-turin", "Lyon – Turin agreement"),
        ("dataset", "Agreements"),
    ):
        file = tmp_path / "w" / "data" / f"{path}.ttl"
        file.write_text(file.read_text("utf-8").replace(f'"{name}"', f'"{HOSTILE}"'), "utf-8")
    with site_of_workspace(tmp_path / "w", tmp_path) as opened:
        yield opened


def view_of(site: Site, language: str = "en") -> View:
    return View(site, language, f"{language}/agreement/idf-zhejiang-2018.html")


def xml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  ours


# The map of the site.


def test_the_map_lists_the_pages_for_readers_with_their_languages(release: Path) -> None:
    (part,) = xml((release / "sitemap.xml").read_text("utf-8"))
    address = part.findtext(f"{MAP}loc", "")
    base = "https://w3id.org/servanda/"
    pages = xml((release / address.removeprefix(base)).read_text("utf-8"))
    found = [url.findtext(f"{MAP}loc", "").removeprefix(base) for url in pages]
    assert len(found) == len(set(found))
    assert "zh/agreement/idf-zhejiang-2018.html" in found
    assert not {"404.html", "index.html", "latest/index.html"} & set(found)
    assert all((release / path).is_file() for path in found)
    for url in pages:
        links = {link.get("hreflang"): link.get("href", "") for link in url.iter(f"{XHTML}link")}
        assert set(links) == {*LANGUAGES, "x-default"}
        assert all((release / link.removeprefix(base)).is_file() for link in links.values())
        assert url.findtext(f"{MAP}lastmod") == "2026-11-24"


def test_the_map_is_cut_into_parts_of_a_size_that_is_allowed(site: Site) -> None:
    made = list(sitemap(site, (f"en/party/{n}.html" for n in range(PART_SIZE + 1))))
    assert [page.path for page in made] == ["sitemap/1.xml", "sitemap/2.xml", "sitemap.xml"]
    first, second, index = (page.make() for page in made)
    assert isinstance(first, str)
    assert len(first.encode()) < 50_000_000
    assert isinstance(second, str)
    assert isinstance(index, str)
    assert [len(xml(text)) for text in (first, second, index)] == [PART_SIZE, 1, 2]


def test_a_site_without_a_public_address_has_no_map_and_says_where_it_is_taken_to_lie(
    tmp_path: Path,
) -> None:
    with site_of_workspace(plain.make(tmp_path / "w"), tmp_path) as site:
        assert list(sitemap(site, ["en/index.html"])) == []
        assert "Sitemap" not in text_of(machines(site), "robots.txt")
        missing = text_of(machines(site), "404.html")
    assert 'href="/fr/index.html"' in missing
    assert "The public address of this site is not known" in missing


def test_the_page_for_what_is_not_there_has_each_language_and_no_relative_link(site: Site) -> None:
    page = text_of(machines(site), "404.html")
    for language in LANGUAGES:
        assert re.search(f'<section lang="{language}">', page)
        assert f'href="https://w3id.org/servanda/{language}/index.html"' in page
    links = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert all(link.startswith(("/", "https://")) for link in links)


def test_robots_are_kept_from_earlier_versions_and_led_to_the_map(site: Site) -> None:
    text = text_of(machines(site), "robots.txt")
    assert "Disallow: /servanda/v/\n" in text
    assert "Sitemap: https://w3id.org/servanda/sitemap.xml\n" in text


# The files.


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_that_is_offered_is_there(release: Path, language: str) -> None:
    page = (release / language / "downloads.html").read_text("utf-8")
    links = re.findall(r'href="([^":]+)"[^>]*download', page)
    assert len(links) > 40
    for link in links:
        assert (release / language / link).resolve().is_file(), link
    for name in ("dataset.nq", "shapes.ttl", "agreements.csv-metadata.json", "site.sha256"):
        assert name in page
    assert 'id="tables"' in page


def test_sizes_are_those_of_the_files(release: Path) -> None:
    size = (release / "dump" / "dataset.nq").stat().st_size
    page = (release / "en" / "downloads.html").read_text("utf-8")
    assert size_words(size, "en") in page


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [
        (0, "fr", "0 octet"),
        (1, "en", "1 byte"),
        (999, "zh", "999 字节"),
        (1_000, "en", "1.0 kB"),
        (1_840_000, "fr", "1,8 Mo"),
        (9_960_000, "en", "10 MB"),
        (431_200, "zh", "431 kB"),
        (12_300_000_000, "fr", "12 Go"),
    ],
)
def test_a_size_is_told_in_words(size: int, language: str, words: str) -> None:
    assert size_words(size, language) == words


@pytest.mark.slow
def test_a_workspace_without_agreements_offers_what_it_has(tmp_path: Path) -> None:
    build(foreign.make(tmp_path / "w"), tmp_path / "dist")
    for language in LANGUAGES:
        page = (tmp_path / "dist" / language / "downloads.html").read_text("utf-8")
        assert "tables/plants.csv" in page
        assert ".ics" not in page
        assert "expiries" not in page
        assert (tmp_path / "dist" / "feeds" / f"changes.{language}.atom").is_file()


# How to cite.


@pytest.mark.parametrize(
    ("language", "start"),
    [("fr", "«\u00a0"), ("en", "“"), ("zh", "“")],
)
def test_a_citation_names_the_resource_the_version_and_the_identifier(
    site: Site, language: str, start: str
) -> None:
    node = NamedNode(f"{ID}agreement/idf-zhejiang-2018")
    text = cited(view_of(site, language), node)
    assert text.startswith(start)
    assert text.endswith(node.value)
    assert site.workspace.version in text
    assert "2026" in text


def test_the_page_of_a_resource_offers_its_citation(release: Path) -> None:
    page = (release / "fr" / "party" / "zhejiang-province.html").read_text("utf-8")
    assert 'data-copy="#how-to-cite"' in page
    assert re.search(r'id="how-to-cite">«\xa0[^<]+zhejiang-province</span>', page)


def test_an_entry_of_bibtex_holds_nothing_that_tex_would_run(hostile: Site) -> None:
    text = bibtex(View(hostile, "en", "en/downloads.html"))
    assert text.startswith("@misc{")
    assert r"\textbackslash{}end\{document\}" in text
    assert r"100\% \& \#1 \_x \{y\}" in text
    assert "\u202e" not in text
    plain_braces = re.sub(r"\\[{}]", "", text)
    assert plain_braces.count("{") == plain_braces.count("}")


# What a resource is.


def told(site: Site, path: str, language: str = "en") -> dict[str, Any]:
    view = View(site, language, f"{language}/{path}.html")
    found = about(view, NamedNode(ID + path))
    assert found is not None
    return dict(found)


def test_an_agreement_is_a_work_to_which_its_parties_contributed(site: Site) -> None:
    found = told(site, "agreement/idf-zhejiang-2018")
    assert found["@type"] == "CreativeWork"
    assert found["dateCreated"] == "2018-06-14"
    assert {party["@id"] for party in found["contributor"]} == {
        f"{ID}party/ile-de-france-region",
        f"{ID}party/zhejiang-province",
    }
    assert found["isPartOf"]["@id"] == site.workspace.iri.value
    assert found["url"].endswith("/en/agreement/idf-zhejiang-2018.html")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("party/zhejiang-province", "GovernmentOrganization"),
        ("place/zhejiang", "AdministrativeArea"),
        ("place/france", "Country"),
        ("place/hangzhou", "City"),
    ],
)
def test_parties_and_places_are_what_the_dataset_states(site: Site, path: str, kind: str) -> None:
    assert told(site, path)["@type"] == kind


def test_of_a_party_no_more_is_told_than_that_it_is_one(tmp_path: Path) -> None:
    with site_of_workspace(plain.make(tmp_path / "w"), tmp_path) as site:
        view = View(site, "fr", "fr/party/lyon.html")
        found = about(view, NamedNode(f"{plain.SPACE}party/lyon"))
    assert found == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": f"{plain.SPACE}party/lyon",
        "name": "Lyon",
    }


def test_a_concept_and_a_foreign_plant_are_told_nothing(site: Site, tmp_path: Path) -> None:
    assert about(view_of(site), NamedNode(f"{ID}role/signatory")) is None
    with site_of_workspace(foreign.make(tmp_path / "w"), tmp_path) as other:
        plant = NamedNode(f"{foreign.SPACE}plant/oak")
        assert about(View(other, "en", "en/plant/oak.html"), plant) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_pages_say_of_a_resource_is_json(release: Path, language: str) -> None:
    page = (release / language / "agreement" / "idf-zhejiang-2018.html").read_text("utf-8")
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(text)["@id"] == f"{ID}agreement/idf-zhejiang-2018"


# Servers.


def test_a_hostile_dataset_writes_no_line_into_the_settings_of_servers(hostile: Site) -> None:
    for name in FILES:
        text = text_of(servers(hostile), f"servers/{name}")
        assert "alert" not in text
        assert "document}" not in text
        assert "&#" not in text
        assert "&lt;" not in text

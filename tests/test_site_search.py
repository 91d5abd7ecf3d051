"""The data of the search box; `search-words.csv` says which words find which page."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import foreign_workspace as foreign
import plain_workspace as plain
import pytest
from conftest import ROOT
from pyoxigraph import Literal, NamedNode, Quad
from site_of import site_of_release, site_of_workspace, text_of

from servanda.site import Site
from servanda.site.read.folded import latin_words
from servanda.site.read.index import Origin
from servanda.site.search import MOST, search
from servanda.vocab import SKOS
from servanda.wording import LANGUAGES

CASES = list(
    csv.DictReader((Path(__file__).parent / "search-words.csv").read_text("utf-8").splitlines())
)


@pytest.fixture(scope="module")
def site(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_release(ROOT, release, tmp_path_factory.mktemp("site")) as opened:
        yield opened


@pytest.fixture(scope="module")
def data(site: Site) -> dict[str, Any]:
    """The data of each language."""
    pages = list(search(site))
    return {each: data_of(text_of(pages, f"assets/search/{each}.js")) for each in LANGUAGES}


def data_of(script: str) -> Any:  # noqa: ANN401  JSON
    start, end = "window.servandaSearch=", ";\n"
    assert script.startswith(start)
    assert script.endswith(end)
    return json.loads(script[len(start) : -len(end)])


def folded(text: str) -> str:
    """What the script of the search does before it compares."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()


def finds(document: dict[str, Any], word: str) -> bool:
    """Whether a word of a document starts with the word; Chinese may stand anywhere."""
    text = " ".join([document["title"], *document.get("names", []), document.get("keys", "")])
    wanted = folded(word)
    if not wanted.isascii():
        return wanted in folded(text)
    return any(each.startswith(wanted) for each in re.findall(r"[a-z0-9]+", folded(text)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}-{case['word']}")
def test_a_word_finds_a_page(case: dict[str, str], data: dict[str, Any]) -> None:
    documents = data[case["language"]]["documents"]
    found = [each["path"] for each in documents if finds(each, case["word"])]
    assert case["path"] in found


def test_every_page_of_a_resource_is_in_the_data_once(data: dict[str, Any], site: Site) -> None:
    paths = [each["path"] for each in data["fr"]["documents"]]
    assert len(paths) == len(set(paths))
    assert {f"{path}.html" for _, path in site.resources.pages()} <= set(paths)


def test_titles_are_in_the_language_of_the_page(data: dict[str, Any]) -> None:
    titles = {
        language: {each["path"]: each["title"] for each in data[language]["documents"]}
        for language in LANGUAGES
    }
    path = "place/china.html"
    assert [titles[language][path] for language in LANGUAGES] == ["Chine", "China", "中国"]


def test_each_document_is_in_a_group_with_a_heading(data: dict[str, Any]) -> None:
    for each in data.values():
        assert {document["type"] for document in each["documents"]} == set(each["types"])


def test_groups_that_readers_look_for_come_first(data: dict[str, Any]) -> None:
    assert list(data["en"]["types"].values())[:3] == ["Agreements", "Parties", "People"]


def test_the_scripts_get_their_words(data: dict[str, Any]) -> None:
    assert "ui-search-none" in data["zh"]["words"]


def test_the_page_of_results_leads_to_lists_without_scripts(site: Site) -> None:
    page = text_of(search(site), "zh/search.html")
    assert "data-search-results" in page
    assert 'href="browse/domain.html"' in page
    assert "JavaScript" in page


def test_a_workspace_of_another_model_can_be_searched(tmp_path: Path) -> None:
    foreign.make(tmp_path / "w")
    with site_of_workspace(tmp_path / "w", tmp_path) as site:
        found = data_of(text_of(search(site), "assets/search/en.js"))
    assert "plant/oak.html" in [each["path"] for each in found["documents"]]


def test_hostile_and_long_names_cannot_leave_the_data(tmp_path: Path) -> None:
    agreement = plain.second(tmp_path / "w") / "data" / "agreement" / "lyon-turin.ttl"
    long = plain.HOSTILE + " on decentralised cooperation and so on" * 300
    record = agreement.read_text("utf-8").replace(plain.HOSTILE, long)
    agreement.write_text(record, encoding="utf-8")
    with site_of_workspace(tmp_path / "w", tmp_path) as site:
        script = text_of(search(site), "assets/search/en.js")
        again = text_of(search(site), "assets/search/en.js")
    assert script == again
    assert not set(script) & set("<>&\u2028\u2029")
    titles = [each["title"] for each in data_of(script)["documents"]]
    assert any("</li><script>alert(1)</script>" in title for title in titles)
    assert 100 <= max(map(len, titles)) <= 160


def test_names_that_are_hidden_find_but_are_not_shown(tmp_path: Path) -> None:
    plain.make(tmp_path / "w")
    with site_of_workspace(tmp_path / "w", tmp_path) as site:
        lyon = NamedNode(f"{plain.SPACE}party/lyon")
        add(site, [Quad(lyon, SKOS.hiddenLabel, Literal("Lugdunum", language="la"), lyon)])
        documents = data_of(text_of(search(site), "assets/search/en.js"))["documents"]
    (found,) = [each for each in documents if each["path"] == "party/lyon.html"]
    assert finds(found, "lugdunum")
    assert "Lugdunum" not in [found["title"], *found["names"]]


def test_a_large_site_keeps_what_agreements_are_told_with(tmp_path: Path) -> None:
    plain.make(tmp_path / "w")
    with site_of_workspace(tmp_path / "w", tmp_path) as site:
        nodes = [NamedNode(f"{plain.SPACE}thing/t{number}") for number in range(MOST)]
        add(site, [Quad(node, SKOS.prefLabel, Literal("thing"), node) for node in nodes])
        documents = data_of(text_of(search(site), "assets/search/en.js"))["documents"]
    paths = {each["path"] for each in documents}
    assert {"party/lyon.html", "agreement/lyon-turin.html", "browse.html"} <= paths
    assert "thing/t1.html" not in paths


def add(site: Site, quads: list[Quad]) -> None:
    """More statements than the workspace has."""
    site.index.add(quads, Origin.STATED)
    site.index.settle()
    site.labels.forget()
    site.resources.settle()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Énergie", ["energie"]),
        ("energy", []),
        ("浙江", ["zhejiang"]),
        ("浙江省", ["jiangsheng", "zhejiang", "zhejiangsheng"]),
        ("Воронежская область", ["oblast", "voronezhskaya"]),
        ("", []),
    ],
)
def test_latin_words(name: str, words: list[str]) -> None:
    assert latin_words([name]) == words

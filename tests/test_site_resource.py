"""The page of a resource: what is stated of it, on what each statement rests, and what follows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import foreign_workspace as foreign
import plain_workspace as plain
import pytest
from conftest import ROOT
from pyoxigraph import NamedNode
from site_of import site_of_release, site_of_workspace, text_of

from servanda.build import build
from servanda.site import Site
from servanda.site.read.facts import describe
from servanda.site.read.paths import href, relative, resource_path
from servanda.site.resource import resource
from servanda.wording import LANGUAGES

AGREEMENT = "agreement/idf-zhejiang-2018"
SPACE = "https://example.org/id/"


@pytest.fixture(scope="module")
def site(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_release(ROOT, release, tmp_path_factory.mktemp("site")) as opened:
        yield opened


def mark_after(page: str, value: str) -> str:
    """The mark that follows the first showing of a value among the facts: its whole `details`."""
    shown = page.index(f"<bdi>{value}</bdi>", page.index('<dl class="facts">'))
    start = page.index('<details class="mark', shown)
    return page[start : page.index("</details>", start)]


def test_a_page_speaks_one_language(site: Site) -> None:
    titles = {
        "fr": "Accord de coopération Région Île-de-France – Province du Zhejiang (2018)",
        "en": "Île-de-France Region – Zhejiang Province cooperation agreement (2018)",
        "zh": "巴黎大区与浙江省合作协议（2018年）",
    }
    for language in LANGUAGES:
        page = text_of(resource(site), f"{language}/{AGREEMENT}.html")
        assert page.count("<h1>") == 1
        assert titles[language] in page[page.index("<h1>") : page.index("</h1>")]
        assert f'<html lang="{language}">' in page


def test_a_stated_fact_opens_its_source_at_the_words(site: Site) -> None:
    mark = mark_after(text_of(resource(site), f"en/{AGREEMENT}.html"), "Zhejiang Province")
    assert "Objectif Grand Paris" in mark
    assert "#:~:text=" in mark
    assert "2026-11" in mark
    assert "Confidence" in mark


def test_a_derived_fact_names_what_it_was_derived_from(site: Site) -> None:
    page = text_of(resource(site), f"en/{AGREEMENT}.html")
    mark = mark_after(page, "14 June 2028")
    assert "Computed by the project from other facts" in mark
    assert "Derived from" in mark


def test_the_status_of_the_day_stands_above_the_facts(site: Site) -> None:
    page = text_of(resource(site), f"fr/{AGREEMENT}.html")
    assert "en vigueur" in page[: page.index("<h2>")]


def test_dates_and_durations_are_words_and_keep_what_is_written(site: Site) -> None:
    page = text_of(resource(site), f"fr/{AGREEMENT}.html")
    assert '<span title="P10Y"><bdi>10 ans</bdi></span>' in page
    assert '<span title="2018-06"><bdi>juin 2018</bdi></span>' in page


def test_inferred_facts_are_apart_and_give_rule_and_premises(site: Site) -> None:
    page = text_of(resource(site), f"en/{AGREEMENT}.html")
    fold = page[page.index('<details class="inferred-facts">') :]
    assert "∴" in fold
    part = describe(site, NamedNode(f"https://w3id.org/servanda/id/{AGREEMENT}"), "en")
    values = [v for s in part.inferred for line in s.lines for v in (*line.values, *line.others)]
    assert values
    assert all(value.why is not None and value.why.premises for value in values)


def test_every_stated_fact_is_told_once_where_it_belongs(site: Site) -> None:
    node = NamedNode(f"https://w3id.org/servanda/id/{AGREEMENT}")
    part = describe(site, node, "fr")
    told = [
        value.triple
        for each in (part, *part.inside())
        for section in each.sections
        for line in each.sections and section.lines
        for value in (*line.values, *line.others)
        if value.triple.subject == node and value.origin in ("stated", "derived")
    ]
    stated = [f.triple for f in site.index.facts(node) if f.origin == 0]
    assert set(stated) <= set(told)
    assert len(told) == len(set(told))


def test_what_is_preferred_among_sources_is_said(site: Site) -> None:
    page = text_of(resource(site), "en/agreement/paris-saclay-zju-2018.html")
    assert '<span class="rank preferred"' in page


def test_a_name_in_another_language_is_marked(tmp_path: Path) -> None:
    plain.make(tmp_path / "workspace")
    path = tmp_path / "workspace" / "data" / "party" / "lyon.ttl"
    text = re.sub(r'\n +"[^"]*"@fr ,', "", path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")
    with site_of_workspace(tmp_path / "workspace", tmp_path) as opened:
        page = text_of(resource(opened), "fr/party/lyon.html")
    assert '<bdi lang="en">Lyon</bdi>' in page
    assert "Pas encore de texte en français" in page


def test_a_long_list_of_what_points_here_is_paged(tmp_path: Path) -> None:
    root = plain.make(tmp_path / "workspace")
    for number in range(130):
        (root / "data" / "party" / f"club-{number:03}.ttl").write_text(
            plain.PARTY.format(slug=f"club-{number:03}", name=f"Club {number}", chinese="会")
            + f"\nparty:club-{number:03} servanda:hasPartner party:lyon .\n",
            encoding="utf-8",
        )
    with site_of_workspace(root, tmp_path) as opened:
        first = text_of(resource(opened), "en/party/lyon.html")
        second = text_of(resource(opened), "en/party/lyon--2.html")
    assert "Club 129" in second
    assert "Club 129" not in first
    assert 'href="lyon--2.html"' in first


def test_a_workspace_of_other_things_has_pages_too(tmp_path: Path) -> None:
    with site_of_workspace(foreign.make(tmp_path / "garden"), tmp_path) as opened:
        pages = [page.path for page in resource(opened)]
        assert all(page.make() for page in resource(opened))
    assert len([path for path in pages if path.startswith("zh/")]) == len(pages) / 3 > 1


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        (f"{SPACE}party/lyon", "party/lyon"),
        ("https://other.example/a/b", "x/other.example/a/b"),
        (f"{SPACE}party/../../etc", None),
        (f"{SPACE}index", None),
        (f"{SPACE}party/%2e%2e", None),
        (f"{SPACE}party/" + "x" * 300, None),
        (f"{SPACE}party/里昂", None),
    ],
)
def test_the_path_of_a_page_is_plain_and_stays_below_the_site(iri: str, path: str | None) -> None:
    found = resource_path(iri, SPACE)
    assert path in (None, found)
    assert re.fullmatch(r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*", found)
    assert not any(segment.strip(".") == "" for segment in found.split("/"))
    assert max(map(len, found.split("/"))) <= 100
    assert found != "index"


def test_links_are_relative_and_escaped() -> None:
    assert relative("fr/a/x.html", "fr/b/y.html") == "../a/x.html"
    assert relative("assets/site.css", "fr/a/b/x.html") == "../../../assets/site.css"
    assert relative("fr/x.html", "fr/x.html") == "x.html"
    assert href("a b/ü.html", "a#b") == "a%20b/%C3%BC.html#a%23b"


@pytest.mark.slow
def test_an_edit_rewrites_only_the_pages_that_it_touches(
    plain_release: Path, tmp_path: Path
) -> None:
    root = plain.make(tmp_path / "workspace")
    shutil.copytree(plain_release, tmp_path / "dist")
    before = {p: p.stat().st_ino for p in (tmp_path / "dist").rglob("*.html")}
    path = root / "data" / "party" / "lyon.ttl"
    path.write_text(path.read_text("utf-8").replace('"Lyon"@fr', '"Ville de Lyon"@fr'), "utf-8")
    build(root, tmp_path / "dist")
    changed = {
        p.relative_to(tmp_path / "dist").as_posix()
        for p, inode in before.items()
        if p.stat().st_ino != inode
    }
    assert "fr/party/lyon.html" in changed
    assert "fr/agreement/lyon-turin.html" in changed
    assert "en/party/turin.html" not in changed
    # The pages of questions tell the size of the dump, which the edit changes.
    others = [name for name in changed if "/question" not in name and "/sparql" not in name]
    assert len(others) < len(before) / 50

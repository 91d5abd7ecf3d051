"""What a site tells of the versions of its dataset: pages, feeds, and versions that stay whole."""

from __future__ import annotations

import hashlib
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import foreign_workspace as foreign
import plain_workspace as plain
import pytest

from servanda.build import build
from servanda.site.changes import PAGE_SIZE
from servanda.verify import verify
from servanda.wording import LANGUAGES

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def twice(plain_twice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the release that was built twice into one folder."""
    return Path(shutil.copytree(plain_twice, tmp_path_factory.mktemp("twice") / "dist"))


def text(path: Path) -> str:
    return path.read_text("utf-8")


def digests(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_version_is_told_by_the_count_of_its_records(release: Path, language: str) -> None:
    page = text(release / language / "changes.html")
    assert {"fr": "Première version", "en": "First version", "zh": "首个版本"}[language] in page
    assert not (release / language / "changes").exists()
    feed = ET.parse(release / "feeds" / f"changes.{language}.atom")  # noqa: S314  ours
    assert len(feed.findall(f"{ATOM}entry")) == 1


def test_the_list_of_versions_leads_to_each_as_it_was_published(twice: Path) -> None:
    page = text(twice / "fr" / "changes.html")
    assert page.index("0.2.0") < page.index('href="../v/0.1.0/fr/index.html"')
    assert (twice / "v" / "0.1.0" / "fr" / "index.html").is_file()
    assert 'href="changes/0.2.0.html"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_pair_of_versions_has_a_page_that_tells_what_changed(
    twice: Path, language: str
) -> None:
    page = text(twice / language / "changes" / "0.2.0.html")
    assert "Lyon – Turin agreement" in page
    assert 'href="../agreement/lyon-turin.html"' in page
    assert 'href="../changes.html"' in page


def test_hostile_names_stay_text_in_pages_and_feeds(twice: Path) -> None:
    for language in LANGUAGES:
        page = text(twice / language / "changes" / "0.2.0.html")
        assert "<script>alert" not in page
        assert "\u202e" not in page
        feed = ET.parse(twice / "feeds" / f"changes.{language}.atom")  # noqa: S314  ours
        assert not feed.findall(".//{*}script")


def test_the_feed_tells_the_edit_and_the_first_version_in_one_entry(twice: Path) -> None:
    feed = ET.parse(twice / "feeds" / "changes.en.atom")  # noqa: S314  ours
    entries = feed.findall(f"{ATOM}entry")
    moments = [entry.findtext(f"{ATOM}updated", "")[:10] for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert moments.count("2026-01-01") == 1
    links = [link.get("href", "") for link in feed.findall(f".//{ATOM}entry/{ATOM}link")]
    assert "../en/agreement/lyon-turin.html" in links
    for link in links:
        assert (twice / "feeds" / link.partition("#")[0]).is_file(), link


def test_every_page_names_a_feed_that_is_there(twice: Path) -> None:
    for language in LANGUAGES:
        page = text(twice / language / "index.html")
        (link,) = re.findall(r'type="application/atom\+xml"[^>]*href="([^"]+)"', page)
        assert (twice / language / link).resolve().is_file()


def test_the_stream_of_events_has_pages_for_both_versions(twice: Path) -> None:
    root = text(twice / "feeds" / "ldes" / "index.ttl")
    assert "<0.1.0/1.nq>" in root
    assert "<0.2.0/1.nq>" in root
    assert (twice / "feeds" / "ldes" / "0.2.0" / "1.nq").is_file()


def test_the_newest_version_has_an_address_that_stays(twice: Path) -> None:
    page = text(twice / "latest" / "index.html")
    assert 'content="0; url=../index.html"' in page
    assert "<script" not in page


def test_the_release_and_the_one_before_it_are_whole(twice: Path) -> None:
    assert verify(twice) == []


def test_the_same_version_built_again_has_the_same_bytes(twice: Path, tmp_path: Path) -> None:
    plain.second(tmp_path / "workspace")
    before = digests(twice)
    build(tmp_path / "workspace", twice)
    assert digests(twice) == before


@pytest.mark.slow
def test_what_stood_there_of_another_dataset_is_no_past_of_this_one(tmp_path: Path) -> None:
    build(foreign.make(tmp_path / "foreign"), tmp_path / "dist")
    build(plain.make(tmp_path / "plain"), tmp_path / "dist")
    page = text(tmp_path / "dist" / "en" / "changes.html")
    assert re.search("First version: [0-9]+ records", page)
    assert 'href="../v/7/en/index.html"' in page
    assert not (tmp_path / "dist" / "en" / "changes").exists()
    assert verify(tmp_path / "dist") == []


@pytest.mark.slow
def test_long_changes_go_on_on_further_pages(tmp_path: Path) -> None:
    foreign.make(tmp_path / "w")
    build(tmp_path / "w", tmp_path / "dist")
    many = {
        f"p{n:03}": f't:growsIn <{foreign.SPACE}garden/old> ;\n    t:name "P{n}"'
        for n in range(PAGE_SIZE + 20)
    }
    foreign.make(tmp_path / "w", many)
    path = tmp_path / "w" / "data" / "dataset.ttl"
    path.write_text(text(path).replace('dcat:version "7"', 'dcat:version "8"'), encoding="utf-8")
    build(tmp_path / "w", tmp_path / "dist")
    folder = tmp_path / "dist" / "zh" / "changes"
    shown = [re.findall("<article", text(folder / name)) for name in ("8.html", "8--2.html")]
    assert [len(each) for each in shown] == [PAGE_SIZE, 20]

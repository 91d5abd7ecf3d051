"""Every page of two sites, read without a browser: no dead link, nothing loaded from elsewhere."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser.crawl import Site, faults

pytestmark = pytest.mark.slow

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module", params=["release", "world_release"])
def site(request: pytest.FixtureRequest) -> Site:
    return Site(request.getfixturevalue(request.param))


def test_links_anchors_and_assets_exist_and_pages_are_whole(site: Site) -> None:
    found = list(faults(site))
    assert len(site.pages) > 1000
    assert found[:40] == [], f"{len(found)} faults"


def test_the_sitemap_lists_pages_that_exist(release: Path) -> None:
    site = Site(release)
    maps = [site.root / "sitemap.xml", *sorted((site.root / "sitemap").glob("*.xml"))]
    listed = [unquote(urlsplit(address).path) for path in maps for address in _named(path)]
    base = _common(listed)
    assert {path.removeprefix(base) for path in listed} <= site.files
    assert len(listed) == len(set(listed))
    agreements = {path for path in site.files if path.startswith("fr/agreement/")}
    assert agreements <= {path.removeprefix(base) for path in listed}


def _named(path: Path) -> list[str]:
    tree = ET.parse(path)  # noqa: S314  written by ourselves
    return [each.text or "" for each in tree.iter(f"{SITEMAP}loc")]


def _common(paths: list[str]) -> str:
    """The part of the paths before the languages."""
    first = next(path for path in paths if "/en/" in path)
    return first[: first.index("/en/") + 1]


def test_a_crawler_sees_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<html><script src="https://example.org/x.js"></script><h1 id="x">a</h1><h1 id="x">b</h1>'
        '<a href="gone.html">1</a><a href="#none">2</a><a href="javascript:x()">3</a>',
        encoding="utf-8",
    )
    assert list(faults(Site(tmp_path))) == [
        "a.html: 2 elements have the id 'x'",
        "a.html: 2 headings h1",
        "a.html: no lang",
        "a.html: no title",
        "a.html: loads https://example.org/x.js",
        "a.html: dead anchor #none",
        "a.html: dead link to gone.html",
        "a.html: link to javascript:x()",
    ]

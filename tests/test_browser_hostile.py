"""Chromium on the pages of `tests/hostile`: nothing runs, nothing is loaded, nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.crawl import Site, faults
from browser.kinds import LANGUAGES, kinds
from browser.serve import served
from browser.watch import Watched, watched
from playwright.sync_api import Browser, Page, expect

from servanda.wording import word

pytestmark = pytest.mark.slow

SCRIPT = "<script>alert(1)</script>"
# Pages of which every label is hostile, beside one page of each kind.
PAGES = (
    *(f"agreement/{name}" for name in ("formula", "long", "marks", "markup")),
    *(f"party/{name}" for name in ("formula", "long", "override", "quotes", "script", "tower")),
    *("place/long", "domain/long", "source/hostile", "event/script", "question/hostile"),
)
QUERY = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?name ?markup WHERE {
  ?thing skos:prefLabel ?name BIND ("<img src=x onerror=alert(1)>" AS ?markup)
  FILTER (STRSTARTS(STR(?thing), "https://hostile.example/"))
}"""


@pytest.fixture(scope="module")
def out(hostile_release: Path) -> Path:
    return hostile_release


@pytest.fixture(scope="module")
def base(out: Path) -> Iterator[str]:
    with served(out) as address:
        yield address


@pytest.fixture(params=[1280, 320])
def seen(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Watched]:
    """A page of a wide or a narrow window, whose faults are a dialog too."""
    size = {"width": request.param, "height": 720}
    with watched(browser, base, viewport=size) as opened:
        opened.page.on("dialog", lambda dialog: (opened.faults.append("dialog"), dialog.dismiss()))
        yield opened
        assert opened.faults == []


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_no_link_of_the_site_is_dead(out: Path) -> None:
    assert list(faults(Site(out))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_quietly_and_fits_its_window(
    seen: Watched, base: str, out: Path, language: str
) -> None:
    wide = {}
    for path in [*kinds(out, language).values(), *(f"{language}/{each}.html" for each in PAGES)]:
        seen.page.goto(f"{base}/{path}")
        if more := max(0, overflow(seen.page)):
            wide[path] = more
    assert wide == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_folded_opens_and_fits(seen: Watched, base: str, language: str) -> None:
    page = seen.page
    for path in PAGES:
        page.goto(f"{base}/{language}/{path}.html")
        page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
        assert overflow(page) <= 0, path


@pytest.mark.parametrize("typed", ["script", "alert(1)", SCRIPT, '"><img', "=HYPERLINK", "WWWWWWW"])
def test_a_hostile_term_is_searched_for(seen: Watched, base: str, typed: str) -> None:
    page = seen.page
    page.goto(f"{base}/en/index.html")
    page.locator("#q").fill(typed)
    expect(page.get_by_role("option").first).to_be_visible()
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search.html?q=*")
    expect(page.locator("[data-search-results] a").first).to_be_visible()
    assert overflow(page) <= 0


def test_browsing_shows_hostile_titles_and_filters_them(seen: Watched, base: str) -> None:
    page = seen.page
    page.goto(f"{base}/en/browse.html")
    expect(page.get_by_role("link", name=SCRIPT, exact=True).first).to_be_visible()
    page.locator("[data-browse] input[type=search]").fill("alert(1)")
    expect(page.get_by_role("link", name=SCRIPT, exact=True).first).to_be_visible()
    assert overflow(page) <= 0


def test_a_hostile_question_is_asked_again_with_a_hostile_value(seen: Watched, base: str) -> None:
    page = seen.page
    page.goto(f"{base}/en/question/hostile.html")
    value = '\\" } DROP ALL # </script><script>alert(2)</script>'
    page.locator("#p-text").fill(value)
    page.locator("[data-question-form] button[type=submit]").click()
    page.wait_for_url("**/hostile.html?*text=*")
    expect(page.locator("[data-question-answer]").get_by_text(value).first).to_be_visible()
    assert overflow(page) <= 0


def test_sparql_shows_hostile_values_as_text(seen: Watched, base: str) -> None:
    page = seen.page
    page.goto(f"{base}/en/sparql.html")
    page.wait_for_selector(".CodeMirror")
    page.evaluate("text => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", QUERY)
    page.get_by_role("button", name=word("ui-sparql-run", "en"), exact=True).click()
    table = page.locator("[data-sparql] table tbody")
    expect(table.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible()
    assert page.locator("[data-sparql] img").count() == 0
    assert overflow(page) <= 0

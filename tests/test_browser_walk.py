"""A reader's walk through the site in Chromium, with nothing loaded from elsewhere, and no error.

The walk goes by what the pages show: from the home page to an agreement, to the evidence of a fact,
to a question asked otherwise, to SPARQL in the page, and to a file of its result.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.kinds import LANGUAGES, kinds
from browser.watch import Watched, watched
from playwright.sync_api import Browser, Page, expect

from servanda.wording import word

pytestmark = pytest.mark.slow

QUERY = (
    "SELECT ?party ?name WHERE { ?party a servanda:Party ; skos:prefLabel ?name } ORDER BY ?name"
)
PREFIXES = """PREFIX servanda: <https://w3id.org/servanda/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture
def seen(browser: Browser, base: str) -> Iterator[Watched]:
    with watched(browser, base) as opened:
        yield opened
        assert opened.faults == []


def open_agreement(page: Page, base: str, language: str) -> None:
    page.goto(f"{base}/{language}/index.html")
    page.locator("main .card h3 a").first.click()
    page.wait_for_url("**/agreement/*.html")
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mark_of_a_fact_opens_what_it_rests_on(seen: Watched, base: str, language: str) -> None:
    open_agreement(seen.page, base, language)
    mark = seen.page.locator("main details.mark.stated:not(.bare):has(a.words)").first
    panel = mark.locator(".panel")
    expect(panel).to_be_hidden()
    mark.locator("summary").click()
    expect(panel).to_be_visible()
    told = panel.locator("dl.claim").first
    for key in ("fact-kind", "fact-confidence", "fact-source"):
        expect(told.get_by_text(word(key, language), exact=True)).to_be_visible()
    who = told.get_by_text(word("fact-publisher", language)).or_(
        told.get_by_text(word("fact-retrieved", language))
    )
    expect(who.first).to_be_visible()
    address = told.locator("a.words").first.get_attribute("href")
    assert address
    assert address.startswith("https://")
    assert "#:~:text=" in address


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_asked_again_in_the_page(seen: Watched, base: str, language: str) -> None:
    open_agreement(seen.page, base, language)
    page = seen.page
    page.locator("nav.sections").get_by_text(word("site-questions", language), exact=True).click()
    page.locator('main a[href$="question/agreements-in-force.html"]').first.click()
    rows = page.locator("[data-question-answer] tbody tr")
    expect(rows.first).to_be_visible()  # the click does not wait for the page
    page.locator("#p-date").fill("1990-01-01")
    page.locator("[data-question-form] button[type=submit]").click()
    expect(page.locator("[data-question-answer] .answer-sentence.empty")).to_be_visible()
    assert "date=1990-01-01" in page.url
    page.go_back()
    expect(rows.first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sparql_runs_in_the_page_and_its_result_is_a_file(
    seen: Watched, base: str, language: str, tmp_path: Path
) -> None:
    page = seen.page
    page.goto(f"{base}/{language}/questions.html")
    page.locator("nav.sections").get_by_text(word("site-sparql", language), exact=True).click()
    page.wait_for_selector(".CodeMirror")
    page.evaluate(
        "text => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", PREFIXES + QUERY
    )
    page.get_by_role("button", name=word("ui-sparql-run", language), exact=True).click()
    expect(page.locator("[data-sparql] table tbody tr").first).to_be_visible()
    save = page.get_by_role("button", name=word("ui-sparql-csv", language), exact=True)
    with page.expect_download() as begun:
        save.click()
    file = tmp_path / "result.csv"
    begun.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert len(table) > 4
    assert {"party", "name"} == set(table[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_of_a_question_is_a_file(seen: Watched, base: str, language: str) -> None:
    page = seen.page
    page.goto(f"{base}/{language}/question/agreements-in-force.html")
    with page.expect_download() as begun:
        page.locator('a[data-question-file="csv"]').click()
    assert begun.value.path().read_text(encoding="utf-8").startswith("agreement,")


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_and_search_work_from_a_folder(browser: Browser, release: Path, language: str) -> None:
    with watched(browser, release.as_uri()) as seen:
        page = seen.page
        page.goto(f"{release.as_uri()}/{language}/index.html")
        page.locator("#q").fill("zhejiang")
        first = page.get_by_role("option").first
        expect(first).to_be_visible()
        page.locator("#q").press("Enter")
        page.wait_for_url("**/search.html?q=zhejiang*")
        found = page.locator("[data-search-results] a").first
        expect(found).to_be_visible()
        found.click()
        expect(page.locator("main h1")).to_be_visible()
        assert seen.faults == []


def test_every_kind_of_page_opens_without_a_fault(seen: Watched, base: str, release: Path) -> None:
    # The page for what is missing looks for its style at two addresses, as it stands at any.
    for path in set(kinds(release, "fr").values()) - {"404.html"}:
        seen.page.goto(f"{base}/{path}")

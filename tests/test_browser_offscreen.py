"""What is laid out only near the screen is there all the same: for links, searches and paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.watch import watched
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

AGREEMENT = "en/agreement/idf-zhejiang-2018.html"
DEEP = ((AGREEMENT, "time"), (AGREEMENT, "data"), ("en/ontology.html", "hasEventState"))
PUT_OFF = """() => [...document.querySelectorAll("main *")].filter(
  (each) => getComputedStyle(each).contentVisibility === "auto").length"""
# Where a link to a place of the page leads to, and the least and most that are right: the top of
# the screen, or lower where the page ends.
LANDED = """(id) => {
  const link = document.createElement("a");
  link.href = `#${id}`;
  document.querySelector("h1").append(link);
  link.click();
  return new Promise((done) => setTimeout(() => {
    const {top} = document.getElementById(id).getBoundingClientRect();
    const last = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    done([top, last ? innerHeight : 60]);
  }, 500));
}"""
# Whether the search of the page comes by a text in the last part.
FOUND = """(text) => {
  const last = [...document.querySelectorAll(".resource .part")].at(-1);
  while (window.find(text)) if (last.contains(getSelection().anchorNode)) return true;
  return false;
}"""


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    with watched(browser, base, viewport={"width": 400, "height": 800}) as opened:
        yield opened.page
        assert opened.faults == []


@pytest.mark.parametrize(("path", "fragment"), DEEP)
def test_a_link_to_what_lies_far_below_brings_it_into_sight(
    page: Page, base: str, path: str, fragment: str
) -> None:
    page.goto(f"{base}/{path}")
    assert page.evaluate(PUT_OFF) > 10
    top, most = page.evaluate(LANDED, fragment)
    assert 0 <= top < most


def test_a_search_in_the_page_finds_what_lies_far_below(page: Page, base: str) -> None:
    page.goto(f"{base}/{AGREEMENT}")
    # Not its inner text: a part that is put off has none.
    last = page.locator(".resource .part .part-name bdi").last.text_content()
    assert last
    assert page.evaluate(FOUND, last)


def test_paper_shows_every_part(page: Page, base: str) -> None:
    page.goto(f"{base}/{AGREEMENT}")
    page.emulate_media(media="print")
    assert page.evaluate(PUT_OFF) == 0

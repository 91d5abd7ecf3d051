"""Pages for everybody: axe finds no serious fault, the keyboard reaches all, nothing jumps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from browser.tools import module
from browser.watch import watched
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

# One page of each type, in turn in each language.
PAGES = {
    "home": "fr/index.html",
    "browse": "zh/browse.html",
    "agreement": "zh/agreement/idf-zhejiang-2018.html",
    "party": "fr/party/paris-saclay-comue.html",
    "concept": "en/action-type/academic-exchange.html",
    "ontology": "fr/ontology.html",
    "term": "zh/ontology/hasStatusReason.html",
    "question": "en/question/exact-words.html",
    "sparql": "zh/sparql.html",
    "search": "fr/search.html?q=zhejiang",
}
KEYBOARD = (
    "fr/index.html",
    "zh/browse.html",
    "en/agreement/paris-saclay-zju-2018.html",
    "fr/question/agreements-in-force.html",
)
SCREENS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 320, "height": 700}},
}
AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations
    .filter(({impact}) => impact === "critical" || impact === "serious")
    .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({target}) => target).join(" | ")}`);
}"""
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) sum += each.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 400);
})"""
# Notes each element that gets the focus, once: whether it is in sight, and marked.
LISTEN = """() => {
  window.reached = new Map();
  document.addEventListener("focusin", ({target}) => {
    const style = getComputedStyle(target);
    const box = target.getBoundingClientRect();
    const seen = box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth;
    const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    if (!reached.has(target)) reached.set(target, seen && marked);
  });
}"""
WALKED = "() => [reached.size, document.activeElement === document.body]"
UNSEEN = "() => [...reached].filter(([, well]) => !well).map(([each]) => each.outerHTML)"
MISSED = """() => [
  ...document.querySelectorAll("a[href], button, input, select, textarea, summary"),
].filter((each) => each.checkVisibility({visibilityProperty: true}) && !each.disabled
    && each.type !== "hidden" && each.tabIndex >= 0 && !reached.has(each)
).map((each) => each.outerHTML)"""
FIRST = "() => [...reached.keys()][0].className"


@pytest.fixture
def screen(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Page]:
    # What measures a page is put into it, which the page's own policy rightly forbids.
    with watched(browser, base, bypass_csp=True, **SCREENS[request.param]) as seen:
        yield seen.page


@pytest.fixture(scope="module")
def opened(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Page]:
    """A page on a screen, loaded once for all that is measured of it, in the order of the tests."""
    screen, kind = request.param
    with watched(browser, base, bypass_csp=True, **SCREENS[screen]) as seen:
        seen.page.goto(f"{base}/{PAGES[kind]}")
        seen.page.wait_for_load_state("networkidle")
        yield seen.page


def pages(screens: Iterable[str], kinds: Iterable[str]) -> pytest.MarkDecorator:
    """Give a test each of some pages on each of some screens."""
    cases = [(screen, kind) for screen in screens for kind in kinds]
    return pytest.mark.parametrize("opened", cases, ids="-".join, indirect=True)


@pages(SCREENS, ["home", "agreement"])
def test_nothing_jumps_while_a_page_loads(opened: Page) -> None:
    assert opened.evaluate(SHIFT) < 0.02


@pages(["narrow"], PAGES)
def test_no_page_is_wider_than_a_small_screen(opened: Page) -> None:
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert opened.evaluate(wide) <= 0


@pages(SCREENS, PAGES)
def test_axe_finds_nothing_serious(opened: Page) -> None:
    axe = module("axe-core/axe.min.js")
    opened.evaluate(axe.read_text(encoding="utf-8"))
    assert opened.evaluate(AXE) == []


@pytest.mark.parametrize("path", KEYBOARD)
@pytest.mark.parametrize("screen", ["light"], indirect=True)
def test_the_keyboard_reaches_everything_in_sight(screen: Page, base: str, path: str) -> None:
    screen.goto(f"{base}/{path}")
    screen.wait_for_load_state("networkidle")
    screen.evaluate(LISTEN)
    count, left = 0, False
    while not left:
        before = count
        for _ in range(20):
            screen.keyboard.press("Tab")
        count, left = screen.evaluate(WALKED)
        left = left or count == before
    assert screen.evaluate(FIRST) == "skip"
    assert screen.evaluate(MISSED) == []
    assert screen.evaluate(UNSEEN) == []


@pytest.mark.parametrize("screen", ["light"], indirect=True)
def test_the_skip_link_leads_to_the_content(screen: Page, base: str) -> None:
    screen.goto(f"{base}/{PAGES['agreement']}")
    screen.keyboard.press("Tab")
    screen.keyboard.press("Enter")
    screen.keyboard.press("Tab")
    inside = "() => document.activeElement.closest('main') !== null"
    assert screen.evaluate(inside)

"""Pages for everybody: axe finds no serious fault, the keyboard reaches all, nothing jumps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.serve import served
from browser.tools import module
from browser.watch import launched, watched
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.fixture(scope="module")
def base(release: Path) -> Iterator[str]:
    with served(release) as address:
        yield address


@pytest.fixture
def screen(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Page]:
    # What measures a page is put into it, which the page's own policy rightly forbids.
    with watched(browser, base, bypass_csp=True, **SCREENS[request.param]) as seen:
        yield seen.page


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("screen", SCREENS, indirect=True)
def test_axe_finds_nothing_serious(screen: Page, base: str, kind: str) -> None:
    axe = module("axe-core/axe.min.js")
    screen.goto(f"{base}/{PAGES[kind]}")
    screen.wait_for_load_state("networkidle")
    screen.evaluate(axe.read_text(encoding="utf-8"))
    assert screen.evaluate(AXE) == []


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("screen", ["narrow"], indirect=True)
def test_no_page_is_wider_than_a_small_screen(screen: Page, base: str, kind: str) -> None:
    screen.goto(f"{base}/{PAGES[kind]}")
    screen.wait_for_load_state("networkidle")
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert screen.evaluate(wide) <= 0


@pytest.mark.parametrize("kind", ["home", "agreement"])
@pytest.mark.parametrize("screen", SCREENS, indirect=True)
def test_nothing_jumps_while_a_page_loads(screen: Page, base: str, kind: str) -> None:
    screen.goto(f"{base}/{PAGES[kind]}")
    screen.wait_for_load_state("networkidle")
    assert screen.evaluate(SHIFT) < 0.02


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

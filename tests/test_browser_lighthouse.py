"""Pages are fast, accessible and sound by Lighthouse, one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.lighthouse import CATEGORIES, scores

pytestmark = pytest.mark.slow

LEAST = 0.95
MORE = 2
PAGES = {
    "home": "fr/index.html",
    "agreement": "en/agreement/idf-zhejiang-2018.html",
    "question": "zh/question/agreements-in-force.html",
}


@pytest.mark.parametrize("kind", PAGES)
def test_lighthouse_gives_nineteen_of_twenty(base: str, kind: str, tmp_path: Path) -> None:
    address = f"{base}/{PAGES[kind]}"
    found, lost = scores(address, CATEGORIES, tmp_path)
    for _ in range(MORE):
        if found["performance"] >= LEAST:
            break
        # Other work of the machine slows a page down, never up: the best count is the page's own.
        again, lost_again = scores(address, ("performance",), tmp_path)
        lost = f"{lost}; again: {lost_again}"
        found["performance"] = max(found["performance"], again["performance"])
    low = {name: score for name, score in found.items() if score < LEAST}
    assert low == {}, lost

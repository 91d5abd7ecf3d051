"""Pages are fast, accessible and sound by Lighthouse, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.lighthouse import CATEGORIES, scores
from browser.serve import served

pytestmark = pytest.mark.slow

LEAST = 0.95
PAGES = {
    "home": "fr/index.html",
    "agreement": "en/agreement/idf-zhejiang-2018.html",
    "question": "zh/question/agreements-in-force.html",
}


@pytest.fixture(scope="module")
def base(release: Path) -> Iterator[str]:
    with served(release) as address:
        yield address


@pytest.mark.parametrize("kind", PAGES)
def test_lighthouse_gives_nineteen_of_twenty(base: str, kind: str, tmp_path: Path) -> None:
    address = f"{base}/{PAGES[kind]}"
    found, lost = scores(address, CATEGORIES, tmp_path)
    if found["performance"] < LEAST:
        # Other work of the machine slows a page down, never up: the better of two counts.
        again, lost_again = scores(address, ("performance",), tmp_path)
        if again["performance"] > found["performance"]:
            found["performance"], lost = again["performance"], f"{lost}; again: {lost_again}"
    low = {name: score for name, score in found.items() if score < LEAST}
    assert low == {}, lost

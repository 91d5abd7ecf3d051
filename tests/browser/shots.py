"""Pictures of pages for the human eye.

`python tests/browser/shots.py RELEASE FOLDER [NAME ...]` writes a file
`<name>.<language>.<scheme>.<width>.png` for each page; with names, for these pages only.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from browser.kinds import LANGUAGES
from browser.serve import served
from browser.watch import launched, watched

PAGES = ("index", "agreement", "browse", "question", "sparql", "ontology", "pictures")
WIDTHS = (320, 768, 1280)
HIGHEST = 2400


def page_of(release: Path, language: str, name: str) -> Path | None:
    """The page of a name, or the first in the folder of that name."""
    folder = release / language
    found = [folder / f"{name}.html", *sorted((folder / name).glob("*.html"))]
    return next((path for path in found if path.exists()), None)


def take(release: Path, out: Path, names: tuple[str, ...]) -> None:
    """Write the pictures."""
    out.mkdir(parents=True, exist_ok=True)
    with served(release) as base, launched() as browser:
        for scheme, width in product(("light", "dark"), WIDTHS):
            size = {"width": width, "height": 900}
            with watched(browser, base, color_scheme=scheme, viewport=size) as seen:
                for language, name in product(LANGUAGES, names):
                    page = page_of(release, language, name)
                    if page is None:
                        continue
                    seen.page.goto(f"{base}/{page.relative_to(release).as_posix()}")
                    seen.page.wait_for_load_state("networkidle")
                    seen.page.screenshot(
                        path=out / f"{name}.{language}.{scheme}.{width}.png",
                        full_page=True,
                        clip={"x": 0, "y": 0, "width": width, "height": HIGHEST},
                    )


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]), tuple(sys.argv[3:]) or PAGES)

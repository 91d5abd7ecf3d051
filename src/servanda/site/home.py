"""The first page: what this is, in one screen, and where to go."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from servanda.site.base import Page, Site
from servanda.site.view import Frame, View, page_text, site_name
from servanda.wording import LANGUAGES

__all__ = ["home"]

_FIRST: Final = "en"


def home(site: Site) -> Iterator[Page]:
    """`<language>/index.html`, and `index.html` at the root for those who name no language."""
    for language in LANGUAGES:
        yield Page(f"{language}/index.html", partial(_home, site, language), listed=True)
    yield Page("index.html", partial(_home, site, _FIRST, "index.html"))


def _home(site: Site, language: str, path: str = "") -> str:
    view = View(site, language, path or f"{language}/index.html")
    frame = Frame(title=site_name(site, language), description=site_name(site, language))
    return page_text(view, "home.html", frame)

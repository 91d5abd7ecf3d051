"""The website of a release: one file and one line of the registry for each kind of pages."""

from __future__ import annotations

from typing import Final

from servanda.site.base import Page, Pages, Site
from servanda.site.data import data
from servanda.site.home import home
from servanda.site.opened import open_site
from servanda.site.questions import questions
from servanda.site.resource import resource
from servanda.site.statics import statics

__all__ = ["PAGES", "Page", "Pages", "Site", "open_site"]

PAGES: Final[tuple[tuple[str, Pages], ...]] = (
    ("statics", statics),
    ("home", home),
    ("resource", resource),
    ("questions", questions),
    ("data", data),
)

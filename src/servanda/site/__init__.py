"""The website of a release: one file and one line of the registry for each kind of pages."""

from __future__ import annotations

from typing import Final

from servanda.site.base import Page, Pages, Site
from servanda.site.browse import browse
from servanda.site.calendar import calendar
from servanda.site.changes import changes
from servanda.site.data import data
from servanda.site.downloads import downloads
from servanda.site.expiries import expiries
from servanda.site.harvest import harvest
from servanda.site.home import home
from servanda.site.machines import machines
from servanda.site.ontology import ontology
from servanda.site.opened import open_site
from servanda.site.pictures import pictures
from servanda.site.questions import questions
from servanda.site.resource import resource
from servanda.site.search import search
from servanda.site.servers import servers
from servanda.site.sparql import sparql
from servanda.site.statics import statics

__all__ = ["PAGES", "Page", "Pages", "Site", "open_site"]

PAGES: Final[tuple[tuple[str, Pages], ...]] = (
    ("statics", statics),
    ("home", home),
    ("browse", browse),
    ("pictures", pictures),
    ("search", search),
    ("resource", resource),
    ("ontology", ontology),
    ("questions", questions),
    ("sparql", sparql),
    ("data", data),
    ("changes", changes),
    ("calendar", calendar),
    ("expiries", expiries),
    ("harvest", harvest),
    ("servers", servers),
    ("machines", machines),
    # The last of all: it tells the sizes of what is written before.
    ("downloads", downloads),
)

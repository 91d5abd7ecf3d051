"""The website of a release: one file and one line of the registry for each kind of pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from servanda.site.base import Page, Pages, Site, Unit, Units
from servanda.site.browse import browse, browse_units
from servanda.site.calendar import calendar, calendar_units
from servanda.site.changes import changes
from servanda.site.data import data, data_units
from servanda.site.downloads import downloads
from servanda.site.expiries import expiries
from servanda.site.harvest import harvest
from servanda.site.home import home
from servanda.site.machines import machines
from servanda.site.ontology import ontology, ontology_units
from servanda.site.opened import open_site
from servanda.site.pictures import picture_units, pictures
from servanda.site.questions import question_units, questions
from servanda.site.resource import resource, resource_unit, resource_units
from servanda.site.search import search, search_units
from servanda.site.servers import servers
from servanda.site.sparql import sparql, sparql_units
from servanda.site.statics import statics

__all__ = [
    "PAGES",
    "UNITS",
    "UNIT_OF",
    "Page",
    "Pages",
    "Site",
    "Unit",
    "Units",
    "open_site",
]

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

# Kinds of pages that know what each of their files is made from. All others are always made, as it
# must be with what reads files, earlier releases, or anything else that no index has.
UNITS: Final[Mapping[str, Units]] = MappingProxyType(
    {
        "browse": browse_units,
        "pictures": picture_units,
        "search": search_units,
        "resource": resource_units,
        "ontology": ontology_units,
        "questions": question_units,
        "sparql": sparql_units,
        "data": data_units,
        "calendar": calendar_units,
    }
)

# The kinds of which most pages are; several processes make them, and find a unit by its key.
UNIT_OF: Final[Mapping[str, Callable[[Site, str], Unit]]] = MappingProxyType(
    {"resource": resource_unit}
)

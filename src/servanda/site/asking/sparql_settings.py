"""What the SPARQL page knows of the dataset: prefixes, terms, ready-made queries, pages, sizes."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from servanda.pictures.maps.land import country_points
from servanda.query import Query
from servanda.site.asking.dumps import Sizes
from servanda.site.asking.stores import sparql_of
from servanda.site.base import Site
from servanda.site.read.countries import Countries
from servanda.site.read.evidence import safe_link
from servanda.site.read.index import term_of
from servanda.site.read.order import folded
from servanda.site.read.places import places
from servanda.site.read.ranked import Ranked
from servanda.vocab import DCAT, RDF, VOID

__all__ = ["endpoints", "land", "settings"]

_MOST_TERMS: Final = 1000
_CLASSES: Final = """
SELECT o, COUNT(*) FROM quad WHERE p = ? AND origin < 2 AND o LIKE '<%'
    GROUP BY o ORDER BY 2 DESC, 1 LIMIT ?
"""
_PROPERTIES: Final = """
SELECT p, COUNT(*) FROM quad WHERE origin < 2 GROUP BY p ORDER BY 2 DESC, 1 LIMIT ?
"""


def settings(site: Site, queries: Sequence[Query], found: Sizes, language: str) -> dict[str, Any]:
    """The settings for readers of a language, in the form that `ui/README.md` asks for."""
    where = places(site)
    groups: dict[str, list[Query]] = {}
    for query in sorted(queries, key=lambda each: folded(each.title[language])):
        first, *_ = query.keywords[language]
        groups.setdefault(first, []).append(query)
    return {
        "prefixes": dict(sorted(site.prefixes.items())),
        "classes": _counted(site, language, _CLASSES, str(RDF.type)),
        "properties": _counted(site, language, _PROPERTIES),
        "groups": [
            {"title": title, "queries": [_told(query, language) for query in groups[title]]}
            for title in sorted(groups, key=folded)
        ],
        "endpoints": endpoints(site),
        "pages": [{"prefix": start, "path": path} for start, path in where.rules.items()],
        "places": where.others,
        "countries": _countries(site),
        "dump": {"bytes": found.dump_bytes, "quads": found.dump_quads},
        "inferred": {"bytes": found.more_bytes, "quads": found.more_quads},
        "start": _start(),
    }


def endpoints(site: Site) -> list[str]:
    """The addresses at which the dataset says that it can be asked."""
    found = site.index.objects(site.workspace.iri, VOID.sparqlEndpoint)
    for service in site.index.objects(site.workspace.iri, DCAT.accessService):
        if not isinstance(service, Literal):
            found += site.index.objects(service, DCAT.endpointURL)
    return sorted({address for term in found if (address := safe_link(term))})


def _countries(site: Site) -> dict[str, str]:
    """The country of each party and place that has one only, by which a map finds them."""
    countries = Countries(Ranked(site.index, site.terms))
    found = {node: countries.of_party(node) for node in site.of_class("Party")}
    found |= {node: countries.of_places([node]) for node in site.of_class("Place")}
    return {node.value: codes[0] for node, codes in found.items() if len(codes) == 1}


def land() -> dict[str, object]:
    """The land, in parts of a radian of its projection, and a point for each country."""
    asset = resources.files("servanda") / "assets" / "land.svgpath"
    path = "".join(asset.read_text(encoding="utf-8").split("\n"))
    return {"path": path, "units": 2000, "countries": dict(country_points())}


def _start() -> str:
    return (resources.files("servanda") / "assets/sparql/start.rq").read_text(encoding="utf-8")


def _told(query: Query, language: str) -> dict[str, str]:
    return {
        "name": query.name,
        "title": query.title[language],
        "description": query.description[language],
        "text": sparql_of(query, language),
    }


def _counted(site: Site, language: str, listing: str, *given: str) -> list[dict[str, Any]]:
    """The terms in use, those first that are used most."""
    return [
        {"iri": term.value, "label": site.labels.name(term, language).text, "count": count}
        for text, count in site.index.base.execute(listing, (*given, _MOST_TERMS))
        if isinstance(term := term_of(text), NamedNode)
    ]

"""How udata reads what a dataset covers: places and periods."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from servanda.harvest_check.catalogue import Catalogue, Node
from servanda.harvest_check.model import Outcome
from servanda.harvest_check.read import absent, change, joined, keep, lose, plain
from servanda.vocab import DCAT, GEO

__all__ = ["period", "place"]

_Properties = tuple[NamedNode, ...]
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_OLD_SCHEMA: Final = "http://schema.org/"
_POLYGON: Final = re.compile(r"\s*(<[^>]*>)?\s*(MULTI)?POLYGON\s*\(\(", re.IGNORECASE)
_GEOMETRIES: Final = frozenset(
    (
        GEO.wktLiteral.value,
        GEO.geoJSONLiteral.value,
        _MEDIA + "application/vnd.geo+json",
        "http://www.opengis.net/rdf#wktLiteral",
    )
)


def place(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """Polygons at the nodes of places become one shape; names and points are left out."""
    del language
    values = catalogue.values(node, *properties)
    if not values:
        return absent()
    shapes = [
        each.value
        for value in values
        if not isinstance(value, Literal)
        for told in catalogue.facts.get(value, {}).values()
        for each in told
        if isinstance(each, Literal) and each.datatype.value in _GEOMETRIES
    ]
    areas = [each for each in shapes if _POLYGON.match(each) or "olygon" in each]
    boxes = [v for v in values if isinstance(v, Literal) and v.value.count(",") == 3]
    if not (areas or boxes):
        return lose(joined(values), "place-no-area")
    return change(f"{len(areas) + len(boxes)} MultiPolygon", "place-area", count=len(values))


def period(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """Days of a blank node or a literal; a named period is fetched from its address instead."""
    del language
    value = catalogue.value(node, *properties)
    if value is None:
        return absent()
    if isinstance(value, Literal):
        parts = value.value.split("/")
        right = len(parts) in (1, 2) and all(re.match(r"\d{4}", part) for part in parts)
        return keep(value.value) if right else lose(value.value, "period-empty")
    schema_days = (NamedNode(_OLD_SCHEMA + "startDate"), NamedNode(_OLD_SCHEMA + "endDate"))
    days = [
        *catalogue.values(value, DCAT.startDate, schema_days[0]),
        *catalogue.values(value, DCAT.endDate, schema_days[1]),
    ]
    if isinstance(value, BlankNode):
        return keep(joined(days)) if days else lose("", "period-empty")
    return change(" / ".join(map(plain, days)), "period-fetched", iri=value.value)

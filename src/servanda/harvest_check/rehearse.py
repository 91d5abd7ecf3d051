"""The rehearsal itself: every rule of a portal asked of every node that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from servanda.harvest_check.catalogue import (
    Catalogue,
    Node,
    catalogue_file,
    read_catalogue,
)
from servanda.harvest_check.model import Outcome, Part, Portal, Rehearsal, Row
from servanda.harvest_check.portals import PORTALS
from servanda.harvest_check.quality import score
from servanda.harvest_check.read import change, found, joined, keep, lose, plain, refuse
from servanda.vocab import DCAT, DCTERMS, RDF

__all__ = ["harvest_check", "rehearse"]

# What ties the parts together: it is kept as their order, not as a value.
_STRUCTURE: Final = frozenset((RDF.type, DCAT.distribution, DCAT.dataset, DCAT.service))


def harvest_check(path: Path, portals: Iterable[str] = tuple(PORTALS)) -> list[Rehearsal]:
    """What portals (`ckan`, `udata`, `eu`) would make of the catalogue in a release or a file.

    Raises InputError for what is no catalogue.
    """
    read: dict[Path, Catalogue] = {}
    found = []
    for key in portals:
        file = catalogue_file(path, key)
        catalogue = read.get(file) or read.setdefault(file, read_catalogue(file))
        found.append(rehearse(catalogue, PORTALS[key], file.name))
    return found


def rehearse(catalogue: Catalogue, portal: Portal, file: str = "") -> Rehearsal:
    """What one portal would make of a catalogue, part by part: catalogue, datasets, their files.

    `file` is the name of the file that it was read from.
    """
    parts = tuple(_parts(catalogue, portal))
    if portal.key != "eu":
        return Rehearsal(portal, file, parts)
    refused = {part.node for part in parts if part.refused}
    scores = tuple(
        score(
            catalogue,
            node,
            # A dataset is as sound as its files.
            compliant=refused.isdisjoint((node, *catalogue.distributions(node))),
        )
        for node in catalogue.datasets
    )
    return Rehearsal(portal, file, parts, scores)


def _parts(catalogue: Catalogue, portal: Portal) -> Iterator[Part]:
    for node in catalogue.catalogs or [NamedNode("about:blank")]:
        rows = list(_pages(catalogue, portal))
        if portal.has_catalogs:
            rows += _rows(catalogue, portal, "catalog", node)
        elif node in catalogue.facts:
            rows.append(_row("dcat:Catalog", portal, lose("", "catalog-unread")))
        if not catalogue.datasets:
            rows.append(_row("dcat:dataset", portal, refuse("", "no-dataset")))
        if rows:
            yield Part("catalog", node, _name(catalogue, node, portal), tuple(rows))
    for node in catalogue.datasets:
        yield _part(catalogue, portal, "dataset", node)
        for distribution in catalogue.distributions(node):
            yield _part(catalogue, portal, "distribution", distribution)
    for node in catalogue.series:
        yield _series(catalogue, portal, node)


def _part(catalogue: Catalogue, portal: Portal, kind: str, node: Node) -> Part:
    rows = tuple(_rows(catalogue, portal, kind, node))
    return Part(kind, node, _name(catalogue, node, portal), rows)


def _series(catalogue: Catalogue, portal: Portal, node: Node) -> Part:
    """A series of datasets, which only DCAT-AP 3 knows as such."""
    name = _name(catalogue, node, portal)
    if portal.key == "eu":
        return _part(catalogue, portal, "series", node)
    if portal.key == "udata" and catalogue.values(node, DCTERMS.identifier):
        as_dataset = _row("dcat:DatasetSeries", portal, change(name, "series-as-dataset"))
        rows = (as_dataset, *_rows(catalogue, portal, "dataset", node))
        return Part("series", node, name, rows)
    row = _row("dcat:DatasetSeries", portal, lose(name, "series-unread"))
    return Part("series", node, name, (row,))


def _rows(catalogue: Catalogue, portal: Portal, kind: str, node: Node) -> Iterator[Row]:
    read = set(_STRUCTURE)
    for rule in portal.rules:
        if rule.kind == kind:
            outcome = rule.read(catalogue, node, rule.properties, portal.language)
            read.update(rule.properties)
            yield Row(rule.field, rule.properties, rule.source, outcome)
    for each, values in catalogue.facts.get(node, {}).items():
        if each not in read:
            yield Row("", (each,), "", replace(portal.leftover, value=joined(values)))


def _pages(catalogue: Catalogue, portal: Portal) -> Iterator[Row]:
    if following := catalogue.next_page():
        yield _row("hydra:next", portal, keep(plain(following)))


def _row(field: str, portal: Portal, outcome: Outcome) -> Row:
    sources = {
        "ckan": "ckanext/dcat/processors.py",
        "udata": "udata/harvest/backends/dcat.py",
        "eu": "releases/3.0.1/html/shacl/shapes.ttl",
    }
    return Row(field, (), sources[portal.key], outcome)


def _name(catalogue: Catalogue, node: Node, portal: Portal) -> str:
    titles = catalogue.values(node, DCTERMS.title)
    return found(titles, portal.language).value if titles else plain(node)

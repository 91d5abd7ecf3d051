"""Write the description of a new dataset, with which a folder becomes a workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, Required, TypedDict, Unpack

from pyoxigraph import Literal, NamedNode, Triple

from servanda.description import LANGUAGES, VERSION
from servanda.errors import UsageError
from servanda.new.record import write_new
from servanda.new.values import day, is_web, literal, plain_date, space
from servanda.new.values import iri as iri_of
from servanda.serialize.turtle import turtle
from servanda.vocab import DCAT, DCTERMS, FOAF, GEO, PREFIXES, RDF, RDFS, SKOS, VANN, VCARD, VOID
from servanda.workspace import DESCRIPTION

__all__ = ["DESCRIPTIONS", "KEYWORDS", "LICENCE", "TITLES", "Entries", "write_dataset"]

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_EARTH: Final = "https://sws.geonames.org/6295630/"

# What is said where nothing else was given; true of every dataset of this kind.
TITLES: Final = MappingProxyType(
    {"fr": "Accords de coopération", "en": "Cooperation agreements", "zh": "合作协议"}
)
DESCRIPTIONS: Final = MappingProxyType(
    {
        "fr": "Qui coopère avec qui, dans quels domaines, depuis quand, et d’après quelle source.",
        "en": "Who cooperates with whom, in which fields, since when, and by which source.",
        "zh": "谁与谁合作、涉及哪些领域、始于何时、依据何种来源。",
    }
)
KEYWORDS: Final = MappingProxyType(
    {"fr": ["accord de coopération"], "en": ["cooperation agreement"], "zh": ["合作协议"]}
)
_EARTH_NAMES: Final = MappingProxyType({"fr": "Le monde", "en": "The world", "zh": "世界"})
_EARTH_BOX: Final = "POLYGON((-180 -90, 180 -90, 180 90, -180 90, -180 -90))"
_PROVENANCE: Final = MappingProxyType(
    {
        "fr": "Relevé dans des sources publiques ; chaque fiche nomme la sienne.",
        "en": "Taken from public sources; each record names its own.",
        "zh": "摘自公开来源；每条记录均注明其来源。",
    }
)
_PUBLISHERS: Final = MappingProxyType(
    {"fr": "Éditeur du jeu de données", "en": "Publisher of the dataset", "zh": "数据集发布者"}
)


class Entries(TypedDict, total=False):
    """What a description says; all but `base` (the void:uriSpace) and `as_of` have defaults.

    `as_of` is the day for which the facts hold, and the day of issue unless `issued` is given.
    Titles, descriptions and keywords are by language; a language without any gets a general one.
    `publisher` is a name or an address, `contact` an e-mail or web address. `themes` and
    `languages` are codes of the EU's authority tables, `spatial` codes of countries (three
    letters) or addresses, `temporal` the first and the last date, each of which may be empty.
    `landing_page` is the address where the release will stand, the base unless it is given.
    """

    base: Required[str]
    as_of: Required[str]
    issued: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    keywords: Mapping[str, Sequence[str]]
    publisher: str
    contact: str
    landing_page: str
    licence: str
    version: str
    prefix: str
    themes: Sequence[str]
    spatial: Sequence[str]
    temporal: tuple[str, str]
    languages: Sequence[str]


def write_dataset(folder: Path, **entries: Unpack[Entries]) -> Path:
    """Write `data/dataset.ttl` below `folder`, so that it is a workspace; the file's path.

    Raises UsageError if an entry has no such form, or if the folder is a workspace already.
    """
    dataset = NamedNode(f"{space(entries['base'])}dataset")
    path = folder / DESCRIPTION
    parts = (_entries, _texts, _nodes, _period, _catalog)
    triples = [triple for part in parts for triple in part(dataset, entries)]
    write_new(path, turtle(triples, PREFIXES, first=dataset.value))
    return path


def _entries(dataset: NamedNode, said: Entries) -> Iterator[Triple]:
    """What has one form only: dates, codes, numbers."""
    version, prefix = said.get("version", "0.1.0"), said.get("prefix", "id")
    if not VERSION.fullmatch(version):
        raise UsageError(f"{version!r} is no version number", hint="Write 0.1.0, for example")
    if not re.fullmatch(r"[a-z][a-z0-9-]*", prefix) or prefix in PREFIXES:
        raise UsageError(f"the prefix {prefix!r} is taken or has no such form", hint="Write id")
    base = Literal(said["base"])
    for predicate, value in (
        (RDF.type, DCAT.Dataset),
        (RDF.type, VOID.Dataset),
        (DCTERMS.license, iri_of(said.get("licence") or LICENCE)),
        (DCTERMS.issued, day(said.get("issued") or said["as_of"])),
        (DCTERMS.valid, day(said["as_of"])),
        (DCAT.version, Literal(version)),
        (VOID.uriSpace, base),
        (VANN.preferredNamespacePrefix, Literal(prefix)),
        (VANN.preferredNamespaceUri, base),
    ):
        yield Triple(dataset, predicate, value)
    for code in said.get("languages") or ("FRA", "ENG", "ZHO"):
        yield Triple(dataset, DCTERMS.language, _code("language", code))
    for code in said.get("themes") or ("INTR",):
        yield Triple(dataset, DCAT.theme, _code("data-theme", code))
    for place in said.get("spatial") or (_EARTH,):
        where = iri_of(place) if is_web(place) else _code("country", place)
        yield Triple(dataset, DCTERMS.spatial, where)


def _code(table: str, code: str) -> NamedNode:
    """An entry of an authority table of the EU's Publications Office."""
    length = "{4}" if table == "data-theme" else "{3}"
    if not re.fullmatch(f"[A-Z]{length}", code):
        raise UsageError(
            f"{code!r} is no code of the EU table {table}",
            hint=f"See {_AUTHORITY}/{table}: FRA, CHN for countries, INTR, EDUC for themes",
        )
    return NamedNode(f"{_AUTHORITY}/{table}/{code}")


def _texts(dataset: NamedNode, said: Entries) -> Iterator[Triple]:
    titles, descriptions = said.get("titles", {}), said.get("descriptions", {})
    keywords = said.get("keywords", {})
    for each in LANGUAGES:
        title = titles.get(each) or TITLES[each]
        description = descriptions.get(each) or DESCRIPTIONS[each]
        yield Triple(dataset, DCTERMS.title, literal(title, each))
        yield Triple(dataset, DCTERMS.description, literal(description, each))
        for word in keywords.get(each) or KEYWORDS[each]:
            yield Triple(dataset, DCAT.keyword, literal(word, each))


def _nodes(dataset: NamedNode, said: Entries) -> Iterator[Triple]:
    """Publisher and contact: nodes of the description, as DCAT wants them."""
    publisher, contact = said.get("publisher", ""), said.get("contact") or said["base"]
    names = [literal(publisher)] if publisher and not is_web(publisher) else []
    names = names or [literal(text, language) for language, text in _PUBLISHERS.items()]
    agent = iri_of(publisher) if is_web(publisher) else _part(dataset, "publisher")
    yield Triple(dataset, DCTERMS.publisher, agent)
    yield Triple(agent, RDF.type, FOAF.Agent)
    yield from (Triple(agent, FOAF.name, name) for name in names)
    node = _part(dataset, "contact")
    yield Triple(dataset, DCAT.contactPoint, node)
    yield Triple(node, RDF.type, VCARD.Kind)
    yield from (Triple(node, VCARD.fn, name) for name in names)
    if re.fullmatch(r"[\w.+-]+@[\w.-]+", contact):
        yield Triple(node, VCARD.hasEmail, NamedNode(f"mailto:{contact}"))
    else:
        yield Triple(node, VCARD.hasURL, iri_of(contact))


def _catalog(dataset: NamedNode, said: Entries) -> Iterator[Triple]:
    """What portals look for beside that (DCAT-AP 3.0.1): what is true of every such dataset."""
    page = said.get("landing_page") or said["base"].partition("#")[0]
    yield Triple(dataset, DCAT.landingPage, iri_of(page))
    for predicate, term in (
        (DCTERMS.accessRights, "access-right/PUBLIC"),
        (DCTERMS.accrualPeriodicity, "frequency/UNKNOWN"),
    ):
        yield Triple(dataset, predicate, NamedNode(f"{_AUTHORITY}/{term}"))
    statement = _part(dataset, "provenance")
    yield Triple(dataset, DCTERMS.provenance, statement)
    yield Triple(statement, RDF.type, DCTERMS.ProvenanceStatement)
    for language, text in _PROVENANCE.items():
        yield Triple(statement, RDFS.label, literal(text, language))
    if said.get("spatial"):
        return
    earth = NamedNode(_EARTH)
    yield Triple(earth, RDF.type, DCTERMS.Location)
    for language, text in _EARTH_NAMES.items():
        yield Triple(earth, SKOS.prefLabel, literal(text, language))
    for predicate, text in ((DCAT.bbox, _EARTH_BOX), (DCAT.centroid, "POINT(0 0)")):
        yield Triple(earth, predicate, Literal(text, datatype=GEO.wktLiteral))


def _period(dataset: NamedNode, said: Entries) -> Iterator[Triple]:
    start, end = said.get("temporal", ("", ""))
    period = _part(dataset, "period")
    yield Triple(dataset, DCTERMS.temporal, period)
    yield Triple(period, RDF.type, DCTERMS.PeriodOfTime)
    if start:
        yield Triple(period, DCAT.startDate, plain_date(start))
    yield Triple(period, DCAT.endDate, plain_date(end or said["as_of"]))


def _part(dataset: NamedNode, name: str) -> NamedNode:
    """A node of the description; an IRI has one `#` at most."""
    return NamedNode(f"{dataset.value}{'/' if '#' in dataset.value else '#'}{name}")

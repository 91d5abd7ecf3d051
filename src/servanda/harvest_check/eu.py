"""What data.europa.eu asks of a catalogue: the properties of DCAT-AP and their vocabularies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from servanda.harvest_check.catalogue import Catalogue, Node, Value
from servanda.harvest_check.model import Outcome, Portal, Reader, Rule, Verdict
from servanda.harvest_check.read import (
    absent,
    fault,
    is_day,
    joined,
    keep,
    lose,
    plain,
    refuse,
)
from servanda.vocab import ADMS, DCAT, DCATAP, DCTERMS, FOAF, OWL, SPDX

__all__ = ["AUTHORITY", "EU", "MEDIA_TYPES"]

AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_PROFILE: Final = "releases/3.0.1/html/shacl/shapes.ttl"
_ADVICE: Final = "releases/3.0.1/html/shacl/shapes_recommended.ttl"
_TERMS: Final = "releases/3.0.1/html/shacl/mdr-vocabularies.shape.ttl"

# Property; whether its values are texts, days, numbers, nodes or terms of a vocabulary.
_Wants = tuple[NamedNode, str]

_MANDATORY: Final[dict[str, tuple[_Wants, ...]]] = {
    "catalog": (
        (DCTERMS.title, "text"),
        (DCTERMS.description, "text"),
        (DCTERMS.publisher, "agent"),
    ),
    "dataset": ((DCTERMS.title, "text"), (DCTERMS.description, "text")),
    "series": ((DCTERMS.title, "text"), (DCTERMS.description, "text")),
    "distribution": ((DCAT.accessURL, "node"),),
}
_SERIES: Final[tuple[_Wants, ...]] = (
    (DCAT.contactPoint, "node"),
    (DCTERMS.publisher, "agent"),
    (DCTERMS.spatial, "node"),
    (DCTERMS.temporal, "node"),
)
_RECOMMENDED: Final[dict[str, tuple[_Wants, ...]]] = {
    "catalog": (
        (FOAF.homepage, "node"),
        (DCTERMS.issued, "day"),
        (DCTERMS.modified, "day"),
        (DCTERMS.language, "language/"),
        (DCTERMS.license, "node"),
        (DCTERMS.spatial, "node"),
        (DCAT.themeTaxonomy, "node"),
    ),
    "dataset": (
        *_SERIES,
        (DCAT.distribution, "node"),
        (DCAT.keyword, "text"),
        (DCAT.theme, "data-theme/"),
    ),
    "series": _SERIES,
    "distribution": (
        (DCATAP.availability, "planned-availability/"),
        (DCTERMS.description, "text"),
        (DCTERMS.format, "file-type/"),
        (DCTERMS.license, "licence/"),
    ),
}
_ABOUT: Final[tuple[_Wants, ...]] = (
    (DCTERMS.accrualPeriodicity, "frequency/"),
    (DCTERMS.issued, "day"),
    (DCTERMS.modified, "day"),
    (DCTERMS.language, "language/"),
)
_OPTIONAL: Final[dict[str, tuple[_Wants, ...]]] = {
    "catalog": ((DCAT.dataset, "node"), (DCAT.service, "node"), (DCTERMS.rights, "node")),
    "dataset": (
        *_ABOUT,
        (DCTERMS.accessRights, "access-right/"),
        (DCTERMS.conformsTo, "node"),
        (DCTERMS.creator, "node"),
        (DCTERMS.identifier, "text"),
        (DCTERMS.isVersionOf, "node"),
        (DCTERMS.provenance, "node"),
        (DCTERMS.relation, "node"),
        (DCTERMS.source, "node"),
        (DCTERMS.type, "node"),
        (DCAT.hasVersion, "node"),
        (DCAT.inSeries, "node"),
        (DCAT.landingPage, "node"),
        (DCAT.previousVersion, "node"),
        (DCAT.version, "text"),
        (FOAF.page, "node"),
        (ADMS.identifier, "node"),
        (ADMS.versionNotes, "text"),
        (OWL.versionInfo, "text"),
    ),
    "series": (*_ABOUT, (DCAT.hasVersion, "node")),
    "distribution": (
        *_ABOUT[1:],
        (DCTERMS.title, "text"),
        (DCTERMS.conformsTo, "node"),
        (DCTERMS.rights, "node"),
        (DCAT.accessService, "node"),
        (DCAT.byteSize, "number"),
        (DCAT.downloadURL, "node"),
        (DCAT.mediaType, "media"),
        (FOAF.page, "node"),
        (ADMS.status, "distribution-status/"),
        (SPDX.checksum, "checksum"),
    ),
}


def _reader(wants: str, need: str) -> Reader:
    """Reads the values of one property: whether it must be there, and what its values must be."""

    def read(
        catalogue: Catalogue, node: Node, properties: tuple[NamedNode, ...], language: str
    ) -> Outcome:
        del language
        values = catalogue.values(node, *properties)
        if not values:
            missing = {"mandatory": refuse("", "mandatory"), "recommended": lose("", "recommended")}
            return missing.get(need, absent())
        return next(
            (wrong for wrong in (_wrong(catalogue, v, wants) for v in values) if wrong),
            keep(joined(values)),
        )

    return read


def _wrong(catalogue: Catalogue, value: Value, wants: str) -> Outcome | None:
    """What is wrong with a value, if anything."""
    shown = plain(value)
    if wants in ("text", "day", "number"):
        return _wrong_literal(value, wants)
    if isinstance(value, Literal):
        return refuse(shown, "literal-for-node")
    if note := fault(value):
        return refuse(shown, note)
    if wants == "agent" and not catalogue.values(value, FOAF.name):
        return refuse(shown, "agent-unnamed")
    if wants == "checksum":
        parts = (SPDX.algorithm, SPDX.checksumValue)
        whole = all(catalogue.values(value, each) for each in parts)
        return None if whole else refuse(shown, "checksum-empty")
    return _outside(value, wants)


def _outside(value: Value, wants: str) -> Outcome | None:
    """A loss where a term is not of the vocabulary that the property wants."""
    if wants in ("node", "agent") or isinstance(value, BlankNode):
        return None
    base = MEDIA_TYPES if wants == "media" else f"{AUTHORITY}{wants}"
    shown = plain(value)
    return None if shown.startswith(base) else lose(shown, "vocabulary", base=base)


def _wrong_literal(value: Value, wants: str) -> Outcome | None:
    if not isinstance(value, Literal):
        return refuse(plain(value), "node-for-literal")
    if wants == "day" and not is_day(value.value):
        return refuse(value.value, "day-unread")
    if wants == "number" and not value.value.isdecimal():
        return refuse(value.value, "no-number")
    return None


def _rules() -> Iterator[Rule]:
    needs = (
        ("mandatory", _MANDATORY, _PROFILE),
        ("recommended", _RECOMMENDED, _ADVICE),
        ("optional", _OPTIONAL, _PROFILE),
    )
    for need, table, source in needs:
        for kind, rows in table.items():
            for prop, wants in rows:
                term = wants.endswith("/")
                where = _TERMS if term and need == "optional" else source
                yield Rule(kind, need, (prop,), _reader(wants, need), where)


EU: Final = Portal(
    key="eu",
    name="data.europa.eu",
    software="DCAT-AP 3.0.1",
    reference="https://github.com/SEMICeu/DCAT-AP",
    language="en",
    rules=tuple(_rules()),
    leftover=Outcome(Verdict.KEEP, "", "outside-profile"),
    has_catalogs=True,
)

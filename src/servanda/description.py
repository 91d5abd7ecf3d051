"""The description of a dataset, `data/dataset.ttl`: what it must say, and what it says.

It is a `dcat:Dataset` that takes the place of a settings file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.dates import is_day
from servanda.errors import InputError
from servanda.parse import Document, parse
from servanda.vocab import DCAT, DCTERMS, RDF, VANN, VOID

__all__ = ["LANGUAGES", "URI_SPACE", "VERSION", "Description", "read_description"]

LANGUAGES: Final = ("fr", "en", "zh")
URI_SPACE: Final = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+[/#]")
VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,63}")

# What the description must say before anything can be published: predicate, its short name, and
# whether it is wanted in each of the three languages.
REQUIRED: Final = (
    (DCTERMS.title, "dcterms:title", True),
    (DCTERMS.description, "dcterms:description", True),
    (DCTERMS.publisher, "dcterms:publisher", False),
    (DCAT.contactPoint, "dcat:contactPoint", False),
    (DCTERMS.license, "dcterms:license", False),
    (DCTERMS.language, "dcterms:language", False),
    (DCAT.keyword, "dcat:keyword", True),
    (DCAT.theme, "dcat:theme", False),
    (DCTERMS.spatial, "dcterms:spatial", False),
    (DCTERMS.temporal, "dcterms:temporal", False),
    (DCAT.version, "dcat:version", False),
    (DCTERMS.issued, "dcterms:issued", False),
    (DCTERMS.valid, "dcterms:valid", False),
    (VOID.uriSpace, "void:uriSpace", False),
    (VANN.preferredNamespacePrefix, "vann:preferredNamespacePrefix", False),
)


# What a catalogue can hold once at most (DCAT-AP 3.0.1), and what it must name by an IRI.
ONCE: Final = (
    (DCTERMS.publisher, "dcterms:publisher"),
    (DCTERMS.license, "dcterms:license"),
    (DCTERMS.accessRights, "dcterms:accessRights"),
    (DCTERMS.accrualPeriodicity, "dcterms:accrualPeriodicity"),
)
NAMED: Final = (
    *ONCE,
    (DCAT.contactPoint, "dcat:contactPoint"),
    (DCAT.landingPage, "dcat:landingPage"),
    (DCAT.theme, "dcat:theme"),
    (DCTERMS.language, "dcterms:language"),
    (DCTERMS.provenance, "dcterms:provenance"),
    (DCTERMS.spatial, "dcterms:spatial"),
    (DCTERMS.temporal, "dcterms:temporal"),
    (VOID.sparqlEndpoint, "void:sparqlEndpoint"),
)


@dataclass(frozen=True, slots=True)
class Description:
    """What `data/dataset.ttl` says of the dataset, in a graph that bears the dataset's IRI."""

    document: Document
    iri: NamedNode
    uri_space: str
    prefix: str
    version: str
    issued: str
    as_of: str


def read_description(path: Path, *, name: str) -> Description:
    """Read the description. Raises InputError where something that must be said is missing."""
    iri = _dataset_iri(parse(path, name=name))
    document = parse(path, name=name, graph_name=iri)
    _require(document, iri)
    _forms(document, iri)
    return Description(
        document=document,
        iri=iri,
        uri_space=_uri_space(document, iri),
        prefix=_value(document, iri, VANN.preferredNamespacePrefix),
        version=_version(document, iri),
        issued=_day(document, iri, DCTERMS.issued, "dcterms:issued"),
        as_of=_day(document, iri, DCTERMS.valid, "dcterms:valid"),
    )


def _day(document: Document, iri: NamedNode, predicate: NamedNode, short: str) -> str:
    """The day of issue, or that for which the statements hold."""
    day = _value(document, iri, predicate)
    if not is_day(day):
        raise document.error(f"{short} {day!r} is no day", iri, predicate, hint="Write YYYY-MM-DD")
    return day


def _dataset_iri(document: Document) -> NamedNode:
    found = {
        quad.subject
        for quad in document.quads
        if quad.predicate == RDF.type and quad.object == DCAT.Dataset
    }
    subject = found.pop() if len(found) == 1 else None
    if not isinstance(subject, NamedNode):
        raise InputError(
            "the file must describe exactly one dcat:Dataset, named by an IRI",
            path=document.name,
            line=1,
            hint="State <https://...> a dcat:Dataset",
        )
    return subject


def _objects(document: Document, iri: NamedNode, predicate: NamedNode) -> list[object]:
    return [
        quad.object
        for quad in document.quads
        if quad.subject == iri and quad.predicate == predicate
    ]


def _value(document: Document, iri: NamedNode, predicate: NamedNode) -> str:
    found = _objects(document, iri, predicate)
    if len(found) != 1 or not isinstance(found[0], Literal):
        raise document.error(f"{predicate} must have exactly one literal value", iri, predicate)
    return found[0].value


def _require(document: Document, iri: NamedNode) -> None:
    for predicate, short, per_language in REQUIRED:
        found = _objects(document, iri, predicate)
        if not found:
            raise document.error(f"the dataset has no {short}", iri, hint=f"Add {short}")
        if per_language:
            said = {each.language for each in found if isinstance(each, Literal)}
            missing = [language for language in LANGUAGES if language not in said]
            if missing:
                raise document.error(
                    f"{short} is missing in: {', '.join(missing)}",
                    iri,
                    predicate,
                    hint="Write it in French, English and Chinese",
                )


def _forms(document: Document, iri: NamedNode) -> None:
    """What the catalogue of a release could not say: two values for one, a text for an IRI."""
    for predicate, short in ONCE:
        if len(set(_objects(document, iri, predicate))) > 1:
            raise document.error(
                f"the dataset has more than one {short}", iri, predicate, hint="Keep one"
            )
    for predicate, short in NAMED:
        for value in _objects(document, iri, predicate):
            if not isinstance(value, NamedNode):
                raise document.error(
                    f"{short} must be an IRI, not {value}",
                    iri,
                    predicate,
                    hint="Write <https://...>, and describe it in the same file if it is your own",
                )


def _uri_space(document: Document, iri: NamedNode) -> str:
    space = _value(document, iri, VOID.uriSpace)
    if not URI_SPACE.fullmatch(space):
        raise document.error(
            f"void:uriSpace {space!r} is no absolute IRI that ends in / or #", iri, VOID.uriSpace
        )
    return space


def _version(document: Document, iri: NamedNode) -> str:
    version = _value(document, iri, DCAT.version)
    if not VERSION.fullmatch(version):
        raise document.error(f"dcat:version {version!r} is no version number", iri, DCAT.version)
    return version

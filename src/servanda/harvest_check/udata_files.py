"""How udata reads the files of a dataset: its resources."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.harvest_check.catalogue import Catalogue, Node
from servanda.harvest_check.model import Outcome
from servanda.harvest_check.read import (
    absent,
    change,
    found,
    joined,
    keep,
    lose,
    plain,
    preferred,
    refuse,
)
from servanda.harvest_check.udata_fields import unwrapped
from servanda.harvest_check.udata_terms import ALGORITHMS, is_address
from servanda.vocab import SPDX, XSD

__all__ = ["address", "checksum", "form", "media", "name", "size"]

_Properties = tuple[NamedNode, ...]
_FORMAT: Final = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"


def address(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """The one address of a resource: without it the resource is skipped, a wrong one fails all."""
    del language
    download, access = properties
    value = catalogue.value(node, download) or catalogue.value(node, access)
    if value is None or not plain(value):
        return refuse("", "skipped-address")
    if not is_address(plain(value)):
        return refuse(plain(value), "dataset-fails-address")
    both = {plain(v) for p in properties for v in catalogue.values(node, p)}
    return change(plain(value), "one-address") if len(both) > 1 else keep(plain(value))


def name(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """The title, or the end of the address where there is none."""
    outcome = found(catalogue.values(node, *properties), language)
    return outcome if outcome.value else change("", "title-from-address")


def form(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """The end of an EU or IANA term in small letters, or a text as it is."""
    values = catalogue.values(node, *properties)
    if not values:
        return absent()
    told = unwrapped(catalogue, preferred(values, language), language)
    for base in (_FORMAT, _MEDIA):
        if told.startswith(base):
            end = told.removeprefix(base)
            return keep(end.rpartition("/")[2].lower() if base == _MEDIA else end.lower())
    return change(told.lower(), "format-as-iri") if "://" in told else keep(told.lower())


def media(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """The media type, by the label of its node or the end of the IANA term."""
    values = catalogue.values(node, *properties)
    if not values:
        return absent()
    return keep(unwrapped(catalogue, values[0], language).removeprefix(_MEDIA))


def size(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """A whole number of bytes; anything else fails the dataset."""
    del language
    value = catalogue.value(node, *properties)
    if value is None:
        return absent()
    try:
        number = int(float(plain(value)))
    except (ValueError, OverflowError):
        return refuse(plain(value), "dataset-fails-number")
    return keep(str(number))


def checksum(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """A checksum by an algorithm that is known.

    One without an algorithm fails the dataset, and so does a value of the type that DCAT-AP
    asks for: it is read as bytes, which the database of the portal does not take.
    """
    del language
    told = catalogue.value(node, *properties)
    if told is None:
        return absent()
    algorithm = catalogue.value(told, SPDX.algorithm)
    if algorithm is None or isinstance(algorithm, Literal):
        return refuse("", "dataset-fails-algorithm")
    values = catalogue.literals(told, SPDX.checksumValue)
    if any(each.datatype == XSD.hexBinary for each in values):
        return refuse(joined(values[:1]), "dataset-fails-hex")
    value = joined(values[:1])
    known = plain(algorithm) in ALGORITHMS
    return keep(value) if known and value else lose(value or plain(algorithm), "term-unknown")

"""How CKAN reads what it does not simply copy: tags, licences, formats, places, persons."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from servanda.harvest_check.catalogue import Catalogue, Node, Value
from servanda.harvest_check.ckan_terms import FORMATS, LICENCES
from servanda.harvest_check.model import Outcome, Verdict
from servanda.harvest_check.read import (
    absent,
    change,
    fault,
    found,
    is_day,
    joined,
    keep,
    lose,
    plain,
    preferred,
    refuse,
    said,
)
from servanda.vocab import DCAT, DCTERMS, FOAF, RDFS, SKOS, SPDX, VCARD

__all__ = [
    "address",
    "agent",
    "checksum",
    "contact",
    "day",
    "form",
    "identity",
    "licence",
    "period",
    "place",
    "size",
    "tags",
]

_TAG: Final = re.compile(r"[\w \-.]*")
_LEAST, _MOST = 2, 100
_SHOWN: Final = 3

_Properties = tuple[NamedNode, ...]


def identity(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """What the dataset is known by at the next harvest: its IRI, else its identifier."""
    del language
    if isinstance(node, NamedNode):
        note = fault(node)
        return change(node.value, note) if note else keep(node.value)
    identifier = catalogue.value(node, *properties)
    if identifier is None:
        return change("", "guid-from-title")
    return change(plain(identifier), "guid-from-identifier")


def tags(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """Each keyword is a tag; one that is no valid tag makes the dataset invalid."""
    del language
    values = catalogue.values(node, *properties)
    if not values:
        return absent()
    names = [part.strip() for value in values for part in plain(value).split(",")]
    wrong = [name for name in names if not _is_tag(name)]
    if wrong:
        return refuse(joined(wrong[:_SHOWN]), "tag-invalid", least=_LEAST, most=_MOST)
    shown = sorted(set(names))
    tongues = {v.language for v in values if isinstance(v, Literal) and v.language}
    if len(tongues) > 1:
        return change(joined(shown), "tags-mixed", count=len(shown))
    if len(names) > len(values):
        return change(joined(shown), "tags-split")
    return keep(joined(shown))


def _is_tag(name: str) -> bool:
    return _LEAST <= len(name) <= _MOST and bool(_TAG.fullmatch(name))


def licence(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """The licence of the first distribution whose licence the registry has."""
    known = {url: name for name, (url, _) in LICENCES.items() if url}
    titles = {title: name for name, (_, title) in LICENCES.items()}
    seen: list[Value] = []
    for distribution in catalogue.distributions(node):
        for value in catalogue.values(distribution, *properties)[:1]:
            seen.append(value)
            title = found(catalogue.values(value, DCTERMS.title), language).value
            name = known.get(plain(value)) or titles.get(title)
            if name:
                return keep(name)
    if seen:
        return lose(plain(seen[0]), "licence-unknown")
    if catalogue.values(node, *properties):
        return lose(joined(catalogue.values(node, *properties)), "licence-on-dataset")
    return absent()


def form(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """The format: by the registry if it has the media type, else the IRI or text as it is."""
    media, kind = properties
    media_type = said(catalogue, node, (media,), language).value
    label = next((plain(each) for each in catalogue.values(node, kind)), "")
    if media_type in FORMATS:
        return change(FORMATS[media_type], "format-normalised") if label else keep(media_type)
    if not (media_type or label):
        return absent()
    names = {name.lower(): name for name in FORMATS.values()}
    if label in names:
        return change(names[label], "format-normalised")
    if label.startswith("http"):
        return change(label, "format-as-iri")
    return keep(label or media_type)


def size(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """A whole number of bytes; what is no number is left out."""
    value = catalogue.value(node, *properties)
    if value is None:
        return absent()
    del language
    try:
        number = int(float(plain(value)))
    except (ValueError, OverflowError):
        return lose(plain(value), "no-number")
    return keep(str(number))


def checksum(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """The value and the IRI of the algorithm."""
    del language
    node_of = catalogue.value(node, *properties)
    value = catalogue.value(node_of, SPDX.checksumValue)
    if node_of is None or value is None:
        return absent() if node_of is None else lose("", "checksum-empty")
    if catalogue.value(node_of, SPDX.algorithm) is None:
        return change(plain(value), "checksum-no-algorithm")
    return keep(plain(value))


def day(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """Any text is taken as it is; one that is no day is shown as it is."""
    values = catalogue.values(node, *properties)
    outcome = found(values, language)
    if outcome.verdict is not Verdict.ABSENT and not is_day(outcome.value):
        return change(outcome.value, "day-unread")
    return outcome


def address(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """The link of a resource: the download address before the access address."""
    del language
    value = catalogue.value(node, *properties)
    if value is None:
        return lose("", "resource-without-link")
    note = fault(value)
    return change(plain(value), note) if note else keep(plain(value))


def period(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """The first period that has a day at all; a literal has none."""
    del language
    values = catalogue.values(node, *properties)
    if not values:
        return absent()
    for value in values:
        days = [
            plain(each)
            for each in (
                catalogue.value(value, DCAT.startDate),
                catalogue.value(value, DCAT.endDate),
            )
            if each is not None
        ]
        if days:
            shown = " / ".join(days)
            return change(shown, "one-of", count=len(values)) if values[1:] else keep(shown)
    return lose(joined(values), "period-empty")


def place(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """One IRI, one text and one geometry: of several places the last wins in each."""
    del language
    values = catalogue.values(node, *properties)
    if not values:
        return absent()
    typed = [each for each in values if catalogue.is_a(each, DCTERMS.Location)]
    labels = [x for each in typed for x in catalogue.values(each, RDFS.label, SKOS.prefLabel)]
    shown = joined([*values[-1:], *labels[-1:]])
    if len(values) > 1:
        return change(shown, "one-of", count=len(values))
    if not typed and not isinstance(values[0], Literal):
        return change(shown, "place-untyped")
    return change(shown, "any-label", count=len(labels)) if labels[1:] else keep(shown)


def agent(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """Name, address and type of one agent."""
    return _person(catalogue, catalogue.values(node, *properties), FOAF.name, language)


def contact(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """Name, mail and address of one contact."""
    return _person(catalogue, catalogue.values(node, *properties), VCARD.fn, language)


def _person(catalogue: Catalogue, who: list[Value], name: NamedNode, language: str) -> Outcome:
    if not who:
        return absent()
    if isinstance(who[0], Literal):
        return lose(plain(who[0]), "agent-literal")
    names = catalogue.values(who[0], name)
    if not names:
        return change("" if isinstance(who[0], BlankNode) else plain(who[0]), "agent-unnamed")
    if len(who) > 1:
        return change(plain(preferred(names, language)), "one-of", count=len(who))
    return found(names, language)

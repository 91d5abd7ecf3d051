"""What was answered about an agreement or a party, as the triples of its record.

The form is the qualified one: participations, events and the source are nodes of the record, named
by the record's IRI and `#`. What was not answered is not stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from servanda.new.terms import Terms
from servanda.new.values import edtf, iri, literal, plain_date
from servanda.vocab import DCTERMS, FOAF, PROV, RDF, SKOS

__all__ = ["Agreement", "Party", "Source", "agreement_triples", "party_triples"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the facts of a record were read; `language` is a tag, `retrieved` when it was read."""

    page: str
    title: str = ""
    language: str = ""
    retrieved: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A party: its names by language, and the notation of its type."""

    names: Mapping[str, str]
    kind: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement: its names by language, its parties, and what is known of its signature.

    `kind` and `instrument` are notations; `signed` is a date of EDTF, `place` the place in the
    words of the source.
    """

    names: Mapping[str, str]
    parties: Sequence[NamedNode]
    signed: str = ""
    place: str = ""
    kind: str = ""
    instrument: str = ""
    source: Source | None = None


def party_triples(record: NamedNode, party: Party, terms: Terms) -> list[Triple]:
    """The triples of a party's record. Raises UsageError for an answer that has no such form."""
    found = [Triple(record, RDF.type, terms.own.Party), *_names(record, party.names)]
    if party.kind:
        kind = terms.concept("party-type", party.kind)
        found.append(Triple(record, terms.own.hasPartyType, kind))
    return [*found, *_source(record, party.source, terms)]


def agreement_triples(record: NamedNode, agreement: Agreement, terms: Terms) -> list[Triple]:
    """The triples of an agreement's record, in the qualified form.

    Raises UsageError for an answer that has no such form.
    """
    own = terms.own
    found = [Triple(record, RDF.type, own.Agreement), *_names(record, agreement.names)]
    for scheme, said, link in (
        ("agreement-kind", agreement.kind, own.hasAgreementKind),
        ("instrument-type", agreement.instrument, own.hasInstrumentType),
    ):
        if said:
            found.append(Triple(record, link, terms.concept(scheme, said)))
    signatory = terms.concept("role", "signatory")
    for number, party in enumerate(agreement.parties, start=1):
        node = _part(record, f"party-{number}")
        found += [
            Triple(record, own.hasParticipation, node),
            Triple(node, RDF.type, own.Participation),
            Triple(node, own.participant, party),
            Triple(node, own.hasRole, signatory),
        ]
    return [
        *found,
        *_signature(record, agreement, terms),
        *_source(record, agreement.source, terms),
    ]


def _names(record: NamedNode, names: Mapping[str, str]) -> Iterator[Triple]:
    for language, name in names.items():
        if name:
            yield Triple(record, SKOS.prefLabel, literal(name, language))


def _signature(record: NamedNode, agreement: Agreement, terms: Terms) -> Iterator[Triple]:
    """The signature, if anything is known of it: an agreement may be known before it is signed."""
    if not (agreement.signed or agreement.place):
        return
    own, node = terms.own, _part(record, "signature")
    yield Triple(record, own.hasEvent, node)
    yield Triple(node, RDF.type, own.Event)
    yield Triple(node, own.hasEventType, terms.concept("event-type", "signature"))
    if agreement.signed:
        yield Triple(node, own.eventDate, edtf(agreement.signed))
    if agreement.place:
        language = agreement.source.language if agreement.source else ""
        yield Triple(node, own.placeAsStated, literal(agreement.place, language))


def _source(record: NamedNode, source: Source | None, terms: Terms) -> Iterator[Triple]:
    if source is None:
        return
    node = _part(record, "source")
    yield Triple(record, PROV.hadPrimarySource, node)
    yield Triple(node, RDF.type, terms.own.Source)
    yield Triple(node, FOAF.page, iri(source.page))
    if source.title:
        yield Triple(node, DCTERMS.title, literal(source.title, source.language))
    if source.retrieved:
        yield Triple(node, terms.own.retrievalDate, plain_date(source.retrieved))


def _part(record: NamedNode, name: str) -> NamedNode:
    """A resource of the record; an IRI has one `#` at most."""
    return NamedNode(f"{record.value}{'/' if '#' in record.value else '#'}{name}")

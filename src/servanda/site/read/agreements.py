"""The agreements of a site, each read once into a row that all kinds of pages can use.

    for row in agreements(site):          # sorted by IRI; () in a workspace without agreements
        row.node, row.parties, row.signed.year, row.status, …

Rows hold nodes and literals, not words, so that one reading serves all languages: a template or a
module asks `view.name(node)` for the name of a node and `party_name(site, party, language)` for
that of a party. Values that only deprecated claims give are left out; where a date has a value of
preferred rank, the others are left out too. Whatever is not stated is empty: `()`, `None`, or a
`When` that is False.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.derive.claims import status_iri
from servanda.site.base import Site
from servanda.site.read.countries import Countries
from servanda.site.read.index import Index
from servanda.site.read.labels import Name, chosen
from servanda.site.read.ranked import Ranked, Values
from servanda.site.read.reads import Read
from servanda.site.read.when import When, when_of
from servanda.vocab import DCTERMS, RDF, Namespace

__all__ = [
    "AgreementRow",
    "PartyRow",
    "When",
    "agreements",
    "agreements_about",
    "grouped",
    "party_name",
]


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party to an agreement.

    `node` is None where a participation names nobody. `signed_as` are the names in the words of the
    source. `countries` are the codes of today as the participation states them, else as the party
    does, else of the territory it governs or has its seat in; `then` those of when it signed.
    `named` is False for parties of which a source tells only that they exist, `count` how many.
    """

    node: NamedNode | None
    signed_as: tuple[Literal, ...]
    countries: tuple[str, ...]
    then: tuple[str, ...]
    named: bool
    count: str


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement as lists, facets, pictures and feeds tell it.

    `countries` are the codes of all parties, sorted. `domains` and `fields` are those that are
    stated, `wider` further domains that reasoning adds because they contain them. `kinds` are by
    parties (`hasAgreementKind`), `instruments` by form (`hasInstrumentType`). `status` is the
    concept that derivation found for the as-of day, `reason` the concept of why. `signed` leaves
    out what is only planned. `open_end` says that the text itself knows no end; `durations` are as
    stated. `places` are where it was signed: nodes if known, else the source's words.
    """

    node: NamedNode
    parties: tuple[PartyRow, ...]
    countries: tuple[str, ...]
    domains: tuple[NamedNode, ...]
    wider: tuple[NamedNode, ...]
    fields: tuple[NamedNode, ...]
    kinds: tuple[NamedNode, ...]
    instruments: tuple[NamedNode, ...]
    status: NamedNode | None
    status_notation: str
    reason: NamedNode | None
    signed: When
    start: When
    end: When
    open_end: bool
    durations: tuple[str, ...]
    places: tuple[NamedNode | Literal, ...]


def agreements(site: Site) -> tuple[AgreementRow, ...]:
    """The rows of all agreements, sorted by IRI; read anew only when the index has changed."""
    site.index.reads.note(Read.ROWS)
    with site.index.reads.apart():
        return _rows(site.index, site.terms.base, site.index.settled)


def agreements_about(site: Site, node: NamedNode) -> Sequence[AgreementRow]:
    """The rows of an agreement (one) or of a party (all that it is a party to); else none."""
    site.index.reads.note(Read.ROW, node.value)
    return grouped(site).get(node, ())


def grouped(site: Site) -> Mapping[NamedNode, Sequence[AgreementRow]]:
    """The rows of each agreement and of each party, which nobody notes as read."""
    with site.index.reads.apart():
        return _grouped(site.index, site.terms.base, site.index.settled)


def party_name(site: Site, party: PartyRow, language: str) -> Name | None:
    """What a party is called: its label, else its name as signed; None for one without a name."""
    labels = site.labels.all(party.node) if party.node else ()
    if labels or party.signed_as:
        return chosen(labels or party.signed_as, language)
    if party.node is None or not party.named:
        return None
    return site.labels.name(party.node, language)


# The last site asked for is remembered; the count of settlings tells a changed index apart.
@lru_cache(maxsize=1)
def _rows(index: Index, terms: str, settled: int) -> tuple[AgreementRow, ...]:  # noqa: ARG001
    ranked = Ranked(index, Namespace(terms))
    countries = Countries(ranked)
    return tuple(_row(ranked, countries, node) for node in ranked.instances("Agreement"))


@lru_cache(maxsize=1)
def _grouped(index: Index, terms: str, settled: int) -> Mapping[NamedNode, Sequence[AgreementRow]]:
    rows = _rows(index, terms, settled)
    found: dict[NamedNode, list[AgreementRow]] = {row.node: [row] for row in rows}
    for row in rows:
        for party in dict.fromkeys(party.node for party in row.parties if party.node):
            found.setdefault(party, []).append(row)
    return found


def _row(ranked: Ranked, countries: Countries, node: NamedNode) -> AgreementRow:
    own, values = ranked.terms, ranked.values(node)
    parties = tuple(_parties(ranked, countries, values))
    codes = sorted({code for party in parties for code in party.countries})
    claim = ranked.values(NamedNode(status_iri(node.value)))
    status = next(iter(claim.nodes(RDF.object)), None)
    events = [ranked.values(event) for event in _events(own, values)]
    signings = [e for e in events if _is(ranked, e, "signature") and not _planned(ranked, e)]
    domains = values.stated_nodes(own.hasDomain)
    ends = {ranked.notation(each) for each in values.best_nodes(own.hasEndType)}
    return AgreementRow(
        node=node,
        parties=parties,
        countries=tuple(codes) or countries.of_places(values.nodes(DCTERMS.spatial)),
        domains=tuple(domains),
        wider=tuple(each for each in values.nodes(own.hasDomain) if each not in domains),
        fields=tuple(values.stated_nodes(own.hasField)),
        kinds=tuple(values.nodes(own.hasAgreementKind)),
        instruments=tuple(values.nodes(own.hasInstrumentType)),
        status=status,
        status_notation=ranked.notation(status) if status else "",
        reason=next(iter(claim.nodes(own.hasStatusReason)), None),
        signed=when_of(own, signings, values.best_literals(own.signatureDate)),
        start=when_of(
            own,
            [e for e in events if _is(ranked, e, "entry-into-force") and not _planned(ranked, e)],
            values.best_literals(own.entryIntoForceDate),
        ),
        # That an agreement is to expire is its term, so an expiry counts before it happens.
        end=when_of(
            own,
            [e for e in events if _is(ranked, e, "expiry")],
            values.best_literals(own.endDate),
        ),
        open_end=ends == {"open"},
        durations=tuple(each.value for each in values.best_literals(own.statedDuration)),
        places=tuple(_places(own, signings)),
    )


def _events(own: Namespace, values: Values) -> list[NamedNode]:
    found = {*values.nodes(own.hasEvent), *values.nodes(own.signedAt)}
    return sorted(found, key=str)


def _is(ranked: Ranked, event: Values, kind: str) -> bool:
    """Whether an event is of a kind; a signing event is one by its class."""
    own = ranked.terms
    kinds = {ranked.notation(each) for each in event.best_nodes(own.hasEventType)}
    signing = kind == "signature" and own.SigningEvent in event.nodes(RDF.type)
    return kind in kinds or (signing and not kinds)


def _planned(ranked: Ranked, event: Values) -> bool:
    states = event.best_nodes(ranked.terms.hasEventState)
    return any(ranked.notation(each) == "planned" for each in states)


def _places(own: Namespace, events: Iterable[Values]) -> Iterator[NamedNode | Literal]:
    for event in events:
        yield from event.nodes(own.takesPlaceIn) or event.literals(own.placeAsStated)


def _parties(ranked: Ranked, countries: Countries, values: Values) -> Iterator[PartyRow]:
    """The parties in the order of their participations, then those that are only named as such."""
    own = ranked.terms
    parties = {node.value for node in values.nodes(own.hasParty)}
    told = set()
    for node in sorted(values.nodes(own.hasParticipation), key=_counted):
        participation = ranked.values(node)
        who = participation.nodes(own.participant)
        told |= {each.value for each in who}
        for each in who:
            if each.value in parties:
                yield _party(ranked, countries, each, participation)
        # With a role they may be a witness; only without one are they surely a party.
        if not who and not participation.nodes(own.hasRole):
            yield _party(ranked, countries, None, participation)
    for iri in sorted(parties - told):
        yield _party(ranked, countries, NamedNode(iri), Values({}, []))


def _party(
    ranked: Ranked, countries: Countries, node: NamedNode | None, participation: Values
) -> PartyRow:
    own = ranked.terms
    of_party = countries.of_party(node) if node else ()
    about = ranked.values(node) if node else Values({}, [])
    counted = about.literals(own.partyCount)
    return PartyRow(
        node=node,
        signed_as=tuple(participation.literals(own.nameAsSigned)),
        countries=countries.stated(participation) or of_party,
        then=countries.at_the_time(participation),
        named=own.UnnamedParty not in about.nodes(RDF.type),
        count=counted[0].value if counted else "",
    )


_NUMBER: Final = re.compile(r"\d+")


def _counted(node: NamedNode) -> str:
    """A key that puts `party-2` before `party-10`."""
    return _NUMBER.sub(lambda number: number[0].zfill(9), node.value)

"""From the rows of agreements to what the pictures are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.derive.facts import date_limits
from servanda.pictures.drawing.base import Label, Picture
from servanda.pictures.glance import Action, Glance, Item, glance
from servanda.pictures.map import map_picture
from servanda.pictures.matrix import Matrix, MatrixColumn, MatrixRow, matrix
from servanda.pictures.network import network_picture
from servanda.pictures.partners import Agreement, Party, Seat, country_seat
from servanda.pictures.timeline import timeline
from servanda.pictures.timelines.dating import date_words
from servanda.pictures.timelines.times import Lane, Moment, Span, Timeline
from servanda.site.read.agreements import AgreementRow, PartyRow, party_name
from servanda.site.read.labels import Name
from servanda.site.read.when import When
from servanda.site.view import View
from servanda.vocab import SKOS, Namespace

__all__ = [
    "agreement_pictures",
    "dataset_timeline",
    "domain_matrix",
    "map_of",
    "network_of",
    "seat_of",
]

_GEO: Final = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
_STATES: Final = ("in-force", "ended", "suspended", "unknown")


def agreement_pictures(view: View, row: AgreementRow) -> list[Picture]:
    """An agreement at a glance, and its time."""
    return [
        glance(_glance(view, row), view.language, "glance"),
        timeline(
            Timeline(view.t("picture-agreement-time"), (lane(view, row),), _day(view)),
            view.language,
            "time",
        ),
    ]


def dataset_timeline(view: View, rows: Iterable[AgreementRow], name: str = "timeline") -> Picture:
    """The time of many agreements, one line for each."""
    lanes = tuple(lane(view, row, short=True) for row in rows)
    what = Timeline(view.t("picture-dataset-time"), lanes, _day(view))
    return timeline(what, view.language, name)


def map_of(view: View, rows: Iterable[AgreementRow]) -> Picture:
    """Who with whom, on the map."""
    rows = list(rows)
    return map_picture(_parties(view, rows), _agreements(view, rows), view.language)


def network_of(view: View, rows: Iterable[AgreementRow], name: str = "network") -> Picture:
    """Who with whom, as groups of parties."""
    rows = list(rows)
    return network_picture(_parties(view, rows), _agreements(view, rows), view.language, name)


def domain_matrix(view: View, rows: Iterable[AgreementRow]) -> Picture:
    """How many agreements of each country are in which domain."""
    counts: dict[tuple[NamedNode, str], int] = {}
    for row in rows:
        for domain in row.domains:
            for code in row.countries:
                counts[domain, code] = counts.get((domain, code), 0) + 1
    domains = sorted({domain for domain, _ in counts}, key=str)
    codes = sorted({code for _, code in counts})
    what = Matrix(
        title=view.t("picture-domains-title"),
        row=view.t("picture-domain"),
        column=view.t("picture-country"),
        columns=tuple(MatrixColumn(_country(view, code)) for code in codes),
        rows=tuple(
            MatrixRow(
                _label(view.name(domain)),
                tuple(counts.get((domain, code), 0) for code in codes),
                view.link(domain) or None,
            )
            for domain in domains
        ),
    )
    return matrix(what, view.language, "domains")


def lane(view: View, row: AgreementRow, *, short: bool = False) -> Lane:
    """The time of one agreement: in force from when to when, and what happened on the way."""
    start = _moment(view, row.start, "entry-into-force") or _moment(view, row.signed, "signature")
    end = _moment(view, row.end, "expiry")
    status = row.status_notation if row.status_notation in _STATES else "unknown"
    span = Span(_label(view.name(row.node)), start, end, status, open=row.open_end)
    moments = list(_events(view, row.node)) or [each for each in (start, end) if each]
    return Lane(
        _label(view.name(row.node)),
        (span,) if start or end else (),
        () if short and (start or end) else tuple(moments),
        view.link(row.node) or None,
    )


def _events(view: View, node: NamedNode) -> Iterator[Moment]:
    index, own = view.site.index, view.site.terms
    for event in index.objects(node, own.hasEvent):
        if not isinstance(event, NamedNode):
            continue
        kinds = [k for k in index.objects(event, own.hasEventType) if isinstance(k, NamedNode)]
        dates = [d for d in index.objects(event, own.eventDate) if isinstance(d, Literal)]
        states = [s for s in index.objects(event, own.hasEventState) if isinstance(s, NamedNode)]
        planned = any("planned" in _notations(view, state) for state in states)
        for kind in kinds:
            label = _label(view.name(kind))
            notation = next(iter(_notations(view, kind)), "")
            for limits, written in zip(date_limits(map(str, dates)), dates, strict=True):
                yield Moment(
                    label,
                    notation,
                    _date(limits.first),
                    _date(limits.last),
                    written.value,
                    certain=not planned,
                )


def _notations(view: View, concept: NamedNode) -> list[str]:
    return [term.value for term in view.site.index.objects(concept, SKOS.notation)]


def _moment(view: View, when: When, kind: str) -> Moment | None:
    if not when:
        return None
    label = Label(view.t(f"picture-moment-{kind}"), view.language)
    return Moment(label, kind, _date(when.earliest), _date(when.latest), when.text)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # a year beyond those that dates have
        return None


def _day(view: View) -> date | None:
    return _date(view.site.workspace.as_of)


def _glance(view: View, row: AgreementRow) -> Glance:
    standing = view.name(row.status).text if row.status else ""
    actions = view.site.index.objects(row.node, view.site.terms.hasAction)
    return Glance(
        agreement=_label(view.name(row.node)),
        when=date_words(row.signed.text, view.language) if row.signed else "",
        standing=standing,
        parties=tuple(
            Item(_label(name), _to(view, party.node))
            for party in row.parties
            if (name := party_name(view.site, party, view.language))
        ),
        domains=tuple(Item(_label(view.name(each)), _to(view, each)) for each in row.domains),
        fields=tuple(Item(_label(view.name(each)), _to(view, each)) for each in row.fields),
        actions=tuple(_action(view, node) for node in actions if isinstance(node, NamedNode)),
    )


def _action(view: View, node: NamedNode) -> Action:
    concerned = view.site.index.objects(node, view.site.terms.concernsDomain)
    return Action(
        _label(view.name(node)),
        _to(view, node),
        tuple(_label(view.name(each)) for each in concerned if isinstance(each, NamedNode)),
    )


def _to(view: View, node: NamedNode | None) -> str | None:
    return (view.link(node) or None) if node else None


def _label(name: Name) -> Label:
    return Label(name.text, name.language)


def _country(view: View, code: str) -> Label:
    seat = country_seat(code, view.language)
    return seat.label if seat else Label(code)


def _key(row: AgreementRow, at: int, party: PartyRow) -> str:
    return party.node.value if party.node else f"{row.node.value} {at}"


def _parties(view: View, rows: Iterable[AgreementRow]) -> list[Party]:
    found: dict[str, Party] = {}
    for row in rows:
        for at, party in enumerate(row.parties):
            name = party_name(view.site, party, view.language)
            key = _key(row, at, party)
            if name and key not in found:
                seat = seat_of(view, party.node, party.countries)
                found[key] = Party(key, _label(name), _to(view, party.node) or "", seat)
    return list(found.values())


def _agreements(view: View, rows: Iterable[AgreementRow]) -> list[Agreement]:
    return [
        Agreement(
            row.node.value,
            _label(view.name(row.node)),
            tuple(_key(row, at, party) for at, party in enumerate(row.parties)),
            view.link(row.node),
        )
        for row in rows
    ]


def seat_of(view: View, node: NamedNode | None, codes: Iterable[str] = ()) -> Seat | None:
    """Where a place or a party is: its coordinates, those of its seat or territory; its country.

    The country is that of the codes, else the one in which the party says that it is.
    """
    index, own = view.site.index, view.site.terms
    if node is not None:
        nearby = [place for p in (own.hasSeatIn, own.governs) for place in index.objects(node, p)]
        for place in (node, *nearby):
            seat = _placed(view, place) if isinstance(place, NamedNode) else None
            if seat:
                return seat
        codes = [*codes, *(code.value for code in index.objects(node, own.countryAsStated))]
    seats = (country_seat(code, view.language) for code in codes)
    return next((seat for seat in seats if seat), None)


def _placed(view: View, place: NamedNode) -> Seat | None:
    lon, lat = (view.site.index.objects(place, _GEO[name]) for name in ("long", "lat"))
    try:
        return Seat(_label(view.name(place)), float(lon[0].value), float(lat[0].value))
    except (IndexError, ValueError):
        return None

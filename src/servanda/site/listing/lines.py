"""An agreement as a line of CSV and as an object of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from servanda.site.base import Site
from servanda.site.listing.tabular import SEPARATOR
from servanda.site.listing.told import TellingAgreements, Told
from servanda.site.read.agreements import AgreementRow, PartyRow, When
from servanda.wording import word

__all__ = ["CSV_COLUMNS", "csv_row", "csv_titles", "json_entry", "page_of"]

# The keys of the words that head the columns.
CSV_COLUMNS: Final = (
    *("iri", "page-of", "agreement", "language", "parties", "countries", "countries-then"),
    *("signed", "earliest", "latest", "signed-words", "places"),
    *("status", "status-why", "start", "end", "duration"),
    *("domains", "fields", "kinds", "instruments"),
)


def csv_titles(site: Site, language: str, columns: Iterable[str]) -> list[str]:
    """The heads of columns in a language."""
    day = site.workspace.as_of
    return [word(f"browse-{key}", language, day=day) for key in columns]


def page_of(telling: TellingAgreements, told: Told) -> str:
    """The path of a resource's page from the root of the site; "" if it has none."""
    home = telling.site.resources.home(told.node) if told.node else None
    if home is None:
        return ""
    path = f"{telling.language}/{home.path}.html"
    return telling.site.public + (f"{path}#{home.anchor}" if home.anchor else path)


def csv_row(telling: TellingAgreements, row: AgreementRow) -> list[str]:
    """The cells of an agreement, in the order of `CSV_COLUMNS`."""
    title = Told(telling.site.labels.name(row.node, telling.language), row.node)
    status, reason = telling.one(row.status), telling.one(row.reason)
    then = dict.fromkeys(code for party in row.parties for code in party.then)
    return [
        row.node.value,
        page_of(telling, title),
        title.text,
        title.name.language or telling.language,
        _joined([telling.party(party) for party in row.parties]),
        SEPARATOR.join(telling.countries(row.countries)),
        SEPARATOR.join(telling.countries(then)),
        row.signed.text if row.signed.written else "",
        row.signed.earliest or "",
        row.signed.latest or "",
        SEPARATOR.join(dict.fromkeys(each.value for each in row.signed.words)),
        _joined(telling.places(row)),
        status.text if status else "",
        reason.text if reason else "",
        row.start.text,
        telling.end(row) if row.end or row.open_end else "",
        SEPARATOR.join(row.durations),
        *(
            _joined(telling.nodes(nodes))
            for nodes in (row.domains, row.fields, row.kinds, row.instruments)
        ),
    ]


def json_entry(telling: TellingAgreements, row: AgreementRow) -> dict[str, Any]:
    """The same with resources as objects and codes beside names."""
    title = Told(telling.site.labels.name(row.node, telling.language), row.node)
    return {
        **_object(telling, title),
        "parties": [_party(telling, party) for party in row.parties],
        "countries": list(row.countries),
        "signed": _date(row.signed),
        "places": _objects(telling, telling.places(row)),
        "status": _maybe(telling, telling.one(row.status)),
        "statusReason": _maybe(telling, telling.one(row.reason)),
        "asOf": telling.site.workspace.as_of,
        "entryIntoForce": _date(row.start),
        "end": _date(row.end),
        "openEnd": row.open_end,
        "durations": list(row.durations),
        "domains": _objects(telling, telling.nodes(row.domains)),
        "fields": _objects(telling, telling.nodes(row.fields)),
        "kinds": _objects(telling, telling.nodes(row.kinds)),
        "instruments": _objects(telling, telling.nodes(row.instruments)),
    }


def _joined(told: Sequence[Told]) -> str:
    return SEPARATOR.join(each.text for each in told)


def _object(telling: TellingAgreements, told: Told) -> dict[str, Any]:
    return {
        "iri": told.node.value if told.node else None,
        "page": page_of(telling, told) or None,
        "name": told.text,
        "language": told.name.language or None,
    }


def _objects(telling: TellingAgreements, told: Iterable[Told]) -> list[dict[str, Any]]:
    return [_object(telling, each) for each in told]


def _maybe(telling: TellingAgreements, told: Told | None) -> dict[str, Any] | None:
    return _object(telling, told) if told else None


def _party(telling: TellingAgreements, party: PartyRow) -> dict[str, Any]:
    return {
        **_object(telling, telling.party(party)),
        "named": party.named,
        "countries": list(party.countries),
        "countriesAtTheTime": list(party.then),
        "nameAsSigned": [each.value for each in party.signed_as],
    }


def _date(when: When) -> dict[str, Any] | None:
    if not when:
        return None
    return {
        "written": [each.value for each in when.written],
        "asStated": [each.value for each in when.words],
        "earliest": when.earliest,
        "latest": when.latest,
    }

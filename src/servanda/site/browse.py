"""The list of all agreements: pages without scripts, the data of the list with facets, files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from servanda.pictures.timelines.dating import date_words
from servanda.site.asking.scripts import setting, words_block
from servanda.site.base import Page, Site, Unit, flat
from servanda.site.listing.facets import Facet, facets
from servanda.site.listing.lines import CSV_COLUMNS, csv_row, csv_titles, json_entry
from servanda.site.listing.lists import ClassList, class_lists, class_name, list_units
from servanda.site.listing.tabular import csv_text, json_text
from servanda.site.listing.told import TellingAgreements, Told
from servanda.site.read.agreements import AgreementRow, agreements
from servanda.site.read.labels import Name
from servanda.site.view import Frame, View, page_text
from servanda.wording import LANGUAGES, word

__all__ = ["browse", "browse_units"]

PAGE_SIZE: Final = 100
_SHOWN: Final = 8  # parties or domains in one cell
_VALUES: Final = 20  # values of a facet on the page without scripts
_LIMIT: Final = 300  # the rest of a facet is in the lists
_DATA: Final = "assets/browse/{}.js"
_FILES: Final = "lists/agreements.{}.{}"
_COLUMNS: Final = ("agreement", "parties", "signed", "status", "domains", "end")


def browse(site: Site) -> Iterator[Page]:
    """`<language>/browse.html` with its further pages, data and files, and the lists by class."""
    yield from flat(browse_units(site))


def browse_units(site: Site) -> Iterator[Unit]:
    """A unit for each page and file."""
    rows, lists = _sorted(site), class_lists(site)
    every = repr(rows)
    for language in LANGUAGES:
        telling = TellingAgreements(site, language)
        # Counted when the first page is made, and forgotten with the last one.
        listing = _Listing(telling, rows, site.index.reads.once(partial(facets, telling, rows)))
        for number in range(listing.pages):
            path = f"{language}/{_numbered(number)}.html"
            page = Page(path, partial(_page, listing, lists, number), listed=number == 0)
            told = f"{lists} {len(rows)} {every if number == 0 else listing.cut(number)}"
            yield Unit(path, partial(tuple, [page]), outside=told)
        files = (
            (_DATA.format(language), _data),
            (_FILES.format(language, "csv"), _csv),
            (_FILES.format(language, "json"), _json),
        )
        for path, make in files if rows else ():
            yield Unit(path, partial(tuple, [Page(path, partial(make, listing))]), outside=every)
    yield from list_units(site, lists)


@dataclass(frozen=True, slots=True)
class _Listing:
    """The agreements as they are listed in a language."""

    telling: TellingAgreements
    rows: list[AgreementRow]
    facets: Callable[[], list[Facet]]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.rows) // PAGE_SIZE))

    def cut(self, number: int) -> list[AgreementRow]:
        """The agreements on one page."""
        return self.rows[number * PAGE_SIZE :][:PAGE_SIZE]

    @property
    def titles(self) -> list[str]:
        """The heads of the columns."""
        language = self.telling.language
        day = date_words(self.telling.site.workspace.as_of, language)
        return [word(f"browse-{key}", language, day=day) for key in _COLUMNS]


@dataclass(frozen=True, slots=True)
class Line:
    """An agreement in the table: cut lists say how many more there are."""

    title: Told
    parties: tuple[Told, ...]
    more_parties: int
    signed: str
    status: Told | None
    domains: tuple[Told, ...]
    more_domains: int
    end: str


def _sorted(site: Site) -> list[AgreementRow]:
    """The most recent first, those without a date last."""
    rows = sorted(agreements(site), key=lambda row: row.node.value)
    return sorted(rows, key=lambda row: row.signed.earliest or "", reverse=True)


def _numbered(number: int) -> str:
    return "browse" if number == 0 else f"browse--{number + 1}"


def _line(telling: TellingAgreements, row: AgreementRow) -> Line:
    parties = [telling.party(party).short for party in row.parties]
    domains = [told.short for told in telling.nodes(row.domains)]
    return Line(
        title=Told(telling.site.labels.name(row.node, telling.language), row.node).short,
        parties=tuple(parties[:_SHOWN]),
        more_parties=max(0, len(parties) - _SHOWN),
        signed=telling.date(row.signed),
        status=telling.one(row.status),
        domains=tuple(domains[:_SHOWN]),
        more_domains=max(0, len(domains) - _SHOWN),
        end=telling.end(row),
    )


def _page(listing: _Listing, lists: list[ClassList], number: int) -> str:
    telling, rows = listing.telling, listing.rows
    site, language = telling.site, telling.language
    view = View(site, language, f"{language}/{_numbered(number)}.html")
    day = date_words(site.workspace.as_of, language)
    frame = Frame(
        title=word("browse-title", language),
        description=word("browse-description", language, day=day),
        section="browse",
    )
    return page_text(
        view,
        "browse.html",
        frame,
        columns=listing.titles,
        lines=[_line(telling, row) for row in listing.cut(number)],
        total=len(rows),
        facets=listing.facets() if number == 0 else [],
        values=_VALUES,
        limit=_LIMIT,
        class_name=lambda kind: class_name(site, kind, language),
        data=_DATA.format(language) if number == 0 and rows else "",
        files=[(kind.upper(), _FILES.format(language, kind)) for kind in ("csv", "json")],
        lists=lists,
        pages=[_numbered(each) for each in range(listing.pages)],
        number=number,
        words=words_block("browse", language),
    )


def _data(listing: _Listing) -> str:
    telling, found = listing.telling, listing.facets()
    columns = zip(_COLUMNS, listing.titles, strict=True)
    return setting(
        "servandaBrowse",
        {
            "columns": [{"name": key, "title": title} for key, title in columns],
            "facets": [_facet(facet) for facet in found],
            "rows": [_row(telling, row, found, at) for at, row in enumerate(listing.rows)],
        },
    )


def _facet(facet: Facet) -> dict[str, Any]:
    values = [{"value": each.key, "label": each.told.text} for each in facet.values]
    return {"name": facet.name, "title": facet.title, "values": values}


def _row(
    telling: TellingAgreements, row: AgreementRow, found: Sequence[Facet], at: int
) -> dict[str, Any]:
    line, home = _line(telling, row), telling.site.resources.home(row.node)
    return {
        "path": f"{home.path}.html" if home else "",
        "title": line.title.text,
        "values": {facet.name: list(facet.of_row[at]) for facet in found},
        "cells": [
            _titled(line.title.name, telling.language),
            _cut(telling.language, line.parties, line.more_parties),
            {"text": line.signed, "value": row.signed.earliest or ""},
            line.status.text if line.status else "",
            _cut(telling.language, line.domains, line.more_domains),
            {"text": line.end, "value": row.end.latest or ""},
        ],
    }


def _titled(name: Name, language: str) -> str | dict[str, str]:
    """A text, with its language where that is not the page's."""
    other = name.language and name.language != language
    return {"text": name.text, "lang": name.language} if other else name.text


def _cut(language: str, names: Sequence[Told], more: int) -> str:
    text = word("browse-comma", language).join(each.text for each in names)
    return f"{text} {word('browse-further', language, count=more)}" if more else text


def _csv(listing: _Listing) -> str:
    telling = listing.telling
    rows = (csv_row(telling, row) for row in listing.rows)
    return csv_text(csv_titles(telling.site, telling.language, CSV_COLUMNS), rows)


def _json(listing: _Listing) -> str:
    return json_text(json_entry(listing.telling, row) for row in listing.rows)

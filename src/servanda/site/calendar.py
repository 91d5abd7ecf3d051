"""The days of agreements as calendars: all of them, and those of each agreement.

Only what is known to the day is an event. A year or a month alone would have to be drawn as one of
its days, or as a bar over all of them, and both would say what no source says: it is left out, and
the description of the calendar says so.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from pyoxigraph import NamedNode

from servanda.dates import is_day
from servanda.pictures.drawing.text import clean
from servanda.pictures.timelines.dating import date_words
from servanda.site.base import Page, Site, Unit, flat
from servanda.site.read.agreements import AgreementRow, When, agreements, agreements_about
from servanda.site.read.labels import Name, shown_iri
from servanda.site.read.paths import href
from servanda.site.read.ranked import Ranked
from servanda.site.read.when import when_of
from servanda.site.telling.ics import Event, calendar_text
from servanda.site.view import View, site_name
from servanda.wording import LANGUAGES, word

__all__ = ["WHOLE", "calendar", "calendar_of", "calendar_units", "public_page", "titled"]

WHOLE: Final = "feeds/agreements.{}.ics"


@dataclass(frozen=True, slots=True)
class _Day:
    """What happens to an agreement on a day: `kind` is a key of words, `iri` what is stable."""

    row: AgreementRow
    kind: str
    iri: str
    day: str


def calendar(site: Site) -> Iterator[Page]:
    """`feeds/agreements.<language>.ics`, and one file for each agreement with an exact day."""
    yield from flat(calendar_units(site))


def calendar_units(site: Site) -> Iterator[Unit]:
    """A unit for the whole calendar of each language, and one for each agreement."""
    days = site.index.reads.once(partial(_all_days, site))
    for language in LANGUAGES:
        yield Unit(f"all {language}", partial(_whole, site, days, language))
    for row in agreements(site):
        yield Unit(row.node.value, partial(_single, site, row.node))


def _all_days(site: Site) -> list[list[_Day]]:
    return [found for row in agreements(site) if (found := _days(site, row))]


def _whole(site: Site, days: Callable[[], list[list[_Day]]], language: str) -> Iterator[Page]:
    if found := days():
        every = partial(_every, site, found, len(agreements(site)), language)
        yield Page(WHOLE.format(language), every)


def _single(site: Site, node: NamedNode) -> Iterator[Page]:
    for row in agreements_about(site, node):
        days = _days(site, row) if row.node == node else []
        for language in LANGUAGES:
            path = _path(site, node, language)
            if path and days:
                yield Page(path, partial(_one, site, days, language))


def calendar_of(view: View, node: NamedNode) -> str:
    """The path of the calendar of an agreement; "" for anything else, and without an exact day."""
    rows = agreements_about(view.site, node)
    if len(rows) != 1 or rows[0].node != node or not _days(view.site, rows[0]):
        return ""
    return _path(view.site, node, view.language)


def _path(site: Site, node: NamedNode, language: str) -> str:
    home = site.resources.home(node)
    return f"feeds/{home.path}.{language}.ics" if home and not home.anchor else ""


def _days(site: Site, row: AgreementRow) -> list[_Day]:
    """The exact days of an agreement in the order of time."""
    whens = (("signature", row.signed), ("start", row.start), ("end", row.end))
    found = [
        _Day(row, kind, f"{row.node.value}#{kind}", day)
        for kind, when in whens
        if (day := _exact(when))
    ]
    return sorted([*found, *_renewals(site, row)], key=lambda each: (each.day, each.kind, each.iri))


def _renewals(site: Site, row: AgreementRow) -> Iterator[_Day]:
    ranked = Ranked(site.index, site.terms)
    for node in ranked.values(row.node).nodes(site.terms.hasEvent):
        event = ranked.values(node)
        kinds = {ranked.notation(each) for each in event.best_nodes(site.terms.hasEventType)}
        day = _exact(when_of(site.terms, [event], ())) if "renewal" in kinds else ""
        if day:
            yield _Day(row, "renewal", node.value, day)


def _exact(when: When) -> str:
    """The day that a date stands for; "" if it may be another one."""
    day = when.earliest or ""
    return day if day == when.latest and is_day(day) else ""


def _every(site: Site, days: Sequence[Sequence[_Day]], total: int, language: str) -> str:
    name = word("calendar-name", language, name=site_name(site, language))
    description = word("calendar-exact", language)
    if total > len(days):
        left_out = word("calendar-left-out", language, count=total - len(days))
        description = f"{description} {left_out}"
    events = sorted((day for found in days for day in found), key=lambda each: each.day)
    return _written(site, name, description, language, events)


def _one(site: Site, days: Sequence[_Day], language: str) -> str:
    name = titled(site.labels.name(days[0].row.node, language), language)
    return _written(site, name, word("calendar-exact", language), language, days)


def _written(site: Site, name: str, description: str, language: str, days: Sequence[_Day]) -> str:
    events = (_event(site, day, language) for day in days)
    return calendar_text(name, description, language, site.workspace.issued[:10], events)


def _event(site: Site, day: _Day, language: str) -> Event:
    kind = word(f"calendar-{day.kind}", language)
    name = titled(site.labels.name(day.row.node, language), language)
    told = word("calendar-summary", language, kind=kind, name=date_words(day.day, language))
    return Event(
        uid=str(uuid.uuid5(uuid.NAMESPACE_URL, day.iri)),
        day=day.day,
        summary=word("calendar-summary", language, kind=kind, name=name),
        description=f"{told}\n{shown_iri(day.row.node.value)}",
        link=public_page(site, day.row.node, language),
        category=kind,
    )


def titled(name: Name, language: str) -> str:
    """A name for a text without markup: cleaned, and marked where another language stands in."""
    text = clean(name.text)
    if name.wanted or not name.language:
        return text
    return word("calendar-stand-in", language, name=text, other=name.language)


def public_page(site: Site, node: NamedNode, language: str) -> str:
    """The public address of the page of a resource; where that is unknown its own IRI, or ""."""
    home = site.resources.home(node)
    if site.public and home:
        return site.public + href(f"{language}/{home.path}.html", home.anchor)
    return node.value if node.value.startswith(("http://", "https://")) else ""

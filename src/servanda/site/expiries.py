"""The agreements that end soon, as an Atom feed (RFC 4287) in each language."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from pyoxigraph import NamedNode

from servanda.dates import add_duration
from servanda.diff.atom import Entry, Feed
from servanda.markup import render
from servanda.pictures.drawing.text import clean
from servanda.pictures.timelines.dating import date_words
from servanda.site.base import Page, Site
from servanda.site.calendar import public_page, titled
from servanda.site.read.agreements import AgreementRow, agreements
from servanda.site.read.paths import href
from servanda.site.view import site_name
from servanda.vocab import DCTERMS
from servanda.wording import LANGUAGES, word

__all__ = ["EXPIRIES", "expiries"]

EXPIRIES: Final = "feeds/expiries.{}.atom"
_SOON: Final = "P2Y"
_OVER: Final = frozenset({"annulled", "ended"})


def expiries(site: Site) -> Iterator[Page]:
    """`feeds/expiries.<language>.atom`: what may end within two years after the as-of day.

    A date without a day counts if one of the days that it can stand for does. What is over
    already, for whatever reason, is left out. Without agreements there is no feed.
    """
    rows = agreements(site)
    if rows:
        last = add_duration(site.workspace.as_of[:10], _SOON) or ""
        found = [row for row in rows if _ends_soon(row, site.workspace.as_of[:10], last)]
        found.sort(key=lambda row: (row.end.latest or "", row.node.value))
        for language in LANGUAGES:
            yield Page(EXPIRIES.format(language), partial(_feed, site, found, last, language))


def _ends_soon(row: AgreementRow, first: str, last: str) -> bool:
    start, end = row.end.earliest, row.end.latest
    if start is None or end is None or row.status_notation in _OVER:
        return False
    return end > first and start <= last


def _feed(site: Site, rows: Sequence[AgreementRow], last: str, language: str) -> str:
    name, day = site_name(site, language), date_words(last, language)
    own = EXPIRIES.format(language)
    page = f"{language}/browse.html"
    feed = Feed(
        language=language,
        id=_id(f"{site.workspace.iri.value}/expiries/{language}"),
        title=word("expiries-title", language, name=clean(name), day=day),
        updated=_moment(site),
        author=_author(site, language),
        self=site.public + own if site.public else own.rpartition("/")[2],
        alternate=(site.public or "../") + page,
        entries=tuple(_entry(site, row, language) for row in rows),
    )
    return render("diff_feed.xml", feed=feed)


def _entry(site: Site, row: AgreementRow, language: str) -> Entry:
    name = titled(site.labels.name(row.node, language), language)
    day = date_words(row.end.text, language)
    home = site.resources.home(row.node)
    if site.public or home is None:
        link = public_page(site, row.node, language)
    else:
        link = "../" + href(f"{language}/{home.path}.html", home.anchor)
    return Entry(
        id=_id(f"{row.node.value}/expiry/{language}"),
        title=word("expiries-entry", language, name=name, day=day),
        updated=_moment(site),
        kind="expiry",
        link=link,
        head=word("expiries-entry", language, name=name, day=day),
        sentences=(),
    )


def _moment(site: Site) -> str:
    return f"{site.workspace.issued[:10]}T00:00:00Z"


def _author(site: Site, language: str) -> str:
    publishers = site.index.objects(site.workspace.iri, DCTERMS.publisher)
    names = [site.labels.name(p, language).text for p in publishers if isinstance(p, NamedNode)]
    return ", ".join(map(clean, names)) or word("diff-feed-author", language)


def _id(said: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, said).urn

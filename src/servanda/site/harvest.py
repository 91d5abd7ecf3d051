"""What each portal would make of the catalogue of the release, for those who run portals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

from servanda.harvest_check import Rehearsal, Told, grouped, harvest_check
from servanda.harvest_check.model import Verdict
from servanda.harvest_check.quality import band
from servanda.harvest_check.report import counts, points_of
from servanda.site.base import Page, Site
from servanda.site.read.labels import shown
from servanda.site.view import Frame, View, page_text
from servanda.wording import LANGUAGES, word

__all__ = ["CATALOGUE", "harvest"]

CATALOGUE = "catalog.ttl"


def harvest(site: Site) -> Iterator[Page]:
    """`<language>/harvest.html`, where the catalogue of the release stands already."""
    if site.folder is None or not (site.folder / CATALOGUE).is_file():
        return
    found = cache(partial(harvest_check, site.folder))
    for language in LANGUAGES:
        path = f"{language}/harvest.html"
        yield Page(path, partial(_page, site, language, found), listed=True)


def _page(site: Site, language: str, found: Callable[[], list[Rehearsal]]) -> str:
    view = View(site, language, f"{language}/harvest.html")
    frame = Frame(
        title=word("harvest-title", language),
        description=word("harvest-lead", language),
        data=(("text/turtle", CATALOGUE),),
    )
    return page_text(
        view,
        "harvest.html",
        frame,
        portals=[(each, _told(each, language), _numbers(each)) for each in found()],
        band=band,
        points_of=points_of,
        shown=shown,
    )


def _told(rehearsal: Rehearsal, language: str) -> list[tuple[str, Told]]:
    return [(told.title(language), told) for told in grouped(rehearsal, language)]


def _numbers(rehearsal: Rehearsal) -> dict[str, int]:
    number = counts(rehearsal)
    return {verdict.value: number[verdict] for verdict in Verdict}

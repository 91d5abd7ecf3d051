"""What changed from release to release: pages, feeds, and the stream of events for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Final

from pyoxigraph import NamedNode

from servanda.diff.atom import atom_feeds
from servanda.diff.compare import diff
from servanda.diff.ldes import ROOT, event_stream, version_name
from servanda.diff.model import Changes
from servanda.diff.page import Group
from servanda.diff.page import View as Told
from servanda.diff.page import view as told
from servanda.diff.release import Release
from servanda.markup import render
from servanda.pictures.drawing.text import clean
from servanda.pictures.timelines.dating import date_words
from servanda.site.base import Page, Site
from servanda.site.read.past import at, first_told, history, own_release, releases
from servanda.site.read.paths import href
from servanda.site.view import Frame, View, page_text, site_name
from servanda.wording import LANGUAGES, word

__all__ = ["LDES", "changes"]

PAGE_SIZE: Final = 100  # resources and terms that changed, on one page
LDES: Final = f"feeds/ldes/{ROOT}"
_FEED: Final = "feeds/changes.{}.atom"


@dataclass(frozen=True, slots=True)
class Summary:
    """A comparison in short: the page that tells it whole, and its headings with their counts."""

    page: str
    proposal: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A version in the list: where it can be read, and what it changed."""

    version: str
    day: str
    link: str
    current: bool
    first: str
    summary: Summary | None


def changes(site: Site) -> Iterator[Page]:
    """`<language>/changes.html`, one page or more for each pair of versions, and the feeds.

    `feeds/changes.<language>.atom` always exists in a release; `latest/index.html` leads to the
    newest one, from an address that stays.
    """
    past = history(site)
    found: dict[tuple[str, str], Summary] = {}
    for before, after in reversed(list(pairwise(past))):
        compared = diff(before, after)
        for language in LANGUAGES:
            said = _told(site, compared, language)
            page = f"changes/{version_name(after.version)}"
            found[after.version, language] = _summary(page, said)
            yield from _pair_pages(site, page, said, after)
    for language in LANGUAGES:
        lines = list(_lines(site, past, language, found))
        yield Page(f"{language}/changes.html", partial(_page, site, language, lines), listed=True)
    if past:
        yield from _feeds(site, past)
    yield Page("latest/index.html", partial(_latest, site))


def _told(site: Site, compared: Changes, language: str) -> Told:
    # Links are made for each page anew: all pages of a pair lie in one folder.
    view = View(site, language, f"{language}/changes/x.html")

    def link(iri: str) -> str | None:
        node = NamedNode(iri)
        return view.link(node) if site.resources.home(node) else None

    return told(compared, language, link)


def _summary(page: str, said: Told) -> Summary:
    headings = tuple(group.heading for group in (*said.groups, *said.terms))
    return Summary(page, said.proposal, headings or (said.nothing,))


def _pair_pages(site: Site, name: str, said: Told, after: Release) -> Iterator[Page]:
    groups = (*said.groups, *said.terms)
    count = max(1, -(-sum(len(group.resources) for group in groups) // PAGE_SIZE))
    names = [_numbered(name, number) for number in range(count)]
    for number in range(count):
        cut = _cut(groups, number * PAGE_SIZE, (number + 1) * PAGE_SIZE)
        part = replace(
            said,
            groups=tuple(group for group in cut if group.kind != "terms"),
            terms=tuple(group for group in cut if group.kind == "terms"),
        )
        path = f"{said.language}/{names[number]}.html"
        make = partial(_pair, site, part, names, number, clean(after.version))
        yield Page(path, make, listed=after.folder == site.folder and not number)


def _numbered(name: str, number: int) -> str:
    return name if number == 0 else f"{name}--{number + 1}"


def _cut(groups: Sequence[Group], first: int, last: int) -> list[Group]:
    """The part of long lists that stands on one page; headings keep the count of the whole."""
    found, start = [], 0
    for group in groups:
        kept = group.resources[max(0, first - start) : max(0, last - start)]
        if kept:
            found.append(replace(group, resources=kept))
        start += len(group.resources)
    return found


def _pair(site: Site, said: Told, names: list[str], number: int, version: str) -> str:
    view = View(site, said.language, f"{said.language}/{names[number]}.html")
    title = word("changes-all", said.language, version=version)
    frame = Frame(title=title, description=said.head, section="changes")
    return page_text(view, "changes_pair.html", frame, diff=said, names=names, number=number)


def _lines(
    site: Site,
    past: Sequence[Release],
    language: str,
    found: dict[tuple[str, str], Summary],
) -> Iterator[Line]:
    """All versions, this one first; also those that are no past of it can be read."""
    own = own_release(site)
    known = {each.version for each in past}
    others = [each for each in releases(site) if each.version not in known]
    for release in [*reversed(past), *reversed(others)]:
        yield Line(
            version=clean(release.version),
            day=date_words(release.issued, language),
            link=at(release, f"{language}/index.html", site) or at(release, "manifest.json", site),
            current=own is not None and release.folder == own.folder,
            first=first_told(site, release, language) if release in past[:1] else "",
            summary=found.get((release.version, language)),
        )


def _page(site: Site, language: str, lines: list[Line]) -> str:
    view = View(site, language, f"{language}/changes.html")
    frame = Frame(
        title=word("site-changes", language),
        description=word("changes-description", language, name=site_name(site, language)),
        section="changes",
    )
    feeds = (_FEED.format(language), LDES) if site.folder else ()
    return page_text(view, "changes.html", frame, lines=lines, feeds=feeds)


def _feeds(site: Site, past: Sequence[Release]) -> Iterator[Page]:
    """The feeds of all languages, and the stream, of which one page is held at a time."""
    made = atom_feeds(
        past,
        partial(_page_of, site),
        address=site.public,
        first=partial(first_told, site),
    )
    for path, content in made:
        yield Page(path, partial(_held, content))
    for path, content in event_stream(past):
        yield Page(f"feeds/ldes/{path}", partial(_held, content))


def _held(content: bytes) -> bytes:
    return content


def _page_of(site: Site, iri: str, language: str) -> str | None:
    home = site.resources.home(NamedNode(iri))
    return href(f"{language}/{home.path}.html", home.anchor) if home else None


def _latest(site: Site) -> str:
    names = [(language, site_name(site, language)) for language in LANGUAGES]
    return render("latest.html", names=names, public=site.public, word=word)

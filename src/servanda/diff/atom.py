"""The history of a dataset as Atom feeds (RFC 4287): one for each language."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from servanda.diff.compare import diff
from servanda.diff.history import in_order
from servanda.diff.ldes import member_iri, stream_iri
from servanda.diff.lexicon import names_of
from servanda.diff.model import Changes, Kind, Resource
from servanda.diff.names import Names
from servanda.diff.page import Run, runs
from servanda.diff.reading import Reading
from servanda.diff.release import Release
from servanda.diff.sentences import Telling
from servanda.markup import render
from servanda.pictures.drawing.text import clean
from servanda.pictures.timelines.dating import date_words
from servanda.vocab import DCTERMS, SKOS
from servanda.wording import LANGUAGES, word

__all__ = ["MOST", "Entry", "Feed", "atom_feeds"]

MOST: Final = 200
"""Entries of a feed; older ones are left out."""
PageOf = Callable[[str, str], str | None]
"""The page of a resource in a language, as a path from the site's root; None if it has none."""
InShort = Callable[[Release, str], str]
"""What is told of a first release in a language, where its resources would be too many."""
_Told = tuple[Changes, Resource]


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to one resource in one version."""

    id: str
    title: str
    updated: str
    kind: str
    link: str
    head: str
    sentences: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in one language."""

    language: str
    id: str
    title: str
    updated: str
    author: str
    self: str
    alternate: str
    entries: tuple[Entry, ...]


def atom_feeds(  # noqa: PLR0913  each has a default that fits the site
    folders: Sequence[Path | Release],
    page_of: PageOf,
    *,
    address: str = "",
    folder: str = "feeds/",
    changes_page: str = "{language}/changes.html",
    most: int = MOST,
    first: InShort | None = None,
) -> Iterator[tuple[str, bytes]]:
    """The feeds `<folder>changes.<language>.atom`, by their paths from the site's root.

    `folders` are releases, the oldest first. Links begin with `address`, the public address of
    the site's root, if it is known; else they are relative to the feed. `changes_page` is the
    page that tells the same, from the site's root. With `first`, the first release is one entry
    with that text, and its resources are not read. Raises UsageError and InputError as `in_order`
    and `diff` do.
    """
    releases = in_order(folders)
    start = _closed(address) or "../" * folder.count("/")
    told = _latest(releases, most, short=first is not None)
    for language in LANGUAGES:
        entries = [_entry(changes, each, language, start, page_of) for changes, each in told]
        entries += _first(first, releases[0], language, start, changes_page)
        feed = _feed(
            releases[-1],
            language,
            start=start,
            own=f"{_closed(address)}{folder if address else ''}changes.{language}.atom",
            page=changes_page.format(language=language),
            entries=tuple(entries[:most]),
        )
        yield f"{folder}changes.{language}.atom", render("diff_feed.xml", feed=feed).encode()


def _closed(address: str) -> str:
    return address if not address or address.endswith("/") else f"{address}/"


def _latest(releases: Sequence[Release], most: int, *, short: bool) -> list[_Told]:
    """The resources that changed, the latest version first, at most `most`; without the first."""
    found: list[_Told] = []
    for number in reversed(range(short, len(releases))):
        before = releases[number - 1] if number else None
        changes = diff(before, releases[number])
        ordered = sorted(changes.resources, key=_is_concept)
        found += ((changes, resource) for resource in ordered)
        if len(found) >= most:
            break
    return found[:most]


def _is_concept(resource: Resource) -> bool:
    """Whether a resource is a word of the vocabulary: what it is used for comes first."""
    return SKOS.Concept in resource.types or SKOS.ConceptScheme in resource.types


def _feed(  # noqa: PLR0913
    release: Release,
    language: str,
    *,
    start: str,
    own: str,
    page: str,
    entries: tuple[Entry, ...],
) -> Feed:
    side = Reading(release)
    publishers = side.links(release.dataset, DCTERMS.publisher)
    names = Names(names_of(side, [release.dataset, *publishers]), language)
    name = _said(names, release.dataset)
    author = _said(names, publishers[0]) if publishers else word("diff-feed-author", language)
    return Feed(
        language=language,
        id=_id(f"{stream_iri(release).value}/{language}"),
        title=word("diff-feed-title", language, name=name),
        updated=release.moment,
        author=author,
        self=own,
        alternate=start + page,
        entries=entries,
    )


def _said(names: Names, iri: NamedNode) -> str:
    return "".join(piece.text for piece in names.resource(iri)) or clean(iri.value)


def _entry(
    changes: Changes, resource: Resource, language: str, start: str, page_of: PageOf
) -> Entry:
    telling = Telling(changes, language)
    page = page_of(resource.iri.value, language)
    story = telling.story(resource)
    return Entry(
        id=_id(f"{member_iri(resource.iri, changes.after).value}/{language}"),
        title=telling.title(resource),
        updated=changes.after.moment,
        kind=resource.kind.value,
        link=start + page if page is not None else "",
        head=telling.head(),
        sentences=tuple(runs(sentence, language) for sentence in story.sentences),
    )


def _first(
    told: InShort | None, release: Release, language: str, start: str, page: str
) -> Iterator[Entry]:
    """The one entry of a first release."""
    if told is None:
        return
    head = word(
        "diff-first",
        language,
        after=clean(release.version),
        after_day=date_words(release.issued, language),
    )
    yield Entry(
        id=_id(f"{member_iri(release.dataset, release).value}/first/{language}"),
        title=head,
        updated=release.moment,
        kind=Kind.ADDED.value,
        link=start + page.format(language=language),
        head=told(release, language),
        sentences=(),
    )


def _id(said: str) -> str:
    """A URN that is the same wherever and whenever the feed is made."""
    return uuid.uuid5(uuid.NAMESPACE_URL, said).urn

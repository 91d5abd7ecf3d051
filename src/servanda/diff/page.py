"""The changes as a page of their own, and as what the site's page is made from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from servanda.diff.model import Changes
from servanda.diff.names import Piece
from servanda.diff.sentences import Story, Telling
from servanda.markup import render
from servanda.wording import word, words

__all__ = ["Group", "Href", "Run", "Told", "View", "as_html", "fragment", "runs", "view"]

Href = Callable[[str], str | None]
"""The link to the page of a resource, by its IRI; None if it has no page."""
_SAFE: Final = re.compile(r"https?://|(?![a-zA-Z][a-zA-Z0-9+.-]*:)")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text: `href` and `lang` are empty where there is none.

    `data` says that the text is the data's and not of a sentence; `mark` is the language that
    stands in for the reader's, with a `title` that explains it.
    """

    text: str
    href: str
    lang: str
    data: bool
    mark: str
    title: str


@dataclass(frozen=True, slots=True)
class Told:
    """A resource or a term: `types`, `name` and each sentence are runs."""

    iri: str
    kind: str
    types: tuple[Run, ...]
    name: tuple[Run, ...]
    was: str
    sentences: tuple[tuple[Run, ...], ...]
    breaking: bool = False

    @property
    def sentence(self) -> tuple[Run, ...]:
        """The first sentence."""
        return self.sentences[0] if self.sentences else ()


@dataclass(frozen=True, slots=True)
class Group:
    """What stands under one heading; the same as `resources` and as `terms`."""

    kind: str
    heading: str
    resources: tuple[Told, ...]

    @property
    def terms(self) -> tuple[Told, ...]:
        """The members of a group of terms."""
        return self.resources


@dataclass(frozen=True, slots=True)
class View:
    """The context of `diff_changes.html`, under the name `diff`."""

    language: str
    title: str
    head: str
    days: str
    level: str
    proposal: str
    nothing: str
    groups: tuple[Group, ...]
    terms: tuple[Group, ...]


def view(changes: Changes, language: str, href: Href) -> View:
    """The changes for readers of a language, with links from `href`.

    A link that is neither relative nor http(s) is left out.
    """
    telling = Telling(changes, language)
    made = _Runs(language, href)
    return View(
        language=language,
        title=word("diff-title", language),
        head=telling.head(),
        days=telling.days(),
        level=changes.proposal.level.value,
        proposal=telling.proposal(),
        nothing="" if changes else word("diff-nothing", language),
        groups=tuple(
            Group(kind, heading, tuple(made.told(telling.story(each)) for each in found))
            for kind, heading, found in telling.groups()
        ),
        terms=tuple(
            Group(
                "terms",
                heading,
                tuple(
                    Told(t.iri, t.kind, (), (), "", (made.of(t.sentence),), t.breaking)
                    for t in found
                ),
            )
            for heading, found in telling.term_groups()
        ),
    )


def fragment(changes: Changes, language: str, href: Href) -> str:
    """The HTML of the changes, without a page around it."""
    return render("diff_changes.html", diff=view(changes, language, href))


def as_html(changes: Changes, language: str, *, stylesheet: str = "") -> str:
    """A whole page without script and without links; `stylesheet` is the address of a style."""
    shown = view(changes, language, lambda _: None)
    return render("diff_page.html", diff=shown, stylesheet=stylesheet)


def runs(pieces: Iterable[Piece], language: str) -> tuple[Run, ...]:
    """Pieces without links."""
    return _Runs(language, lambda _: None).of(pieces)


class _Runs:
    """Pieces for one language and one site."""

    __slots__ = ("_href", "_language")

    def __init__(self, language: str, href: Href) -> None:
        self._language: Final = language
        self._href: Final = href

    def told(self, story: Story) -> Told:
        was = word("diff-was", self._language, iri=story.was) if story.was else ""
        return Told(
            iri=story.iri,
            kind=story.kind,
            types=self.of(story.types),
            name=self.of(story.name),
            was=was,
            sentences=tuple(map(self.of, story.sentences)),
        )

    def of(self, pieces: Iterable[Piece]) -> tuple[Run, ...]:
        return tuple(self._runs(pieces))

    def _runs(self, pieces: Iterable[Piece]) -> Iterator[Run]:
        for piece in pieces:
            link = self._href(piece.iri) if piece.iri else None
            safe = link if link is not None and _SAFE.match(link) else ""
            other = piece.language not in {"", self._language}
            yield Run(
                text=piece.text,
                href=safe,
                lang=piece.language if other else "",
                data=bool(piece.iri) or piece.language != self._language,
                mark=piece.language if piece.foreign else "",
                title=self._explained(piece.language) if piece.foreign else "",
            )

    def _explained(self, tag: str) -> str:
        key = f"diff-language-{tag.split('-', maxsplit=1)[0].lower()}"
        name = word(key, self._language) if key in words() else tag
        return word("diff-stand-in", self._language, language=name)

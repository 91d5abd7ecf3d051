"""The data of the search box, one script for each language, and the page of its results.

Every page of the site that has a title of its own is in it. Above `MOST` resources such a file
would be too long to wait for; then each keeps fewer names, and of the resources only those stay
that are told with agreements: agreements, partnerships, parties, people, places, domains, fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from servanda.site.asking.scripts import setting, worded
from servanda.site.asking.stores import ready_made
from servanda.site.base import Page, Site, Unit, flat
from servanda.site.listing.kinds import Kinds
from servanda.site.listing.lists import ClassList, class_lists, class_name
from servanda.site.questions import question_path
from servanda.site.read.folded import latin_words
from servanda.site.read.labels import Name
from servanda.site.read.names import all_names, hidden_names
from servanda.site.view import SECTIONS, Frame, View, page_text
from servanda.wording import LANGUAGES, word

__all__ = ["MOST", "search", "search_units"]

MOST: Final = 5_000  # resources with all their names
_NAMES: Final = (20, 4)  # names beside the title: as a rule, and above `MOST`
_LONGEST: Final = 160  # characters of a title or name


def search(site: Site) -> Iterator[Page]:
    """`assets/search/<language>.js` and `<language>/search.html`."""
    yield from flat(search_units(site))


def search_units(site: Site) -> Iterator[Unit]:
    """A unit for each file."""
    lists = class_lists(site)
    for language in LANGUAGES:
        for path, make in (
            (f"assets/search/{language}.js", _data),
            (f"{language}/search.html", _page),
        ):
            page = Page(path, partial(make, site, language, lists))
            yield Unit(path, partial(tuple, [page]), outside=repr(lists))


@dataclass(frozen=True, slots=True)
class _Document:
    """A page that is found; `kind` is the key of its group, `hidden` are names to find it by."""

    path: str
    title: str
    kind: str
    names: Sequence[Name] = ()
    hidden: Sequence[str] = ()

    @property
    def entry(self) -> dict[str, Any]:
        """The document as the scripts take it."""
        names = [name.text[:_LONGEST] for name in self.names]
        hidden = [name[:_LONGEST] for name in self.hidden]
        keys = [*latin_words([self.title, *names, *hidden]), *hidden]
        entry: dict[str, Any] = {"path": self.path, "title": self.title[:_LONGEST]}
        entry["type"] = self.kind
        if names:
            entry["names"] = names
        if keys:
            entry["keys"] = " ".join(keys)
        return entry


def _data(site: Site, language: str, lists: list[ClassList]) -> str:
    kinds = Kinds(site, language)
    documents = [
        *_resources(site, language, kinds),
        *_questions(site, language),
        *_lists(site, language, lists),
    ]
    found = {document.kind for document in documents}
    return setting(
        "servandaSearch",
        {
            "language": language,
            "words": worded("search", language),
            "types": {key: title for key, title in kinds.headings() if key in found},
            "documents": [document.entry for document in documents],
        },
    )


def _resources(site: Site, language: str, kinds: Kinds) -> Iterator[_Document]:
    """The pages of resources and terms, by IRI; a page that has no name is found by its path."""
    many = sum(1 for _ in site.resources.pages()) > MOST
    for node, path in site.resources.pages():
        kind = kinds.key(node)
        if not many or kinds.is_known(kind):
            title = site.labels.name(node, language).text
            names = all_names(site, node, title)[: _NAMES[many]]
            hidden = [] if many else hidden_names(site, node)
            yield _Document(f"{path}.html", title, kind, names, hidden)


def _questions(site: Site, language: str) -> Iterator[_Document]:
    for query in ready_made(site.workspace):
        others = [Name(query.title[each], each) for each in LANGUAGES if each != language]
        keywords = [Name(text, each) for each in LANGUAGES for text in query.keywords[each]]
        path = f"{question_path(query)}.html"
        yield _Document(path, query.title[language], "question", [*others, *keywords])


def _lists(site: Site, language: str, lists: list[ClassList]) -> Iterator[_Document]:
    for key, path in SECTIONS:
        yield _in_all(
            f"{path}.html", {each: word(f"site-{key}", each) for each in LANGUAGES}, language
        )
    for each in lists:
        titles = {other: class_name(site, each.kind, other).text for other in LANGUAGES}
        yield _in_all(f"browse/{each.key}.html", titles, language)


def _in_all(path: str, titles: dict[str, str], language: str) -> _Document:
    others = {title: Name(title, each) for each, title in titles.items() if each != language}
    others.pop(titles[language], None)
    return _Document(path, titles[language], "page", list(others.values()))


def _page(site: Site, language: str, lists: list[ClassList]) -> str:
    view = View(site, language, f"{language}/search.html")
    frame = Frame(
        title=word("search-title", language),
        description=word("search-description", language),
        indexed=False,
    )
    return page_text(
        view,
        "search.html",
        frame,
        lists=lists,
        class_name=lambda kind: class_name(site, kind, language),
    )

"""All files of a release in one place: what each is good for, how to ask, check and cite them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from servanda.site.asking.stores import query_of
from servanda.site.base import Page, Site
from servanda.site.changes import LDES
from servanda.site.expiries import EXPIRIES
from servanda.site.home import citation
from servanda.site.listing.lists import class_lists, class_name
from servanda.site.read.labels import shown
from servanda.site.telling.bibtex import bibtex
from servanda.site.telling.file_types import type_of
from servanda.site.view import Frame, View, page_text
from servanda.wording import LANGUAGES, word

__all__ = ["File", "Group", "downloads", "size_words"]

_DUMPS: Final = ("ttl", "nq", "trig", "nt", "jsonld", "rdf")
_UNITS: Final = (("gigabytes", 1_000_000_000), ("megabytes", 1_000_000), ("kilobytes", 1_000))

_MODEL: Final = {
    "ontology.ttl": "ontology",
    "ontology.jsonld": "ontology",
    "shapes.ttl": "shapes",
    "reports/validation.ttl": "validation",
    "reports/validation.json": "validation",
}
# What tools and portals read to know what is here.
_PORTALS: Final = {
    "catalog-udata.ttl": "catalog",
    "catalog.ttl": "catalog",
    "catalog.jsonld": "catalog",
    "catalog.rdf": "catalog",
    "void.ttl": "void",
    "sparql-service-description.ttl": "graphs",
    "sparql-examples.ttl": "examples",
    "datapackage.json": "datapackage",
    "croissant.json": "croissant",
}
# The other forms of a table, by the end of their names.
_FORMS: Final = (
    ("Parquet", ".parquet"),
    ("Table Schema", ".schema.json"),
    ("CSVW", ".csv-metadata.json"),
)
# Both are written after this page: they hold the digests of everything else.
_WHOLE: Final = {
    "site.sha256": "digests",
    "manifest.json": "manifest",
    "servers/README.md": "hosts",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file: its path from the root, its type, its size in words, and what it is good for.

    `name` is the title that the data give it, or empty; `beside` are the names and paths of its
    other forms and descriptions.
    """

    path: str
    media_type: str
    size: str
    purpose: str
    name: str = ""
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one kind; `key` is its anchor and that of its words."""

    key: str
    files: tuple[File, ...]
    folded: bool = False


def downloads(site: Site) -> Iterator[Page]:
    """`<language>/downloads.html`; it is made last, when all that it lists has been written."""
    for language in LANGUAGES:
        path = f"{language}/downloads.html"
        yield Page(path, partial(_page, site, language), listed=True)


def _page(site: Site, language: str) -> str:
    view = View(site, language, f"{language}/downloads.html")
    frame = Frame(
        title=word("site-downloads", language),
        description=word("downloads-description", language),
        data=(("text/turtle", "dump/dataset.ttl"), ("application/ld+json", "dump/dataset.jsonld")),
    )
    groups = [group for group in _groups(view) if group.files]
    return page_text(
        view,
        "downloads.html",
        frame,
        groups=groups,
        start=site.public or "https://…/",
        question=next((path.stem for path in site.workspace.queries), ""),
        citation=citation(view),
        bibtex=bibtex(view),
    )


def _groups(view: View) -> Iterator[Group]:
    files = _Files(view)
    yield Group("dumps", tuple(files.dumps()))
    yield Group("tables", tuple(files.tables()))
    yield Group("lists", tuple(files.lists()), folded=True)
    yield Group("model", tuple(files.several("model", _MODEL)))
    yield Group("portals", tuple(files.several("portals", _PORTALS)))
    yield Group("queries", tuple(files.queries()), folded=True)
    yield Group("pictures", tuple(files.pictures()), folded=True)
    yield Group("feeds", tuple(files.several("feeds", _feeds(view.language))))
    yield Group("whole", tuple(files.several("whole", _WHOLE)))


def _feeds(language: str) -> Mapping[str, str]:
    return {
        f"feeds/changes.{language}.atom": "changes",
        LDES: "stream",
        f"feeds/agreements.{language}.ics": "calendar",
        EXPIRIES.format(language): "expiries",
    }


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of the release in the making, for readers of one language."""

    view: View

    def dumps(self) -> Iterator[File]:
        for suffix in _DUMPS:
            yield from self._file(f"dump/dataset.{suffix}", f"dump-{suffix}")
        yield from self._file("dump/inferred.nq", "inferred")

    def tables(self) -> Iterator[File]:
        for table in self.view.site.reference.tables:
            path = f"tables/{table.name}.csv"
            title, description = (self._of(texts) for texts in (table.title, table.description))
            forms = tuple(self._forms(path.removesuffix(".csv")))
            for file in self._file(path, description, name=title):
                yield replace(file, beside=forms)

    def _forms(self, path: str) -> Iterator[tuple[str, str]]:
        for name, end in _FORMS:
            if any(self._file(f"{path}{end}", "")):
                yield name, f"{path}{end}"

    def lists(self) -> Iterator[File]:
        site, language = self.view.site, self.view.language
        named = {"agreements": word("site-browse", language)}
        named |= {
            each.key: class_name(site, each.kind, language).text for each in class_lists(site)
        }
        for key, name in named.items():
            for suffix in ("csv", "json"):
                yield from self._file(f"lists/{key}.{language}.{suffix}", "", name=name)

    def queries(self) -> Iterator[File]:
        for path in self.view.site.workspace.queries:
            query = query_of(path)
            title, told = self._of(query.title), self._of(query.description)
            yield from self._file(f"queries/{path.name}", told, name=title)

    def pictures(self) -> Iterator[File]:
        for path in self._found(f"pictures/*.{self.view.language}.svg"):
            yield from self._file(path, "")

    def several(self, group: str, paths: Mapping[str, str]) -> Iterator[File]:
        for path, key in paths.items():
            yield from self._file(path, key, always=group == "whole")

    def _file(
        self, path: str, purpose: str, *, name: str = "", always: bool = False
    ) -> Iterator[File]:
        """The file if it is there; what is only written later has no size yet."""
        folder = self.view.site.folder
        size = _size(folder / path) if folder else None
        if size is None and not (always and folder):
            return
        told = purpose if name else self._purpose(purpose)
        words = "" if size is None else size_words(size, self.view.language)
        yield File(path, type_of(path), words, told, name)

    def _found(self, pattern: str) -> list[str]:
        folder = self.view.site.folder
        return (
            sorted(p.relative_to(folder).as_posix() for p in folder.glob(pattern)) if folder else []
        )

    def _purpose(self, key: str) -> str:
        return word(f"downloads-{key}", self.view.language) if key else ""

    def _of(self, texts: Mapping[str, str]) -> str:
        return shown(texts[self.view.language])


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def size_words(size: int, language: str) -> str:
    """A number of bytes in words, with one decimal below ten: "4.2 MB"."""
    for unit, value in _UNITS:
        if size >= value:
            number = f"{size / value:.1f}" if size < 9.95 * value else f"{size / value:.0f}"
            separator = word("downloads-decimal", language)
            return word(f"downloads-{unit}", language, number=number.replace(".", separator))
    return word("downloads-bytes", language, count=size)

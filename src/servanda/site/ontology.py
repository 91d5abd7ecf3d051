"""The page of the workspace's ontology: its terms, its constraints, its lists, its history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from markupsafe import Markup
from pyoxigraph import NamedNode

from servanda.pictures.drawing.base import Picture
from servanda.site.base import Page, Site, Unit, flat
from servanda.site.terms.demands import shape_entries
from servanda.site.terms.entries import KINDS, TermEntry, entry_of, kind_of
from servanda.site.terms.ontology_diagram import classes_picture, relations_picture
from servanda.site.terms.ontology_head import changes, heads, other_terms, schemes
from servanda.site.terms.sentences import Speaker
from servanda.site.view import Frame, View, page_text
from servanda.wording import LANGUAGES

__all__ = ["Group", "ontology", "ontology_units"]

_PATH: Final = "ontology"
_DOWNLOADS: Final = (
    ("ontology-download-ontology", "Turtle", "ontology.ttl"),
    ("ontology-download-ontology", "JSON-LD", "ontology.jsonld"),
    ("ontology-download-shapes", "Turtle", "shapes.ttl"),
)
_DATA: Final = (("text/turtle", "ontology.ttl"), ("application/ld+json", "ontology.jsonld"))


@dataclass(frozen=True, slots=True)
class Group:
    """The terms of one kind, sorted by their names in the language of the page."""

    kind: str
    entries: tuple[TermEntry, ...]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture whose SVG, which was made from escaped values, may stand in a page."""

    picture: Picture
    wide: Markup
    narrow: Markup


def ontology(site: Site) -> Iterator[Page]:
    """`<language>/ontology.html`, which is there also where the workspace has no ontology."""
    yield from flat(ontology_units(site))


def ontology_units(site: Site) -> Iterator[Unit]:
    """A unit for each language."""
    for language in LANGUAGES:
        path = f"{language}/{_PATH}.html"
        page = Page(path, partial(_page, site, language, path), listed=True)
        yield Unit(language, partial(tuple, [page]))


def _page(site: Site, language: str, path: str) -> str:
    view = View(site, language, path)
    speaker = Speaker(view, anchors=True)
    found = heads(speaker)
    terms = [NamedNode(iri) for iri in sorted(site.reference.terms.own)]
    title = next((h.title.name.text for h in found if h.title.name), view.t("ontology-title"))
    return page_text(
        view,
        "ontology.html",
        Frame(
            title=title,
            description=view.t("ontology-page-description", name=title),
            section="ontology",
            data=_DATA,
        ),
        heads=found,
        downloads=_DOWNLOADS,
        groups=_groups(view, terms),
        schemes=schemes(speaker),
        others=other_terms(speaker),
        shapes=shape_entries(speaker),
        changes=changes(speaker, terms),
        pictures=[_drawn(each) for each in _pictures(speaker, terms)],
    )


def _groups(view: View, terms: list[NamedNode]) -> tuple[Group, ...]:
    entries = [e for term in terms if (e := entry_of(view, term, anchors=True)) is not None]
    groups = (
        Group(kind, tuple(sorted((e for e in entries if e.kind == kind), key=_place)))
        for kind, _ in KINDS
    )
    return tuple(group for group in groups if group.entries)


def _place(entry: TermEntry) -> tuple[str, str]:
    return ((entry.label.name.text if entry.label.name else entry.anchor).casefold(), entry.anchor)


def _pictures(speaker: Speaker, terms: list[NamedNode]) -> Iterator[Picture]:
    classes = [term for term in terms if kind_of(speaker.view, term) == "class"]
    for picture in (
        classes_picture(speaker, classes),
        relations_picture(speaker, classes, terms),
    ):
        if picture.rows or picture.svg:
            yield picture


def _drawn(picture: Picture) -> _Drawn:
    return _Drawn(picture, Markup(picture.svg), Markup(picture.narrow))  # noqa: S704  rendered with autoescape

"""One page per resource and language, and beside it the same facts as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.pictures.drawing.figure import figure
from servanda.site.base import Page, Site, Unit, flat
from servanda.site.calendar import calendar_of
from servanda.site.read.evidence import Source, record_sources
from servanda.site.read.facts import Part, Value, describe
from servanda.site.read.index import Fact, Origin
from servanda.site.read.labels import Name, shown
from servanda.site.read.once import left_out, told_once
from servanda.site.read.uses import query_about
from servanda.site.telling.about import about
from servanda.site.telling.cite import cited
from servanda.site.telling.standing import drawn, status_of
from servanda.site.terms.entries import entry_of
from servanda.site.view import Frame, View, page_text
from servanda.vocab import RDF
from servanda.wording import LANGUAGES, word

__all__ = ["Telling", "resource", "resource_unit", "resource_units"]

PAGE_SIZE: Final = 100  # resources that point here, on one page
_OWN_ANCHORS: Final = ("data", "incoming", "main", "q")
_SYNTAXES: Final = (
    ("text/turtle", "ttl"),
    ("application/ld+json", "jsonld"),
    ("application/n-triples", "nt"),
)


def resource(site: Site) -> Iterator[Page]:
    """The pages `<language>/<path>.html`; what points to a resource goes on in `<path>--2.html`."""
    yield from flat(resource_units(site))


def resource_units(site: Site) -> Iterator[Unit]:
    """A unit for each resource, in all languages."""
    for node, path in site.resources.pages():
        yield _unit(site, node, path)


def resource_unit(site: Site, key: str) -> Unit:
    """The unit of the resource with the IRI `key`, which has a page."""
    node = NamedNode(key)
    home = site.resources.home(node)
    return _unit(site, node, home.path if home else "")


def _unit(site: Site, node: NamedNode, path: str) -> Unit:
    return Unit(node.value, partial(_pages, site, node, path), outside=path)


def _pages(site: Site, node: NamedNode, path: str) -> Iterator[Page]:
    pointing = _pointing(site, node)
    count = max(1, -(-len(pointing) // PAGE_SIZE))
    for language in LANGUAGES:
        for number in range(count):
            name = _numbered(path, number)
            yield Page(
                f"{language}/{name}.html",
                partial(_page, site, _Place(node, path, pointing, count), language, number),
                listed=number == 0,
            )


@dataclass(frozen=True, slots=True)
class _Place:
    """A resource, the path of its page, what points to it, and on how many pages that stands."""

    node: NamedNode
    path: str
    pointing: list[Fact]
    count: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """The resources that point here through one property."""

    predicate: NamedNode
    name: Name
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """What the templates of facts ask beside the view."""

    view: View
    node: NamedNode
    record_sources: tuple[Source, ...]
    # The anchors that the page has given so far: each stands once.
    given: set[str] = field(default_factory=lambda: set(_OWN_ANCHORS))

    def is_node(self, value: Value) -> bool:
        """Whether a value is a resource."""
        return isinstance(value.triple.object, NamedNode)

    def written(self, value: Value) -> str:
        """A literal as it is written, where it is told in other words."""
        term = value.triple.object
        written = shown(term.value) if isinstance(term, Literal) else ""
        return written if written != value.name.text else ""

    def has_page(self, node: NamedNode) -> bool:
        """Whether a resource has a page of its own."""
        home = self.view.site.resources.home(node)
        return home is not None and not home.anchor

    def inferred_inside(self, part: Part) -> list[Part]:
        """The parts without a page of their own of which something is inferred."""
        return [each for each in part.inside() if each.inferred and not self.has_page(each.node)]

    def anchor(self, node: NamedNode) -> str:
        """The anchor of a part where it is first told on the page; "" if it has none here."""
        home = self.view.site.resources.home(node)
        if home is None or home.page != self.node or not home.anchor or home.anchor in self.given:
            return ""
        self.given.add(home.anchor)
        return home.anchor


def _page(site: Site, place: _Place, language: str, number: int) -> str:
    node, path = place.node, place.path
    view = View(site, language, f"{language}/{_numbered(path, number)}.html")
    part = told_once(describe(site, node, language))
    frame = Frame(
        title=part.name.text,
        description=word("resource-description", language, name=part.name.text),
        section="ontology" if node.value in site.reference.terms.own else "browse",
        data=tuple((media, f"id/{path}.{suffix}") for media, suffix in _SYNTAXES),
        about=about(view, node) if number == 0 else None,
    )
    return page_text(
        view,
        "resource.html",
        frame,
        part=part,
        term=entry_of(view, node, anchors=False),
        figures=[figure(each) for each in drawn(view, node)] if number == 0 else [],
        status=status_of(view, node),
        query=query_about(node),
        calendar=calendar_of(view, node) if number == 0 else "",
        citation=cited(view, node),
        rest=left_out(site, part, language) if number == 0 else [],
        telling=Telling(view, node, record_sources(site, node, language)),
        incoming=_incoming(site, place, language, number),
        incoming_count=len(place.pointing),
        pages=[_numbered(path, each) for each in range(place.count)],
        number=number,
    )


def _numbered(path: str, number: int) -> str:
    return path if number == 0 else f"{path}--{number + 1}"


def _pointing(site: Site, node: NamedNode) -> list[Fact]:
    """The facts that point here from resources with a name; not from claims and the like."""
    return [
        fact
        for fact in site.index.facts_naming(node)
        if fact.origin is not Origin.ONTOLOGY
        and fact.triple.predicate not in (RDF.subject, RDF.predicate, RDF.object)
        and isinstance(fact.triple.subject, NamedNode)
        and (home := site.resources.home(fact.triple.subject)) is not None
        and home.page != node
        and (site.labels.all(fact.triple.subject) or not home.anchor)
        and not (fact.triple.predicate == RDF.type and fact.origin is Origin.INFERRED)
    ]


def _incoming(site: Site, place: _Place, language: str, number: int) -> list[Incoming]:
    """The part of a long list that stands on one page."""
    facts = place.pointing[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    return [
        Incoming(predicate, site.labels.name(predicate, language), tuple(same))
        for predicate, same in groupby(facts, lambda fact: fact.triple.predicate)
    ]

"""A list of the resources of each class, on pages and as files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from pyoxigraph import NamedNode

from servanda.site.base import Page, Site, Unit
from servanda.site.listing.lines import csv_titles, page_of
from servanda.site.listing.tabular import SEPARATOR, csv_text, json_text
from servanda.site.listing.told import TellingAgreements, Told
from servanda.site.read.agreements import agreements
from servanda.site.read.index import Origin, term_of
from servanda.site.read.labels import Name
from servanda.site.read.names import all_names
from servanda.site.read.reads import Read
from servanda.site.view import Frame, View, page_text
from servanda.vocab import OWL, RDF
from servanda.wording import LANGUAGES, word, words

__all__ = ["ClassList", "class_lists", "class_name", "list_units", "local_name"]

PAGE_SIZE: Final = 100
_TYPED: Final = (str(RDF.type), int(Origin.ONTOLOGY))
_COLUMNS: Final = ("iri", "page-of", "name", "name-language", "other-names", "agreements")
# The classes that pages are in, how many pages, and the least origin of the statement.
_CLASSES: Final = """
SELECT q.o, COUNT(DISTINCT q.s), MIN(q.origin) FROM home h
    JOIN quad q ON q.s = '<' || h.iri || '>' AND q.p = ?
    WHERE h.iri = h.page AND q.origin < ? GROUP BY q.o ORDER BY q.o
"""
_MEMBERS: Final = """
SELECT DISTINCT h.iri FROM quad q JOIN home h ON h.iri = substr(q.s, 2, length(q.s) - 2)
    WHERE q.o = ? AND q.p = ? AND q.origin < ? AND h.iri = h.page ORDER BY h.iri
"""


@dataclass(frozen=True, slots=True)
class ClassList:
    """The list of a class: the last part of its path below `browse/`, and how long it is."""

    kind: NamedNode
    key: str
    count: int


def class_lists(site: Site) -> list[ClassList]:
    """The classes of which more than one resource has a page: own ones, then others if stated.

    Agreements have a list of their own kind; terms of ontologies are told elsewhere.
    """
    site.index.reads.note(Read.ANY)
    taken: Counter[str] = Counter()
    found = []
    for text, count, origin in site.index.sql.execute(_CLASSES, _TYPED):
        kind = term_of(text)
        if not isinstance(kind, NamedNode) or count < 2 or kind == site.terms.Agreement:
            continue
        own = kind.value in site.reference.terms.own
        if (own or origin == Origin.STATED) and not kind.value.startswith((OWL.base, RDF.base)):
            key = _kebab(kind.value)
            taken[key] += 1
            key = key if taken[key] == 1 else f"{key}--{taken[key]}"
            found.append((not own, ClassList(kind, key, count)))
    return [each for _, each in sorted(found, key=lambda each: each[0])]


def class_name(site: Site, kind: NamedNode, language: str) -> Name:
    """The title of a list: our word for classes of our model and of those without a label."""
    own = kind.value in site.reference.terms.own
    ours = site.reference.rules is not None if own else not site.labels.all(kind)
    key = f"class-{local_name(kind.value)}"
    return (
        Name(word(key, language)) if ours and key in words() else site.labels.name(kind, language)
    )


def list_units(site: Site, lists: list[ClassList]) -> Iterator[Unit]:
    """`<language>/browse/<class>.html` with further pages, and `lists/<class>.<language>.csv`."""
    counts = _counts(site)
    for each in lists:
        for language in LANGUAGES:
            telling = TellingAgreements(site, language)
            listing = _Listing(telling, each, counts, _members(telling, each))
            for number in range(listing.pages):
                path = f"{language}/{_numbered(each.key, number)}.html"
                page = Page(path, partial(_page, listing, lists, number), listed=number == 0)
                shown = listing.shown(listing.cut(number))
                yield Unit(path, partial(tuple, [page]), outside=f"{lists} {shown}")
            for kind, make in (("csv", _csv), ("json", _json)):
                page = Page(listing.file(kind), partial(make, listing))
                shown = listing.shown(listing.members)
                yield Unit(page.path, partial(tuple, [page]), outside=shown)


@dataclass(frozen=True, slots=True)
class _Listing:
    """The list of a class in a language; `counts` says in how many agreements a resource is."""

    telling: TellingAgreements
    each: ClassList
    counts: Counter[str]
    members: list[Told]

    @property
    def pages(self) -> int:
        return -(-self.each.count // PAGE_SIZE)

    def cut(self, number: int) -> list[Told]:
        """The resources on one page."""
        return self.members[number * PAGE_SIZE :][:PAGE_SIZE]

    def shown(self, members: list[Told]) -> str:
        """All that is told of resources beside their other names."""
        return repr([(told, self.counts[told.node.value]) for told in members if told.node])

    def file(self, kind: str) -> str:
        return f"lists/{self.each.key}.{self.telling.language}.{kind}"

    def entry(self, told: Told) -> dict[str, Any]:
        """A resource as an object of JSON."""
        site, node = self.telling.site, told.node
        return {
            "iri": node.value if node else None,
            "page": page_of(self.telling, told) or None,
            "name": told.text,
            "language": told.name.language or None,
            "otherNames": [
                {"name": name.text, "language": name.language or None}
                for name in all_names(site, node, told.text)
            ],
            "agreements": self.counts[node.value] if node else 0,
        }


def _members(telling: TellingAgreements, each: ClassList) -> list[Told]:
    """The resources of a class that have pages, in the order of their names."""
    telling.site.index.reads.note(Read.ANY)
    found = telling.site.index.sql.execute(_MEMBERS, (str(each.kind), *_TYPED))
    return telling.nodes(NamedNode(iri) for (iri,) in found)


def _page(listing: _Listing, lists: list[ClassList], number: int) -> str:
    site, language, each = listing.telling.site, listing.telling.language, listing.each
    view = View(site, language, f"{language}/{_numbered(each.key, number)}.html")
    name = class_name(site, each.kind, language)
    frame = Frame(
        title=name.text,
        description=word("browse-list-description", language, name=name.text),
        section="browse",
    )
    return page_text(
        view,
        "list.html",
        frame,
        each=each,
        name=name,
        members=listing.cut(number),
        other_names=lambda told: all_names(site, told.node, told.text),
        counts=listing.counts,
        files=[(kind.upper(), listing.file(kind)) for kind in ("csv", "json")],
        lists=lists,
        class_name=lambda kind: class_name(site, kind, language),
        pages=[_numbered(each.key, at) for at in range(listing.pages)],
        number=number,
    )


def _counts(site: Site) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in agreements(site):
        parties = {party.node for party in row.parties if party.node}
        named = {*parties, *row.domains, *row.wider, *row.fields, *row.kinds, *row.instruments}
        places = {each for each in row.places if isinstance(each, NamedNode)}
        counts.update(node.value for node in named | places)
    return counts


def _csv(listing: _Listing) -> str:
    site, language = listing.telling.site, listing.telling.language
    entries = (listing.entry(told) for told in listing.members)
    rows = (
        [
            entry["iri"],
            entry["page"] or "",
            entry["name"],
            entry["language"] or "",
            SEPARATOR.join(name["name"] for name in entry["otherNames"]),
            str(entry["agreements"]),
        ]
        for entry in entries
    )
    return csv_text(csv_titles(site, language, _COLUMNS), rows)


def _json(listing: _Listing) -> str:
    return json_text(listing.entry(told) for told in listing.members)


def _numbered(key: str, number: int) -> str:
    return f"browse/{key}" if number == 0 else f"browse/{key}--{number + 1}"


def local_name(iri: str) -> str:
    """The last part of an IRI."""
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]


def _kebab(iri: str) -> str:
    words_of = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", local_name(iri))
    return re.sub(r"[^a-z0-9]+", "-", words_of.lower()).strip("-") or "class"

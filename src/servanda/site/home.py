"""The first page: what this is, in one screen, and where to go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.pictures.drawing.numbers import number_words
from servanda.pictures.timelines.dating import date_words
from servanda.query import Query
from servanda.site.asking.stores import query_of
from servanda.site.base import Page, Site
from servanda.site.read.agreements import AgreementRow, agreements, party_name
from servanda.site.read.labels import Name, chosen
from servanda.site.telling.dataset import DataFile, data_files, dataset_about
from servanda.site.view import Frame, View, page_text, site_name
from servanda.vocab import DCTERMS
from servanda.wording import LANGUAGES

__all__ = ["home"]

_FIRST: Final = "en"  # the language at the root: what most readers of another one can use
_AGREEMENTS: Final = 6
_QUESTIONS: Final = 5


@dataclass(frozen=True, slots=True)
class Card:
    """An agreement as the first page shows it."""

    node: NamedNode
    name: Name
    parties: tuple[Name, ...]
    signed: str
    status: Name | None


def home(site: Site) -> Iterator[Page]:
    """`<language>/index.html`, and `index.html` at the root for those who name no language."""
    files = tuple(data_files(site))
    for language in LANGUAGES:
        path = f"{language}/index.html"
        yield Page(path, partial(_home, site, files, language, path), listed=True)
    yield Page("index.html", partial(_home, site, files, _FIRST, "index.html"))


def _home(site: Site, files: tuple[DataFile, ...], language: str, path: str) -> str:
    view = View(site, language, path)
    description = _text(site, DCTERMS.description, language)
    rows = agreements(site)
    queries = [query_of(path) for path in site.workspace.queries]
    frame = Frame(
        title=site_name(site, language),
        description=description.text if description else site_name(site, language),
        data=(("text/turtle", "dump/dataset.ttl"), ("application/ld+json", "dump/dataset.jsonld")),
        about=dataset_about(view, description.text if description else "", files),
    )
    return page_text(
        view,
        "home.html",
        frame,
        description=description,
        counts=_counts(site, rows, language),
        cards=[_card(view, row) for row in _newest(rows)[:_AGREEMENTS]],
        agreement_count=len(rows),
        questions=[(query.name, query.title[language]) for query in _spread(queries)],
        licence=_licence(site),
        citation=citation(view),
    )


def _newest(rows: tuple[AgreementRow, ...]) -> list[AgreementRow]:
    return sorted(rows, key=lambda row: (row.signed.earliest or "", row.node.value), reverse=True)


def _spread(queries: list[Query]) -> list[Query]:
    """Five questions from the whole list, those without parameters to fill first."""
    step = max(1, len(queries) // _QUESTIONS)
    return queries[::step][:_QUESTIONS]


def _card(view: View, row: AgreementRow) -> Card:
    names = (party_name(view.site, party, view.language) for party in row.parties)
    return Card(
        row.node,
        view.name(row.node),
        tuple(name for name in names if name),
        date_words(row.signed.text, view.language) if row.signed else "",
        view.name(row.status) if row.status else None,
    )


def _counts(
    site: Site, rows: tuple[AgreementRow, ...], language: str
) -> list[tuple[str, int, str]]:
    counted = [
        ("agreements", len(rows)),
        ("parties", len({p.node for row in rows for p in row.parties if p.node})),
        ("countries", len({code for row in rows for code in row.countries})),
        ("domains", len({domain for row in rows for domain in row.domains})),
        ("statements", site.index.count()),
    ]
    return [(key, count, number_words(count, language)) for key, count in counted if count]


def _text(site: Site, predicate: NamedNode, language: str) -> Name | None:
    found = [
        term
        for term in site.index.objects(site.workspace.iri, predicate)
        if isinstance(term, Literal)
    ]
    return chosen(found, language) if found else None


def _licence(site: Site) -> str:
    found = site.index.objects(site.workspace.iri, DCTERMS.license)
    return next((t.value for t in found if t.value.startswith(("http://", "https://"))), "")


def citation(view: View) -> str:
    """How to cite the dataset: publisher, title, version, date, identifier."""
    site = view.site
    publishers = site.index.objects(site.workspace.iri, DCTERMS.publisher)
    names = [view.name(p).text for p in publishers if isinstance(p, NamedNode)]
    head = f"{', '.join(names)} ({site.workspace.issued[:4]}). " if names else ""
    return view.t(
        "home-citation",
        head=head,
        title=site_name(site, view.language),
        version=site.workspace.version,
        iri=site.workspace.iri.value,
    )

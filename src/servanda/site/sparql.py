"""The SPARQL page, and what its scripts load: settings, and the statements as N-Quads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from servanda.pictures.drawing.numbers import number_words
from servanda.query import Query
from servanda.site.asking.dumps import DUMP, MORE, MOST_BYTES, Sizes, more, packed, sizes, stated
from servanda.site.asking.engine import DUMP_SCRIPT, MORE_SCRIPT, settings_path
from servanda.site.asking.scripts import setting, words_block
from servanda.site.asking.sparql_settings import endpoints, land, settings
from servanda.site.asking.stores import ready_made
from servanda.site.base import Page, Site, Unit, flat
from servanda.site.questions import question_path
from servanda.site.read.order import folded
from servanda.site.view import Frame, View, page_text
from servanda.wording import LANGUAGES, word

__all__ = ["sparql", "sparql_units"]

_LAND: Final = "assets/sparql/land.js"


def sparql(site: Site) -> Iterator[Page]:
    """`sparql.html` with its settings in every language, and the statements for the browser."""
    yield from flat(sparql_units(site))


def sparql_units(site: Site) -> Iterator[Unit]:
    """A unit for each file."""
    found, queries = sizes(site), ready_made(site.workspace)
    for page in _pages(site, queries, found):
        yield Unit(page.path, partial(tuple, [page]), outside=repr(found))


def _pages(site: Site, queries: list[Query], found: Sizes) -> Iterator[Page]:
    for language in LANGUAGES:
        path = f"{language}/sparql.html"
        yield Page(path, partial(_page, site, queries, found, language), listed=True)
        make = partial(_settings, site, queries, found, language)
        yield Page(settings_path(language), make)
    yield Page(_LAND, _land)
    if found.fits:
        yield Page(MORE, partial(more, site))
    if found.light:
        yield Page(DUMP_SCRIPT, partial(_script, "servandaDump", stated, site))
        yield Page(MORE_SCRIPT, partial(_script, "servandaInferred", more, site))


def _land() -> str:
    return setting("servandaLand", land())


def _script(name: str, content: Callable[[Site], bytes], site: Site) -> str:
    return packed(name, content(site))


def _settings(site: Site, queries: Sequence[Query], found: Sizes, language: str) -> str:
    return setting("servandaSparql", settings(site, queries, found, language))


def _page(site: Site, queries: Sequence[Query], found: Sizes, language: str) -> str:
    view = View(site, language, f"{language}/sparql.html")
    frame = Frame(
        title=word("sparql-title", language),
        description=word("sparql-description", language),
        section="sparql",
        scripts=("sparql.js",),
        styles=("sparql.css",),
        endpoints=True,
    )
    return page_text(
        view,
        "sparql.html",
        frame,
        queries=sorted(queries, key=lambda query: folded(query.title[language])),
        path_of=question_path,
        settings_path=settings_path(language),
        land=_LAND,
        sources={"dump": DUMP, "inferred": MORE},
        scripts={"dump": DUMP_SCRIPT, "inferred": MORE_SCRIPT},
        fits=found.fits,
        light=found.light,
        size=_megabytes(found.bytes, language),
        most=_megabytes(MOST_BYTES, language),
        quads=number_words(found.dump_quads + found.more_quads, language),
        endpoints=endpoints(site),
        words=words_block("sparql", language),
    )


def _megabytes(count: int, language: str) -> str:
    number = number_words(round(count / 1_000_000, 1), language)
    return word("sparql-megabytes", language, number=number)

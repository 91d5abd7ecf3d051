"""The map of the site for search engines (sitemaps.org), with the languages of each page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Final

from servanda.markup import render
from servanda.site.base import Page, Site
from servanda.site.read.paths import href
from servanda.wording import LANGUAGES

__all__ = ["PART_SIZE", "sitemap"]

# 50,000 are allowed, and 50 MB: with an address in each language a page takes up to 2 kB.
PART_SIZE: Final = 25_000
_INDEX: Final = "sitemap.xml"
_DEFAULT: Final = "en"


def sitemap(site: Site, listed: Iterable[str]) -> Iterator[Page]:
    """`sitemap/<n>.xml` for the listed pages, given by their paths, and their index `sitemap.xml`.

    Addresses in a sitemap are absolute: without a public address there is none. One part is held
    at a time.
    """
    if not site.public:
        return
    paths, names = iter(listed), list[str]()
    while part := list(islice(paths, PART_SIZE)):
        names.append(f"sitemap/{len(names) + 1}.xml")
        yield Page(names[-1], partial(_part, site, part))
    if names:
        yield Page(_INDEX, partial(_index, site, names))


def _part(site: Site, paths: list[str]) -> str:
    pages = [(site.public + href(path), _alternates(site, path)) for path in paths]
    return render("sitemap.xml", pages=pages, day=site.workspace.issued[:10])


def _alternates(site: Site, path: str) -> list[tuple[str, str]]:
    """The same page in every language; "x-default" is for readers of another one."""
    first, _, rest = path.partition("/")
    if first not in LANGUAGES:
        return []
    found = [(language, site.public + href(f"{language}/{rest}")) for language in LANGUAGES]
    return [*found, ("x-default", site.public + href(f"{_DEFAULT}/{rest}"))]


def _index(site: Site, names: list[str]) -> str:
    parts = [site.public + name for name in names]
    return render("sitemap_index.xml", parts=parts, day=site.workspace.issued[:10])

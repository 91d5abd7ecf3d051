"""What the servers of a release need to be told: content negotiation, headers, addresses that stay.

A thing has the address `id/<path>` and is no document: the answer is 303 (See Other) and leads to
its page in a language of the reader, or to its data in the syntax that is asked for. Servers know
regular expressions only, so that the weights of `Accept` become one expression for each tenth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final

from servanda.formats import MEDIA_TYPES
from servanda.markup import render
from servanda.site.base import Page, Site
from servanda.wording import LANGUAGES

__all__ = ["FILES", "Rule", "language_rules", "servers", "syntax_rules"]

FILES: Final = ("README.md", "_headers", "_redirects", "apache.htaccess", "nginx.conf")
Rule = tuple[str, str]
"""A regular expression for a header, and what is served where it fits."""
# With equal weights the first is served: who names a syntax of RDF can read it.
_SYNTAXES: Final = MappingProxyType(
    {
        "ttl": r"(?:text/turtle|application/x-turtle)",
        "jsonld": r"application/(?:ld\+)?json",
        "nt": r"application/n-triples",
        "html": r"(?:text/html|application/xhtml\+xml|text/\*|\*/\*)",
    }
)
_PARAMETERS: Final = r"(?:\s*;(?!\s*q=)[^;,]*)*"
_WEIGHTS: Final = (
    r"(?:\s*;\s*q=1(?:\.0*)?\s*(?:;[^,]*)?)?",
    *(rf"\s*;\s*q=0?\.{tenth}[0-9]*\s*(?:;[^,]*)?" for tenth in range(9, 0, -1)),
    r"\s*;\s*q=0?\.0[0-9]*[1-9][0-9]*\s*(?:;[^,]*)?",
)
_FIRST: Final = "en"  # for those who name no language of the site
_OWN_TYPES: Final = ("ttl", "nt", "nq", "trig", "jsonld", "rdf", "rq", "parquet")


def servers(site: Site) -> Iterator[Page]:
    """The files `servers/…`: for Apache, nginx and Netlify, with a text that explains them."""
    for name in FILES:
        yield Page(f"servers/{name}", partial(_written, site, name))


def _written(site: Site, name: str) -> str:
    version = site.workspace.version
    return render(
        f"servers/{name}",
        # A version that is no plain name has no folder either.
        version=version if re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._-]*", version) else "",
        pattern=re.escape(version),
        languages=LANGUAGES,
        first=_FIRST,
        syntaxes=syntax_rules(),
        tongues=language_rules(),
        types=media_types(),
    )


def media_types() -> list[tuple[str, str]]:
    """Suffix without a dot and media type of what servers do not know by themselves."""
    known = {suffix.removeprefix("."): kind for suffix, kind in MEDIA_TYPES}
    own = [(suffix, known[suffix]) for suffix in _OWN_TYPES]
    return [*own, ("atom", "application/atom+xml"), ("ics", "text/calendar")]


def syntax_rules() -> list[Rule]:
    """Expressions for `Accept`; the first that fits decides between `html` and a suffix."""
    return list(_rules(list(_SYNTAXES.items())))


def language_rules() -> list[Rule]:
    """Expressions for `Accept-Language`; the first that fits gives the language."""
    return list(_rules([(each, rf"{each}(?:-[a-z0-9-]+)?") for each in LANGUAGES]))


def _rules(choices: Sequence[tuple[str, str]]) -> Iterator[Rule]:
    for weight in _WEIGHTS:
        for name, pattern in choices:
            yield rf"(?:^|,)\s*{pattern}{_PARAMETERS}{weight}\s*(?:,|$)", name

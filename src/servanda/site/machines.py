"""What hosts and robots look for at the root: `robots.txt` and the page for what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from servanda.markup import render
from servanda.site.base import Page, Site
from servanda.site.read.paths import href
from servanda.site.view import site_name
from servanda.wording import LANGUAGES, word

__all__ = ["machines"]


def machines(site: Site) -> Iterator[Page]:
    """`404.html` and `robots.txt`."""
    yield Page("404.html", partial(_not_found, site))
    yield Page("robots.txt", partial(_robots, site))


def _robots(site: Site) -> str:
    """Earlier releases are not for search engines: they would be found instead of this one."""
    lines = ["User-agent: *", f"Disallow: {_root(site)}v/"]
    if site.public:
        lines += ["", f"Sitemap: {site.public}sitemap.xml"]
    return "\n".join(lines) + "\n"


def _root(site: Site) -> str:
    """The path of the site on its public host, where it is known; else the root of a host."""
    path = urlsplit(site.public).path if site.public else ""
    return f"/{path.strip('/')}/" if path.strip("/") else "/"


def _not_found(site: Site) -> str:
    """A page in all languages, for it is not known which one was wanted.

    It is shown at the address that was asked for, so no link in it can be relative to that.
    """
    start = site.public or "/"
    links = [
        (language, f"{start}{href(f'{language}/index.html')}", f"{start}{language}/search.html")
        for language in LANGUAGES
    ]
    styles = dict.fromkeys(("/assets/site.css", f"{_root(site)}assets/site.css"))
    return render(
        "not_found.html",
        links=links,
        names={language: site_name(site, language) for language in LANGUAGES},
        styles=list(styles),
        public=site.public,
        word=word,
    )

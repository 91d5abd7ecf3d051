"""What the templates ask while one page is written: words, links and names for its readers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from pyoxigraph import BlankNode, NamedNode

from servanda.markup import render
from servanda.site.base import Site
from servanda.site.read.evidence import safe_link
from servanda.site.read.labels import Name, shown_iri
from servanda.site.read.paths import href, relative
from servanda.wording import LANGUAGES, word

__all__ = ["SECTIONS", "Frame", "View", "page_text", "site_name"]

# The entries of the navigation: the key of their words, and their page.
SECTIONS: Final = (
    ("browse", "browse"),
    ("pictures", "pictures"),
    ("questions", "questions"),
    ("sparql", "sparql"),
    ("ontology", "ontology"),
    ("changes", "changes"),
)


@dataclass(frozen=True, slots=True)
class View:
    """The page at `path` (from the site's root) for the readers of a language."""

    site: Site
    language: str
    path: str

    def t(self, key: str, /, **values: object) -> str:
        """The words of a key in the language of the page."""
        return word(key, self.language, **values)

    def to(self, path: str, anchor: str = "") -> str:
        """The link to a file of the site, given by its path from the root."""
        return _link(path, "".join(self.path.rpartition("/")[:2]), anchor)

    def page(self, path: str, anchor: str = "") -> str:
        """The link to a page of this language, given by its path without language and suffix."""
        return self.to(f"{self.language}/{path}.html", anchor)

    def link(self, node: NamedNode | BlankNode) -> str:
        """The link to the page where a resource is told; else its address; "" if it has none."""
        if isinstance(node, BlankNode):
            return ""
        home = self.site.resources.home(node)
        return self.page(home.path, home.anchor) if home else safe_link(node)

    def is_outside(self, node: NamedNode | BlankNode) -> bool:
        """Whether nothing is told of a resource here."""
        return isinstance(node, BlankNode) or self.site.resources.home(node) is None

    def name(self, node: NamedNode | BlankNode) -> Name:
        """What a resource is called."""
        return self.site.labels.name(node, self.language)

    def curie(self, node: NamedNode) -> str:
        """An IRI with the prefix of the release if one fits, else whole."""
        fitting = [
            (len(base), name)
            for name, base in self.site.prefixes.items()
            if node.value.startswith(base) and len(node.value) > len(base)
        ]
        if not fitting:
            return shown_iri(node.value)
        length, name = max(fitting)
        return f"{name}:{shown_iri(node.value[length:])}"

    def iri(self, node: NamedNode) -> str:
        """An IRI as it can be shown."""
        return shown_iri(node.value)

    def in_language(self, language: str) -> str:
        """The link to this page in another language."""
        return self.to(self.path_in(language))

    def path_in(self, language: str) -> str:
        """The path of this page in another language; that of the home page for the one at the root.

        A folder is no page where nobody serves it.
        """
        return f"{language}/{self.path.partition('/')[2] or 'index.html'}"

    def address(self, path: str) -> str:
        """The public address of a file of the site; "" if the site has none."""
        return self.site.public + href(path) if self.site.public else ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the site."""
        return LANGUAGES


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the content of a page.

    `section` is the entry of the navigation that is marked; `data` are the same facts in other
    forms, as media type and path from the root; `about` is what schema.org is told of the page;
    `scripts` and `styles` are further files of the bundle; `engine` lets Oxigraph run in the page,
    `endpoints` opens it to requests of other hosts, which only the SPARQL page needs.
    """

    title: str
    description: str
    section: str = ""
    data: tuple[tuple[str, str], ...] = ()
    about: Mapping[str, Any] | None = None
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    engine: bool = False
    endpoints: bool = False
    indexed: bool = True

    @property
    def about_json(self) -> str:
        """The JSON-LD, in which no `</script>` and no comment can open or close anything."""
        text = json.dumps(self.about, ensure_ascii=False, sort_keys=True)
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@lru_cache(maxsize=1 << 15)
def _link(path: str, folder: str, anchor: str) -> str:
    """The link to a file from the pages of a folder, which have most of their links in common."""
    return href(relative(path, folder), anchor)


def page_text(view: View, template: str, frame: Frame, /, **context: object) -> str:
    """The HTML of a page; the templates see `view`, `frame` and the context."""
    return render(
        template,
        view=view,
        frame=frame,
        site_name=site_name(view.site, view.language),
        sections=SECTIONS,
        language_names={language: word("language-name", language) for language in LANGUAGES},
        **context,
    )


def site_name(site: Site, language: str) -> str:
    """The title of the dataset."""
    return site.labels.name(site.workspace.iri, language).text

"""The dataset as an entry of BibTeX, for those who cite it in a paper."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from anyascii import anyascii
from pyoxigraph import NamedNode

from servanda.pictures.drawing.text import clean
from servanda.site.view import View, site_name
from servanda.vocab import DCTERMS

__all__ = ["bibtex"]

# What TeX takes for a command; a backslash first becomes a word of its own.
_ESCAPES: Final = MappingProxyType(
    {
        ord("\\"): r"\textbackslash{}",
        ord("{"): r"\{",
        ord("}"): r"\}",
        ord("~"): r"\textasciitilde{}",
        ord("^"): r"\textasciicircum{}",
        **{ord(sign): f"\\{sign}" for sign in "#$%&_"},
    }
)


def bibtex(view: View) -> str:
    """An entry of type `misc`, which every style knows; the title keeps its capitals."""
    site = view.site
    publishers = site.index.objects(site.workspace.iri, DCTERMS.publisher)
    names = [view.name(node).text for node in publishers if isinstance(node, NamedNode)]
    title = site_name(site, view.language)
    fields = [
        *([("author", " and ".join(f"{{{_tex(name)}}}" for name in names))] if names else []),
        ("title", f"{{{_tex(title)}}}"),
        ("year", site.workspace.issued[:4]),
        ("version", _tex(site.workspace.version)),
        ("url", _tex(site.public or site.workspace.iri.value)),
        ("note", _tex(site.workspace.iri.value)),
    ]
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields)
    return f"@misc{{{_key(title, site.workspace.issued[:4])},\n{lines}}}\n"


def _tex(text: str) -> str:
    return clean(text).translate(_ESCAPES)


def _key(title: str, year: str) -> str:
    first = re.sub(r"[^a-z0-9]+", "", anyascii(title).lower())[:20]
    return f"{first or 'dataset'}{year}"

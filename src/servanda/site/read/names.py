"""All names of a resource: labels of every language, alternative ones, names as signed."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.site.base import Site
from servanda.site.read.labels import Name, shown
from servanda.site.read.reads import Read
from servanda.vocab import DCTERMS, LABELS, SCHEMA, SKOS

__all__ = ["OTHERS", "all_names", "hidden_names"]

OTHERS: Final = (SKOS.altLabel, SCHEMA.alternateName, DCTERMS.alternative)
_ORDER: Final = MappingProxyType({each: at for at, each in enumerate((*LABELS, *OTHERS))})


def all_names(site: Site, node: NamedNode | None, title: str) -> list[Name]:
    """The names beside `title`, each text once, those that are labels first."""
    if node is None:
        return []
    told: dict[NamedNode, list[Literal]] = {}
    site.index.reads.note(Read.NAMED, node.value)
    with site.index.reads.apart():
        facts = site.index.about(node)
    for triple in facts:
        if triple.predicate in _ORDER and isinstance(triple.object, Literal):
            told.setdefault(triple.predicate, []).append(triple.object)
    found: dict[str, Name] = {}
    for predicate in sorted(told, key=lambda each: _ORDER[each]):
        for literal in told[predicate]:
            name = Name(shown(literal.value), literal.language or "")
            found.setdefault(name.text, name)
    found.pop(title, None)
    return list(found.values())


def hidden_names(site: Site, node: NamedNode) -> list[str]:
    """The names that are for finding and never shown (SKOS, section 5.1), sorted."""
    found = site.index.objects(node, SKOS.hiddenLabel)
    return [shown(term.value) for term in found if isinstance(term, Literal)]

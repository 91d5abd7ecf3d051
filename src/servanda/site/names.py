"""All names of a resource: labels of every language, alternative ones, names as signed."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.site.base import Site
from servanda.site.labels import LABELS, Name, shown
from servanda.vocab import DCTERMS, SCHEMA, SKOS

__all__ = ["all_names"]

_OTHERS: Final = (SKOS.altLabel, SKOS.hiddenLabel, SCHEMA.alternateName, DCTERMS.alternative)


def all_names(
    site: Site, node: NamedNode | None, title: str, *, hidden: bool = False
) -> list[Name]:
    """The names beside `title`, each text once, those that are labels first.

    Hidden labels are only for finding (SKOS, section 5.1), so they are left out unless asked for.
    """
    if node is None:
        return []
    found: dict[str, Name] = {}
    for predicate in (*LABELS, *_OTHERS):
        if predicate == SKOS.hiddenLabel and not hidden:
            continue
        for term in site.index.objects(node, predicate):
            if isinstance(term, Literal) and shown(term.value) != title:
                name = Name(shown(term.value), term.language or "")
                found.setdefault(name.text, name)
    return list(found.values())

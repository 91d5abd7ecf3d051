"""What a release says of itself that addresses are made from: names, spaces, titles."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from servanda.server.released import Release
from servanda.vocab import DCTERMS, OWL, RDF, VOID

__all__ = ["told_of"]


def told_of(release: Release, quads: Iterable[Quad]) -> dict[str, Any]:
    """The fields of `Served` that the data of a release give: title, spaces, ontology."""
    title: dict[str, str] = {}
    space = ontology = ""
    dataset = NamedNode(release.dataset) if release.dataset else None
    for quad in quads:
        if quad.predicate == RDF.type and quad.object == OWL.Ontology:
            ontology = ontology or getattr(quad.subject, "value", "")
        elif quad.subject != dataset or not isinstance(quad.object, Literal):
            continue
        elif quad.predicate == VOID.uriSpace:
            space = quad.object.value
        elif quad.predicate == DCTERMS.title:
            title[quad.object.language or ""] = quad.object.value
    return {
        "title": dict(sorted(title.items())),
        "uri_space": space,
        "ontology": ontology,
        "base": _base(space, release.dataset, ontology),
    }


def _base(space: str, *iris: str) -> str:
    """What the names of a release begin with, up to a slash; at least what resources do."""
    base = space
    for iri in iris:
        shared = _shared(base, iri)
        # Another host has another root: its names are not ours to give.
        if shared.count("/") > 2:  # "https://host/"
            base = shared
    return base


def _shared(one: str, other: str) -> str:
    """What both begin with, up to the last slash of it."""
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    text = "".join(char for char, _ in same)
    return text[: text.rfind("/") + 1]

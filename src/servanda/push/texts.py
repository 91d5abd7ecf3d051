"""The queries and updates that go to a store, from their files, with terms in their places."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from string import Template

from pyoxigraph import Literal, NamedNode, Triple

__all__ = ["inserted", "joined", "text", "written"]


def text(name: str, **terms: NamedNode | Literal | str) -> str:
    """The file `name` with terms, written as N-Triples writes them, for its `$places`."""
    asset = resources.files("servanda") / "assets/push" / name
    frame = Template(asset.read_text(encoding="utf-8"))
    return frame.substitute({place: str(term) for place, term in terms.items()})


def inserted(graph: NamedNode, triples: Iterable[Triple]) -> str:
    """The operation that adds statements to a graph."""
    return text("insert.ru", graph=graph, statements=written(triples))


def joined(operations: Iterable[str]) -> str:
    """Several operations as one request (SPARQL 1.1 Update, section 3)."""
    return ";\n".join(each.rstrip() for each in operations)


def written(triples: Iterable[Triple]) -> str:
    """Triples as N-Triples, sorted."""
    return "".join(sorted(f"{triple} .\n" for triple in triples))

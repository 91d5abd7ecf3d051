"""Writes any Turtle record in YAML, for tests; an author writes less and nests more."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import yaml
from pyoxigraph import NamedNode

from servanda.parse import Context, Document

TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def in_yaml(document: Document, iri: str, context: Context) -> str:
    """The record with every link as a whole IRI and every literal written out."""
    keys = {term.iri: key for key, term in context.terms.items()}
    nodes: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in document.quads:
        node, value = nodes[quad.subject.value], quad.object
        if quad.predicate == TYPE:
            node["type"].append(value.value)
        elif isinstance(value, NamedNode):
            node[keys[quad.predicate.value]].append(value.value)
        elif value.language:
            written = {"literal": value.value, "lang": value.language}
            node[keys[quad.predicate.value]].append(written)
        else:
            written = {"literal": value.value, "datatype": value.datatype.value}
            node[keys[quad.predicate.value]].append(written)
    own = nodes.pop(iri)
    others = [{"id": name, **node} for name, node in nodes.items()]
    content = {**own, **({"included": others} if others else {})}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)

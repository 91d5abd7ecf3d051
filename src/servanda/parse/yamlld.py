"""The reader of YAML records: YAML that means JSON-LD 1.1 by the context of its workspace.

The context comes with the program, never from the record or the network. Each key is looked up in
it, so an unknown one is an error where JSON-LD would drop it; pyoxigraph's JSON-LD parser then
makes the quads, by the same term definitions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from servanda.errors import InputError
from servanda.parse.context import Context
from servanda.parse.document import Document, Source, placed
from servanda.parse.literals import Faults
from servanda.parse.positions import Positions
from servanda.parse.resources import Resources
from servanda.parse.yamltext import Pairs, compose

__all__ = ["MAX_YAML_BYTES", "read_yaml"]

MAX_YAML_BYTES: Final = 2_000_000
_KIND: Final = re.compile(r"([a-z][a-z0-9-]*)/[^/#]+")


def read_yaml(source: Source) -> Document:
    """Read one YAML record; `graph_name` is its IRI, and everything in it has an IRI.

    Raises InputError with line and column for faulty YAML, unknown keys, types and words, values
    that a key does not take, and resources described twice.
    """
    if source.context is None or not isinstance(source.graph_name, NamedNode):
        raise InputError(
            "a YAML record has its meaning from its workspace",
            path=source.name,
            hint="Run servanda check or servanda build on the workspace, or give Turtle here",
        )
    root = compose(source.text, source.name)
    if root is None:
        return Document(source.path, source.name, (), {}, source.text)
    if not isinstance(root, Pairs):
        hint = "Write key: value, each key on a line of its own"
        raise Faults(source.name).error("a record is a mapping", root.at, hint)
    resources = Resources(source.context, source.graph_name.value, source.name)
    quads = tuple(placed(quad, source.graph_name) for quad in _quads(resources, root))
    return Document(
        source.path,
        source.name,
        quads,
        _prefixes(source.context, quads),
        source.text,
        Positions(resources.lines, resources.columns),
    )


def _quads(resources: Resources, root: Pairs) -> Iterator[Quad]:
    graph = resources.read(root)
    text = json.dumps({"@context": {"@version": 1.1, **resources.used}, "@graph": graph})
    return iter(pyoxigraph.parse(text, RdfFormat.JSON_LD))


def _prefixes(context: Context, quads: Sequence[Quad]) -> dict[str, str]:
    """A prefix for each kind of record that is spoken of, as Turtle records declare them."""
    terms = {term for quad in quads for term in (quad.subject, quad.object)}
    iris = {term.value for term in terms if isinstance(term, NamedNode)}
    concepts = {iri for words in context.schemes.values() for iri in words.values()}
    found = {}
    for iri in sorted(iris - concepts):
        kind = _KIND.match(iri.removeprefix(context.base)) if iri.startswith(context.base) else None
        if kind is not None:
            found[kind[1]] = f"{context.base}{kind[1]}/"
    return found

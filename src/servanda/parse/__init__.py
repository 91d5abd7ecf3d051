"""Files to quads: every syntax of `formats` and YAML, each fault with its file, line and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode

from servanda.errors import InputError
from servanda.formats import SYNTAXES, syntax_of
from servanda.parse.context import CONCEPT, LITERAL, Context, Term, context_of
from servanda.parse.document import Document, Source, placed
from servanda.parse.keys import ANY, LINK
from servanda.parse.nesting import check_nesting
from servanda.parse.rdf import read_rdf
from servanda.parse.text import MAX_BYTES, read_bytes, read_text
from servanda.parse.yamlld import MAX_YAML_BYTES, read_yaml

__all__ = [
    "ANY",
    "CONCEPT",
    "LINK",
    "LITERAL",
    "READERS",
    "RECORD_SUFFIXES",
    "Context",
    "Document",
    "Term",
    "check_nesting",
    "context_of",
    "parse",
    "placed",
    "read_bytes",
    "read_text",
]

# A reader of each suffix; a further way of writing records is one file here and one row.
READERS: Final[Mapping[str, Callable[[Source], Document]]] = MappingProxyType(
    {**{syntax.suffix: read_rdf for syntax in SYNTAXES}, ".yaml": read_yaml}
)

# The ways in which a record of a workspace may be written.
RECORD_SUFFIXES: Final = (".ttl", ".yaml")


def parse(
    path: Path,
    *,
    name: str | None = None,
    graph_name: NamedNode | DefaultGraph | None = None,
    context: Context | None = None,
) -> Document:
    """Parse one file by its suffix.

    Triples go to `graph_name` (the default graph if none is given); files of a syntax with graph
    names keep their own. Lexical forms stay as written. A YAML record needs its `context`, and
    `graph_name` is its IRI. Raises InputError with line and column for an unknown suffix, a wrong
    encoding, an empty file and every syntax error.
    """
    shown = name or path.as_posix()
    syntax = syntax_of(path)
    suffix = path.suffix.lower() if syntax is None else syntax.suffix
    if suffix not in READERS:
        known = " ".join(READERS)
        raise InputError("not an RDF file by its name", path=shown, hint=f"Known: {known}")
    limit = MAX_BYTES if syntax else MAX_YAML_BYTES
    text = read_text(path, name=shown, limit=limit)
    if not text.strip():
        raise InputError("the file is empty", path=shown, line=1, hint="Remove it or fill it")
    document = READERS[suffix](Source(path, shown, text, graph_name, context))
    if not document.quads:
        raise InputError("the file states nothing", path=shown, line=1, hint="Remove or fill it")
    return document

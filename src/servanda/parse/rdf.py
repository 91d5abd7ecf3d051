"""The reader of the RDF syntaxes; the parser is pyoxigraph, and lexical forms stay as written."""

from __future__ import annotations

import pyoxigraph

from servanda.errors import InputError
from servanda.formats import SYNTAXES, syntax_of
from servanda.parse.document import Document, Source, placed
from servanda.parse.nesting import check_nesting

__all__ = ["read_rdf"]


def read_rdf(source: Source) -> Document:
    """Parse a text in the syntax that its file's suffix stands for; InputError if it is faulty."""
    syntax = syntax_of(source.path) or SYNTAXES[0]
    check_nesting(source.text, syntax, source.name)
    try:
        reader = pyoxigraph.parse(
            source.text,
            syntax.rdf_format,
            base_iri=source.path.resolve().as_uri(),
            rename_blank_nodes=True,
        )
        quads = tuple(placed(quad, source.graph_name) for quad in reader)
    except SyntaxError as error:
        raise _syntax_error(error, source.name, source.text) from error
    return Document(source.path, source.name, quads, dict(reader.prefixes), source.text)


def _syntax_error(error: SyntaxError, shown: str, text: str) -> InputError:
    message = (error.msg or "syntax error").splitlines()[0].rstrip(". ")
    for noise in ("Parser error at ", "Parser error between "):
        if message.startswith(noise) and ": " in message:
            message = message.split(": ", 1)[1]
    lines = text.splitlines()
    line = min(error.lineno or 1, max(len(lines), 1))
    hint = None
    if message.endswith("has not been declared"):
        hint = "Declare it at the head of the file: @prefix name: <https://...> ."
    return InputError(message, path=shown, line=line, column=error.offset, hint=hint)

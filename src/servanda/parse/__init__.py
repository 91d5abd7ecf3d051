"""Files to quads: every syntax of `formats`, each fault with its file, line and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

from servanda.errors import InputError
from servanda.formats import SYNTAXES, Syntax, syntax_of
from servanda.parse.positions import Positions

__all__ = ["Document", "parse", "read_bytes", "read_text"]

MAX_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file: its quads in the file's order, its prefixes, and where things stand.

    `name` is what messages call the file; `text` is kept for positions only.
    """

    path: Path
    name: str
    quads: tuple[Quad, ...]
    prefixes: Mapping[str, str]
    text: str

    @property
    def triples(self) -> list[Triple]:
        """The quads without their graph names."""
        return [quad.triple for quad in self.quads]

    def line(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None = None,
        object: object | None = None,  # noqa: A002  RDF's own word
    ) -> int:
        """The line on which a statement stands, or the nearest that is known; 1 otherwise."""
        if subject is None or syntax_of(self.path) not in (SYNTAXES[0], SYNTAXES[3]):
            return 1
        return Positions.of_turtle(self.text).line(subject, predicate, object)

    def error(
        self,
        message: str,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: object | None = None,  # noqa: A002  RDF's own word
        *,
        hint: str | None = None,
    ) -> InputError:
        """An error that points at a statement of this file."""
        line = self.line(subject, predicate, object)
        return InputError(message, path=self.name, line=line, hint=hint)


def read_bytes(path: Path, *, name: str | None = None) -> bytes:
    """The bytes of a file; InputError if it is missing, unreadable, a folder or far too large."""
    shown = name or path.as_posix()
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError("the file is larger than 2 GB", path=shown)
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(reason, path=shown, hint="Check the path and its permissions") from error


def read_text(path: Path, *, name: str | None = None) -> str:
    """The text of a UTF-8 file without a byte order mark; InputError with the faulty line."""
    raw = read_bytes(path, name=name)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        raise InputError(
            f"byte 0x{raw[error.start]:02x} is not UTF-8",
            path=name or path.as_posix(),
            line=before.count(b"\n") + 1,
            column=error.start - (before.rfind(b"\n") + 1) + 1,
            hint="Save the file as UTF-8",
        ) from error


def parse(
    path: Path,
    *,
    name: str | None = None,
    graph_name: NamedNode | DefaultGraph | None = None,
) -> Document:
    """Parse one RDF file by its suffix.

    Triples go to `graph_name` (the default graph if none is given); files of a syntax with graph
    names keep their own. Lexical forms stay as written. Raises InputError with line and column
    for an unknown suffix, a wrong encoding, an empty file and every syntax error.
    """
    shown = name or path.as_posix()
    syntax = syntax_of(path)
    if syntax is None:
        known = " ".join(each.suffix for each in SYNTAXES)
        raise InputError("not an RDF file by its name", path=shown, hint=f"Known: {known}")
    text = read_text(path, name=shown)
    if not text.strip():
        raise InputError("the file is empty", path=shown, line=1, hint="Remove it or fill it")
    return _parse_text(path, shown, text, syntax, graph_name)


def _parse_text(
    path: Path,
    shown: str,
    text: str,
    syntax: Syntax,
    graph_name: NamedNode | DefaultGraph | None,
) -> Document:
    try:
        reader = pyoxigraph.parse(
            text, syntax.rdf_format, base_iri=path.resolve().as_uri(), rename_blank_nodes=True
        )
        quads = tuple(_placed(quad, graph_name) for quad in reader)
    except SyntaxError as error:
        raise _syntax_error(error, shown, text) from error
    if not quads:
        raise InputError("the file states nothing", path=shown, line=1, hint="Remove or fill it")
    return Document(path, shown, quads, dict(reader.prefixes), text)


def _placed(quad: Quad, graph_name: NamedNode | DefaultGraph | None) -> Quad:
    if graph_name is None or quad.graph_name != DefaultGraph():
        return quad
    return Quad(quad.subject, quad.predicate, quad.object, graph_name)


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

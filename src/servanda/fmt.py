"""Canonical form for Turtle and for tables of mappings: small diffs, nothing lost."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from servanda.errors import InputError, ServandaError
from servanda.mappings import SUFFIX, read_mappings, write_mappings
from servanda.parse import Document, parse
from servanda.parse.positions import Token, tokens
from servanda.serialize.turtle import canonical_triples, turtle

__all__ = ["canonical", "comments", "fmt", "rewrite"]


def fmt(paths: Sequence[Path], *, check: bool = False) -> list[Path]:
    """Rewrite files of Turtle and SSSOM in canonical form, each in one rename; those that change.

    With `check` nothing is written. Raises InputError for the first file that cannot be read.
    """
    changed = []
    for path in paths:
        text = _canonical_text(path)
        if text.encode() != path.read_bytes():
            changed.append(path)
            if not check:
                rewrite(path, text)
    return changed


def _canonical_text(path: Path) -> str:
    if path.name.endswith(SUFFIX):
        return write_mappings(read_mappings(path, name=str(path)))
    if path.suffix != ".ttl":
        raise InputError(
            f"only Turtle (.ttl) and SSSOM ({SUFFIX}) have a canonical form", path=path
        )
    return canonical(parse(path))


def canonical(document: Document) -> str:
    """The canonical text of a parsed file. Raises ServandaError if it would not say the same."""
    own = f"/{document.path.parent.name}/{document.path.stem}"
    text = turtle(document.triples, document.prefixes, comments=comments(document), first=own)
    if canonical_triples(document.triples) != _reparsed(text):
        raise ServandaError("the canonical form would not say the same", path=document.name)
    return text


def _reparsed(text: str) -> list[Triple]:
    quads = pyoxigraph.parse(text, RdfFormat.TURTLE)
    return canonical_triples(quad.triple for quad in quads)


def rewrite(path: Path, text: str) -> None:
    """Write a file beside its place and move it there; InputError if that cannot be done."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    except OSError as error:
        raise InputError((error.strerror or "cannot be written").lower(), path=path) from error
    finally:
        temporary.unlink(missing_ok=True)


def comments(document: Document) -> dict[str, list[str]]:
    """The comments of a file by the subject that they precede or stand in.

    Those before the prefixes belong to the head, those after the last statement to the end.
    """
    found: dict[str, list[str]] = defaultdict(list)
    waiting: list[str] = []
    subject, previous = "", Token("mark", ".", 0, 0)
    started = False
    for token in tokens(document.text):
        outside = previous.text == "."
        if token.kind == "comment":
            own = not outside or (started and token.line == previous.line)
            (found[subject] if own else waiting).append(token.text.rstrip())
            continue
        if outside and not _is_directive(token):
            name = _subject(token, document)
            if name is not None:
                subject, started = name, True
                found[subject] += waiting
                waiting.clear()
        elif outside and not started:
            found[""] += waiting
            waiting.clear()
        previous = _ended(previous, token)
    found["END"] += waiting
    return {owner: lines for owner, lines in found.items() if lines}


def _ended(previous: Token, token: Token) -> Token:
    """The token that decides whether a statement has ended; SPARQL-style directives have no dot."""
    directive = previous.text.lower() in ("prefix:", "base:")
    if token.text.lower() in ("prefix", "base"):
        return Token("mark", f"{token.text}:", token.line, token.column)
    if directive:
        return Token("mark", ".", token.line, 0) if token.kind == "iri" else previous
    return token


def _is_directive(token: Token) -> bool:
    return token.kind == "directive" or token.text.lower() in ("prefix", "base")


def _subject(token: Token, document: Document) -> str | None:
    """The N-Triples form of the IRI that starts a statement; None for a blank node."""
    if token.kind == "iri":
        return token.text
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return f"<{document.prefixes.get(prefix, '')}{local}>"
    return None

"""Facts as text: the three terms of a triple in the canonical spelling of N-Triples.

RDF 1.1 N-Triples, section 4: one space between terms, only the escapes that are needed. Text is
what map and reduce work on: equal terms are equal strings, and lexical forms stay as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["Fact", "fact_of", "facts_of", "iri_of", "line_of", "term_of", "text_of", "triple_of"]

Fact = tuple[str, str, str]

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def facts_of(text: str) -> Iterator[Fact]:
    """The facts of canonical N-Triples, in its order; what is not canonical gives wrong terms."""
    for line in text.split("\n"):
        if line:
            subject, predicate, rest = line.split(" ", 2)
            yield subject, predicate, rest[:-2]


def line_of(fact: Fact) -> str:
    """The line of a fact, with the line feed that ends it."""
    return f"{fact[0]} {fact[1]} {fact[2]} .\n"


def text_of(facts: Iterable[Fact]) -> str:
    """The lines of facts in the order given."""
    return "".join([f"{subject} {predicate} {value} .\n" for subject, predicate, value in facts])


def fact_of(triple: Triple) -> Fact:
    """A triple as text."""
    return str(triple.subject), str(triple.predicate), str(triple.object)


def triple_of(fact: Fact) -> Triple:
    """A fact as the triple it spells."""
    subject, predicate, value = map(term_of, fact)
    return Triple(subject, predicate, value)


def iri_of(spelling: str) -> str:
    """The IRI that a spelling stands for, "" for a literal or a blank node."""
    return spelling[1:-1] if spelling.startswith("<") else ""


def term_of(spelling: str) -> Any:  # noqa: ANN401  what it is depends on the spelling
    """The term that a spelling stands for."""
    if spelling.startswith("<"):
        return NamedNode(_unescaped(spelling[1:-1]))
    if spelling.startswith("_:"):
        return BlankNode(spelling[2:])
    end = spelling.rindex('"')
    text, kind = _unescaped(spelling[1:end]), spelling[end + 1 :]
    if kind.startswith("@"):
        return Literal(text, language=kind[1:])
    if kind.startswith("^^"):
        return Literal(text, datatype=NamedNode(_unescaped(kind[3:-1])))
    return Literal(text)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _PLAIN.get(match[3], match[3])

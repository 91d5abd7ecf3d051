"""Where statements stand in a Turtle or TriG text, for messages; the parser itself is pyoxigraph.

The tokenizer follows the terminals of Turtle (RDF 1.1 Turtle, section 6.5) in linear time. It is
lenient: a text that is not Turtle gives fewer positions, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import urljoin

from pyoxigraph import BlankNode, Literal, NamedNode

__all__ = ["Positions", "Token", "tokens"]

_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><[^\x00-\x20<>"{}|^`]*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"\"\"|'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<directive>@prefix\b|@base\b)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<blank>_:[^\s<>"'{}|^`\\()\[\];,.\#]+(?:\.+[^\s<>"'{}|^`\\()\[\];,.\#]+)*)
  | (?P<number>[+-]?(?:\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+)(?![\w:]))
  | (?P<name>(?:[^\W\d_][\w.\-\u00b7]*)?:(?:[\w:\-\u00b7%]|\\[^\w\s]|\.(?=[\w:\-\u00b7%.\\]))*)
  | (?P<word>[A-Za-z]+)
  | (?P<mark>\^\^|[\[\](){};,.])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: what it is, its text, and where it starts, counted from 1."""

    kind: str
    text: str
    line: int
    column: int


def tokens(text: str) -> Iterator[Token]:
    """All tokens of a text, comments included; what is no token is passed over."""
    line, start, at = 1, 0, 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            at += 1
            continue
        kind, piece = match.lastgroup or "", match.group()
        if kind != "space":
            yield Token(kind, piece, line, at - start + 1)
        breaks = piece.count("\n")
        if breaks:
            line += breaks
            start = at + piece.rfind("\n") + 1
        at = match.end()


@dataclass(frozen=True, slots=True)
class Positions:
    """The first line of each statement, of each subject and predicate, and of each subject.

    The columns of the same places are kept for the syntaxes whose reader gives them.
    """

    lines: Mapping[tuple[str, ...], int]
    columns: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    @staticmethod
    @lru_cache(maxsize=16)
    def of_turtle(text: str) -> Positions:
        """Read the positions of a Turtle or TriG text."""
        reader = _Reader(text)
        reader.read()
        return Positions(reader.lines)

    def line(
        self,
        subject: NamedNode | BlankNode,
        predicate: NamedNode | None = None,
        object: object | None = None,  # noqa: A002  RDF's own word
    ) -> int:
        """The line of a statement, else of subject and predicate, else of the subject, else 1."""
        return self.lines.get(self._nearest(subject, predicate, object), 1)

    def column(
        self,
        subject: NamedNode | BlankNode,
        predicate: NamedNode | None = None,
        object: object | None = None,  # noqa: A002  RDF's own word
    ) -> int | None:
        """The column of the place whose line `line` gives, if it is known."""
        return self.columns.get(self._nearest(subject, predicate, object))

    def _nearest(
        self,
        subject: NamedNode | BlankNode,
        predicate: NamedNode | None,
        object: object | None,  # noqa: A002  RDF's own word
    ) -> tuple[str, ...]:
        keys: list[tuple[str, ...]] = [(subject.value,)]
        if predicate is not None:
            keys.append((subject.value, predicate.value))
            if isinstance(object, NamedNode | Literal):
                keys.append((subject.value, predicate.value, object.value))
        return next((key for key in reversed(keys) if key in self.lines), ())


class _Reader:
    """Follows subjects, predicates and objects of the outermost level of a text."""

    def __init__(self, text: str) -> None:
        self._tokens = [token for token in tokens(text) if token.kind != "comment"]
        self._prefixes: dict[str, str] = {}
        self._base = ""
        self.lines: dict[tuple[str, ...], int] = {}

    def read(self) -> None:
        """Go through all statements once."""
        depth = 0
        terms: list[str] = []
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            skip = self._directive(at) if depth == 0 and not terms else 0
            if skip:
                at += skip
                continue
            if token.text in ("[", "("):
                depth += 1
                if depth == 1:
                    self._add(terms, "", token.line)
            elif token.text in ("]", ")"):
                depth -= 1
            elif depth == 0:
                self._outermost(terms, token, at)
            at += 1

    def _outermost(self, terms: list[str], token: Token, at: int) -> None:
        if token.kind == "mark":
            keep = {";": 1, ",": 2}.get(token.text)
            if token.text in (".", "{", "}"):
                terms.clear()
            elif keep is not None:
                del terms[keep:]
        elif token.kind != "language" and not self._is_datatype(at):
            self._add(terms, self._value(token), token.line)

    def _is_datatype(self, at: int) -> bool:
        return at > 0 and self._tokens[at - 1].text == "^^"

    def _add(self, terms: list[str], term: str, line: int) -> None:
        terms.append(term)
        if all(terms):
            self.lines.setdefault(tuple(terms[:3]), line)

    def _directive(self, at: int) -> int:
        """How many tokens a directive at this place takes; 0 if there is none."""
        word = self._tokens[at].text.lower().lstrip("@")
        following = [token.text for token in self._tokens[at + 1 : at + 4]]
        if word == "prefix" and len(following) > 1:
            self._prefixes[following[0][:-1]] = self._resolve(following[1][1:-1])
            return 3 + (following[2:] == ["."])
        if word == "base" and following:
            self._base = self._resolve(following[0][1:-1])
            return 2 + (following[1:2] == ["."])
        return 0

    def _resolve(self, iri: str) -> str:
        plain = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), iri)
        return urljoin(self._base, plain) if self._base else plain

    def _value(self, token: Token) -> str:
        if token.kind == "iri":
            return self._resolve(token.text[1:-1])
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            return self._prefixes.get(prefix, prefix + ":") + re.sub(r"\\(.)", r"\1", local)
        if token.kind == "string":
            quotes = 3 if token.text[:3] in ('"""', "'''") else 1
            return token.text[quotes:-quotes] or "\x00"
        return _RDF_TYPE if token.text == "a" else token.text

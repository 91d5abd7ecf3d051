"""Which facts a SELECT query asks for, so that no others need be put before it.

What is read is the grammar of SPARQL 1.1 (section 19.8) as far as triple patterns go. It is a
query that parses, and what this reader does not know is no fault: then all facts are needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from servanda.query.sparql import SparqlToken, declared_prefixes, sparql_tokens
from servanda.vocab import RDF

__all__ = ["Patterns", "Reader", "UnclearError", "clear_tokens", "patterns_of"]

Patterns = Mapping[str, frozenset[str] | None]

_ESCAPED: Final = re.compile(r"\\[uU]")
# An IRI of other characters may be a comparison (`?a<?b`).
_IRI: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^?$()]*>")
_PLAIN_NAME: Final = re.compile(r"[^\\%]*")
_BEFORE_GROUP: Final = frozenset({"OPTIONAL", "UNION", "MINUS"})
_BOOLEANS: Final = frozenset({"TRUE", "FALSE"})
# With paths that may have no step, each term of all facts is a match of its own.
_UNCLEAR_WORDS: Final = frozenset({"BASE", "FROM", "GRAPH", "SERVICE", "CONSTRUCT", "DESCRIBE"})


class UnclearError(Exception):
    """The query is not understood, or it asks for facts whatever their predicate."""


def patterns_of(text: str) -> Patterns | None:
    """What all facts that can take part in the answer have: a predicate, and one of its objects.

    Terms are IRIs spelled as in N-Triples; a predicate with None may have any object. None in all
    if facts may have any predicate: a variable or a negation in its place, a path of any length
    from none on, a named graph, or what is not understood. `text` is a query that parses.
    """
    tokens = clear_tokens(text)
    if tokens is None:
        return None
    reader = Reader(tokens, declared_prefixes(text))
    try:
        reader.read()
    except (UnclearError, IndexError):
        return None
    return {
        predicate: None if "" in objects else frozenset(objects)
        for predicate, objects in reader.found.items()
    }


def clear_tokens(text: str) -> list[SparqlToken] | None:
    """The tokens of a query that names its terms plainly and asks of one graph; None of another."""
    tokens = list(sparql_tokens(text))
    words = {token.text.upper() for token in tokens if token.kind == "word"}
    return None if _ESCAPED.search(text) or words & _UNCLEAR_WORDS else tokens


class Reader:
    """Walks over tokens; each method begins at `at` and leaves it behind what it has read."""

    def __init__(self, tokens: list[SparqlToken], prefixes: dict[str, str]) -> None:
        self._tokens = tokens
        self._prefixes = prefixes
        self._at = 0
        # Spelled objects by spelled predicate, "" for any.
        self.found: dict[str, set[str]] = {}

    @property
    def _token(self) -> SparqlToken:
        return self._tokens[self._at]

    @property
    def _word(self) -> str:
        return self._token.text.upper() if self._token.kind == "word" else ""

    def _is(self, *marks: str) -> bool:
        return self._token.text in marks

    def _skip(self, *marks: str) -> None:
        if not self._is(*marks):
            raise UnclearError
        self._at += 1

    def read(self) -> None:
        """The whole text, which ends after the solution modifiers."""
        while self._word != "SELECT":
            self._at += 1
        self._query()
        if self._at != len(self._tokens):
            raise UnclearError

    def _query(self) -> None:
        while not self._is("{"):
            self._clause()
        self._group()
        while self._at < len(self._tokens) and not self._is("}"):
            self._clause()

    def _clause(self) -> None:
        if self._is("("):
            self._expression()
        elif self._word == "VALUES":
            self._values()
        else:
            self._at += 1

    def _group(self) -> None:
        self._skip("{")
        while not self._is("}"):
            word = self._word
            if self._is("{"):
                self._group()
            elif self._is(".") or word in _BEFORE_GROUP:
                self._at += 1
            elif word == "SELECT":
                self._query()
            elif word in ("FILTER", "BIND"):
                self._at += 1
                self._constraint()
            elif word == "VALUES":
                self._values()
            else:
                self._triples()
        self._at += 1

    def _constraint(self) -> None:
        if self._word == "NOT":
            self._at += 1
        if self._word == "EXISTS":
            self._at += 1
            self._group()
            return
        if not self._is("("):  # the name of a function
            self._at += 1
        self._expression()

    def _expression(self) -> None:
        self._skip("(")
        while not self._is(")"):
            if self._token.kind == "iri":
                self._iri()
            if self._is("("):
                self._expression()
            elif self._is("{"):
                self._group()
            elif self._is("}"):
                raise UnclearError
            else:
                self._at += 1
        self._at += 1

    def _values(self) -> None:
        while not self._is("{"):
            self._at += 1
        while not self._is("}"):
            self._at += 1
        self._at += 1

    def _triples(self) -> None:
        self._term()
        while True:
            start = self._at
            predicates = self._path()
            # Of a path of one step the object is that of a fact.
            plain = self._at - start == 1
            objects = {self._term()}
            while self._is(","):
                self._at += 1
                objects.add(self._term())
            for predicate in predicates:
                self.found.setdefault(predicate, set()).update(objects if plain else ("",))
            if self._ended():
                return

    def _ended(self) -> bool:
        """Whether no more is said of the same subject; passes what stands between."""
        if not self._is(";"):
            return True
        while self._is(";"):
            self._at += 1
        return self._is(".", "}", "{") or bool(self._word and self._token.text != "a")

    def _term(self) -> str:
        """An IRI as it is spelled, "" for another term."""
        kind, spelled = self._token.kind, ""
        if kind in ("iri", "name"):
            spelled = f"<{self._iri()}>"
        elif kind not in ("variable", "number", "string") and self._word not in _BOOLEANS:
            raise UnclearError
        self._at += 1
        if kind == "string" and self._token.kind == "language":
            self._at += 1
        elif kind == "string" and self._is("^^"):
            self._at += 2
        return spelled

    def _path(self) -> list[str]:
        """The predicates of a path."""
        found = self._step()
        while self._is("|", "/"):
            self._at += 1
            found += self._step()
        return found

    def _step(self) -> list[str]:
        if self._is("^"):
            self._at += 1
        if self._is("("):
            self._at += 1
            found = self._path()
            self._skip(")")
        else:
            found = [f"<{self._iri()}>"]
            self._at += 1
        if self._is("*", "?"):
            raise UnclearError
        if self._is("+"):
            self._at += 1
        return found

    def _iri(self) -> str:
        """The IRI that a token stands for, which is not passed."""
        token = self._token
        if token.text == "a":
            return RDF.type.value
        if token.kind == "iri" and _IRI.fullmatch(token.text):
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self._prefixes or not _PLAIN_NAME.fullmatch(local):
            raise UnclearError
        return self._prefixes[prefix] + local

"""Canonical Turtle for people: sorted, prefixed, blank nodes nested, one object to a line.

The text depends on the triples and the prefixes only, so a change of one fact is a change of one
line. Lexical forms are kept byte for byte.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

from servanda.errors import InputError
from servanda.serialize.lines import INDENT, prefix_lines, statement_lines
from servanda.serialize.names import Names
from servanda.vocab import RDF

__all__ = ["canonical_triples", "turtle", "turtle_blocks"]

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
_DEEPEST: Final = 100  # beyond this, blank nodes get labels instead of being nested


def turtle(
    triples: Iterable[Triple],
    prefixes: Mapping[str, str],
    *,
    comments: Mapping[str, Sequence[str]] = MappingProxyType({}),
    first: str = "",
) -> str:
    """The triples as canonical Turtle with the prefixes that are used.

    The subject whose IRI ends in `first` leads, the others follow by IRI.

    `comments` maps a subject's N-Triples form to the comment lines that precede it; the empty
    string stands for the head of the file, `END` for its end.
    """
    names = Names(prefixes)
    blocks = list(_blocks(triples, names, comments, first))
    head = "".join(f"{line}\n" for line in comments.get("", ()))
    end = "".join(f"{line}\n" for line in comments.get("END", ()))
    parts = [part for part in (head, prefix_lines(prefixes, names.used), *blocks, end) if part]
    return "\n".join(parts)


def canonical_triples(triples: Iterable[Triple]) -> list[Triple]:
    """Sorted, unique triples whose blank nodes bear the labels of RDFC-1.0."""
    unique = set(triples)
    if all(isinstance(term, NamedNode | Literal) for t in unique for term in (t.subject, t.object)):
        return sorted(unique, key=str)  # nothing needs a label
    dataset = Dataset(Quad(*triple) for triple in unique)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((quad.triple for quad in dataset), key=str)


def turtle_blocks(triples: Iterable[Triple], names: Names, first: str) -> Iterator[str]:
    """The blocks of `turtle`, one for each subject of the outermost level."""
    return _blocks(triples, names, {}, first)


def _blocks(
    triples: Iterable[Triple], names: Names, comments: Mapping[str, Sequence[str]], first: str
) -> Iterator[str]:
    graph = _Graph(canonical_triples(triples), names)
    for subject in graph.subjects(first):
        lead = "".join(f"{line}\n" for line in comments.get(str(subject), ()))
        yield lead + graph.block(subject)


class _Graph:
    """The triples by subject, and how each blank node is written."""

    def __init__(self, triples: Sequence[Triple], names: Names) -> None:
        self._names = names
        self._of: dict[Node, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._uses: dict[Node, list[Node]] = defaultdict(list)
        for triple in triples:
            if isinstance(triple.object, Triple) or isinstance(triple.subject, Triple):
                raise InputError("triple terms of RDF 1.2 cannot be written as RDF 1.1 Turtle")
            self._of[triple.subject][triple.predicate].append(triple.object)
            if isinstance(triple.object, BlankNode):
                self._uses[triple.object].append(triple.subject)
        self._nested = {node for node in self._uses if self._can_nest(node)}

    def _can_nest(self, node: Node) -> bool:
        """Whether a blank node is used once, and hangs from a subject and not from itself."""
        seen = 0
        while isinstance(node, BlankNode):
            users = self._uses.get(node, [])
            if len(users) != 1:
                return seen > 0  # it hangs from a blank node that stands at the outermost level
            node, seen = users[0], seen + 1
            if seen > _DEEPEST:
                return False
        return True

    def subjects(self, first: str) -> list[Node]:
        """The subjects of the outermost level: the first one, other IRIs, then blank nodes."""

        def order(node: Node) -> tuple[bool, bool, str]:
            leads = bool(first) and isinstance(node, NamedNode) and node.value.endswith(first)
            return (not leads, isinstance(node, BlankNode), node.value)

        return sorted((node for node in self._of if node not in self._nested), key=order)

    def block(self, subject: Node) -> str:
        """One subject with all its statements."""
        if isinstance(subject, NamedNode):
            start = self._names.iri(subject)
        else:
            start = str(subject) if self._uses.get(subject) else "[]"
        body = self._body(subject, 1)
        return f"{start}{body if body.startswith(chr(10)) else ' ' + body} .\n"

    def _body(self, subject: Node, depth: int) -> str:
        statements = self._of[subject]
        found = [
            (
                self._names.predicate(str(predicate)),
                [self._term(term, depth) for term in _ordered(statements[predicate])],
            )
            for predicate in sorted(statements, key=lambda p: (p != RDF.type, p.value))
        ]
        return statement_lines(found, depth)

    def _term(self, term: Term, depth: int) -> str:
        if isinstance(term, NamedNode):
            return self._names.iri(term)
        if isinstance(term, Literal):
            return self._names.literal(term)
        items = self._list(term)
        if items is not None:
            return f"( {' '.join(self._term(item, depth) for item in items)} )"
        if term not in self._nested:
            return str(term)
        if not self._of.get(term):
            return "[]"
        return f"[{self._body(term, depth + 1)}\n{INDENT * depth}]"

    def _list(self, node: Term) -> list[Term] | None:
        """The items of a well-formed list that hangs only here; None if it is none."""
        items: list[Term] = []
        while node != RDF.nil:
            if not isinstance(node, BlankNode) or node not in self._nested:
                return None
            statements = self._of.get(node, {})
            if set(statements) != {RDF.first, RDF.rest}:
                return None
            first, rest = statements[RDF.first], statements[RDF.rest]
            if len(first) != 1 or len(rest) != 1:
                return None
            items.append(first[0])
            node = rest[0]
        return items


def _ordered(terms: Sequence[Term]) -> list[Term]:
    return sorted(terms, key=lambda term: (isinstance(term, BlankNode), str(term)))

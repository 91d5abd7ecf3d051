"""Where the passage of a claim leads: its address, its offsets and the words in the text."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from servanda.evidence.fragment import find_fragment, parse_fragment
from servanda.vocab import FOAF, OA, PROV, RDF, SCHEMA, SPDX

__all__ = ["Graph", "Problem", "SourceText", "Term", "locate", "read_graph"]

MAX_WORDS: Final = 8
Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a source, as the offsets of its locators count it."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the text in UTF-8, by which it is matched to its source."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the evidence: `about` is a resource, `words` the value at fault."""

    kind: str
    graph: str
    about: NamedNode
    fact: str = ""
    words: str = ""


@dataclass(slots=True)
class Graph:
    """The quads by subject and predicate, and where each subject is described."""

    values: dict[tuple[Term, NamedNode], list[Term]] = field(
        default_factory=lambda: defaultdict(list)
    )
    stated: dict[Triple, str] = field(default_factory=dict)
    home: dict[Term, str] = field(default_factory=dict)

    def all(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """All values of a property, in the order of the quads."""
        return self.values.get((subject, predicate), [])

    def text(self, subject: Term, predicate: NamedNode) -> str:
        """The value of a property as text; empty unless there is exactly one."""
        found = self.all(subject, predicate)
        value = found[0] if len(found) == 1 else None
        return value.value if isinstance(value, Literal | NamedNode) else ""


def read_graph(quads: Iterable[Quad]) -> Graph:
    """The quads of all records, by what they are about."""
    graph = Graph()
    for quad in quads:
        graph.values[quad.subject, quad.predicate].append(quad.object)
        name = quad.graph_name
        graph.stated[quad.triple] = name.value if isinstance(name, NamedNode) else ""
        graph.home.setdefault(quad.subject, graph.stated[quad.triple])
    return graph


def locate(
    graph: Graph, claim: NamedNode, texts: Mapping[str, SourceText]
) -> tuple[bool, bool, list[Problem]]:
    """Whether a claim has a locator, whether it was resolved in a text, and what is wrong."""
    passages = graph.all(claim, PROV.wasQuotedFrom)
    if not passages:
        return False, False, []
    home = graph.home[claim]
    kinds: list[tuple[str, str]] = []
    done = False
    for passage in passages:
        for selector in graph.all(passage, OA.hasSelector):
            kinds += _address_problems(graph, claim, passage, selector)
            text = _text_of(graph, claim, texts)
            if text is not None:
                found = list(_text_problems(graph, selector, text.text))
                kinds += found
                done = done or not found
    return True, done, [Problem(kind, home, claim, str(claim), words) for kind, words in kinds]


def _text_of(graph: Graph, claim: Term, texts: Mapping[str, SourceText]) -> SourceText | None:
    for source in graph.all(claim, PROV.hadPrimarySource):
        digest = graph.text(source, SPDX.checksumValue).lower()
        if digest in texts:
            return texts[digest]
    return None


def _address_problems(
    graph: Graph, claim: Term, passage: Term, selector: Term
) -> Iterator[tuple[str, str]]:
    directive = graph.text(selector, RDF.value)
    fragment = parse_fragment(directive)
    if fragment is None:
        yield "no-fragment", directive
    elif fragment.quoted_words > MAX_WORDS:
        yield "too-many-words", directive
    page = graph.text(passage, OA.hasSource)
    if graph.text(passage, SCHEMA.url) != f"{page}#{directive}":
        yield "wrong-address", graph.text(passage, SCHEMA.url)
    sources = graph.all(claim, PROV.hadPrimarySource)
    pages = {value for source in sources for value in graph.all(source, FOAF.page)}
    if NamedNode(page) not in pages:
        yield "wrong-page", page


def _text_problems(graph: Graph, selector: Term, text: str) -> Iterator[tuple[str, str]]:
    bounds = graph.text(selector, OA.start), graph.text(selector, OA.end)
    if not all(bound.isdecimal() for bound in bounds):
        yield "no-offsets", "–".join(bounds)
        return
    start, end = int(bounds[0]), int(bounds[1])
    if not start < end <= len(text):
        yield "outside", f"{start}–{end}"
        return
    digest = hashlib.sha256(text[start:end].encode()).hexdigest()
    if digest != graph.text(selector, SPDX.checksumValue).lower():
        yield "other-words", f"{start}–{end}"
    fragment = parse_fragment(graph.text(selector, RDF.value))
    match = None if fragment is None else find_fragment(fragment, text)
    if match is None or not (match[0] < end and start < match[1]):
        yield "opens-elsewhere", graph.text(selector, RDF.value)

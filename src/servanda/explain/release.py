"""The facts of a release in memory, with the names and the claims that explanations quote."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, Triple

from servanda.errors import InputError, UsageError
from servanda.explain.lookup import Statements
from servanda.explain.model import Term
from servanda.vocab import DCTERMS, FOAF, PROV, RDF, RDFS, SCHEMA, SKOS
from servanda.wording import word

__all__ = ["ReleaseFacts", "find_fact", "name_of", "read_release", "read_term", "sources_of"]

_NAMES: Final = (SKOS.prefLabel, RDFS.label, DCTERMS.title, FOAF.name, SCHEMA.name)
_ENGLISH: Final = "en"
_MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What a release says: stated facts by graph, inferred ones, axioms; its prefixes and day."""

    graphs: Mapping[NamedNode | BlankNode | DefaultGraph, tuple[Triple, ...]]
    inferred: frozenset[Triple]
    ontology: tuple[Triple, ...]
    prefixes: Mapping[str, str]
    day: str

    @property
    def stated(self) -> frozenset[Triple]:
        """All stated facts, those of the ontology among them."""
        return frozenset(self.ontology).union(*self.graphs.values())


def read_release(folder: Path) -> ReleaseFacts:
    """Read a release. Raises UsageError if there is none, InputError for one that is spoilt."""
    if not (folder / _MANIFEST).is_file():
        raise UsageError("no release here: manifest.json is missing", path=folder)
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        graphs: dict[NamedNode | BlankNode | DefaultGraph, list[Triple]] = defaultdict(list)
        for quad in pyoxigraph.parse(path=str(folder / "dump" / "dataset.nq")):
            graphs[quad.graph_name].append(quad.triple)
        inferred = pyoxigraph.parse(path=str(folder / "dump" / "inferred.nq"))
        ontology = pyoxigraph.parse(path=str(folder / "ontology.ttl"))
        return ReleaseFacts(
            graphs={name: tuple(triples) for name, triples in graphs.items()},
            inferred=frozenset(quad.triple for quad in inferred),
            ontology=tuple(quad.triple for quad in ontology),
            prefixes={str(name): str(base) for name, base in manifest["prefixes"].items()},
            day=str(manifest["asOf"]),
        )
    except (AttributeError, KeyError, OSError, SyntaxError, TypeError, ValueError) as error:
        raise InputError(
            "the release cannot be read", path=folder, hint="Run servanda verify"
        ) from error


def read_term(text: str, prefixes: Mapping[str, str]) -> NamedNode | Literal | None:
    """The term that a text stands for: an IRI, a prefixed name, or a literal as in Turtle.

    None for other text, which can only be the lexical form of a literal. Raises UsageError for
    a literal or an IRI that is none.
    """
    prefix, colon, local = text.partition(":")
    if text.startswith("<") and text.endswith(">"):
        return _iri(text[1:-1])
    if text.startswith(('"', "'")):
        return _literal(text, prefixes)
    if colon and prefix in prefixes:
        return _iri(prefixes[prefix] + local)
    return _iri(text) if local.startswith("//") or prefix in ("urn", "tag", "mailto") else None


def find_fact(
    facts: Statements, words: tuple[str, str, str], prefixes: Mapping[str, str]
) -> Triple | None:
    """The fact that a subject, predicate and object name, None if there is none.

    `a` is `rdf:type`; a literal may be given by its lexical form alone.
    """
    subject = _needed(words[0], prefixes)
    predicate = RDF.type if words[1] == "a" else _needed(words[1], prefixes)
    target = read_term(words[2], prefixes)
    found = [
        triple
        for triple in facts.about(subject)
        if triple.predicate == predicate
        and (
            triple.object == target
            or (isinstance(triple.object, Literal) and triple.object.value == words[2])
        )
    ]
    return min(found, key=str, default=None)


def sources_of(facts: Statements, triple: Triple) -> tuple[NamedNode, ...]:
    """The sources of the claims about a fact, sorted."""
    found: set[NamedNode] = set()
    if isinstance(triple.subject, NamedNode | BlankNode):
        for link in facts.linking(triple.subject):
            if link.predicate == RDF.subject and isinstance(link.subject, NamedNode):
                about = facts.about(link.subject)
                said = {(each.predicate, each.object) for each in about}
                if {(RDF.predicate, triple.predicate), (RDF.object, triple.object)} <= said:
                    found |= _objects(about, PROV.hadPrimarySource)
    return tuple(sorted(found, key=str))


def name_of(facts: Statements, term: Term, language: str, prefixes: Mapping[str, str]) -> str:
    """A term as readers of a language know it: its label on one line, else its short name."""
    if not isinstance(term, NamedNode):
        return " ".join(term.value.split())
    if term == RDF.type:
        return word("explain-type", language)
    about = list(facts.about(term))
    for predicate in _NAMES:
        labels = [
            each.object
            for each in about
            if each.predicate == predicate and isinstance(each.object, Literal)
        ]
        if labels:
            wanted = (language, None, _ENGLISH)
            order = {tag: number for number, tag in enumerate(wanted)}
            best = min(labels, key=lambda o: (order.get(o.language, 9), o.language or "", o.value))
            return " ".join(best.value.split())
    return _prefixed(term.value, prefixes)


def _prefixed(iri: str, prefixes: Mapping[str, str]) -> str:
    fitting = [(base, name) for name, base in prefixes.items() if iri.startswith(base)]
    if not fitting:
        return iri
    base, name = max(fitting, key=lambda each: (len(each[0]), each[1]))
    return f"{name}:{iri.removeprefix(base)}"


def _needed(text: str, prefixes: Mapping[str, str]) -> NamedNode:
    term = read_term(text, prefixes)
    if not isinstance(term, NamedNode):
        raise UsageError(
            f"{text!r} is neither an IRI nor a prefixed name of this release",
            hint="The prefixes are in manifest.json",
        )
    return term


def _iri(text: str) -> NamedNode:
    try:
        return NamedNode(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no IRI") from error


def _literal(text: str, prefixes: Mapping[str, str]) -> Literal:
    head = "".join(f"@prefix {name}: <{base}> .\n" for name, base in sorted(prefixes.items()))
    try:
        found = list(pyoxigraph.parse(f"{head}<x:s> <x:p> {text} .", RdfFormat.TURTLE))
    except SyntaxError as error:
        raise UsageError(f"{text} is no literal as Turtle writes them") from error
    value = found[0].object if len(found) == 1 else None
    if not isinstance(value, Literal):
        raise UsageError(f"{text} is not one literal")
    return value


def _objects(triples: Iterable[Triple], predicate: NamedNode) -> set[NamedNode]:
    return {
        each.object
        for each in triples
        if each.predicate == predicate and isinstance(each.object, NamedNode)
    }

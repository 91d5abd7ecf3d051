"""Validation results and reports (SHACL, section 3.6), whatever the engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.vocab import RDF, SH, XSD

__all__ = ["Report", "Result", "Severity", "order", "path_text", "relabelled"]

Term = NamedNode | BlankNode | Literal

_REPEATED: Final = MappingProxyType(
    {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
)


class Severity(StrEnum):
    """The severities of SHACL, section 2.1.4, by their IRIs."""

    INFO = "http://www.w3.org/ns/shacl#Info"
    WARNING = "http://www.w3.org/ns/shacl#Warning"
    VIOLATION = "http://www.w3.org/ns/shacl#Violation"


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (SHACL, section 3.6.2); `path_triples` describe a path, if no IRI."""

    focus_node: Term
    path: Term | None
    value: Term | None
    component: NamedNode
    source_shape: Term | None
    severity: NamedNode
    messages: tuple[Literal, ...]
    path_triples: tuple[Triple, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A validation report (SHACL, section 3.6.1): the data conforms if there is no result."""

    conforms: bool
    results: tuple[Result, ...]

    def triples(self, base: str | None) -> list[Triple]:
        """The report as RDF; its nodes are `<base>` and `<base>#result-1` …, or blank nodes."""
        report = NamedNode(base) if base else BlankNode("report")
        conforms = Literal("true" if self.conforms else "false", datatype=XSD.boolean)
        triples = [
            Triple(report, RDF.type, SH.ValidationReport),
            Triple(report, SH.conforms, conforms),
        ]
        for number, result in enumerate(self.results, start=1):
            node = NamedNode(f"{base}#result-{number}") if base else BlankNode(f"result{number}")
            triples.append(Triple(report, SH.result, node))
            triples += _result_triples(node, relabelled(result, f"result{number}path"))
        return list(dict.fromkeys(triples))


def _result_triples(node: NamedNode | BlankNode, result: Result) -> Iterator[Triple]:
    parts: tuple[tuple[NamedNode, Term | None], ...] = (
        (RDF.type, SH.ValidationResult),
        (SH.focusNode, result.focus_node),
        (SH.resultPath, result.path),
        (SH.value, result.value),
        (SH.sourceConstraintComponent, result.component),
        (SH.sourceShape, result.source_shape),
        (SH.resultSeverity, result.severity),
    )
    for predicate, term in parts:
        if term is not None:
            yield Triple(node, predicate, term)
    for message in result.messages:
        yield Triple(node, SH.resultMessage, message)
    yield from result.path_triples


def path_text(result: Result) -> str | None:
    """The path of a result as SPARQL writes it (SPARQL 1.1, section 9.1); None if it has none."""
    parts = {(t.subject, t.predicate): t.object for t in result.path_triples}

    def text(node: Any) -> str:  # noqa: ANN401  a node of a path
        if (node, RDF.first) in parts:
            return f"({'/'.join(map(text, members(node)))})"
        if (node, SH.alternativePath) in parts:
            return f"({'|'.join(map(text, members(parts[node, SH.alternativePath])))})"
        if (node, SH.inversePath) in parts:
            return f"^{text(parts[node, SH.inversePath])}"
        for predicate, sign in _REPEATED.items():
            if (node, predicate) in parts:
                inner = text(parts[node, predicate])
                return (f"({inner})" if inner[-1] in "*+?" else inner) + sign
        return str(node)

    def members(head: Any) -> Iterator[Any]:  # noqa: ANN401  a list of paths
        while (head, RDF.first) in parts:
            yield parts[head, RDF.first]
            head = parts.get((head, RDF.rest), RDF.nil)

    return None if result.path is None else text(result.path)


def relabelled(result: Result, label: str = "path") -> Result:
    """The result with blank nodes in its path that do not depend on the run."""
    if not result.path_triples:
        return result
    below: dict[object, list[Triple]] = {}
    for triple in result.path_triples:
        below.setdefault(triple.subject, []).append(triple)
    names: dict[object, BlankNode] = {}
    waiting: list[Any] = [result.path]
    while waiting:
        node = waiting.pop()
        if isinstance(node, BlankNode) and node not in names:
            names[node] = BlankNode(f"{label}{len(names)}")
            after = sorted(below.get(node, ()), key=lambda each: each.predicate.value)
            waiting += [triple.object for triple in after]
    renamed = (
        Triple(names[t.subject], t.predicate, names.get(t.object, t.object))
        for t in result.path_triples
    )
    path = names.get(result.path, result.path)
    return replace(result, path=path, path_triples=tuple(sorted(renamed, key=str)))


def order(result: Result) -> tuple[str, ...]:
    """What results are sorted by; the labels of blank nodes decide only where all else is equal."""
    named = (result.focus_node, result.path, result.value, result.component, result.source_shape)
    texts = tuple("" if isinstance(term, BlankNode) else str(term) for term in named)
    labels = tuple(term.value if isinstance(term, BlankNode) else "" for term in named)
    path = "\n".join(map(str, result.path_triples))
    return (*texts, *(str(message) for message in result.messages), "", path, *labels)

"""What the engine `shacl` was shown to be exact on: shapes that say more go to pyshacl.

The table is the claim; the W3C suites and the random shapes of the tests are the proof. A shapes
graph is covered if every word of SHACL in it stands in the table and has the form there. The
limits keep hostile shapes from ending the process.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.engines import shacl_forms as form
from servanda.engines.shacl_queries import has_open_predicate
from servanda.vocab import OWL, RDF, RDFS, SH

__all__ = ["WORDS", "beyond", "graph_of", "reads_any_link", "shape_nodes"]

_DEEPEST: Final = 24  # shapes in shapes; the engine itself refuses more than 48

_TYPES: Final = frozenset(
    (
        *(SH.NodeShape, SH.PropertyShape, SH.PropertyGroup, SH.SPARQLConstraint),
        *(SH.PrefixDeclaration, SH.ValidationReport, SH.ValidationResult),
        *(RDFS.Class, OWL.Ontology),
    )
)
_PLACEHOLDER: Final = re.compile(r"\{[?$](\w*)\}")
_REFERENCES: Final = (
    *(SH.property, SH.node, SH["not"], SH["and"], SH["or"], SH.xone, SH.qualifiedValueShape),
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of SHACL: the form of its values, whether there may be many, and who may have it."""

    form: form.Form
    many: bool = False
    needs: NamedNode | None = None


_SHAPES: Final = form.listed(form.shape)

# Word by word (SHACL, sections 2 to 5): what is not here is not covered.
WORDS: Final[Mapping[NamedNode, Word]] = MappingProxyType(
    {
        # Notes to readers, which no engine reads.
        SH.name: Word(form.anything, many=True),
        SH.description: Word(form.anything, many=True),
        SH.order: Word(form.anything, many=True),
        SH.group: Word(form.anything, many=True),
        SH.defaultValue: Word(form.anything, many=True),
        SH.message: Word(form.text, many=True),
        SH.severity: Word(form.iri),
        SH.deactivated: Word(form.boolean),
        SH.targetClass: Word(form.iri, many=True),
        SH.targetNode: Word(form.term, many=True),
        SH.targetSubjectsOf: Word(form.iri, many=True),
        SH.targetObjectsOf: Word(form.iri, many=True),
        SH.path: Word(form.path),
        SH["class"]: Word(form.iri, many=True),
        SH.datatype: Word(form.datatype),
        SH.nodeKind: Word(form.node_kind),
        SH.minCount: Word(form.number, needs=SH.path),
        SH.maxCount: Word(form.number, needs=SH.path),
        SH.minInclusive: Word(form.ordered),
        SH.maxInclusive: Word(form.ordered),
        SH.minExclusive: Word(form.ordered),
        SH.maxExclusive: Word(form.ordered),
        SH.minLength: Word(form.positive),
        SH.maxLength: Word(form.number),
        SH.pattern: Word(form.pattern),
        SH.flags: Word(form.flags, needs=SH.pattern),
        SH.languageIn: Word(form.listed(form.text)),
        SH.uniqueLang: Word(form.boolean, needs=SH.path),
        SH.equals: Word(form.iri, many=True),
        SH.disjoint: Word(form.iri, many=True),
        SH.lessThan: Word(form.iri, many=True, needs=SH.path),
        SH.lessThanOrEquals: Word(form.iri, many=True, needs=SH.path),
        SH["not"]: Word(form.shape, many=True),
        SH["and"]: Word(_SHAPES, many=True),
        SH["or"]: Word(_SHAPES, many=True),
        SH.xone: Word(_SHAPES, many=True),
        SH.node: Word(form.shape, many=True),
        SH.property: Word(form.shape, many=True),
        SH.qualifiedValueShape: Word(form.shape, needs=SH.path),
        SH.qualifiedMinCount: Word(form.number, needs=SH.qualifiedValueShape),
        SH.qualifiedMaxCount: Word(form.number, needs=SH.qualifiedValueShape),
        SH.qualifiedValueShapesDisjoint: Word(form.boolean, needs=SH.qualifiedValueShape),
        SH.closed: Word(form.boolean),
        SH.ignoredProperties: Word(form.listed(form.iri), needs=SH.closed),
        SH.hasValue: Word(form.term, many=True),
        SH["in"]: Word(form.listed(form.term)),
        SH.sparql: Word(form.shape, many=True),
        SH.select: Word(form.query),
        SH.prefixes: Word(form.anything, many=True),
        SH.declare: Word(form.shape, many=True),
        SH.prefix: Word(form.text),
        SH.namespace: Word(form.term),
    }
)
_PATHS: Final = frozenset(
    (SH.inversePath, SH.alternativePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath)
)
# The words of a path are read with the path; reports may lie beside the shapes they came from.
_ELSEWHERE: Final = frozenset(
    (
        *_PATHS,
        *(SH.conforms, SH.result, SH.focusNode, SH.resultPath, SH.value),
        *(SH.sourceConstraint, SH.sourceConstraintComponent, SH.sourceShape, SH.resultSeverity),
        *(SH.resultMessage, SH.detail),
    )
)


def beyond(shapes: Sequence[Triple]) -> str:
    """Why shapes are beyond what the engine was shown to be exact on; "" if they are not."""
    if any(isinstance(triple.object, Triple) for triple in shapes):
        return "there is a triple term"
    graph = graph_of(shapes)
    for node in graph.values():
        why = _of_node(node, graph) or _of_messages(node)
        if why:
            return why
    return _nested(graph)


def shape_nodes(shapes: Sequence[Triple]) -> list[BlankNode]:
    """The blank nodes that are neither paths nor lists: shapes, constraints, declarations."""
    apart = {*_PATHS, RDF.first, RDF.rest}
    return [
        node
        for node, said in graph_of(shapes).items()
        if isinstance(node, BlankNode) and not apart.issuperset(said)
    ]


def reads_any_link(shapes: Sequence[Triple]) -> bool:
    """Whether a query in the shapes has a variable for a predicate."""
    return any(
        has_open_predicate(triple.object.value)
        for triple in shapes
        if triple.predicate == SH.select and isinstance(triple.object, Literal)
    )


def graph_of(shapes: Sequence[Triple]) -> dict[Any, dict[NamedNode, list[Any]]]:
    """What is said of each node, by predicate."""
    graph: dict[Any, dict[NamedNode, list[Any]]] = {}
    for triple in shapes:
        said = graph.setdefault(triple.subject, {})
        said.setdefault(triple.predicate, []).append(triple.object)
    return graph


def _of_node(node: Mapping[NamedNode, Sequence[Any]], graph: form.Graph) -> str:
    for predicate, values in node.items():
        if predicate == RDF.type:
            # A shape that is a class has its instances as targets; what else is a class is open.
            odd = [each for each in values if each not in _TYPES and _matters(each, node)]
            if odd:
                return f"there is a {_short(odd[0])}"
        elif predicate.value.startswith(SH.base) and predicate not in _ELSEWHERE:
            word = WORDS.get(predicate)
            if word is None:
                return f"{_short(predicate)} is used"
            if (len(values) > 1 and not word.many) or (word.needs and word.needs not in node):
                return f"{_short(predicate)} stands where it has no meaning"
            if not all(word.form(value, graph) for value in values):
                return f"{_short(predicate)} has a value of an uncommon form"
    return ""


def _of_messages(node: Mapping[NamedNode, Sequence[Any]]) -> str:
    """Placeholders stand in messages of queries, for what every result has (section 5.3.2)."""
    queries = " ".join(str(query) for query in node.get(SH.select, ()))
    for message in node.get(SH.message, ()):
        for name in _PLACEHOLDER.findall(message.value):
            known = name == "this" or (name == "value" and re.search(r"[?$]value\b", queries))
            if not queries or not known:
                return "a sh:message has an uncommon placeholder"
    return ""


def _matters(kind: Any, node: Mapping[NamedNode, Sequence[Any]]) -> bool:  # noqa: ANN401  a term
    return str(kind).startswith(f"<{SH.base}") or not WORDS.keys().isdisjoint(node)


def _nested(graph: form.Graph) -> str:
    """Whether shapes refer to themselves, or nest too deep: peeled from the innermost outwards."""
    inner = {
        node: {
            each
            for word in _REFERENCES
            for value in said.get(word, ())
            for each in form.member_shapes(value, graph)
        }
        for node, said in graph.items()
    }
    left = {node: ends for node, ends in inner.items() if ends}
    for _ in range(_DEEPEST):
        if not left:
            return ""
        left = {node: ends for node, ends in left.items() if not ends.isdisjoint(left)}
    return "shapes refer to themselves, or are nested deep" if left else ""


def _short(term: NamedNode | BlankNode) -> str:
    inside = term.value.startswith(SH.base)
    return f"sh:{term.value.removeprefix(SH.base)}" if inside else str(term)

"""SHACL Core and SHACL-SPARQL by the engine `shacl`, for the shapes that it is exact on.

The engine names all blank nodes anew. Those of shapes are given IRIs before it sees them; those of
the data are found again by a shape of our own that every one of them fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import shacl
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from servanda.engines.shacl_coverage import beyond, graph_of, reads_any_link, shape_nodes
from servanda.engines.shacl_kinds import kinds_of, path_below, results_of
from servanda.engines.shacl_queries import with_dates
from servanda.errors import EngineError, InputError
from servanda.validate import Result
from servanda.vocab import SH, XSD

__all__ = ["beyond", "compiled", "is_odd"]

_T = TypeVar("_T")
Terms = Mapping[NamedNode, Sequence[Any]]

_OWN: Final = "urn:x-servanda:"
_NODE: Final = f"{_OWN}node:"
_BLANK: Final = f"{_OWN}blank:"
_LINK: Final = NamedNode(f"{_OWN}link")
_FINDER: Final = NamedNode(f"{_OWN}finder")
_FOUND: Final = NamedNode(f"{_OWN}found")
# Each blank node of the data is linked from an IRI with its label, and reported as no IRI.
_FINDERS: Final = (
    Triple(_FINDER, SH.targetSubjectsOf, _LINK),
    Triple(_FINDER, SH.property, _FOUND),
    Triple(_FOUND, SH.path, _LINK),
    Triple(_FOUND, SH.nodeKind, SH.IRI),
)
# What the engine reads in its own way: a time after 24:00:00, a duration that ends in T, RDF 1.2;
# and to it a duration of more than 64 bits is none.
_ITS_OWN_WAY: Final = ("T24:", f'T"^^{XSD.duration}', "<<(")
_LONG: Final = re.compile(r'"-?P[0-9A-Z.]*[0-9]{19}')


def compiled(shapes: Sequence[Triple]) -> Callable[[str], list[Result] | None]:
    """What gives the results for data in N-Triples, or None where others have to see to the data.

    It may be called from several threads, which all work at once. Raises EngineError if the engine
    refuses the shapes or the data, or breaks down.
    """
    named = {node: NamedNode(f"{_NODE}{node.value}") for node in shape_nodes(shapes)}
    back: dict[Any, Any] = {iri: node for node, iri in named.items()}
    text = _lines((*_renamed(shapes, named), *_FINDERS))
    rules = _asked(lambda: shacl.Shapes.from_text(text, format="ntriples", base=_OWN))
    any_link = reads_any_link(shapes)
    graph = graph_of(shapes)
    kinds = kinds_of(graph)
    called: dict[str, Any] = {str(named.get(node, node)): node for node in graph}

    def results(ntriples: str) -> list[Result] | None:
        blank = "_:" in ntriples
        if is_odd(ntriples) or (blank and any_link):
            return None
        whole = ntriples + _links(ntriples) if blank else ntriples
        report = _asked(lambda: rules.validate_text(whole, format="ntriples", base=_OWN))
        given, found = [], {}
        for each in report.results:
            if each.source_shape == str(_FOUND):
                label = each.focus_node[1:-1].removeprefix(_BLANK)
                found[str(each.value)] = BlankNode(label)
            else:
                given.append(each)
        quick = results_of(given, graph, kinds, called | found)
        return list(_results(report.serialize("ntriples"), back)) if quick is None else quick

    return results


def is_odd(ntriples: str) -> bool:
    """Whether the engine reads something in the data in its own way."""
    odd = any(each in ntriples for each in _ITS_OWN_WAY)
    return odd or _LONG.search(ntriples) is not None


def _asked(question: Callable[[], _T]) -> _T:
    try:
        return question()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the engine is no Exception
        said = " ".join(str(error).split())[:300]
        if said.startswith("parse error"):
            raise InputError(f"the data is no N-Triples: {said}") from error
        raise EngineError(f"shacl failed: {said}") from error


def _renamed(shapes: Iterable[Triple], named: Mapping[Any, NamedNode]) -> Iterator[Triple]:
    for triple in shapes:
        value = named.get(triple.object, triple.object)
        if triple.predicate == SH.select and isinstance(value, Literal):
            value = Literal(with_dates(value.value))
        yield Triple(named.get(triple.subject, triple.subject), triple.predicate, value)


def _lines(triples: Iterable[Triple]) -> str:
    return "".join(f"{triple} .\n" for triple in triples)


def _links(ntriples: str) -> str:
    """Lines that link each blank node of the data from an IRI with its label."""
    try:
        lines = "\n".join(line for line in ntriples.split("\n") if "_:" in line)
        quads = list(parse(lines, RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise InputError(f"the data is no N-Triples: {error}") from error
    terms = (term for quad in quads for term in (quad.subject, quad.object))
    nodes = sorted({term.value for term in terms if isinstance(term, BlankNode)})
    return "\n" + "".join(f"<{_BLANK}{label}> {_LINK} _:{label} .\n" for label in nodes)


def _results(report: str, back: Mapping[Any, Any]) -> Iterator[Result]:
    """The results of a report, with the blank nodes of shapes and data that they are about."""
    nodes: dict[Any, dict[NamedNode, list[Any]]] = {}
    for quad in parse(report, RdfFormat.N_TRIPLES):
        nodes.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    results = [node for node in nodes.values() if SH.sourceConstraintComponent in node]
    known = dict(back)
    for node in results:
        if node[SH.sourceShape] == [_FOUND]:
            label = node[SH.focusNode][0].value.removeprefix(_BLANK)
            known[node[SH.value][0]] = BlankNode(label)
    for node in results:
        if node[SH.sourceShape] != [_FOUND]:
            yield _result(node, nodes, known)


def _result(node: Terms, nodes: Mapping[Any, Terms], known: Mapping[Any, Any]) -> Result:
    def one(predicate: NamedNode) -> Any:  # noqa: ANN401  a term, or none
        value = node.get(predicate, (None,))[0]
        return known.get(value, value)

    path = node.get(SH.resultPath, (None,))[0]
    said = (
        _told(each, known) for each in node.get(SH.resultMessage, ()) if isinstance(each, Literal)
    )
    return Result(
        focus_node=one(SH.focusNode),
        path=path,
        value=one(SH.value),
        component=one(SH.sourceConstraintComponent),
        source_shape=one(SH.sourceShape),
        severity=one(SH.resultSeverity),
        messages=tuple(sorted(said, key=str)),
        path_triples=tuple(path_below(path, nodes)),
    )


def _told(message: Literal, known: Mapping[Any, Any]) -> Literal:
    """A message that says the label of a blank node as the data says it."""
    if "_:" not in message.value:
        return message
    labels = {str(node): each.value for node, each in known.items() if isinstance(each, BlankNode)}
    text = re.sub(r"_:\w+", lambda match: labels.get(match[0], match[0]), message.value)
    return Literal(text, language=message.language) if message.language else Literal(text)

"""SHACL Core and SHACL-SPARQL by pyshacl, without inference, imports or JavaScript."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from pyparsing import ParseBaseException
from pyshacl.errors import (
    ConstraintLoadError,
    ReportableRuntimeError,
    RuleLoadError,
    ShapeLoadError,
    ValidationFailure,
)
from rdflib.namespace import OWL, RDF, SH, XSD
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from servanda.bridge import from_rdflib, term_from_rdflib, to_rdflib
from servanda.datatypes import is_lexical
from servanda.errors import EngineError, InputError
from servanda.validate import Data, Result

__all__ = ["compiled"]

_FAULTY: Final = (ConstraintLoadError, ReportableRuntimeError, RuleLoadError, ShapeLoadError)
_READ_FREELY: Final = frozenset(("date", "dateTime", "decimal", "duration", "integer"))
_PLACEHOLDER: Final = re.compile(r"\{[?$](\w*)\}")
_ANSWERED: Final = re.compile(r"[?$]message\b")
_BROKEN: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
)


def compiled(shapes: Sequence[Triple]) -> Callable[[Data], tuple[Result, ...]]:
    """What gives the results for data; those nested in others (sh:detail) not."""
    rules = to_rdflib(shapes, store="SimpleMemory")
    _declare_imported(rules)
    _leave_out_other_trues(rules)

    # Batches whose records reach each other by links all see the same triples.
    @lru_cache(maxsize=1)
    def results(ntriples: str) -> tuple[Result, ...]:
        report = _report(_Remembering(_strict(to_rdflib(_triples(ntriples)))), rules)
        own = list(report.objects(None, SH.result))
        nested = set(report.objects(None, SH.detail))
        return tuple(_result(report, rules, node) for node in own if node not in nested)

    return lambda data: results(data.text(None))


def _strict(graph: rdflib.Graph) -> rdflib.Graph:
    """The graph, with all literals marked whose text is no form of their datatype.

    Python reads more than XML Schema writes: `1_000`, ` 1`, `20190228T00`. Such a literal is
    ill-typed (SHACL, section 4.1.2), and has no value to be compared.
    """
    for term in set(graph.objects()):
        if isinstance(term, rdflib.Literal) and str(term.datatype).startswith(str(XSD)):
            name = str(term.datatype).removeprefix(str(XSD))
            if name in _READ_FREELY and not (term.isascii() and is_lexical(name, str(term))):
                term._ill_typed, term._value = True, None  # noqa: SLF001  there is no other way
    return graph


def _triples(ntriples: str) -> Iterator[Triple]:
    try:
        for quad in parse(ntriples, RdfFormat.N_TRIPLES):
            yield quad.triple
    except SyntaxError as error:
        raise InputError(f"the data is no N-Triples: {error}") from error


class _Remembering(rdflib.Graph):
    """A graph that parses a query once: pyshacl asks the same one of each focus node."""

    def __init__(self, graph: rdflib.Graph) -> None:
        super().__init__(store=graph.store, identifier=graph.identifier)
        self._names: Final = tuple(sorted((name, str(base)) for name, base in self.namespaces()))

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> rdflib.query.Result:  # noqa: ANN401
        if isinstance(query_object, str):
            query_object = _prepared(query_object, self._names)
        return super().query(query_object, *args, **kwargs)


@lru_cache(maxsize=256)
def _prepared(text: str, names: tuple[tuple[str, str], ...]) -> Query:
    """A query as rdflib evaluates it: every batch of records, and every preview, asks the same."""
    return prepareQuery(text, initNs=dict(names))


def _declare_imported(rules: rdflib.Graph) -> None:
    """Prefixes count through imports within the shapes graph (SHACL, section 5.2.1)."""
    for importer in set(rules.subjects(OWL.imports, None)):
        for imported in rules.transitive_objects(importer, OWL.imports):
            for declaration in list(rules.objects(imported, SH.declare)):
                rules.add((importer, SH.declare, declaration))


def _leave_out_other_trues(rules: rdflib.Graph) -> None:
    """Only the literal `true` switches sh:uniqueLang on (SHACL, section 4.4.5), not `1`."""
    for shape, _, value in list(rules.triples((None, SH.uniqueLang, None))):
        if str(value) == "1":
            rules.remove((shape, SH.uniqueLang, value))


def _report(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    # What pyshacl logs is raised too, and reaches the user once, from there.
    logging.getLogger("pyshacl-validate").disabled = True
    try:
        _, report, text = pyshacl.validate(
            data,
            shacl_graph=shapes,
            inference="none",
            meta_shacl=False,
            advanced=False,
            do_owl_imports=False,
            inplace=True,
        )
    except _FAULTY as error:
        raise InputError(
            f"a shape is faulty: {_said(error)}", hint="See the SHACL standard"
        ) from error
    except _BROKEN as error:
        raise EngineError(f"pyshacl failed: {type(error).__name__}: {error}") from error
    except Exception as error:  # rdflib raises bare Exceptions for the queries in shapes
        if type(error) is not Exception and not isinstance(error, ParseBaseException | ValueError):
            raise
        raise InputError(f"a shape is faulty: {_said(error)}") from error
    if isinstance(report, ValidationFailure):
        raise EngineError(f"pyshacl failed: {_said(report)}")
    if not isinstance(report, rdflib.Graph):
        raise EngineError(f"pyshacl gave no report: {text}")
    return report


def _said(error: BaseException) -> str:
    message = getattr(error, "message", None) or str(error)
    return " ".join(str(message).split())


def _result(report: rdflib.Graph, rules: rdflib.Graph, node: rdflib.term.Node) -> Result:
    def one(predicate: rdflib.URIRef) -> NamedNode | BlankNode | Literal | None:
        value = report.value(node, predicate)
        return None if value is None else term_from_rdflib(value)

    component, severity = one(SH.sourceConstraintComponent), one(SH.resultSeverity)
    focus = one(SH.focusNode)
    if focus is None or not isinstance(component, NamedNode) or not isinstance(severity, NamedNode):
        raise EngineError("pyshacl gave a result without focus node, component or severity")
    path = report.value(node, SH.resultPath)
    return Result(
        focus_node=focus,
        path=None if path is None else term_from_rdflib(path),
        value=one(SH.value),
        component=component,
        source_shape=one(SH.sourceShape),
        severity=severity,
        messages=tuple(_messages(report, rules, node)),
        path_triples=tuple(_below(report, path)),
    )


def _messages(report: rdflib.Graph, rules: rdflib.Graph, node: rdflib.term.Node) -> list[Literal]:
    """The messages of a result: those of its constraint, or else of its shape, filled in.

    Of a SPARQL constraint pyshacl reports one message, without its language; that is taken where
    the query has messages of its own. Where nothing was declared, pyshacl's own words are left out.
    """
    constraint, shape = (report.value(node, each) for each in (SH.sourceConstraint, SH.sourceShape))
    said = set(report.objects(node, SH.resultMessage))
    declared = set(rules.objects(constraint, SH.message)) if constraint is not None else set()
    declared = declared or set(rules.objects(shape, SH.message))
    known = {
        "this": report.value(node, SH.focusNode),
        "value": report.value(node, SH.value),
    }
    names = {name for message in declared for name in _PLACEHOLDER.findall(str(message))}
    answers = str(rules.value(constraint, SH.select) or "") if constraint is not None else ""
    if not _ANSWERED.search(answers) and names <= {"this", "value"}:
        ours = str(report.value(node, SH.sourceConstraintComponent)).startswith(str(SH))
        said = declared or (set() if ours else said)
    found = (term_from_rdflib(term) for term in said)
    return sorted(
        (_filled(each, known, constraint) for each in found if isinstance(each, Literal)), key=str
    )


def _filled(message: Literal, known: Mapping[str, Any], constraint: object) -> Literal:
    """A message of a query with what its placeholders stand for (SHACL, section 5.3.2)."""
    if constraint is None or "{" not in message.value:
        return message
    text = _PLACEHOLDER.sub(lambda match: str(known.get(match[1], match[0])), message.value)
    return Literal(text, language=message.language) if message.language else Literal(text)


def _below(report: rdflib.Graph, node: Any) -> Iterator[Triple]:  # noqa: ANN401  any term of rdflib
    """The triples that describe a path whose node is blank."""
    if isinstance(node, rdflib.BNode):
        triples: Iterable[tuple[Any, Any, Any]] = report.triples((node, None, None))
        for triple in triples:
            yield from from_rdflib([triple])
            if triple[2] != RDF.nil:
                yield from _below(report, triple[2])

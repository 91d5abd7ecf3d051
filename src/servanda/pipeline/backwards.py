"""Along which properties shapes and tables look back, from what a record describes to who links.

A record is mapped with what it reaches by links forwards. Where a shape or a table asks who points
to a resource, those that do belong to what is seen of it, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain

from pyoxigraph import Literal, NamedNode, Triple

from servanda.pipeline.reference import Reference
from servanda.query import looks_back
from servanda.rules import Rule
from servanda.vocab import RDF, SH

__all__ = ["backward_properties"]

_Parts = Mapping[object, list[Triple]]


def backward_properties(reference: Reference, rules: Iterable[Rule]) -> dict[str, bool] | None:
    """The properties that shapes and tables look back along, as they are spelled; None if any.

    With each, whether what is seen there is looked through, or the record itself is all that is
    asked. With properties of inferred facts come those from whose facts theirs follow.
    """
    parts: dict[object, list[Triple]] = defaultdict(list)
    for triple in chain(reference.shapes, reference.closure_shapes):
        parts[triple.subject].append(triple)
    found = [looks_back(table.text, next(iter(table.columns))) for table in reference.tables]
    found += [_of_shape(triple, parts) for triple in chain.from_iterable([*parts.values()])]
    known: dict[str, bool] = {}
    for some in found:
        if some is None:
            return None
        for name, deep in some.items():
            known[name] = deep or known.get(name, False)
    _follow(known, list(rules))
    known.pop(str(RDF.type), None)
    return known


def _of_shape(triple: Triple, parts: _Parts) -> dict[str, bool] | None:
    if triple.predicate == SH.targetObjectsOf:
        return {str(triple.object): False}
    if triple.predicate == SH.inversePath:
        return dict.fromkeys(_properties(triple.object, parts), True)
    if triple.predicate == SH.select and isinstance(triple.object, Literal):
        return looks_back(_declared(triple, parts) + triple.object.value, "this")
    return None if triple.predicate == SH.ask else {}


def _properties(path: object, parts: _Parts) -> set[str]:
    """The properties of a path; what is no property does no harm."""
    found, waiting = set[object](), [path]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            if not isinstance(each, NamedNode):
                waiting += [triple.object for triple in parts.get(each, ())]
    return {str(each) for each in found if isinstance(each, NamedNode)}


def _declared(select: Triple, parts: _Parts) -> str:
    """The prefixes of a query in a shape as it would declare them itself."""
    lines = []
    for owner in (t.object for t in parts.get(select.subject, ()) if t.predicate == SH.prefixes):
        for declared in (t.object for t in parts.get(owner, ()) if t.predicate == SH.declare):
            said = {t.predicate: t.object for t in parts.get(declared, ())}
            prefix, base = said.get(SH.prefix), said.get(SH.namespace)
            if isinstance(prefix, Literal) and isinstance(base, Literal):
                lines.append(f"PREFIX {prefix.value}: <{base.value}>\n")
    return "".join(lines)


def _follow(known: dict[str, bool], rules: list[Rule]) -> None:
    """Add the properties that those of `known` follow from."""
    waiting = set(known)
    while waiting:
        name = waiting.pop()
        for rule in rules:
            if rule.conclusion[1] == name and rule.premises:
                known[name] = True
                some = {premise[1] for premise in rule.premises}
                waiting |= some - known.keys()
                known |= dict.fromkeys(some, True)

"""The constraints of a shape in words: one sentence for each constraint component.

A component that has no words of its own is told by its name and value: nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.site.read.definitions import Node, Triples
from servanda.site.read.index import Term
from servanda.site.read.labels import Name, chosen
from servanda.site.terms.sentences import Piece, Sentence, Speaker
from servanda.site.terms.shape_paths import path_pieces
from servanda.vocab import RDF, RDFS, SH

__all__ = ["SILENT", "WORDED", "constraints"]

_COUNTS: Final = ("minCount", "maxCount", "minLength", "maxLength")
_VALUES: Final = (
    "class",
    "datatype",
    "hasValue",
    "equals",
    "disjoint",
    "lessThan",
    "lessThanOrEquals",
    "minExclusive",
    "minInclusive",
    "maxExclusive",
    "maxInclusive",
    "pattern",
)
_FLAGS: Final = ("uniqueLang", "closed")
_LISTS: Final = ("in", "languageIn")
_SHAPES: Final = ("not", "node")
_SHAPE_LISTS: Final = ("and", "or", "xone")
_OTHERS: Final = ("nodeKind", "qualifiedValueShape", "sparql")
WORDED: Final = (*_COUNTS, *_VALUES, *_FLAGS, *_LISTS, *_SHAPES, *_SHAPE_LISTS, *_OTHERS)
# What a shape has that is no constraint, or is told with the constraint that it belongs to.
SILENT: Final = frozenset(
    {
        RDF.type,
        RDFS.label,
        RDFS.comment,
        *(SH[name] for name in ("path", "name", "description", "order", "group", "defaultValue")),
        *(SH[name] for name in ("severity", "message", "deactivated", "property", "flags")),
        *(SH[name] for name in ("targetClass", "targetNode", "targetObjectsOf", "target")),
        *(SH[name] for name in ("targetSubjectsOf", "ignoredProperties", "qualifiedMinCount")),
        *(SH[name] for name in ("qualifiedMaxCount", "qualifiedValueShapesDisjoint")),
    }
)
_NODE_KINDS: Final[Mapping[Term, str]] = {
    SH[name]: name
    for name in (
        *("IRI", "BlankNode", "Literal"),
        *("BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"),
    )
}
_TRUE: Final = ("true", "1")
_DEEPEST: Final = 6


def constraints(
    speaker: Speaker, shapes: Triples, shape: Node, depth: int = 0
) -> tuple[Sentence, ...]:
    """What a shape asks of a node or value, without what its property shapes ask."""
    found: list[Sentence] = []
    for predicate in shapes.predicates(shape):
        if predicate not in SILENT:
            for target in shapes.objects(shape, predicate):
                found += _said(speaker, shapes, shape, predicate, target, depth)
    return tuple(found)


def _said(  # noqa: PLR0913  a statement of a shape, and for whom it is told
    speaker: Speaker, shapes: Triples, shape: Node, predicate: NamedNode, target: Term, depth: int
) -> Iterator[Sentence]:
    name = predicate.value.removeprefix(SH.base)
    if name in (*_SHAPES, *_SHAPE_LISTS):
        parts = [target] if name in _SHAPES else shapes.items(target)
        inside = _inside(speaker, shapes, parts, depth)
        yield speaker.say(f"ontology-sh-{name}", inside=inside)
    elif name == "qualifiedValueShape":
        yield from _qualified(speaker, shapes, shape, target, depth)
    elif name == "sparql" and not isinstance(target, Literal):
        yield _query(speaker, shapes, shape, target)
    else:
        yield from _simple(speaker, shapes, predicate, target)


def _simple(
    speaker: Speaker, shapes: Triples, predicate: NamedNode, target: Term
) -> Iterator[Sentence]:
    """A constraint whose value is a number, a term, a list of terms, or true."""
    name = predicate.value.removeprefix(SH.base)
    key = f"ontology-sh-{name}"
    if name in _COUNTS and isinstance(target, Literal) and target.value.isdecimal():
        yield speaker.say(key, count=int(target.value))
    elif name in _FLAGS:
        if isinstance(target, Literal) and target.value in _TRUE:
            yield speaker.say(key)
    elif name in _LISTS:
        members = [(speaker.term(each),) for each in shapes.items(target)]
        yield speaker.say(key, value=speaker.listed(members, "ontology-list"))
    elif name == "nodeKind" and target in _NODE_KINDS:
        yield speaker.say(f"ontology-kind-{_NODE_KINDS[target]}")
    elif name in _VALUES:
        yield speaker.say(key, value=(speaker.term(target),))
    else:
        said = (speaker.term(predicate),)
        yield speaker.say("ontology-sh-other", name=said, value=(speaker.term(target),))


def _inside(
    speaker: Speaker, shapes: Triples, parts: list[Term], depth: int
) -> Iterator[tuple[Sentence, ...]]:
    """The conditions of shapes that another shape is made of; each may have property shapes."""
    for part in parts:
        if isinstance(part, Literal) or depth >= _DEEPEST:
            continue
        said = list(constraints(speaker, shapes, part, depth + 1))
        for path in shapes.objects(part, SH.path):
            pieces = path_pieces(speaker, shapes, path)
            said = [speaker.say("ontology-on-path", inside=[tuple(said)], path=pieces)]
        for inner in shapes.nodes(part, SH.property):
            for each in _inside(speaker, shapes, [inner], depth + 1):
                said += each
        if said:
            yield tuple(said)
        elif isinstance(part, NamedNode):
            yield (Sentence((speaker.term(part),)),)


def _qualified(
    speaker: Speaker, shapes: Triples, shape: Node, target: Term, depth: int
) -> Iterator[Sentence]:
    inside = tuple(_inside(speaker, shapes, [target], depth))
    for name in ("qualifiedMinCount", "qualifiedMaxCount"):
        for count in shapes.literals(shape, SH[name]):
            if count.value.isdecimal():
                yield speaker.say(f"ontology-sh-{name}", inside=inside, count=int(count.value))


def _query(speaker: Speaker, shapes: Triples, shape: Node, target: Node) -> Sentence:
    """A constraint that a query checks: what it would say to whom it finds."""
    said = shapes.literals(target, SH.message) or shapes.literals(shape, SH.message)
    if not said:
        return speaker.say("ontology-sh-sparql-bare")
    message: Name = chosen(said, speaker.view.language)
    return speaker.say("ontology-sh-sparql", value=(Piece(message),))

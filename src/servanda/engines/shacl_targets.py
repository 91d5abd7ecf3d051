"""Shapes as a graph: whose focus nodes a constraint has, and which these are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pyoxigraph import NamedNode, Store, Triple

from servanda.vocab import OWL, RDF, RDFS, SH

__all__ = ["TARGETS", "Facts", "below", "facts_of", "focus_nodes", "owners_of"]

TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)

Facts = Mapping[Any, Mapping[NamedNode, Sequence[Any]]]


def facts_of(shapes: Iterable[Triple]) -> dict[Any, dict[NamedNode, list[Any]]]:
    """What is said of each node, by predicate."""
    facts: dict[Any, dict[NamedNode, list[Any]]] = {}
    for triple in shapes:
        facts.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    return facts


def below(facts: Facts, node: Any) -> Iterator[Triple]:  # noqa: ANN401  any term
    """All that describes a path or a constraint, with the prefixes that it names."""
    waiting, seen = [node], set()
    while waiting:
        here = waiting.pop()
        if here in seen or here not in facts:
            continue
        seen.add(here)
        for predicate, values in facts[here].items():
            for value in values:
                yield Triple(here, predicate, value)
                waiting.append(value)


def owners_of(
    shape: Any,  # noqa: ANN401  any node
    facts: Facts,
    users: Mapping[Any, set[tuple[Any, NamedNode]]],
) -> tuple[Any, ...]:
    """The node shapes whose targets are the focus nodes; none if there may be others."""
    if SH.path not in facts[shape]:
        return () if users.get(shape) or not _has_targets(facts[shape]) else (shape,)
    if _has_targets(facts[shape]):
        return ()
    owners = sorted(users.get(shape, ()), key=str)
    good = all(
        predicate == SH.property
        and SH.path not in facts[owner]
        and not users.get(owner)
        and _has_targets(facts[owner])
        and SH.deactivated not in facts[owner]
        for owner, predicate in owners
    )
    return tuple(owner for owner, _ in owners) if good else ()


def _has_targets(facts: Mapping[NamedNode, Sequence[Any]]) -> bool:
    """Whether all targets of a shape are of kinds known here, and there are any."""
    is_class = any(kind in (RDFS.Class, OWL.Class) for kind in facts.get(RDF.type, ()))
    return not is_class and SH.target not in facts and any(kind in facts for kind in TARGETS)


def focus_nodes(store: Store, owner: Any, facts: Facts) -> set[Any]:  # noqa: ANN401  any node
    """The focus nodes of a node shape among the data of a store (SHACL, section 2.1.3)."""
    found: set[Any] = set()
    told = facts[owner]
    found.update(told.get(SH.targetNode, ()))
    for top in told.get(SH.targetClass, ()):
        for kind in _subclasses(store, top):
            found.update(q.subject for q in store.quads_for_pattern(None, RDF.type, kind))
    for predicate in told.get(SH.targetSubjectsOf, ()):
        found.update(q.subject for q in store.quads_for_pattern(None, predicate, None))
    for predicate in told.get(SH.targetObjectsOf, ()):
        found.update(q.object for q in store.quads_for_pattern(None, predicate, None))
    return found


def _subclasses(store: Store, top: Any) -> set[Any]:  # noqa: ANN401  any node
    seen, waiting = {top}, [top]
    while waiting:
        for quad in store.quads_for_pattern(None, RDFS.subClassOf, waiting.pop()):
            if quad.subject not in seen:
                seen.add(quad.subject)
                waiting.append(quad.subject)
    return seen

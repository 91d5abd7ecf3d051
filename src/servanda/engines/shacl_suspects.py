"""Which resources the SPARQL constraints of shapes may find fault with, asked of a store at once.

The engine `shacl` runs such a query for one focus node after another, and each time goes through
all data. So a store is asked first, for all focus nodes together; the engine then sees to those
few that come out, and words the results. A constraint that cannot be asked for in this way is left
to the engine from the beginning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Triple, Variable

from servanda.engines import shacl_engine as engine
from servanda.engines.shacl_engine import beyond
from servanda.engines.shacl_queries import MARK, joinable, with_dates
from servanda.engines.shacl_targets import TARGETS, Facts, below, facts_of, focus_nodes, owners_of
from servanda.errors import EngineError
from servanda.query import patterns_of
from servanda.validate import Data, Result
from servanda.vocab import RDF, RDFS, SH

__all__ = ["beyond", "compiled", "divided"]

# What of a shape with a SPARQL constraint its results are made of, beside that constraint.
_KEPT: Final = (RDF.type, SH.path, SH.severity, SH.deactivated, SH.sparql, SH.message, SH.name)
_BELOW: Final = (SH.path, SH.sparql)
_OF_QUERIES: Final = (SH.select, SH.prefixes, SH.declare, SH.prefix, SH.namespace)
_OWNER: Final = "urn:x-servanda:suspects:"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A constraint that is asked for: its shape, the node shapes with its targets, its query.

    `joined` says that the focus nodes may be joined to the query; else each is put in for $this.
    """

    shape: Any
    owners: tuple[Any, ...]
    query: str
    joined: bool


def divided(shapes: Sequence[Triple]) -> tuple[list[Triple], list[Suspicion]]:
    """The shapes without the constraints that are asked for, and those constraints."""
    facts = facts_of(shapes)
    users = defaultdict(set)
    for triple in shapes:
        users[triple.object].add((triple.subject, triple.predicate))
    found = []
    for shape in facts:
        constraints = facts[shape].get(SH.sparql, ())
        owners = owners_of(shape, facts, users)
        queries = [_query(facts, constraint) for constraint in constraints]
        if owners and all(queries):
            found += [Suspicion(shape, owners, *query) for query in queries if query]
    taken = {each.shape for each in found}
    core = [t for t in shapes if not (t.predicate == SH.sparql and t.subject in taken)]
    return core, found


def compiled(shapes: Sequence[Triple]) -> Callable[[Data], list[Result] | None]:
    """What gives the results for data, as `shacl_engine.compiled` does for text, but sooner."""
    core, asked = divided(shapes)
    whole = lru_cache(maxsize=1)(lambda: engine.compiled(shapes))
    if not asked:
        return lambda data: whole()(data.text(None))
    quick = engine.compiled(core) if _constrain(core) else None
    facts = facts_of(shapes)
    wanted, read = _predicates(asked, facts), _read(core)
    paths = _on_paths(asked, facts)

    def results(data: Data) -> list[Result] | None:
        store = data.store(wanted, engine.is_odd)
        if store is None:
            return None
        guilty = _suspects(store, facts, asked)
        found = [] if quick is None else quick(data.text(read))
        if guilty is None or found is None:
            return whole()(data.text(None))
        if guilty:
            about = data.text(None if wanted is None else wanted | paths)
            more = engine.compiled(_only_about(facts, guilty))(about)
            return None if more is None else [*found, *more]
        return found

    return results


def _constrain(shapes: Iterable[Triple]) -> bool:
    """Whether anything is asked by these shapes at all."""
    idle = {*TARGETS, *_KEPT, *_OF_QUERIES, SH.property}
    return any(t.predicate.value.startswith(SH.base) and t.predicate not in idle for t in shapes)


def _predicates(asked: Sequence[Suspicion], facts: Facts) -> frozenset[str] | None:
    """The predicates of data that matter, None if any may."""
    found = {str(RDF.type), str(RDFS.subClassOf)}
    for each in asked:
        some = patterns_of(each.query)
        if some is None:
            return None
        found.update(some)
        for owner in each.owners:
            for way in (SH.targetSubjectsOf, SH.targetObjectsOf):
                found.update(map(str, facts[owner].get(way, ())))
    return frozenset(found)


def _on_paths(asked: Iterable[Suspicion], facts: Facts) -> frozenset[str]:
    """The predicates on the paths of the shapes."""
    paths = [path for each in asked for path in facts[each.shape].get(SH.path, ())]
    inner = (triple.object for path in paths for triple in below(facts, path))
    return frozenset(map(str, (*paths, *inner)))


def _read(shapes: Iterable[Triple]) -> frozenset[str] | None:
    """The predicates of data that shapes without such constraints look at, None if any may be.

    All but a closed shape and a query name them; of a query that nobody uses nothing is asked.
    """
    found = {str(RDF.type), str(RDFS.subClassOf)}
    for triple in shapes:
        if triple.predicate in (SH.closed, SH.sparql):
            return None
        found.update(str(each) for each in (triple.subject, triple.object))
    return frozenset(found)


def _suspects(
    store: Store, facts: Facts, asked: Sequence[Suspicion]
) -> dict[Any, list[NamedNode]] | None:
    """The focus nodes that constraints find fault with, by the shape; None if any is no IRI."""
    known: dict[Any, list[Any]] = {}
    guilty: dict[Any, set[NamedNode]] = defaultdict(set)
    for each in asked:
        for owner in each.owners:
            if owner not in known:
                known[owner] = sorted(focus_nodes(store, owner, facts), key=str)
            if not all(isinstance(node, NamedNode) for node in known[owner]):
                return None
            if known[owner]:
                guilty[each.shape].update(_guilty(store, each, known[owner]))
    return {shape: sorted(nodes, key=str) for shape, nodes in guilty.items() if nodes}


def _only_about(facts: Facts, guilty: Mapping[Any, Sequence[NamedNode]]) -> list[Triple]:
    """The constraints of some shapes, for some focus nodes.

    What a property shape finds it finds under its own name, whichever node shape has it.
    """
    triples = []
    for number, (shape, nodes) in enumerate(sorted(guilty.items(), key=str)):
        owner = shape
        if SH.path in facts[shape]:
            owner = NamedNode(f"{_OWNER}{number}")
            triples += [Triple(owner, RDF.type, SH.NodeShape), Triple(owner, SH.property, shape)]
        triples += [Triple(owner, SH.targetNode, node) for node in nodes]
        for predicate in _KEPT:
            for value in facts[shape].get(predicate, ()):
                triples.append(Triple(shape, predicate, value))
                if predicate in _BELOW:
                    triples += below(facts, value)
    return list(dict.fromkeys(triples))


def _query(facts: Facts, constraint: Any) -> tuple[str, bool] | None:  # noqa: ANN401  any node
    told = facts.get(constraint, {})
    selects = told.get(SH.select, ())
    if len(selects) != 1 or SH.deactivated in told or not isinstance(selects[0], Literal):
        return None
    text = selects[0].value
    if "PATH" in text:
        return None
    joined, start = joinable(text), _prefixes(facts, told.get(SH.prefixes, ()))
    return start + with_dates(text if joined is None else joined), joined is not None


def _prefixes(facts: Facts, nodes: Sequence[Any]) -> str:
    declared = [facts.get(each, {}) for node in nodes for each in facts[node].get(SH.declare, ())]
    return "".join(
        sorted(
            f"PREFIX {name.value}: <{base.value}>\n"
            for told in declared
            for name in told.get(SH.prefix, ())
            for base in told.get(SH.namespace, ())
        )
    )


def _guilty(store: Store, each: Suspicion, nodes: Sequence[NamedNode]) -> Iterator[NamedNode]:
    this = Variable("this")
    if each.joined:
        listed = " ".join(map(str, nodes))
        text = each.query.replace(MARK, listed)
        yield from {row["this"] for row in _rows(store, text)}
        return
    for node in nodes:
        if any(True for _ in _rows(store, each.query, {this: node})):
            yield node


def _rows(store: Store, query: str, values: dict[Variable, Any] | None = None) -> QuerySolutions:
    rows = store.query(query, substitutions=values)
    if not isinstance(rows, QuerySolutions):
        raise EngineError("a constraint is no SELECT")
    return rows

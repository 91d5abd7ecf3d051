"""The statements of one graph as keys that do not depend on order, spelling or names of nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.errors import EngineError
from servanda.push.quirks import Quirk, key_of

__all__ = ["digest", "keyed"]

_ROUNDS: Final = 24  # of telling blank nodes apart by what is around them


def keyed(triples: Iterable[Triple], quirks: Sequence[Quirk] | None) -> dict[str, Triple]:
    """Each triple by its key: terms as N-Triples, literals by value, blank nodes by surroundings.

    Without `quirks`, literals are taken as they are spelled.

    Blank nodes are told apart by repeated hashing of the triples around them. Nodes that have the
    same surroundings within 24 steps have one key, numbered apart, so equal keys prove equal
    graphs but for such twins. The time is bounded, whatever the graph.
    """
    facts = sorted(triples, key=str)
    # Two spellings of one value are one statement.
    parts = {(_key(t.subject, quirks), str(t.predicate), _key(t.object, quirks)): t for t in facts}
    names = _colours(list(parts))
    found: dict[str, Triple] = {}
    seen: dict[str, int] = {}
    for (subject, predicate, thing), triple in parts.items():
        line = f"{names.get(subject, subject)} {predicate} {names.get(thing, thing)}"
        if subject in names or thing in names:
            seen[line] = seen.get(line, 0) + 1
            line = f"{line} #{seen[line]}"
        found[line] = triple
    return found


def digest(keys: Iterable[str]) -> str:
    """The SHA-256 of sorted keys: one hash for one set of statements."""
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()


def _key(term: NamedNode | BlankNode | Literal | Triple, quirks: Sequence[Quirk] | None) -> str:
    if isinstance(term, Literal) and quirks is not None:
        space, text = key_of(term, quirks)
        return f"{Literal(text)}^^{space}"
    if isinstance(term, Triple):
        raise EngineError("triple terms cannot be pushed", hint="Release RDF 1.1 data")
    return str(term)


def _colours(lines: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """A name for each blank node, from the lines around it."""
    around: dict[str, list[tuple[str, str, str]]] = {}
    for line in lines:
        for term in {line[0], line[2]}:
            if term.startswith("_:"):
                around.setdefault(term, []).append(line)
    names = dict.fromkeys(around, "_:")
    kinds = 1
    for _ in range(_ROUNDS):
        names = {node: _colour(node, around[node], names) for node in around}
        if len(set(names.values())) == kinds:
            break
        kinds = len(set(names.values()))
    return names


def _colour(node: str, lines: Sequence[tuple[str, str, str]], names: dict[str, str]) -> str:
    def told(term: str) -> str:
        return "_:self" if term == node else names.get(term, term)

    seen = sorted(f"{told(s)} {p} {told(o)}" for s, p, o in lines)
    return "_:" + hashlib.sha256("\n".join([names[node], *seen]).encode()).hexdigest()

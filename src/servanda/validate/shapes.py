"""A shapes graph before an engine sees it: what is refused, and labels that no run changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, Triple

from servanda.errors import InputError
from servanda.vocab import RDF, SH

__all__ = ["calls_service", "prepared"]

# How far the surroundings of a blank node tell it from others; shapes are not nested deeper.
_ROUNDS: Final = 24

_QUERIES: Final = frozenset({SH.select, SH.ask, SH.construct})
_NOT_CODE: Final = re.compile(
    r"\"\"\".*?\"\"\"|'''.*?'''|\"[^\"\n]*\"|'[^'\n]*'|<[^>\s]*>|#[^\n]*", re.DOTALL
)
_SERVICE: Final = re.compile(r"\bSERVICE\b", re.IGNORECASE)


def prepared(shapes: Iterable[Triple]) -> tuple[Triple, ...]:
    """The shapes, each triple once and sorted, with blank nodes labelled by what they say.

    Raises InputError if there is no shape, or one would open the network.
    """
    rules = list(dict.fromkeys(shapes))
    _refuse(rules)
    return tuple(sorted(_labelled(rules), key=str))


def calls_service(query: object) -> bool:
    """Whether a literal holds a query with a SERVICE clause; strings and comments do not count."""
    if not isinstance(query, Literal):
        return False
    return _SERVICE.search(_NOT_CODE.sub(" ", query.value)) is not None


def _refuse(shapes: Sequence[Triple]) -> None:
    if not any(_makes_a_shape(triple) for triple in shapes):
        raise InputError("no shape found in the shapes", hint="Declare a sh:NodeShape")
    for triple in shapes:
        if triple.predicate in _QUERIES and calls_service(triple.object):
            raise InputError(
                f"SERVICE in a shape would open the network: {triple.subject}",
                hint="Copy the data it needs into the workspace",
            )


def _makes_a_shape(triple: Triple) -> bool:
    """Whether a triple makes a resource a shape (SHACL, section 2.1)."""
    if triple.predicate == RDF.type:
        return triple.object in (SH.NodeShape, SH.PropertyShape)
    targets = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
    return triple.predicate in (*targets, SH.property, SH.node, SH.path)


def _labelled(triples: Sequence[Triple]) -> list[Triple]:
    """Each blank node gets a label from what surrounds it, so that a report is the same always."""
    around: dict[BlankNode, list[tuple[str, str, Any]]] = {}
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            around.setdefault(triple.subject, []).append(
                (">", str(triple.predicate), triple.object)
            )
        if isinstance(triple.object, BlankNode):
            around.setdefault(triple.object, []).append(
                ("<", str(triple.predicate), triple.subject)
            )
    names = _named(_colours(around))
    return [
        Triple(
            names.get(triple.subject, triple.subject),
            triple.predicate,
            names.get(triple.object, triple.object),
        )
        for triple in triples
    ]


def _colours(
    around: Mapping[BlankNode, Sequence[tuple[str, str, Any]]],
) -> Mapping[BlankNode, str]:
    """A hash for each blank node of the triples around it, refined until it tells no more."""
    colours = dict.fromkeys(around, "")
    for _ in range(_ROUNDS):
        finer = {
            node: sha256(
                "\n".join(
                    sorted(f"{way} {link} {colours.get(end, end)}" for way, link, end in links)
                ).encode()
            ).hexdigest()[:16]
            for node, links in around.items()
        }
        settled = len(set(finer.values())) == len(set(colours.values()))
        colours = finer
        if settled:
            break
    return colours


def _named(colours: Mapping[BlankNode, str]) -> Mapping[object, BlankNode]:
    """Labels by colour; those that no triple tells apart are counted."""
    seen: dict[str, int] = {}
    names: dict[object, BlankNode] = {}
    for node, colour in colours.items():
        seen[colour] = seen.get(colour, 0) + 1
        names[node] = BlankNode(f"b{colour}{'' if seen[colour] == 1 else f'x{seen[colour]}'}")
    return names

"""What the results of one shape have in common, read from the shapes once.

The engine tells a result in a few strings, without the languages of messages or the nodes of paths.
Which they are follows from the shape, so that the whole report need not be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import shacl
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.ntriples import term_of
from servanda.validate import Result
from servanda.vocab import SH

__all__ = ["Kinds", "kinds_of", "path_below", "results_of"]

Terms = Mapping[NamedNode, Sequence[Any]]
# By shape, whether a query finds fault, and the texts of the messages: those messages.
Kinds = Mapping[tuple[Any, bool, tuple[str, ...]], tuple[Literal, ...]]

_CLOSED: Final = "ClosedConstraintComponent"
_QUERIED: Final = "SPARQLConstraintComponent"


def kinds_of(graph: Mapping[Any, Terms]) -> Kinds:
    """The messages that results may have, but for those with placeholders or two meanings."""
    found: dict[tuple[Any, bool, tuple[str, ...]], tuple[Literal, ...] | None] = {}
    for shape, said in graph.items():
        own = _messages(said)
        found[shape, False, _texts(own)] = own
        for constraint in said.get(SH.sparql, ()):
            messages = _messages(graph.get(constraint, {})) or own
            key = shape, True, _texts(messages)
            found[key] = messages if found.get(key, messages) == messages else None
    return {
        key: messages
        for key, messages in found.items()
        if messages is not None and not any("{" in text for text in key[2])
    }


def results_of(
    given: Iterable[shacl.Result], graph: Mapping[Any, Terms], kinds: Kinds, back: Mapping[str, Any]
) -> list[Result] | None:
    """The results as the engine tells them; None if one is not of a known kind.

    `back` gives the shape, or the blank node of the data, for what the engine calls it.
    """

    def term(spelling: str) -> Any:  # noqa: ANN401  what it is depends on the spelling
        return back[spelling] if spelling.startswith("_:") else term_of(spelling)

    paths: dict[Any, tuple[Any, tuple[Triple, ...]]] = {}
    found: list[Result] = []
    for each in given:
        shape = back.get(each.source_shape or "")
        queried = each.component == _QUERIED
        messages = kinds.get((shape, queried, tuple(sorted(each.messages))))
        if messages is None:
            return None
        if (shape, each.path) not in paths:
            # Of a closed shape, it is the property that should not be there.
            closed = each.component == _CLOSED
            own = term_of(str(each.path)) if closed else graph[shape].get(SH.path, (None,))[0]
            paths[shape, each.path] = own, tuple(path_below(own, graph))
        path, below = paths[shape, each.path]
        found.append(
            Result(
                focus_node=term(each.focus_node),
                path=path,
                value=None if each.value is None else term(each.value),
                component=NamedNode(each.component_iri),
                source_shape=shape,
                severity=NamedNode(each.severity_iri),
                messages=messages,
                path_triples=below,
            )
        )
    return found


def path_below(path: Any, graph: Mapping[Any, Terms]) -> Iterable[Triple]:  # noqa: ANN401
    """The triples that describe a path whose node is blank."""
    waiting = [path]
    while waiting:
        node = waiting.pop()
        if isinstance(node, BlankNode):
            for predicate, values in graph.get(node, {}).items():
                yield from (Triple(node, predicate, value) for value in values)
                waiting += values


def _messages(said: Terms) -> tuple[Literal, ...]:
    found = (each for each in said.get(SH.message, ()) if isinstance(each, Literal))
    return tuple(sorted(found, key=str))


def _texts(messages: Iterable[Literal]) -> tuple[str, ...]:
    return tuple(sorted(message.value for message in messages))

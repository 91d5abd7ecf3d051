"""OWL 2 RL by owlrl: the rules as the standard writes them, in Python."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import owlrl
from pyoxigraph import Literal, Triple

from servanda.bridge import from_rdflib, to_rdflib
from servanda.errors import EngineError, InputError

__all__ = ["closure"]

_ERROR: Final = "http://www.daml.org/2002/03/agents/agent-ont#error"


def closure(triples: Iterable[Triple]) -> list[Triple]:
    """All triples of the OWL 2 RL closure that are legal RDF.

    Raises InputError where the engine finds an inconsistency, EngineError where it fails.
    """
    graph = to_rdflib(triples)
    rules = owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False
    )
    try:
        rules.expand(graph)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as e:
        raise EngineError(f"owlrl failed: {type(e).__name__}: {e}") from e
    closed = list(from_rdflib(graph))
    for triple in closed:
        if triple.predicate.value == _ERROR and isinstance(triple.object, Literal):
            raise InputError(
                f"the facts contradict the ontology: {' '.join(triple.object.value.split())}",
                hint="Mend the facts or the axiom that forbids them",
            )
    return closed

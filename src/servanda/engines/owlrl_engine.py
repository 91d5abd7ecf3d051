"""OWL 2 RL by owlrl: the rules as the standard writes them, in Python."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import owlrl
import rdflib
from pyoxigraph import Literal, Triple
from rdflib.namespace import OWL, RDF, RDFS

from servanda.bridge import from_rdflib, to_rdflib
from servanda.errors import EngineError, InputError

__all__ = ["closure"]

_ERROR: Final = "http://www.daml.org/2002/03/agents/agent-ont#error"
_TYPE: Final = RDF.type
_LANGUAGE: Final = (str(OWL), str(RDFS), str(RDF))


def closure(triples: Iterable[Triple]) -> list[Triple]:
    """All triples of the OWL 2 RL closure that are legal RDF, but for `owl:sameAs` to oneself.

    Raises InputError where the engine finds an inconsistency, EngineError where it fails.
    """
    graph = to_rdflib(triples, store="SimpleMemory")
    rules = owlrl.DeductiveClosure(
        _rules_for(graph), axiomatic_triples=False, datatype_axioms=False
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


class _FromAxioms(owlrl.OWLRL_Semantics):  # type: ignore[misc]  # owlrl has no types
    """The same rules, tried only on triples that some rule can start from.

    Every rule of OWL 2 RL has a premise in a term of OWL or RDFS, and looks for the facts from
    there. The one that has none, eq-ref, says that each thing is the same as itself; to follow
    that up costs most of the time and gives nothing, unless an axiom is about owl:sameAs.
    """

    def rules(self, t: tuple[Any, Any, Any], cycle_num: int) -> None:
        """Try the rules that start from one triple."""
        subject, predicate, value = t
        if not str.startswith(value if predicate == _TYPE else predicate, _LANGUAGE):
            return
        if subject == value and predicate == OWL.differentFrom:
            self.add_error(f"{subject} is said to be different from itself")
        if subject != value or predicate != OWL.sameAs:
            super().rules(t, cycle_num)


def _rules_for(graph: rdflib.Graph) -> type[owlrl.OWLRL_Semantics]:
    about_sameness = (OWL.sameAs, None, None) in graph or (None, None, OWL.sameAs) in graph
    return owlrl.OWLRL_Semantics if about_sameness else _FromAxioms

"""OWL 2 RL reasoning behind a seam: facts and an ontology in, the useful new triples out.

Follows the rules of OWL 2 Profiles, section 4.3. What is published of a closure is what somebody
may ask for: entailments about resources, none about the ontology itself or about everything.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.errors import InputError, UsageError
from servanda.rules.useful import EVERYTHING, OF_AXIOMS
from servanda.vocab import OWL, RDF, RDFS

__all__ = ["ENGINES", "reason"]

Closure = Callable[[list[Triple]], Iterable[Triple]]

# One line for each engine: its name, and the module in `servanda.engines` whose `closure` it is.
ENGINES: Final[Mapping[str, str]] = MappingProxyType(
    {"rules": "rules_engine", "owlrl": "owlrl_engine"}
)


def reason(
    data: Iterable[Triple], ontology: Iterable[Triple], *, engine: str = "rules"
) -> list[Triple]:
    """The triples that follow from `data` under `ontology` by OWL 2 RL, sorted; only new ones.

    Left out are triples that are no legal RDF or have a blank node, what holds of everything
    (`owl:Thing`, `owl:sameAs` to oneself), and axioms about axioms. Raises InputError for
    `owl:hasKey`, from which the engine draws false conclusions, and for inconsistent facts;
    UsageError for an unknown engine; EngineError if the engine fails.
    """
    facts, axioms = list(data), list(ontology)
    _refuse_keys((*axioms, *facts))
    matters = _relevant(axioms)
    premises = [triple for triple in facts if matters(triple)]
    closed = _closure(engine)([*_without_annotations(axioms), *premises])
    known = {*facts, *axioms}
    terms = {triple.subject for triple in (*axioms, *facts) if _is_axiom(triple)}
    new = {triple for triple in closed if triple not in known and _useful(triple, terms)}
    return sorted(new, key=str)


def _closure(engine: str) -> Closure:
    if engine not in ENGINES:
        raise UsageError(f"unknown reasoner {engine!r}", hint=f"Known: {', '.join(ENGINES)}")
    closure: Closure = import_module(f"servanda.engines.{ENGINES[engine]}").closure
    return closure


def _refuse_keys(triples: Iterable[Triple]) -> None:
    for triple in triples:
        if triple.predicate == OWL.hasKey:
            raise InputError(
                f"owl:hasKey of {triple.subject} is not supported: the reasoner makes unequal "
                "resources the same",
                hint="State the rule as a SHACL shape",
            )


def _without_annotations(axioms: Iterable[Triple]) -> list[Triple]:
    """The axioms without labels and notes: they take part in no rule, and cost most of the time."""
    return [
        triple
        for triple in axioms
        if not isinstance(triple.object, Literal)
        or triple.predicate == RDF.first
        or triple.predicate.value.startswith(OWL.base)
    ]


def _relevant(axioms: Iterable[Triple]) -> Callable[[Triple], bool]:
    """Whether a fact can be a premise of a rule: its property or class occurs in an axiom."""
    terms: set[object] = {RDF.type, OWL.sameAs, RDFS.subClassOf, RDFS.subPropertyOf}
    terms |= OF_AXIOMS
    for triple in axioms:
        if isinstance(triple.subject, NamedNode):
            terms.add(triple.subject)
        if isinstance(triple.object, NamedNode):
            terms.add(triple.object)
    return lambda triple: triple.predicate in terms


def _is_axiom(triple: Triple) -> bool:
    declares = triple.predicate == RDF.type and triple.object in EVERYTHING
    return declares or triple.predicate in OF_AXIOMS


def _useful(triple: Triple, terms: Container[object]) -> bool:
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    if isinstance(subject, BlankNode) or isinstance(value, BlankNode):
        return False
    if predicate == OWL.sameAs and subject == value:
        return False
    if predicate in OF_AXIOMS or subject in terms:
        return False
    return not (predicate == RDF.type and value in EVERYTHING)

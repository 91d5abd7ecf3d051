"""What the compiler knows, and what it refuses: no axiom is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from servanda.errors import InputError
from servanda.ntriples import Fact
from servanda.rules.cardinality import number_of
from servanda.rules.model import TYPE
from servanda.vocab import OWL, RDF, RDFS

__all__ = ["AXIOMS", "KINDS", "REFUSED", "axiom_among_facts", "is_axiom", "refuse_unknown"]

# The predicates that axioms are made of.
AXIOMS: Final = frozenset(
    str(each)
    for each in (
        *(RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, RDF.first, RDF.rest),
        *(OWL.equivalentClass, OWL.equivalentProperty, OWL.inverseOf, OWL.propertyChainAxiom),
        *(OWL.disjointWith, OWL.complementOf, OWL.propertyDisjointWith, OWL.intersectionOf),
        *(OWL.unionOf, OWL.oneOf, OWL.onProperty, OWL.hasValue, OWL.someValuesFrom),
        *(OWL.allValuesFrom, OWL.maxCardinality, OWL.maxQualifiedCardinality, OWL.onClass),
        *(OWL.members, OWL.distinctMembers, OWL.hasKey, OWL.sourceIndividual),
        *(OWL.assertionProperty, OWL.targetIndividual, OWL.targetValue),
    )
)
# Classes of OWL: to be of one declares a term, or is an axiom about a property.
KINDS: Final = frozenset(
    str(each)
    for each in (
        *(OWL.SymmetricProperty, OWL.TransitiveProperty, OWL.FunctionalProperty),
        *(OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty),
        *(OWL.AllDisjointClasses, OWL.AllDisjointProperties, OWL.AllDifferent),
        OWL.NegativePropertyAssertion,
    )
)
# Facts with these are axioms, which have their place in the ontology.
REFUSED: Final = AXIOMS - {
    str(each)
    for each in (
        *(RDF.first, RDF.rest, OWL.members, OWL.distinctMembers, OWL.onProperty, OWL.onClass),
        *(OWL.assertionProperty, OWL.targetIndividual, OWL.targetValue),
    )
}
# Of OWL, but no axioms that a rule of OWL 2 RL could start from: heads, notes, declarations.
_NOTES: Final = frozenset(
    str(OWL[each])
    for each in (
        *("annotatedProperty", "annotatedSource", "annotatedTarget", "backwardCompatibleWith"),
        *("deprecated", "imports", "incompatibleWith", "priorVersion", "versionIRI", "versionInfo"),
        *("differentFrom", "sameAs"),
    )
)
_NOT_IN_RL: Final = frozenset({str(OWL.ReflexiveProperty)})
_BUILT_IN: Final = frozenset(
    str(OWL[each])
    for each in (
        *("topObjectProperty", "topDataProperty", "bottomObjectProperty", "bottomDataProperty"),
    )
)
# Of what these say, subject and object are properties.
_OF_PROPERTIES: Final = frozenset(
    str(each)
    for each in (
        *(RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf, OWL.propertyDisjointWith),
    )
)
_OF_SUBJECT: Final = _OF_PROPERTIES | {
    str(each) for each in (RDFS.domain, RDFS.range, OWL.propertyChainAxiom)
}
_AT_MOST: Final = frozenset({str(OWL.maxCardinality), str(OWL.maxQualifiedCardinality)})


def is_axiom(fact: Fact) -> bool:
    """Whether a fact is a part of an axiom, and none about a resource."""
    return fact[1] in AXIOMS or (fact[1] == TYPE and fact[2] in KINDS)


def refuse_unknown(axioms: Iterable[Fact], *, keys: bool) -> None:
    """Raise InputError for an axiom that no rule here covers, naming it."""
    for axiom in axioms:
        subject, predicate, value = axiom
        if predicate == TYPE:
            if value in _NOT_IN_RL:
                raise _refusal(axiom, "the class is not in OWL 2 RL")
        elif predicate not in AXIOMS:
            if predicate.startswith(f"<{OWL.base}") and predicate not in _NOTES:
                raise _refusal(axiom, "the property is not in OWL 2 RL")
        elif predicate == str(OWL.hasKey):
            if not keys:
                raise InputError(
                    f"owl:hasKey of {subject} is not supported: the reasoner makes unequal "
                    "resources the same",
                    hint="State the rule as a SHACL shape",
                )
        elif predicate in _AT_MOST and number_of(value) not in (0, 1):
            raise _refusal(axiom, "OWL 2 RL knows only 0 and 1 as largest number")
        elif subject in _BUILT_IN or value in _BUILT_IN:
            raise _refusal(axiom, "no rule covers the properties of everything and nothing")
        else:
            _refuse_reserved(axiom)


def _refuse_reserved(axiom: Fact) -> None:
    """Axioms about the words that axioms are made of would change as facts come in."""
    subject, predicate, value = axiom
    places = (subject,) if predicate in _OF_SUBJECT else ()
    if predicate in (*_OF_PROPERTIES, str(OWL.onProperty), str(RDF.first)):
        places = (*places, value)
    for term in places:
        if term == TYPE or term in AXIOMS:
            raise _refusal(axiom, f"{term} is a word of axioms")


def _refusal(axiom: Fact, why: str) -> InputError:
    return InputError(
        f"the axiom {' '.join(axiom)} is not covered by the rules: {why}",
        hint="State it as a SHACL shape, or leave it out",
    )


def axiom_among_facts(fact: Fact) -> InputError:
    """The error for an axiom that stands among the facts."""
    return InputError(
        f"an axiom among the facts: {' '.join(fact)}", hint="State it in the ontology"
    )

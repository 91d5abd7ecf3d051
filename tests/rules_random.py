"""Random ontologies of all forms of OWL 2 RL, and random facts, as lines of Turtle."""

from __future__ import annotations

import random
import re

import pyoxigraph
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple

HEAD = """\
@prefix e: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
PROPERTIES = ("e:p", "e:q", "e:r", "e:s")
CLASSES = ("e:C", "e:D", "e:E", "e:F")
THINGS = ("e:a", "e:b", "e:c", "e:d")
LITERALS = ('"x"@fr', "7", '"2020-01-01"^^xsd:date')
DECLARED = "".join(
    f"{each} a owl:{kind} .\n"
    for kind, names in (("ObjectProperty", PROPERTIES), ("Class", CLASSES))
    for each in names
)


def triples(text: str) -> list[Triple]:
    """The triples of Turtle with the prefixes of the tests."""
    return [quad.triple for quad in pyoxigraph.parse(HEAD + text, RdfFormat.TURTLE)]


def filled(pattern: str, **choices: tuple[str, ...]) -> st.SearchStrategy[str]:
    """A pattern with each of its names taken from some choices."""
    names = {name: st.sampled_from(each) for name, each in choices.items()}
    return st.fixed_dictionaries(names).map(lambda chosen: pattern.format(**chosen))


P = st.sampled_from(PROPERTIES)
# A property, or the inverse of one.
LINK = st.one_of(P, P, P.map("[ owl:inverseOf {} ]".format))
NAMED = st.sampled_from((*CLASSES, *CLASSES, "owl:Thing"))
VALUE = st.sampled_from((*THINGS, "7"))


def restriction(
    link: st.SearchStrategy[str], kind: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    """A class by what its members are linked to."""
    return st.one_of(
        st.builds("[ owl:onProperty {} ; owl:hasValue {} ]".format, link, VALUE),
        st.builds("[ owl:onProperty {} ; owl:someValuesFrom {} ]".format, link, kind),
        st.builds("[ owl:onProperty {} ; owl:allValuesFrom {} ]".format, link, kind),
    )


def listed(kind: st.SearchStrategy[str], least: int = 2) -> st.SearchStrategy[str]:
    """A list of two or three."""
    return st.lists(kind, min_size=least, max_size=3).map(" ".join)


CLASS = st.recursive(
    NAMED,
    lambda inner: st.one_of(
        restriction(LINK, inner),
        listed(inner).map("[ owl:intersectionOf ( {} ) ]".format),
        listed(inner).map("[ owl:unionOf ( {} ) ]".format),
        listed(st.sampled_from(THINGS), 1).map("[ owl:oneOf ( {} ) ]".format),
    ),
    max_leaves=3,
)
AXIOM = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, CLASS, CLASS),
    st.builds("{} owl:equivalentClass {} .".format, NAMED, CLASS),
    st.builds("{} rdfs:subPropertyOf {} .".format, P, P),
    st.builds("{} owl:equivalentProperty {} .".format, P, P),
    st.builds("{} owl:inverseOf {} .".format, P, P),
    st.builds("{} rdfs:domain {} .".format, P, CLASS),
    st.builds("{} rdfs:range {} .".format, P, CLASS),
    st.builds("{} a owl:SymmetricProperty .".format, P),
    st.builds("{} a owl:TransitiveProperty .".format, P),
    st.builds("{} owl:propertyChainAxiom ( {} ) .".format, P, listed(LINK)),
    st.builds("{} rdfs:subPropertyOf {} .".format, P, P),
)
FORBIDDEN = st.one_of(
    st.builds("{} owl:disjointWith {} .".format, NAMED, NAMED),
    st.builds("{} rdfs:subClassOf [ owl:complementOf {} ] .".format, NAMED, NAMED),
    st.builds("{} a owl:AsymmetricProperty .".format, P),
    st.builds("{} a owl:IrreflexiveProperty .".format, P),
    st.builds("{} owl:propertyDisjointWith {} .".format, P, P),
    st.builds("{} rdfs:subClassOf owl:Nothing .".format, CLASS),
    st.builds("{} rdfs:subClassOf [ owl:onProperty {} ; owl:maxCardinality 0 ] .".format, NAMED, P),
    st.builds(
        "{} rdfs:subClassOf [ owl:onProperty {} ; owl:maxQualifiedCardinality 0 ;"
        " owl:onClass {} ] .".format,
        *(NAMED, P, NAMED),
    ),
    st.builds(
        "[] owl:sourceIndividual e:a ; owl:assertionProperty {} ; owl:targetIndividual {} .".format,
        *(P, st.sampled_from(THINGS)),
    ),
)
SAMENESS = st.one_of(
    st.builds("{} a owl:FunctionalProperty .".format, P),
    st.builds("{} a owl:InverseFunctionalProperty .".format, P),
    st.builds("{} rdfs:subClassOf [ owl:onProperty {} ; owl:maxCardinality 1 ] .".format, NAMED, P),
    st.builds(
        "{} rdfs:subClassOf [ owl:onProperty {} ; owl:maxQualifiedCardinality 1 ;"
        " owl:onClass {} ] .".format,
        *(NAMED, P, NAMED),
    ),
)
THING = st.sampled_from(THINGS)
FACT = st.one_of(
    st.builds("{} {} {} .".format, THING, P, THING),
    st.builds("{} {} {} .".format, THING, P, THING),
    st.builds("{} {} {} .".format, THING, P, st.sampled_from(LITERALS)),
    st.builds("{} a {} .".format, THING, st.sampled_from(CLASSES)),
)


def lines(each: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[str]:
    """Some of them, one a line."""
    return st.lists(each, min_size=least, max_size=most).map("\n".join)


# The same forms as patterns, to be filled in at random: many of few names, so that much follows.
# K is a class or an expression for one, L a property or the inverse of one.
PATTERNS = (
    *("K rdfs:subClassOf K .", "C rdfs:subClassOf K .", "K rdfs:subClassOf C ."),
    *("C owl:equivalentClass K .", "P rdfs:subPropertyOf P .", "P owl:inverseOf P ."),
    *("P rdfs:domain K .", "P rdfs:range K .", "P a owl:SymmetricProperty ."),
    *("P a owl:TransitiveProperty .", "P owl:propertyChainAxiom ( L L ) ."),
    *("P owl:propertyChainAxiom ( P P P ) .", "P owl:equivalentProperty P ."),
)
EXPRESSIONS = (
    *("[ owl:onProperty L ; owl:hasValue T ]", "[ owl:onProperty L ; owl:someValuesFrom K ]"),
    *("[ owl:onProperty L ; owl:allValuesFrom K ]", "[ owl:intersectionOf ( K K ) ]"),
    *(
        "[ owl:unionOf ( C K ) ]",
        "[ owl:oneOf ( T T ) ]",
        '[ owl:onProperty P ; owl:hasValue "7" ]',
    ),
)
NAMES = {
    "C": ("e:C", "e:D", "e:E"),
    "P": ("e:p", "e:q", "e:r"),
    "L": ("P", "P", "P", "[ owl:inverseOf P ]"),
    "T": THINGS,
    "V": (*THINGS, *THINGS, '"7"', '"x"', "7"),
    "K": ("C", "C", "C", "xsd:decimal", *EXPRESSIONS),
}


def dense(chance: random.Random, axioms: int, facts: int) -> tuple[str, str]:
    """An ontology and facts of few names; expressions are nested, but not for ever."""
    stated = [chance.choice(("T P V .", "T P V .", "T a C .")) for _ in range(facts)]
    return (
        "\n".join(_filled(chance.choice(PATTERNS), chance, 0) for _ in range(axioms)),
        "\n".join(_filled(each, chance, 0) for each in stated),
    )


def _filled(pattern: str, chance: random.Random, depth: int) -> str:
    def name(found: re.Match[str]) -> str:
        kind = found[0]
        chosen = chance.choice(NAMES["C" if kind == "K" and depth > 1 else kind])
        return chosen if ":" in chosen and " " not in chosen else _filled(chosen, chance, depth + 1)

    return re.sub(r"(?<![\w:\"])[CKLPTV](?![\w:\"])", name, pattern)

"""Random shapes and data in Turtle, of the words and terms that both validators must agree on."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

PREFIXES = """
@prefix e: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
LINKS = ("e:p", "e:q", "e:r")
CLASSES = ("e:Part", "e:Whole", "e:Other")
NODES = ("e:a", "e:b", "e:c", "_:x")
NUMBERS = ("1", "01", "2", "3.0", "-1", '"7"^^xsd:byte', "1.5e0", '"0012"^^xsd:positiveInteger')
DATES = tuple(f'"{day}"^^xsd:date' for day in ("2019-02-28", "2020-02-29", "2019-12-31"))
TEXTS = ('""', '"a"', '"ab"', '"AB 12"', '"a"@en', '"b"@en', '"a"@fr', '"a"@fr-CA', '"é"')
OTHERS = (
    *('"300"^^xsd:byte', '"1_000"^^xsd:integer', '"x"^^xsd:integer', '" 1"^^xsd:decimal'),
    *('"2019-02-30"^^xsd:date', '"12 mars"^^xsd:date', '"yes"^^xsd:boolean', "true"),
    *('"2019-02-28T10:00:00"^^xsd:dateTime', '"2019-02-28T10:00:00Z"^^xsd:dateTime'),
    *('"2019"^^xsd:gYear', '"2019-02"^^xsd:gYearMonth', '"P1Y"^^xsd:duration', '"x"^^e:unknown'),
)
DATATYPES = (
    *("xsd:integer", "xsd:decimal", "xsd:byte", "xsd:double", "xsd:date", "xsd:dateTime"),
    *("xsd:string", "xsd:boolean", "xsd:gYear", "xsd:gYearMonth", "xsd:duration", "e:unknown"),
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>",
)
KINDS = ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
PATTERNS = ('"^a"', '"[0-9]+$"', '"^(a|b){1,2}$"', '"B"', '"a.*2"', '"^\\\\d+$"', '"/[ab]$"')
QUERIES = (
    "SELECT $this WHERE { $this e:p $this }",
    "SELECT $this ?value WHERE { $this e:p|^e:q ?value FILTER NOT EXISTS { ?value e:r ?any } }",
    "SELECT $this ?value WHERE { $this e:p/e:q* ?value . FILTER (isIRI(?value)) }",
    "SELECT $this ?value WHERE { $this e:p ?value ; e:q ?other . FILTER (?value < ?other) }",
    "SELECT $this ?value WHERE { $this e:p ?value ; e:q ?other . FILTER (?value = ?other) }",
    "SELECT DISTINCT $this ?value WHERE { $this e:p ?value , ?o . FILTER (STR(?value) < STR(?o)) }",
    "SELECT $this ?value WHERE { { $this e:p ?value } UNION { ?value e:q $this } }",
    "SELECT $this WHERE { FILTER NOT EXISTS { $this e:p ?a , ?b . FILTER (STR(?a) != STR(?b)) } }",
    "SELECT $this ?value WHERE { $this e:p ?value FILTER (!langMatches(lang(?value), 'fr')) }",
    "SELECT $this ?value WHERE { $this e:q ?value OPTIONAL { ?value a ?k } FILTER (!bound(?k)) }",
    "SELECT $this ?value WHERE { $this a ?value BIND (STRLEN(STR(?value)) AS ?n) FILTER (?n > 9) }",
    "SELECT $this ?value WHERE { $this e:r ?value FILTER (?value IN (1, 'a', e:b)) }",
)


def some(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


def listed(members: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[str]:
    return st.lists(members, min_size=least, max_size=3).map(lambda m: f"( {' '.join(m)} )")


COUNTS = st.integers(0, 3).map(str)
PATHS = st.recursive(
    some(LINKS),
    lambda inner: st.one_of(
        listed(inner, 2),
        listed(inner, 2).map(lambda each: f"[ sh:alternativePath {each} ]"),
        st.tuples(
            some(("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")), inner
        ).map(lambda pair: f"[ sh:{pair[0]} {pair[1]} ]"),
    ),
    max_leaves=3,
)
TERMS = some((*NUMBERS, *DATES, *TEXTS, *OTHERS, "e:a", "e:b"))
WORDS = {
    "nodeKind": some(KINDS).map("sh:{}".format),
    "datatype": some(DATATYPES),
    "class": some(CLASSES),
    "minLength": st.integers(1, 3).map(str),
    "maxLength": COUNTS,
    "pattern": some(PATTERNS),
    "languageIn": listed(some(('"en"', '"fr"', '"fr-CA"'))),
    "hasValue": TERMS,
    "in": listed(TERMS),
    "equals": some(LINKS),
    "disjoint": some(LINKS),
    "severity": some(("sh:Info", "sh:Warning", "sh:Violation", "e:Odd")),
    "deactivated": some(("true", "false")),
    "message": some(('"plain"', '"bonjour"@fr', '"hello"@en , "bonjour"@fr')),
}
WORDS_OF_PATHS = {"minCount": COUNTS, "maxCount": COUNTS, "uniqueLang": some(("true", "false"))}
NOTES = ("", ' ; sh:message "{?value}"', ' ; sh:message "{$this}"@en')
QUERY = st.tuples(some(QUERIES), some(NOTES)).map(
    lambda each: (
        f'sh:sparql [ sh:prefixes e:names ; sh:select "{each[0]}"'
        f"{each[1] if '?value' in each[0] or 'value' not in each[1] else ''} ]"
    )
)
CLOSED = st.just("sh:closed true ; sh:ignoredProperties ( e:r )")
TARGETS = st.one_of(
    some(CLASSES).map("sh:targetClass {}".format),
    some(LINKS).map("sh:targetSubjectsOf {}".format),
    some(LINKS).map("sh:targetObjectsOf {}".format),
    some(("e:a", "e:b", '"a"@en')).map("sh:targetNode {}".format),
)


@dataclass(frozen=True)
class Flavour:
    """Literals of the data, and what they are compared with: pyshacl puts all types in one order.

    By the standard (SPARQL 1.1, section 17.3) a number and a date cannot be compared.
    """

    literals: tuple[str, ...]
    bounds: tuple[str, ...]

    def words(self) -> dict[str, st.SearchStrategy[str]]:
        """The words that any shape may have."""
        sides = ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")
        return WORDS | ({side: some(self.bounds) for side in sides} if self.bounds else {})

    def words_of_paths(self) -> dict[str, st.SearchStrategy[str]]:
        """The words that only property shapes may have; what is compared has literals only."""
        pairs = {"lessThan": st.just("e:r"), "lessThanOrEquals": st.just("e:r")}
        return WORDS_OF_PATHS | (pairs if self.bounds else {})

    def shapes(self) -> st.SearchStrategy[str]:
        """Shapes in shapes."""
        leaves = said(self.words(), 2).map(lambda parts: f"[ {' ; '.join(parts) or 'sh:order 1'} ]")
        return st.recursive(leaves, self.node_shape, max_leaves=4)

    def node_shape(self, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        """A node shape around others."""
        lists = {word: listed(inner, 1) for word in ("and", "or", "xone")}
        nested = {"not": inner, "node": inner, "property": self.property_shape(inner), **lists}
        others = st.lists(st.one_of(CLOSED, QUERY), max_size=1)
        return st.tuples(said(self.words(), 2), said(nested, 2), others).map(together)

    def property_shape(self, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        """A property shape around others."""
        counted = st.tuples(inner, COUNTS, some(("true", "false"))).map(
            lambda each: (
                f"sh:qualifiedValueShape {each[0]} ; sh:qualifiedMinCount {each[1]} ; "
                f"sh:qualifiedMaxCount 1 ; sh:qualifiedValueShapesDisjoint {each[2]}"
            )
        )
        nested = {"not": inner, "node": inner, "or": listed(inner, 1)}
        return st.tuples(
            PATHS.map("sh:path {}".format).map(lambda path: [path]),
            said(self.words(), 2),
            said(self.words_of_paths(), 2),
            said(nested, 1),
            st.lists(counted, max_size=1),
        ).map(together)

    def shapes_graphs(self) -> st.SearchStrategy[str]:
        """A few shapes with targets."""
        parts = st.tuples(TARGETS, self.node_shape(self.shapes()))
        return st.lists(parts, min_size=1, max_size=3).map(shapes_graph)

    def data_graphs(self) -> st.SearchStrategy[str]:
        """A few facts."""
        # Comparisons with a blank node are refused by pyshacl, where the standard lets them fail.
        nodes, more = (NODES[:3], ()) if self.bounds else (NODES, NODES)
        facts = st.one_of(
            st.tuples(some(nodes), some(LINKS[:2]), some((*self.literals, *nodes))),
            st.tuples(some(nodes), st.just("e:r"), some((*self.literals, *more))),
            st.tuples(some(nodes), st.just("a"), some(CLASSES)),
        ).map(lambda fact: f"{' '.join(fact)} .")
        return st.lists(facts, min_size=3, max_size=14).map(
            lambda facts: "\n".join((PREFIXES, "e:Part rdfs:subClassOf e:Whole .", *facts))
        )


FLAVOURS = (
    Flavour(NUMBERS, ("1", "2.5", "1.0e0")),
    Flavour(DATES, ('"2019-06-01"^^xsd:date', '"2019-12-31"^^xsd:date')),
    Flavour((*NUMBERS, *DATES, *TEXTS, *OTHERS), ()),
)


def cases() -> st.SearchStrategy[tuple[str, str]]:
    """A shapes graph and a data graph, in Turtle."""
    return st.one_of(st.tuples(each.shapes_graphs(), each.data_graphs()) for each in FLAVOURS)


def together(parts: tuple[list[str], ...]) -> str:
    return f"[ {' ; '.join(each for part in parts for each in part) or 'sh:order 1'} ]"


def said(words: dict[str, st.SearchStrategy[str]], most: int) -> st.SearchStrategy[list[str]]:
    chosen = st.lists(some(tuple(words)), unique=True, max_size=most)
    return chosen.flatmap(
        lambda names: st.tuples(*(words[n].map(f"sh:{n} {{}}".format) for n in names)).map(list)
    )


def shapes_graph(parts: list[tuple[str, str]]) -> str:
    declared = 'sh:declare [ sh:prefix "e" ; sh:namespace "https://example.org/"^^xsd:anyURI ]'
    shapes = (
        f"e:shape{number} a sh:NodeShape ; {target} ; sh:node {shape} ; sh:property e:one ."
        if number % 2
        else f"e:shape{number} a sh:NodeShape ; {target} ; {shape[1:-1]} ."
        for number, (target, shape) in enumerate(parts)
    )
    names = f"e:names {declared} ."
    return "\n".join((PREFIXES, names, "e:one sh:path e:p ; sh:maxCount 2 .", *shapes))

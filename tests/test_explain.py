"""Why an inferred fact holds: each rule by an example, and every fact of two real datasets."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple

from servanda.ask import derived_facts
from servanda.engines.owlrl_engine import closure
from servanda.errors import ServandaError, UsageError
from servanda.explain import (
    Axioms,
    Explanation,
    Lookup,
    Reason,
    Statements,
    explain,
    explain_fully,
    phrase,
    sentence,
)
from servanda.explain.release import ReleaseFacts, read_release, read_term
from servanda.reason import reason
from servanda.vocab import OWL, RDF, RDFS
from servanda.wording import LANGUAGES

CASES = sorted((Path(__file__).parent / "explain").glob("*.ttl"))
E = "https://example.org/"
HEAD = f"""\
@prefix e: <{E}> .
@prefix owl: <{OWL.base}> .
@prefix rdfs: <{RDFS.base}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

Servanda = Callable[..., subprocess.CompletedProcess[str]]


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(HEAD + text, RdfFormat.TURTLE)]


def part(case: Path, title: str) -> list[Triple]:
    """The triples under one heading of a case."""
    found = re.search(
        rf"^# {title}\n(.*?)(?=^# |\Z)", case.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert found is not None, f"{case.name} has no part {title}"
    return triples(found[1])


def local(term: NamedNode) -> str:
    return re.split("[/#]", term.value)[-1]


def explained(axioms: str, facts: str, inferred: str, goal: str) -> Explanation | None:
    known = Statements(triples(facts), triples(inferred))
    return explain(triples(goal)[0], known, Axioms(triples(axioms)))


def gives(step: Explanation, triple: Triple) -> bool:
    """Whether the reasoner draws the fact from the premises and axioms of a step alone."""
    declared = [
        Triple(each.predicate, RDF.type, OWL.ObjectProperty)
        for each in step.premises
        if each.predicate not in (RDF.type, OWL.sameAs)
    ]
    return triple in reason(step.premises, [*step.axioms, *declared])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_rule_is_named_with_its_premises_and_axioms(case: Path) -> None:
    axioms, facts, (goal,) = part(case, "Axioms"), part(case, "Facts"), part(case, "Follows")
    step = explain(goal, Statements(facts, closure([*axioms, *facts])), Axioms(axioms))
    assert step is not None
    assert step.rule == case.stem.removesuffix("-inverse")
    assert set(step.premises) == set(part(case, "From"))
    assert set(step.axioms) <= set(axioms)
    assert goal in closure([*step.premises, *step.axioms])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_rule_is_put_into_words_of_three_languages(case: Path) -> None:
    axioms, facts, (goal,) = part(case, "Axioms"), part(case, "Facts"), part(case, "Follows")
    step = explain(goal, Statements(facts, closure([*axioms, *facts])), Axioms(axioms))
    assert step is not None
    wanted = dict(re.findall(r"^# (en|fr|zh): (.*)$", case.read_text("utf-8"), re.MULTILINE))
    assert {lang: sentence(step, lang, local) for lang in LANGUAGES} == wanted


def test_what_is_given_is_not_explained() -> None:
    axioms = "e:p rdfs:subPropertyOf e:q ."
    assert explained(axioms, "e:a e:p e:b ; e:q e:b .", "", "e:a e:q e:b .") is None


def test_what_no_axiom_gives_is_not_explained() -> None:
    axioms = "e:p rdfs:subPropertyOf e:q ."
    assert explained(axioms, "e:a e:p e:b .", "e:a e:r e:b .", "e:a e:r e:b .") is None


def test_what_is_stated_comes_before_what_is_inferred() -> None:
    axioms = "e:p rdfs:subPropertyOf e:r . e:q owl:inverseOf e:r . e:s rdfs:subPropertyOf e:p ."
    step = explained(axioms, "e:b e:q e:a .", "e:a e:p e:b ; e:r e:b .", "e:a e:r e:b .")
    assert step is not None
    assert step.premises == tuple(triples("e:b e:q e:a ."))


def test_two_facts_do_not_explain_each_other() -> None:
    axioms, inferred = "e:p a owl:SymmetricProperty .", "e:a e:p e:b . e:b e:p e:a ."
    for goal in triples(inferred):
        assert explain(goal, Statements([], triples(inferred)), Axioms(triples(axioms))) is None


def test_what_follows_from_facts_without_foundation_is_explained_by_them() -> None:
    axioms = "e:p a owl:SymmetricProperty ; rdfs:subPropertyOf e:q ."
    step = explained(axioms, "", "e:a e:p e:b ; e:q e:b . e:b e:p e:a .", "e:a e:q e:b .")
    assert step is not None
    assert step.premises == tuple(triples("e:a e:p e:b ."))


def test_the_tree_ends_in_what_is_stated() -> None:
    axioms = triples("e:isIn a owl:TransitiveProperty .")
    facts = triples("e:a e:isIn e:b . e:b e:isIn e:c . e:c e:isIn e:d . e:d e:isIn e:e .")
    known = Statements(facts, reason(facts, axioms))
    tree = explain_fully(triples("e:a e:isIn e:e .")[0], known, Axioms(axioms))
    assert leaves(tree) == set(facts)


def leaves(tree: Reason) -> set[Triple]:
    """The facts that a tree ends in; fails if it runs in a circle or ends in what is not given."""
    found = set()
    waiting: list[tuple[Reason, frozenset[Triple]]] = [(tree, frozenset())]
    while waiting:
        each, above = waiting.pop()
        assert each.triple not in above
        if each.explanation is None:
            assert each.given
            found.add(each.triple)
        waiting += [(premise, above | {each.triple}) for premise in each.premises]
    return found


def test_a_tree_is_cut_at_its_depth() -> None:
    axioms = triples("e:p rdfs:subPropertyOf e:q .")
    known = Statements(triples("e:a e:p e:b ."), triples("e:a e:q e:b ."))
    tree = explain_fully(triples("e:a e:q e:b .")[0], known, Axioms(axioms), depth=0)
    assert tree.explanation is None


def test_a_list_without_end_does_no_harm() -> None:
    axioms = (
        "e:p owl:propertyChainAxiom _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first>"
        " e:q ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l ."
    )
    step = explained(axioms, "e:a e:q e:b .", "e:a e:p e:b .", "e:a e:p e:b .")
    assert step is not None


def test_classes_defined_by_each_other_come_to_an_end() -> None:
    axioms = (
        "e:A owl:equivalentClass [ owl:onProperty e:p ; owl:someValuesFrom e:B ] ."
        "e:B owl:equivalentClass [ owl:onProperty e:q ; owl:someValuesFrom e:A ] ."
    )
    assert explained(axioms, "e:a e:p e:b . e:b e:q e:a .", "e:a a e:A .", "e:a a e:A .") is None


def test_the_pieces_of_a_sentence_are_its_words_and_terms() -> None:
    step = explained(
        "e:p rdfs:subPropertyOf e:q .", "e:a e:p e:b .", "e:a e:q e:b .", "e:a e:q e:b ."
    )
    assert step is not None
    assert phrase(step, "en") == (
        "Because “",
        NamedNode(f"{E}p"),
        "” implies “",
        NamedNode(f"{E}q"),
        "”.",
    )


def test_braces_in_a_label_stay_what_they_are() -> None:
    step = explained(
        "e:p rdfs:subPropertyOf e:q .", "e:a e:p e:b .", "e:a e:q e:b .", "e:a e:q e:b ."
    )
    assert step is not None
    assert sentence(step, "en", lambda _: "{x}") == "Because “{x}” implies “{x}”."


# Whole datasets


@pytest.fixture(scope="module")
def facts_of_release(release: Path) -> ReleaseFacts:
    return read_release(release)


def explanations(release: ReleaseFacts, derived: Iterable[Triple]) -> dict[Triple, Explanation]:
    known = Lookup(Statements(release.stated.union(derived), release.inferred))
    axioms = Axioms(release.ontology)
    found = {triple: explain(triple, known, axioms) for triple in release.inferred}
    return {triple: step for triple, step in found.items() if step is not None}


def test_every_inferred_fact_of_the_release_is_derived_or_explained(
    release: Path, facts_of_release: ReleaseFacts
) -> None:
    derived = derived_facts(facts_of_release, release)
    found = explanations(facts_of_release, derived)
    assert found.keys() == facts_of_release.inferred - derived
    assert len(found) > 600
    held = facts_of_release.stated | facts_of_release.inferred
    axioms = set(facts_of_release.ontology)
    for step in found.values():
        assert held.issuperset(step.premises)
        assert axioms.issuperset(step.axioms)


def test_the_reasoner_agrees_with_the_explanations_of_the_release(
    release: Path, facts_of_release: ReleaseFacts
) -> None:
    found = explanations(facts_of_release, derived_facts(facts_of_release, release))
    kinds = {(step.rule, step.axioms): triple for triple, step in found.items()}
    assert [triple for triple in kinds.values() if not gives(found[triple], triple)] == []


def test_every_tree_of_the_release_ends_in_what_is_given(
    release: Path, facts_of_release: ReleaseFacts
) -> None:
    given = facts_of_release.stated | derived_facts(facts_of_release, release)
    known = Lookup(Statements(given, facts_of_release.inferred))
    axioms = Axioms(facts_of_release.ontology)
    for triple in facts_of_release.inferred - given:
        assert leaves(explain_fully(triple, known, axioms)) <= given


def test_what_is_only_known_as_inferred_is_explained_the_same(
    facts_of_release: ReleaseFacts,
) -> None:
    """A site that cannot tell derived facts explains as many, but for what comes both ways."""
    steps = explanations(facts_of_release, ())
    assert len(facts_of_release.inferred) - len(steps) < 50


@pytest.mark.slow
def test_every_inferred_fact_of_the_real_agreements_is_derived_or_explained(
    world_release: Path,
) -> None:
    release = read_release(world_release)
    derived = derived_facts(release, world_release)
    found = explanations(release, derived)
    assert found.keys() == release.inferred - derived
    assert len(found) > 4000
    assert {"prp-spo1", "prp-spo2", "prp-symp", "cls-svf1", "cls-hv2", "cax-sco"} <= {
        step.rule for step in found.values()
    }
    kinds = {(step.rule, step.axioms): triple for triple, step in found.items()}
    assert [triple for triple in kinds.values() if not gives(found[triple], triple)] == []


# Random ontologies

BETWEEN_CLASSES = (RDFS.subClassOf, OWL.equivalentClass, RDFS.subClassOf)
ENDS = (RDFS.domain, RDFS.range)
BETWEEN_PROPERTIES = (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf)
KINDS = (
    OWL.SymmetricProperty,
    OWL.TransitiveProperty,
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
)
CHAIN = OWL.propertyChainAxiom


class Chance:
    """Small ontologies and facts, drawn by lot."""

    def __init__(self, seed: int) -> None:
        self.lot = random.Random(seed)  # noqa: S311  nothing secret
        self.triples: list[Triple] = []

    def name(self, kind: str) -> NamedNode:
        """One of four names of a kind."""
        return NamedNode(f"{E}{kind}{self.lot.randrange(4)}")

    def add(self, subject: NamedNode | BlankNode, predicate: NamedNode, value: object) -> None:
        """Add one triple to the ontology."""
        self.triples.append(Triple(subject, predicate, value))  # type: ignore[arg-type]

    def items(self, items: Iterable[NamedNode | BlankNode]) -> NamedNode | BlankNode:
        """The head of a new list."""
        head: NamedNode | BlankNode = RDF.nil
        for item in reversed([*items]):
            node = BlankNode()
            self.add(node, RDF.first, item)
            self.add(node, RDF.rest, head)
            head = node
        return head

    def kind(self, depth: int = 0) -> NamedNode | BlankNode:
        """A class, or an expression for one."""
        if depth > 1 or self.lot.random() < 0.55:
            return self.name("C")
        node, form = BlankNode(), self.lot.randrange(6)
        pair = [self.kind(depth + 1) for _ in range(2)]
        if form < 3:
            self.add(node, OWL.onProperty, self.name("p"))
            value = (self.name("x"), self.lot.choice([OWL.Thing, pair[0]]), pair[0])[form]
            self.add(node, (OWL.hasValue, OWL.someValuesFrom, OWL.allValuesFrom)[form], value)
        elif form == 5:
            self.add(node, OWL.oneOf, self.items(self.name("x") for _ in range(2)))
        else:
            self.add(node, (OWL.intersectionOf, OWL.unionOf)[form - 3], self.items(pair))
        return node

    def axiom(self) -> None:
        """Add one axiom of any kind."""
        form = self.lot.choice([*BETWEEN_CLASSES, *ENDS, *BETWEEN_PROPERTIES, *KINDS, CHAIN])
        if form in BETWEEN_CLASSES:
            self.add(self.kind(), form, self.kind())
        elif form in ENDS:
            self.add(self.name("p"), form, self.kind())
        elif form in BETWEEN_PROPERTIES:
            self.add(self.name("p"), form, self.name("p"))
        elif form in KINDS:
            self.add(self.name("p"), RDF.type, form)
        else:
            steps = [self.name("p") for _ in range(self.lot.randrange(1, 4))]
            self.add(self.name("p"), CHAIN, self.items(steps))

    def facts(self) -> list[Triple]:
        """Some facts."""
        links = [
            Triple(self.name("x"), self.name("p"), self.name("x"))
            for _ in range(self.lot.randrange(2, 6))
        ]
        kinds = [
            Triple(self.name("x"), RDF.type, self.name("C")) for _ in range(self.lot.randrange(3))
        ]
        return [*links, *kinds]


def check_by_lot(seeds: range) -> Counter[str]:
    """Explain all that follows from random facts and axioms; the rules that were met."""
    rules: Counter[str] = Counter()
    for seed in seeds:
        chance = Chance(seed)
        for _ in range(chance.lot.randrange(1, 6)):
            chance.axiom()
        facts, axioms = chance.facts(), Axioms(chance.triples)
        try:
            inferred = reason(facts, chance.triples)
        except ServandaError:
            continue
        known = Lookup(Statements(facts, inferred))
        for triple in inferred:
            step = explain(triple, known, axioms)
            assert step is not None, (seed, str(triple))
            assert gives(step, triple), (seed, str(triple), step.rule)
            assert leaves(explain_fully(triple, known, axioms)) <= set(facts)
            rules[step.rule] += 1
    return rules


def test_all_that_follows_from_random_axioms_is_explained() -> None:
    assert len(check_by_lot(range(40))) > 5


@pytest.mark.slow
def test_all_that_follows_from_many_random_axioms_is_explained() -> None:
    assert len(check_by_lot(range(1000, 1400))) > 15


# The command


def test_the_command_prints_the_chain_of_reasons(servanda: Servanda, release: Path) -> None:
    done = servanda(
        "explain", release, "agreement:paris-saclay-zju-2018", "servanda:linksTerritory",
        "place:china",
    )  # fmt: skip
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].endswith(" · links territory · China")
    assert "prp-spo2" in lines[1]
    assert "  Hangzhou · is within · China" in lines
    assert "    Zhejiang · is within · China" in lines


def test_the_command_gives_json_that_is_the_same_on_every_run(
    servanda: Servanda, release: Path
) -> None:
    fact = ("agreement:idf-zhejiang-2018", "a", "servanda:TerritorialAgreement")
    first, second = (
        servanda("explain", release, *fact, "--format", "json", PYTHONHASHSEED=seed).stdout
        for seed in ("1", "2")
    )
    assert first == second
    goal, *others = json.loads(first)
    assert (goal["origin"], goal["rule"]) == ("inferred", "cls-svf1")
    assert [json.loads(first)[place] for place in goal["premises"]] == others
    assert {each["origin"] for each in others} == {"stated"}


def test_a_stated_fact_names_its_sources(servanda: Servanda, release: Path) -> None:
    done = servanda(
        "explain", release, "agreement:paris-saclay-zju-2018", "servanda:hasParty",
        "party:zhejiang-university", "--lang", "fr",
    )  # fmt: skip
    assert done.returncode == 0
    assert "(énoncé)" in done.stdout
    assert "source : Objectif Grand Paris" in done.stdout


def test_a_literal_is_found_by_its_text(servanda: Servanda, release: Path) -> None:
    agreement = "agreement:idf-zhejiang-2018"
    for text in ("2018-06-14", '"2018-06-14"^^xsd:date'):
        done = servanda("explain", release, agreement, "dcterms:date", text)
        assert done.returncode == 0, done.stdout
        assert "prp-spo1" in done.stdout


def test_an_unknown_fact_is_said_to_be_none(servanda: Servanda, release: Path) -> None:
    done = servanda("explain", release, "place:paris", "a", "servanda:Agreement")
    assert done.returncode == 1
    assert done.stdout == "The release does not hold: place:paris a servanda:Agreement\n"


def test_a_name_without_a_known_prefix_is_refused(servanda: Servanda, release: Path) -> None:
    done = servanda("explain", release, "nowhere:paris", "a", "servanda:Agreement")
    assert done.returncode == 2
    assert "'nowhere:paris' is neither an IRI nor a prefixed name" in done.stderr


@pytest.mark.parametrize("text", ['"a', '"a" . <x:a> <x:b> <x:c>', "<a b>", '"a", "b"'])
def test_a_faulty_term_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_term(text, {})


def test_a_folder_without_a_release_is_refused(servanda: Servanda, tmp_path: Path) -> None:
    done = servanda("explain", tmp_path, "e:a", "a", "e:b")
    assert done.returncode == 2
    assert "no release here" in done.stderr

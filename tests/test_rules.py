"""The compiled rules: each rule by an example, the standard's own engine as oracle, and the cut."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
import rules_random as some
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Triple

from servanda.errors import InputError
from servanda.ntriples import Fact, fact_of
from servanda.reason import reason
from servanda.rules import compile_rules

HERE = Path(__file__).parent
CASES = sorted((HERE / "rules").glob("*.ttl"))


def facts(text: str) -> list[Fact]:
    return [fact_of(triple) for triple in some.triples(text)]


def part(case: Path, title: str) -> str | None:
    """The text under one heading of a case, None if there is none."""
    found = re.search(
        rf"^# {title}\n(.*?)(?=^# |\Z)", case.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return None if found is None else found[1]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_rule_gives_its_conclusions_and_no_others(case: Path) -> None:
    rules = compile_rules(some.triples(part(case, "Axioms") or ""), keys=True)
    stated, follows = facts(part(case, "Facts") or ""), part(case, "Follows")
    if follows is None:
        with pytest.raises(InputError, match=rf"contradict the ontology \({case.stem}\)"):
            rules.close(stated)
    else:
        assert rules.close(stated) == sorted(set(facts(follows)))


@pytest.mark.parametrize(
    "case", [case for case in CASES if part(case, "Follows")], ids=lambda case: case.stem
)
def test_each_conclusion_has_a_proof_that_holds_alone(case: Path) -> None:
    rules = compile_rules(some.triples(part(case, "Axioms") or ""), keys=True)
    stated, follows = facts(part(case, "Facts") or ""), part(case, "Follows") or ""
    proofs = rules.proofs(stated)
    assert [proof.fact for proof in proofs] == sorted(set(facts(follows)))
    for proof in proofs:
        assert proof.fact in rules.close(proof.premises) or proof.fact in proof.premises


@pytest.mark.parametrize(
    "axiom",
    [
        "e:C rdfs:subClassOf [ owl:onProperty e:p ; owl:minCardinality 1 ] .",
        "e:C rdfs:subClassOf [ owl:onProperty e:p ; owl:cardinality 1 ] .",
        "e:C rdfs:subClassOf [ owl:onProperty e:p ; owl:maxCardinality 2 ] .",
        "e:C rdfs:subClassOf [ owl:onProperty e:p ; owl:hasSelf true ] .",
        "e:C owl:disjointUnionOf ( e:D e:E ) .",
        "e:p a owl:ReflexiveProperty .",
        "e:p rdfs:subPropertyOf owl:topObjectProperty .",
        "e:p rdfs:subPropertyOf rdfs:subClassOf .",
        "[] owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:minInclusive 3 ] ) .",
        "e:C owl:someRuleOfTomorrow e:D .",
        "e:C owl:hasKey ( e:p ) .",
        "e:C rdfs:subClassOf [ owl:someValuesFrom e:D ] .",
        "e:p owl:propertyChainAxiom [ <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> e:q ] .",
    ],
)
def test_an_axiom_that_no_rule_covers_is_refused(axiom: str) -> None:
    with pytest.raises(InputError) as error:
        compile_rules(some.triples(axiom))
    assert error.value.hint


def test_what_is_no_axiom_is_passed_over() -> None:
    head = """\
    <https://example.org/> a owl:Ontology ; owl:versionInfo "1" ; rdfs:label "terms"@en ;
        owl:imports <https://example.org/other> .
    e:p a owl:ObjectProperty ; rdfs:comment "a note"@en ; owl:deprecated true .
    e:note a owl:AnnotationProperty .
    """
    assert compile_rules(some.triples(head)).close(facts("e:a e:p e:b ; e:note 3 .")) == []


def test_an_axiom_among_the_facts_is_refused() -> None:
    rules = compile_rules(some.triples("e:C rdfs:subClassOf e:D ."))
    for axiom in ("e:D rdfs:subClassOf e:E .", "e:p a owl:TransitiveProperty ."):
        with pytest.raises(InputError, match="axiom among the facts"):
            rules.local(facts(axiom))


def test_nothing_is_found_to_be_the_same_unless_it_is_asked_for() -> None:
    axioms = some.triples("e:p a owl:FunctionalProperty .")
    stated = facts("e:a e:p e:b , e:c . e:b e:q e:d . e:x owl:sameAs e:a .")
    assert compile_rules(axioms).close(stated) == []
    assert set(facts("e:b owl:sameAs e:c . e:c e:q e:d . e:x e:p e:b .")) <= set(
        compile_rules(axioms, keys=True).close(stated)
    )


def test_what_the_ontology_says_of_resources_is_known() -> None:
    rules = compile_rules(some.triples("e:isIn a owl:TransitiveProperty . e:b e:isIn e:c ."))
    assert rules.close(facts("e:a e:isIn e:b .")) == facts("e:a e:isIn e:c .")
    assert rules.local(facts("e:a e:isIn e:b .")) == facts("e:a e:isIn e:c .")


def test_lexical_forms_stay() -> None:
    rules = compile_rules(some.triples("e:p rdfs:subPropertyOf e:q ."))
    assert rules.close(facts("e:a e:p 01.50 .")) == facts("e:a e:q 01.50 .")


def same(data: str, axioms: str) -> None:
    """Both engines give the same, or both find a contradiction."""
    told = [outcome(data, axioms, engine) for engine in ("rules", "owlrl")]
    assert told[0] == told[1]


def outcome(data: str, axioms: str, engine: str) -> set[str] | str:
    try:
        new = reason(some.triples(data), some.triples(some.DECLARED + axioms), engine=engine)
    except InputError as error:
        return re.split(r"[(:]", error.message)[0].strip()
    # Of what is the same as a literal, one says that it is of the literal's datatype.
    return {str(each) for each in new if not str(each.object).startswith("<http://www.w3.org/2001")}


FEW = settings(deadline=None, derandomize=True, max_examples=60)
MANY = settings(deadline=None, derandomize=True, max_examples=700)
FORMS = {
    "conclusions": some.AXIOM,
    "contradictions": st.one_of(some.AXIOM, some.FORBIDDEN),
    "sameness": st.one_of(some.AXIOM, some.AXIOM, some.SAMENESS),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_oracle_says_the_same(form: str) -> None:
    FEW(given(some.lines(some.FACT, 1, 8), some.lines(FORMS[form], 1, 7))(same))()


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_the_oracle_says_the_same_of_2100_cases(form: str) -> None:
    MANY(given(some.lines(some.FACT, 2, 12), some.lines(FORMS[form], 2, 9))(same))()


HOMES = st.lists(st.integers(0, 3), min_size=4, max_size=4)
ACROSS = sorted((HERE / "rules" / "across").glob("*.ttl"))


@pytest.mark.parametrize("case", ACROSS, ids=lambda case: case.stem)
def test_what_lies_in_several_records_comes_together(case: Path) -> None:
    axioms, data = part(case, "Axioms") or "", part(case, "Facts") or ""
    stated, follows = facts(data), facts(part(case, "Follows") or "")
    assert compile_rules(some.triples(axioms)).close(stated) == sorted(set(follows))
    things = sorted({term for fact in stated for term in (fact[0], fact[2]) if term[0] == "<"})
    cut_up(data, axioms, {thing: number for number, thing in enumerate(things)}, [])


def homes_of(numbers: Iterable[int]) -> dict[str, int]:
    """The records of four things."""
    return {f"<https://example.org/{name}>": n for name, n in zip("abcd", numbers, strict=True)}


def cut_up(data: str, axioms: str, record: dict[str, int], late: list[str]) -> None:
    """Records apart give together what all facts give at once, whoever shares their batch.

    `record` is the number of the record that describes each resource.
    """
    rules = compile_rules(some.triples(some.DECLARED + axioms), late=late)
    stated = facts(data)
    views = {n: seen_from(n, stated, record) for n in set(record.values())}
    batch = rules.local([fact for view in views.values() for fact in view])
    found: set[Fact] = set()
    crossing: list[Fact] = []
    for number, view in views.items():
        local = sorted(fact for fact in rules.local(view) if record.get(fact[0]) == number)
        assert local == sorted(fact for fact in batch if record.get(fact[0]) == number)
        own = [*(fact for fact in stated if record[fact[0]] == number), *local]
        backward = rules.backward(own)
        found.update(local, backward)
        crossing += filter(rules.crosses, (*own, *backward))
    found.update(rules.reduce(crossing))
    assert sorted(found.difference(stated)) == rules.close(stated)


def seen_from(start: int, stated: list[Fact], record: dict[str, int]) -> list[Fact]:
    """The facts of a record and of all that it reaches by links forwards."""
    seen, waiting = {start}, [start]
    while waiting:
        number = waiting.pop()
        ends = {record.get(fact[2]) for fact in stated if record[fact[0]] == number}
        new = {end for end in ends if end is not None} - seen
        seen |= new
        waiting += new
    return [fact for fact in stated if record[fact[0]] in seen]


def contradictory_or_cut_up(data: str, axioms: str, homes: list[int]) -> None:
    """A contradiction is found by the parts if it is found by the whole."""
    try:
        compile_rules(some.triples(some.DECLARED + axioms)).close(facts(data))
    except InputError:
        with pytest.raises(InputError):
            cut_up(data, axioms, homes_of(homes), [])
    else:
        cut_up(data, axioms, homes_of(homes), [])


def test_records_apart_give_what_all_give_at_once() -> None:
    for seed in range(800):
        chance = random.Random(seed)  # noqa: S311  no secret
        axioms, data = some.dense(chance, chance.randint(2, 6), chance.randint(4, 10))
        late = ["https://example.org/p"] if seed % 10 == 0 else []
        cut_up(data, axioms, homes_of(chance.randrange(4) for _ in "abcd"), late)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(some.lines(some.FACT, 2, 10), some.lines(FORMS["contradictions"], 1, 7), HOMES)
def test_records_apart_find_every_contradiction(data: str, axioms: str, homes: list[int]) -> None:
    contradictory_or_cut_up(data, axioms, homes)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(some.lines(some.FACT, 1, 8), some.lines(FORMS["sameness"], 1, 6), st.booleans())
def test_the_slow_way_with_proofs_gives_the_same(data: str, axioms: str, keys: bool) -> None:
    rules = compile_rules(some.triples(some.DECLARED + axioms), keys=keys)
    stated = facts(data)
    assert [proof.fact for proof in rules.proofs(stated)] == rules.close(stated)


# Every rule of tables 4 to 9 of the standard.
STANDARD = """
eq-ref eq-sym eq-trans eq-rep-s eq-rep-p eq-rep-o eq-diff1 eq-diff2 eq-diff3 prp-ap prp-dom prp-rng
prp-fp prp-ifp prp-irp prp-symp prp-asyp prp-trp prp-spo1 prp-spo2 prp-eqp1 prp-eqp2 prp-pdw prp-adp
prp-inv1 prp-inv2 prp-key prp-npa1 prp-npa2 cls-thing cls-nothing1 cls-nothing2 cls-int1 cls-int2
cls-uni cls-com cls-svf1 cls-svf2 cls-avf cls-hv1 cls-hv2 cls-maxc1 cls-maxc2 cls-maxqc1 cls-maxqc2
cls-maxqc3 cls-maxqc4 cls-oo cax-sco cax-eqc1 cax-eqc2 cax-dw cax-adc dt-type1 dt-type2 dt-eq
dt-diff dt-not-type scm-cls scm-sco scm-eqc1 scm-eqc2 scm-op scm-dp scm-spo scm-eqp1 scm-eqp2
scm-dom1 scm-dom2 scm-rng1 scm-rng2 scm-hv scm-svf1 scm-svf2 scm-avf1 scm-avf2 scm-int scm-uni
"""
SILENT = """
prp-ap cls-nothing1 dt-type1 dt-eq dt-diff dt-not-type scm-op scm-dp
"""


def test_the_page_names_every_rule_of_the_standard() -> None:
    page = (HERE.parent / "docs" / "reason.md").read_text("utf-8")
    table = "".join(line for line in page.splitlines() if line.startswith("|"))
    assert set(re.findall(r"\b(?:eq|prp|cls|cax|dt|scm)-[a-z-]+\d?", table)) == {*STANDARD.split()}


def test_every_rule_that_says_something_of_resources_has_a_case() -> None:
    names = {case.stem.removesuffix("-inverse") for case in CASES}
    assert names == {*STANDARD.split()} - {*SILENT.split()}


def ontology() -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(path=HERE.parent / "ontology/servanda.ttl")]


def test_our_own_ontology_needs_no_rule_across_records() -> None:
    rules = compile_rules(ontology())
    assert [rule for place, rule in rules.table() if place == "crossing"] == []
    backward = {rule.name for place, rule in rules.table() if place == "backward"}
    assert backward == {"prp-symp"}


def test_what_may_come_from_elsewhere_makes_a_rule_cross() -> None:
    supersedes = "https://w3id.org/servanda/ontology#supersedes"
    rules = compile_rules(ontology(), late=[supersedes])
    crossing = [rule for place, rule in rules.table() if place == "crossing"]
    assert [str(rule).replace(f"<{supersedes}>", "p") for rule in crossing] == [
        "prp-trp: ?x p ?y, ?y p ?z -> ?x p ?z"
    ]
    assert rules.crosses(("<a:a>", f"<{supersedes}>", "<a:b>"))
    assert not rules.crosses(("<a:a>", "<http://purl.org/dc/terms/replaces>", "<a:b>"))


@pytest.mark.parametrize("folder", ["data", "examples/world/data"])
def test_the_oracle_says_the_same_of_a_whole_dataset(folder: str) -> None:
    files = [*(HERE.parent / folder).rglob("*.ttl"), *(HERE.parent / "ontology").rglob("*.ttl")]
    data = [quad.triple for file in sorted(files) for quad in pyoxigraph.parse(path=file)]
    new = reason(data, ontology())
    assert len(new) > 500
    assert new == reason(data, ontology(), engine="owlrl")


def test_two_facts_of_different_records_that_contradict_are_named() -> None:
    rules = compile_rules(some.triples("e:p rdfs:range e:C . e:C owl:disjointWith e:D ."))
    stated, other = facts("e:a e:p e:b ."), facts("e:b a e:D .")
    told = rules.backward(stated)
    crossing = [fact for fact in (*stated, *other, *told) if rules.crosses(fact)]
    with pytest.raises(InputError, match=r"cax-dw.*/b>.*and.*/b>"):
        rules.reduce(crossing)

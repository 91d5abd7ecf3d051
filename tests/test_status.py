"""In force on a day: every rule of docs/status.md has its cases in tests/status/cases.csv.

An event is its type, `planned` if it was only that, and its dates: `or` another source's date,
`not` a date that a claim marks as deprecated, `rather` one that a claim marks as preferred.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from model_rules import model_rules
from pyoxigraph import BlankNode, RdfFormat

from servanda.ask import open_release, open_root
from servanda.dates import limits
from servanda.derive import Rules, derive, derive_status
from servanda.ntriples import Fact, fact_of
from servanda.status import History, Moment, status_on

FILE = Path(__file__).parent / "status" / "cases.csv"
CASES = list(csv.DictReader(FILE.read_text("utf-8").splitlines()))
ID = "https://w3id.org/servanda/id/"
TERMS = "https://w3id.org/servanda/ontology#"
HEAD = f"""\
@prefix : <{TERMS}> .
@prefix a: <https://example.org/agreement/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix end: <{ID}end-type/> .
@prefix event: <{ID}event-type/> .
@prefix rank: <{ID}rank/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix renewal: <{ID}renewal-mode/> .
@prefix state: <{ID}event-state/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
RANKS = {"or": "normal", "not": "deprecated", "rather": "preferred"}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return model_rules()


def facts_of(text: str) -> list[Fact]:
    return [fact_of(quad.triple) for quad in pyoxigraph.parse(HEAD + text, RdfFormat.TURTLE)]


def parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def turtle(events: str, term: str) -> str:
    lines = ["a:x a :Agreement ."]
    for number, said in enumerate(parts(events)):
        node = f"<https://example.org/agreement/x#e{number}>"
        lines += [f"a:x :hasEvent {node} .", *event(node, *said.split())]
    return "\n".join([*lines, *(of_term(said) for said in parts(term))])


def event(node: str, kind: str, *words: str) -> Iterator[str]:
    yield f"{node} a :Event ; :hasEventType event:{kind} ."
    rank = "or"
    for word in words:
        if word == "planned":
            yield f"{node} :hasEventState state:planned ."
        elif word in RANKS:
            rank = word
        else:
            date = f'"{word}"^^edtf:EDTF'
            yield f"{node} :eventDate {date} ."
            yield (
                f"[] a :Claim ; rdf:subject {node} ; rdf:predicate :eventDate ;"
                f" rdf:object {date} ; :hasRank rank:{RANKS[rank]} ."
            )


def of_term(said: str) -> str:
    if said in ("open", "fixed"):
        return f"a:x :hasEndType end:{said} ."
    if said.startswith("P"):
        return f'a:x :statedDuration "{said}"^^xsd:duration .'
    if said.startswith("step "):
        return f'a:x :renewalStep "{said.removeprefix("step ")}"^^xsd:duration .'
    return f"a:x :hasRenewalMode renewal:{said} ."


def answer(claims: Iterable[Fact], name: str = "x") -> tuple[str, str]:
    """The status and the reason that the claim about an agreement gives."""
    found = {
        predicate[1:-1].rpartition("#")[2]: value[1:-1].rpartition("/")[2]
        for subject, predicate, value in claims
        if subject == f"<https://example.org/agreement/{name}#status>"
    }
    return found["object"], found["hasStatusReason"]


@pytest.mark.parametrize("row", CASES, ids=lambda row: f"{row['case']}, {row['day']}")
def test_case(row: dict[str, str], rules: Rules) -> None:
    stated = facts_of(turtle(row["events"], row["term"]))
    expected = (row["status"], row["reason"])
    assert answer(derive_status(stated, rules, row["day"])) == expected
    # What was derived from the same facts, and the order of the facts, change nothing.
    derived = [fact for fact, _ in derive(stated, rules, "1500-01-01")]
    again = derive_status([*reversed(stated), *derived], rules, row["day"])
    assert again == derive_status(stated, rules, row["day"])


def test_every_reason_and_status_has_a_case(rules: Rules) -> None:
    said = {row["reason"] for row in CASES}
    assert said == {each for scheme, each in rules.concepts if scheme == "status-reason"}
    assert {row["status"] for row in CASES} == {
        "in-force",
        "ended",
        "not-yet",
        "suspended",
        "unknown",
    }


SIGNED = """
a:x a :Agreement ; :signatureDate "2018-06-14"^^xsd:date ; :statedDuration "P10Y"^^xsd:duration .
"""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2018-06-13", ("not-yet", "before-start")),
        ("2018-06-14", ("in-force", "within-term")),
        ("2028-06-14", ("in-force", "within-term")),
        ("2028-06-15", ("ended", "after-end")),
    ],
)
def test_short_forms_do_without_events(rules: Rules, day: str, expected: tuple[str, str]) -> None:
    assert answer(derive_status(facts_of(SIGNED), rules, day)) == expected


def test_a_short_form_and_an_event_that_disagree_are_two_sources(rules: Rules) -> None:
    said = SIGNED + turtle("signature 2019-01-01", "")
    assert answer(derive_status(facts_of(said), rules, "2018-07-01")) == (
        "unknown",
        "conflicting-dates",
    )


def test_events_of_a_partnership_do_not_change_its_agreement(rules: Rules) -> None:
    said = (
        SIGNED
        + """
    a:p a :Partnership ; :hasEvent <https://example.org/agreement/p#end> .
    a:x :concernsPartnership a:p .
    <https://example.org/agreement/p#end> :hasEventType event:termination ;
        :eventDate "2020-01-01"^^xsd:date .
    """
    )
    claims = derive_status(facts_of(said), rules, "2021-01-01")
    assert answer(claims) == ("in-force", "within-term")
    assert {subject for subject, _, _ in claims} == {"<https://example.org/agreement/x#status>"}


def test_an_agreement_that_is_only_said_to_replace_another_does_not_end_it(rules: Rules) -> None:
    said = SIGNED + (
        'a:y a :Agreement ; :supersedes a:x ; :signatureDate "2020-01-01"^^xsd:date .\n'
        'a:z a :Agreement ; :renews a:x ; :signatureDate "2020-01-01"^^xsd:date .'
    )
    claims = derive_status(facts_of(said), rules, "2021-01-01")
    assert answer(claims) == ("in-force", "within-term")


def test_a_claim_names_its_day_and_the_events_that_it_rests_on(rules: Rules) -> None:
    said = turtle("signature 2018-06-14; accession 2019; termination planned 2020", "P10Y")
    claims = derive_status(facts_of(said), rules, "2021-01-01")
    found = {(predicate, value) for _, predicate, value in claims}
    assert (f"<{TERMS}onDay>", '"2021-01-01"^^<http://www.w3.org/2001/XMLSchema#date>') in found
    premises = {o for p, o in found if p == "<http://www.w3.org/ns/prov#wasDerivedFrom>"}
    assert premises == {"<https://example.org/agreement/x#e0>"}


def test_every_kind_of_agreement_has_a_status(rules: Rules) -> None:
    kinds = ("Agreement", "AcademicAgreement", "FrameworkAgreement", "TerritorialAgreement")
    assert rules.agreements >= {f"<{TERMS}{kind}>" for kind in kinds}
    claims = derive_status(
        facts_of("a:x a :FrameworkAgreement . a:p a :Party ."), rules, "2020-01-01"
    )
    assert answer(claims) == ("unknown", "no-start-date")


def test_sources_that_differ_without_end_are_a_conflict() -> None:
    dates = tuple(limits(f"20{year:02}-01-01") for year in range(100))
    many = tuple(Moment(kind, dates, kind) for kind in ("signature", "termination", "suspension"))
    assert status_on(History(many), "2050-01-01").reason == "conflicting-dates"


def test_a_release_and_its_workspace_give_the_same_status(
    release: Path, workspace_root: Path
) -> None:
    """Save blank nodes of the ontology, all that can be asked is the same."""
    day = "2028-06-15"
    stores = (open_release(release, at=day)[0], open_root(workspace_root, at=day)[0])
    published, read = (
        {
            str(quad)
            for quad in store
            if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)
        }
        for store in stores
    )
    assert published == read

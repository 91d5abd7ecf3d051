"""Real agreements on days of which the status was worked out by hand: `tests/in-force.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from servanda.derive import Rules, derive_status, near_claims
from servanda.ntriples import Fact, fact_of, iri_of
from servanda.pipeline.reference import read_reference
from servanda.vocab import RDF
from servanda.workspace import open_workspace

pytestmark = pytest.mark.slow  # reasons over the real agreements

HERE = Path(__file__).parent
WORLD = HERE.parent / "examples" / "world"
with (HERE / "in-force.csv").open(encoding="utf-8", newline="") as opened:
    CASES = list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def rules() -> Rules:
    found = read_reference(open_workspace(WORLD)).rules
    assert found is not None
    return found


@pytest.fixture(scope="module")
def answers(rules: Rules) -> dict[tuple[str, str], tuple[str, str]]:
    """Status and reason by agreement and day."""
    workspace = open_workspace(WORLD)
    facts = [
        fact
        for path in workspace.records
        for fact in near_claims(list(map(fact_of, workspace.record(path).triples)))
    ]
    return {
        (name, day): said
        for day in sorted({case["day"] for case in CASES})
        for name, said in read(derive_status(facts, rules, day), rules)
    }


def read(claims: list[Fact], rules: Rules) -> Iterator[tuple[str, tuple[str, str]]]:
    values = {(claim, predicate): value for claim, predicate, value in claims}
    for claim, predicate, agreement in claims:
        if predicate == str(RDF.subject):
            status = values[claim, str(RDF.object)]
            reason = values[claim, rules.names["hasStatusReason"]]
            said = (rules.notations[status], rules.notations[reason])
            yield iri_of(agreement).rpartition("/")[2].upper(), said


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}-{case['day']}")
def test_the_status_is_the_one_worked_out_by_hand(
    case: dict[str, str], answers: dict[tuple[str, str], tuple[str, str]]
) -> None:
    assert answers[case["id"], case["day"]] == (case["status"], case["reason"]), case["comment"]


def test_the_cases_show_every_status_and_every_reason_that_the_records_can() -> None:
    assert len(CASES) >= 70
    assert {case["status"] for case in CASES} == {
        "not-yet", "in-force", "suspended", "ended", "unknown",
    }  # fmt: skip
    # None of the ninety-eight was terminated on a known day, nor has a renewable term that is over.
    assert {case["reason"] for case in CASES} == {
        "before-start", "within-term", "open-end", "suspended", "after-end", "annulled", "replaced",
        "no-start-date", "no-end-stated", "start-imprecise", "end-imprecise", "end-without-date",
        "suspension-imprecise", "conflicting-dates", "only-planned",
    }  # fmt: skip

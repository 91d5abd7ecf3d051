"""What is accepted without a person: the cases of tests/reconcile/decisions.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from servanda.reconcile import Candidate, Subject, decide

CASES = yaml.safe_load(
    Path(__file__).parent.joinpath("reconcile", "decisions.yaml").read_text("utf-8")
)


def _common(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "names": {language: tuple(names) for language, names in said["names"].items()},
        "country": said.get("country", ""),
        "identifiers": {
            key: frozenset({notation}) for key, notation in said.get("identifiers", {}).items()
        },
        "point": tuple(said["point"]) if "point" in said else None,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_a_candidate_is_accepted_only_by_a_rule(case: dict[str, Any]) -> None:
    subject = Subject("x", kind=case["subject"].get("kind", ""), **_common(case["subject"]))
    candidates = [
        Candidate(
            said["id"], kinds=frozenset({said["kind"]} if "kind" in said else ()), **_common(said)
        )
        for said in case["candidates"]
    ]
    decision = decide(subject, candidates)
    accepted = decision.accepted.candidate.id if decision.accepted else None
    assert accepted == case.get("accepted"), decision.reason
    if "reason" in case:
        assert decision.reason == case["reason"]
    if "kept" in case:
        assert [each.candidate.id for each in decision.ranked] == case["kept"]


def test_the_order_and_the_number_of_answers_change_nothing() -> None:
    subject = Subject("x", {"fr": ("Lyon",)}, "place", "FR")
    one = Candidate("Q456", {"fr": ("Lyon",)}, frozenset({"place"}), "FR")
    other = Candidate("Q2", {"fr": ("Lyons",)}, frozenset({"place"}), "FR")
    assert decide(subject, [one, other, one]) == decide(subject, [other, one])

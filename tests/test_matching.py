"""What is accepted without a person is right: measured on twinnings of two public sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from reconciliation_measure import (
    Case,
    Twinnings,
    country_by_twinnings,
    interval,
    measure,
    read_twinnings,
    sample,
)

TABLES = Path(__file__).parents[2] / "shared" / "tables"
SAMPLE = 300


@pytest.fixture(scope="module")
def twinnings() -> Twinnings:
    if not (TABLES / "hekman").is_dir():
        pytest.skip("the two sources of twinnings are not beside the repository")
    return read_twinnings(TABLES)


def test_ninety_nine_of_a_hundred_accepted_matches_are_right(twinnings: Twinnings) -> None:
    def country(item: str, case: Case) -> str:
        return country_by_twinnings(item, case, twinnings)

    cases = sample(twinnings.cases, SAMPLE)
    present = measure(cases, twinnings, country)
    assert present.precision >= 0.99
    assert present.recall >= 0.65
    absent = measure(cases, twinnings, country, absent=True)
    assert absent.accepted <= 0.02 * absent.cases


def test_the_pair_that_gives_the_truth_says_nothing_of_the_country() -> None:
    twinnings = Twinnings(
        names={"Q1": "Halle", "Q2": "Linz", "Q3": "Grenoble", "Q4": "Halle"},
        by_name={"halle": frozenset({"Q1", "Q4"}), "linz": frozenset({"Q2"})},
        partners={"Q1": frozenset({"Q2", "Q3"}), "Q4": frozenset()},
        cities={"halle": {"DE": frozenset({"linz", "grenoble"}), "BE": frozenset()}},
        cases=(),
    )
    asked = Case("Halle", "DE", "Linz", "Q1", "Q2")
    assert country_by_twinnings("Q1", asked, twinnings) == "DE"  # by Grenoble
    assert country_by_twinnings("Q4", asked, twinnings) == ""
    alone = Twinnings(
        twinnings.names,
        twinnings.by_name,
        {"Q1": frozenset({"Q2"})},
        {"halle": {"DE": frozenset({"linz"})}},
        (),
    )
    assert country_by_twinnings("Q1", asked, alone) == ""


def test_an_interval_widens_where_little_was_seen() -> None:
    assert interval(10, 10)[0] < 0.75
    assert interval(1000, 1000)[0] > 0.99
    assert interval(0, 0) == (0.0, 1.0)

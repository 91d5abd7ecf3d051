"""Dates are said in words, as exactly as they are written: tests/pictures/dates.csv."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from servanda.pictures.timelines.dating import date_words
from servanda.wording import LANGUAGES

CASES = list(
    csv.DictReader(
        (Path(__file__).parent / "pictures" / "dates.csv").read_text("utf-8").splitlines()
    )
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["written"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_is_said_as_exactly_as_it_is_written(case: dict[str, str], language: str) -> None:
    assert date_words(case["written"], language) == case[language]


@pytest.mark.parametrize("text", ["", "soon", "<script>", "2018-02-30", "9" * 300, "[", "[]"])
def test_what_is_no_date_stays_as_it_is_written(text: str) -> None:
    assert date_words(text, "fr") == text


def test_what_cannot_be_shown_is_left_out() -> None:
    assert date_words("soon\x00 \u202eor\nlater", "fr") == "soon or later"
    assert len(date_words("9" * 10_000, "fr")) == 400

"""Bars: each number is written beside its bar, as a reader of the page's language writes it."""

from __future__ import annotations

import math

import pytest
from picture_cases import HARD_LABELS, HARD_LINKS, assert_sound, bytes_with_seed, drawings, texts

from servanda.pictures.bars import Bar, Bars, bars
from servanda.pictures.drawing.base import Label
from servanda.pictures.drawing.numbers import number_words, round_steps
from servanda.wording import LANGUAGES

PROGRAM = """
from servanda.pictures.bars import Bar, Bars, bars
from servanda.pictures.drawing.base import Label
made = Bars("b", "what", "n", tuple(Bar(Label(f"bar {n}"), n / 7) for n in range(50)))
picture = bars(made, "fr", "p")
print(picture.svg, picture.narrow, picture.rows)
"""


def made(*values: float) -> Bars:
    return Bars(
        "Agreements by domain",
        "domain",
        "agreements",
        tuple(Bar(Label(f"domain {n}", "en"), value) for n, value in enumerate(values)),
    )


@pytest.mark.parametrize(
    ("value", "fr", "en", "zh"),
    [
        (0, "0", "0", "0"),
        (1234567, "1\u202f234\u202f567", "1,234,567", "1,234,567"),
        (0.5, "0,5", "0.5", "0.5"),
        (-12.3456, "\u221212,346", "\u221212.346", "\u221212.346"),
        (0.0001, "0", "0", "0"),
        (-0.0001, "0", "0", "0"),
        (1.25e20, "1,25e+20", "1.25e+20", "1.25e+20"),
        (math.inf, "—", "—", "—"),
        (math.nan, "—", "—", "—"),
    ],
)
def test_a_number_is_written_in_the_manner_of_the_language(
    value: float, fr: str, en: str, zh: str
) -> None:
    assert [number_words(value, lang) for lang in LANGUAGES] == [fr, en, zh]


@pytest.mark.parametrize(
    ("greatest", "steps"),
    [(0, ()), (3, (1, 2, 3)), (9, (5,)), (10, (5, 10)), (144, (50, 100)), (77, (20, 40, 60))],
)
def test_the_numbers_beside_an_axis_are_round(greatest: int, steps: tuple[int, ...]) -> None:
    assert round_steps(greatest, 4) == steps


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_bar_has_its_number(lang: str) -> None:
    picture = bars(made(12, 5, 0), lang, "p")
    assert_sound(picture)
    for svg in drawings(picture):
        assert {"domain 0", "12", "domain 1", "5", "domain 2", "0"} <= {
            text.removesuffix("en") for text in texts(svg)
        }
    assert [cell.text for cell in picture.rows[0]] == ["domain 0", "12"]


def test_what_it_shows_is_said_in_words() -> None:
    assert bars(made(12, 5), "en", "p").description == (
        "2 values, from 5 to 12. The greatest: domain 0, 12."
    )
    assert bars(made(), "en", "p").description == "No value."
    assert "The greatest number, 5, occurs 2 times." in bars(made(5, 5), "en", "p").description


@pytest.mark.parametrize(
    "values",
    [(), (0, 0), (-1, -2), (-5000, 12345.678), (math.nan, 1), (math.inf,), (1e300, 1), (1e-300,)],
)
def test_any_numbers_are_legible(values: tuple[float, ...]) -> None:
    assert_sound(bars(made(*values), "fr", "p"))


def test_more_than_forty_bars_are_listed_and_said() -> None:
    picture = bars(made(*range(60)), "fr", "p")
    assert_sound(picture)
    assert picture.svg.count("pic-column") == 40
    assert len(picture.rows) == 60
    assert "Les 20 dernières barres ne sont pas dessinées" in picture.description


def test_hard_labels_do_no_harm() -> None:
    hard = tuple(
        Bar(Label(text, "en"), n, HARD_LINKS[n % len(HARD_LINKS)])
        for n, text in enumerate(HARD_LABELS)
    )
    picture = bars(Bars(HARD_LABELS[2], HARD_LABELS[3], HARD_LABELS[4], hard), "zh", "p")
    assert_sound(picture)
    assert "<a " not in picture.svg


def test_the_drawing_is_the_same_whatever_the_hash_seed() -> None:
    assert bytes_with_seed(PROGRAM, "1") == bytes_with_seed(PROGRAM, "2")

"""Labels of pictures are measured, shortened and wrapped; boxes and numbers are what they say."""

from __future__ import annotations

import math
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.pictures.drawing.base import Box, Label, number, overlaps, path_through, text_box
from servanda.pictures.drawing.text import clean, clusters, is_rtl, shorten, width, wrap

# What a browser measures for a font of 100 px: Inter, then Noto Sans CJK SC, then DejaVu Sans.
MEASURED = {
    "Universität Köln": 741.9,
    "Đại học Quốc gia Hà Nội": 1147.0,
    "университет дружбы": 1042.0,
    "جامعة القاهرة ومدينة الرياض": 1190.3,
    "中国传媒大学": 600.0,
    "मुंबई विश्वविद्यालय": 1817.9,
    "한국": 184.0,
    "AVAVAV": 372.7,
}
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1eb\U0001f1f7"


@pytest.mark.parametrize(("text", "measured"), MEASURED.items(), ids=MEASURED)
def test_a_label_is_never_wider_than_it_is_taken_to_be(text: str, measured: float) -> None:
    assert measured <= width(text, 100)


@pytest.mark.parametrize("text", ["Universität Köln", "中国传媒大学", "университет дружбы"])
def test_the_estimate_is_not_far_above_what_a_browser_measures(text: str) -> None:
    assert width(text, 100) <= MEASURED[text] * 1.2


@given(st.text(max_size=60), st.floats(1, 400), st.integers(1, 4))
def test_wrapped_lines_fit_their_room(text: str, room: float, lines: int) -> None:
    found = wrap(clean(text), 12, room, lines)
    assert len(found) <= lines
    for line in found:
        assert width(line, 12) <= room or len(list(clusters(line))) == 1


@given(st.text(max_size=60), st.floats(0, 400))
def test_a_shortened_line_fits_its_room(text: str, room: float) -> None:
    assert width(shorten(text, 12, room), 12) <= room


def test_a_text_that_fits_is_left_whole() -> None:
    assert shorten("Ville de Lyon", 12, 200) == "Ville de Lyon"
    assert wrap("Ville de Lyon", 12, 200, 2) == ("Ville de Lyon",)


def test_lines_end_between_words_and_between_ideographs_but_not_before_a_comma() -> None:
    assert wrap("Ville de Lyon", 10, 50, 2) == ("Ville de", "Lyon")
    assert wrap("重庆市和成都市，中山市", 10, 72, 2) == ("重庆市和成都", "市，中山市")
    assert wrap("重庆市和成都市，中山市", 10, 70.5, 2) == ("重庆市和成都", "市，中山市")


def test_what_does_not_fit_the_last_line_ends_in_an_ellipsis() -> None:
    lines = wrap("one two three four five six seven eight", 10, 60, 2)
    assert lines[0] == "one two"
    assert lines[1].endswith("…")


def test_a_joined_emoji_a_flag_and_a_letter_with_marks_are_not_cut() -> None:
    assert list(clusters(f"e\u0301{FAMILY}{FLAG}{FLAG}n")) == ["e\u0301", FAMILY, FLAG, FLAG, "n"]
    assert FAMILY[:2] not in shorten(f"ab{FAMILY}", 10, 30)


def test_control_characters_and_turns_of_direction_are_not_shown() -> None:
    assert clean("a\u202eb\x00c\n\td\u2066e\ufeff\ufffe") == "abc de"


def test_a_tower_of_marks_is_taken_down() -> None:
    assert clean("Z" + "\u0301" * 50) == "Z" + "\u0301" * 3


def test_an_endless_text_ends() -> None:
    assert len(clean("x" * 10_000)) <= 401
    assert clean("x" * 10_000).endswith("…")


@given(st.text())
def test_a_shown_label_is_one_line_that_xml_allows(text: str) -> None:
    shown = Label(text).shown
    assert shown
    assert not any(unicodedata.category(each) in {"Cc", "Cs"} for each in shown)


def test_the_direction_is_that_of_the_first_letter() -> None:
    assert is_rtl("12 جامعة Cairo")
    assert Label("جامعة").direction == "rtl"
    assert Label("Cairo جامعة").direction == "ltr"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.04, "0"), (1.25, "1.2"), (1e9, "1000000000"), (-3.5, "-3.5")],
)
def test_numbers_are_written_plainly(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_place_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no place"):
        number(value)


def test_a_path_leaves_out_points_that_are_written_alike() -> None:
    assert path_through([(0, 0), (0.01, 0), (5, 2)]) == "M0 0L5 2"
    assert path_through([]) == ""


def test_boxes_that_share_an_edge_do_not_overlap() -> None:
    first, second, third = Box(0, 0, 10, 10), Box(10, 0, 10, 10), Box(5, 5, 10, 10)
    assert overlaps([first, second]) == ()
    assert len(overlaps([first, second, third])) == 2
    assert len(overlaps([first, second], gap=1)) == 1


@given(st.lists(st.tuples(*[st.integers(0, 50)] * 2, *[st.integers(1, 20)] * 2), max_size=20))
def test_overlaps_finds_what_comparing_all_pairs_finds(rows: list[tuple[int, ...]]) -> None:
    boxes = [Box(*row) for row in rows]
    pairs = sum(first.meets(second) for at, first in enumerate(boxes) for second in boxes[at + 1 :])
    assert len(overlaps(boxes)) == pairs


def test_the_box_of_lines_grows_to_the_side_of_the_anchor() -> None:
    start = text_box(["ab", "cd"], 50, 20, 10)
    end = text_box(["ab", "cd"], 50, 20, 10, anchor="end")
    assert start.x == pytest.approx(50)
    assert end.right == pytest.approx(50)
    assert start.height > text_box(["ab"], 50, 20, 10).height


def test_a_narrower_room_never_gives_a_longer_text() -> None:
    found = [len(shorten("Universität zu Köln", 12, room)) for room in range(0, 200, 5)]
    assert all(first <= second for first, second in pairwise(found))

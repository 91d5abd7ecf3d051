"""Timelines: nothing is drawn more exactly than it is known, and no label touches another."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

import pytest
from picture_cases import (
    HARD_LABELS,
    HARD_LINKS,
    SVG,
    assert_sound,
    bytes_with_seed,
    drawings,
    texts,
)

from servanda.dates import limits
from servanda.pictures.drawing.base import Label, Picture
from servanda.pictures.timeline import timeline
from servanda.pictures.timelines.axis import axis
from servanda.pictures.timelines.times import Lane, Moment, Span, Timeline
from servanda.wording import LANGUAGES

TODAY = date(2026, 11, 24)
PROGRAM = """
from datetime import date
from servanda.pictures.drawing.base import Label
from servanda.pictures.timeline import timeline
from servanda.pictures.timelines.times import Lane, Moment, Span, Timeline
start = Moment(Label("signature"), "signature", date(2009, 1, 1), date(2009, 12, 31), "2009")
lanes = tuple(
    Lane(Label(f"lane {n}"), (Span(Label("x"), start, None, s),), (start,))
    for n, s in enumerate(("in-force", "ended", "unknown", "suspended", "odd") * 5)
)
picture = timeline(Timeline("All", lanes, date(2026, 11, 24)), "zh", "p")
print(picture.svg, picture.narrow, picture.rows)
"""


def moment(written: str, kind: str = "signature", label: str = "signature") -> Moment:
    found = limits(written) if written else limits("XXXX")
    first, last = (
        date.fromisoformat(each) if each else None for each in (found.earliest, found.latest)
    )
    return Moment(Label(label, "en"), kind, first, last, written)


def lane(written: str, end: str = "", *, status: str = "in-force", open_end: bool = False) -> Lane:
    span = Span(
        Label("in force", "en"),
        moment(written),
        moment(end, "expiry", "end") if end else None,
        status,
        open_end,
    )
    return Lane(Label(f"agreement of {written}", "en"), (span,), (moment(written),))


def drawn(*lanes: Lane, lang: str = "en") -> Picture:
    return timeline(Timeline("Agreements", lanes, TODAY), lang, "p")


def looks(picture: Picture) -> list[str]:
    return [each.get("class", "") for each in next(drawings(picture)).iter(f"{SVG}path")]


def test_a_day_is_a_point() -> None:
    picture = drawn(Lane(Label("a"), (), (moment("2018-06-14"),)), Lane(Label("b")))
    assert "pic-mark pic-mark-start" in looks(picture)
    assert "pic-range" not in looks(picture)


@pytest.mark.parametrize("written", ["2018", "2018-06", "2018-06-14~", "201X", "2017/2018"])
def test_what_is_not_one_day_is_a_band(written: str) -> None:
    picture = drawn(Lane(Label("a"), (), (moment(written),)), Lane(Label("b")))
    assert "pic-range" in looks(picture)
    assert not any(look.startswith("pic-mark") for look in looks(picture))


def test_what_is_only_planned_is_a_band() -> None:
    planned = Moment(
        Label("a"), "signature", date(2027, 1, 1), date(2027, 1, 1), "2027-01-01", False
    )
    picture = drawn(Lane(Label("a"), (), (planned,)), Lane(Label("b")))
    assert "pic-range" in looks(picture)
    assert "is uncertain" in picture.description


def test_a_band_reaches_from_its_first_to_its_last_day() -> None:
    scale = axis([date(2000, 1, 1), date(2019, 6, 1)], TODAY, 0, 270)
    assert (scale.first, scale.last) == (2000, 2026)
    picture = drawn(Lane(Label("a"), (), (moment("2010"), moment("2000"))), Lane(Label("b")))
    bands = [each for each in looks(picture) if each == "pic-range"]
    assert len(bands) == 3  # and one in the legend


def test_an_open_end_fades_and_an_unknown_one_is_dashed() -> None:
    open_end = drawn(lane("2018-06-14", open_end=True), lane("2019-01-01", "2020-01-01"))
    unknown = drawn(lane("2018-06-14", status="unknown"), lane("2019-01-01", "2020-01-01"))
    assert any("pic-fade-5" in look for look in looks(open_end))
    assert not any("pic-doubt" in look for look in looks(open_end))
    assert any("pic-doubt" in look for look in looks(unknown))
    assert not any("pic-fade" in look for look in looks(unknown))


@pytest.mark.parametrize(
    ("start", "end", "open_end", "fr", "zh"),
    [
        ("2018-06", "2028", False, "juin 2018 – 2028", "2018年6月至2028年"),
        ("2018-06", "", True, "juin 2018 – sans terme", "2018年6月起，无期限"),
        ("2018-06", "", False, "juin 2018 – fin inconnue", "2018年6月起，终止日期不详"),
        ("", "2028", False, "début inconnu – 2028", "起始日期不详，至2028年"),
        ("", "", False, "début et fin inconnus", "起止日期不详"),
        ("", "", True, "début inconnu, sans terme", "起始日期不详，无期限"),
    ],
)
def test_the_ends_of_a_time_are_said_as_they_are_known(
    start: str, end: str, open_end: bool, fr: str, zh: str
) -> None:
    ends = [moment(each) if each else None for each in (start, end)]
    span = Span(Label("x"), ends[0], ends[1], "in-force", open_end)
    said = [drawn(Lane(Label("a"), (span,)), lang=lang).rows[0][2].text for lang in ("fr", "zh")]
    assert said == [fr, zh]


def test_an_imprecise_start_is_pale() -> None:
    assert any(
        "pic-soft" in look for look in looks(drawn(lane("2009", "2020-01-01"), lane("2000")))
    )


def test_a_date_without_a_year_has_no_place_and_is_listed() -> None:
    picture = drawn(Lane(Label("a"), (), (moment("XXXX-11-22"),)), lane("2018"))
    assert "1 date without a year is not drawn" in picture.description
    assert "22 November, year unknown" in {row[2].text for row in picture.rows}


def test_the_moments_of_one_agreement_each_have_a_line() -> None:
    one = Lane(
        Label("An agreement", "en"),
        lane("2009", "2029-05").spans,
        (moment("2009"), moment("2014-05-02", "renewal", "renewal")),
    )
    picture = drawn(one)
    assert_sound(picture)
    assert {"in force", "signature", "renewal"} <= set(texts(next(drawings(picture))))


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fr", "au 24 novembre 2026"), ("en", "as of 24 November 2026"), ("zh", "截至2026年11月24日")],
)
def test_the_day_of_reference_is_named(lang: str, said: str) -> None:
    assert all(said in texts(svg) for svg in drawings(drawn(lane("2018"), lang=lang)))


@pytest.mark.parametrize("first", [1000, 1950, 1999, 2018, 2026, 2030])
@pytest.mark.parametrize("last", [2026, 2031, 2060, 9999])
def test_the_years_on_the_axis_never_touch(first: int, last: int) -> None:
    lanes = (lane(f"{first}-01-01", f"{max(first, last)}-12-31"), lane(f"{first}", open_end=True))
    assert_sound(drawn(*lanes))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hundred_lines_with_hard_labels_do_not_touch(lang: str) -> None:
    lanes = tuple(
        Lane(
            Label(HARD_LABELS[n % len(HARD_LABELS)], "en"),
            lane(str(1950 + n), str(1960 + n)).spans,
            (moment(f"{1955 + n}-06"), moment(f"{1955 + n}-06-01", "renewal")),
        )
        for n in range(100)
    )
    picture = drawn(*lanes, lang=lang)
    assert_sound(picture)
    assert len(picture.rows) == 300


@pytest.mark.parametrize("text", HARD_LABELS)
def test_a_hard_label_does_no_harm_to_the_line_of_one_agreement(text: str) -> None:
    label = Label(text, "x-hard")
    at = Moment(label, text, date(2018, 6, 14), date(2018, 6, 14), text, href=HARD_LINKS[0])
    what = Timeline(text or "t", (Lane(label, (Span(label, at, at, text),), (at,)),), TODAY)
    picture = timeline(what, "fr", "p")
    assert_sound(picture)
    assert "<a " not in picture.svg


def test_the_start_of_a_time_is_marked_once() -> None:
    span = lane("2018").spans[0]
    bare, told = Lane(Label("a"), (span,)), Lane(Label("b"), (span,), (moment("2018"),))
    for each in (bare, told):
        picture = drawn(each, Lane(Label("c")))
        assert looks(picture).count("pic-range") == 2  # its own, and that of the legend
        assert "1 date is known only within limits" in picture.description


def test_an_imprecise_end_is_said() -> None:
    picture = drawn(lane("2018-06-14", "2028"), Lane(Label("c")))
    assert "1 date is known only within limits" in picture.description


def test_a_contradiction_is_drawn_without_harm() -> None:
    assert_sound(drawn(lane("2020-01-01", "2010-01-01"), lane("2030", "2020", status="ended")))


def test_nothing_at_all_is_said_in_words() -> None:
    picture = drawn()
    assert_sound(picture)
    assert picture.description == "No date is known."


def test_five_thousand_agreements_are_counted_by_year() -> None:
    lanes = tuple(lane(f"{1950 + n % 77}-03-0{1 + n % 9}") for n in range(5000))
    vague = tuple(lane("2010/2012") for _ in range(7))
    picture = drawn(*lanes, *vague)
    assert_sound(picture)
    counted = {row[0].text: int(row[1].text.replace(",", "")) for row in picture.rows}
    assert counted["1950"] == 65
    assert counted["year unknown or uncertain"] == 7
    assert sum(counted.values()) == 5007
    assert "7 more have no start within one known year." in picture.description


def test_years_without_any_known_start_are_no_error() -> None:
    assert_sound(drawn(*(Lane(Label("a")) for _ in range(300))))


def test_lines_stand_in_the_order_of_time() -> None:
    picture = drawn(lane("2020"), lane("1999"), lane("2010"))
    names = [row[0].text for row in picture.rows if row[3].text]
    assert names == ["agreement of 1999", "agreement of 2010", "agreement of 2020"]


def test_the_drawing_is_the_same_whatever_the_hash_seed() -> None:
    assert bytes_with_seed(PROGRAM, "1") == bytes_with_seed(PROGRAM, "2")


def test_marks_have_titles() -> None:
    (svg, _) = drawings(drawn(lane("2018-06-14"), lane("2019")))
    titles = {each.text for each in svg.iter(f"{SVG}title")}
    assert "signature: 14 June 2018" in titles
    assert isinstance(svg, ET.Element)

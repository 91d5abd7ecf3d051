"""Dates of limited precision: which days they can stand for, and what is no date at all."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.dates import add_duration, is_day, is_edtf, limits
from servanda.engines import edtf_engine

# What is written, the first day and the last day that it can stand for; None where it is open.
LIMITS = [
    ("2018-06-14", "2018-06-14", "2018-06-14"),
    ("1985-10", "1985-10-01", "1985-10-31"),
    ("2023", "2023-01-01", "2023-12-31"),
    ("2018-06-14T10:00:00Z", "2018-06-14", "2018-06-14"),
    # without a year
    ("XXXX-06-08", None, None),
    ("XXXX", None, None),
    # unspecified digits
    ("201X", "2010-01-01", "2019-12-31"),
    ("2004-XX", "2004-01-01", "2004-12-31"),
    ("2004-06-XX", "2004-06-01", "2004-06-30"),
    ("1984-1X-31", "1984-10-31", "1984-12-31"),
    ("2018-06-1X", "2018-06-10", "2018-06-19"),
    ("156X-12-25", "1560-12-25", "1569-12-25"),
    ("201X-02-29", "2010-02-28", "2019-02-28"),
    # approximate, uncertain, both: wider than what is written, on both sides
    ("1984~", "1983-01-01", "1985-12-31"),
    ("1984?", "1983-01-01", "1985-12-31"),
    ("1984%", "1982-01-01", "1986-12-31"),
    ("1984-06~", "1983-05-01", "1985-07-31"),
    ("2004-06-11~", "2003-05-10", "2005-07-12"),
    ("2004-06-~11", "2004-06-10", "2004-06-12"),
    ("1950S2", "1900-01-01", "1999-12-31"),
    # intervals; an end that is open or unknown has no limit
    ("1984/2004-06", "1984-01-01", "2004-06-30"),
    ("1984~/2004", "1983-01-01", "2004-12-31"),
    ("2004/..", "2004-01-01", None),
    ("2004/", "2004-01-01", None),
    ("../2004", None, "2004-12-31"),
    ("/2004", None, "2004-12-31"),
    # one of several, all of several
    ("[2018-06-14,2018-06-20]", "2018-06-14", "2018-06-20"),
    ("[2018..2020]", "2018-01-01", "2020-12-31"),
    ("[..1984]", None, "1984-12-31"),
    ("{1667~,1668}", "1666-01-01", "1668-12-31"),
    # a season: of which hemisphere is not said, and winter runs into the next year
    ("2001-21", "2001-01-01", "2002-02-28"),
    ("2001-34", "2001-04-01", "2001-06-30"),
    ("2001-21~/2004", "1999-01-01", "2004-12-31"),
    # years that no xsd:date of four digits has
    ("-0100", None, None),
    ("0000", None, None),
    ("Y170000002", None, None),
    ("Y17E999999999", None, None),
]
NO_DATES = [
    "",
    " ",
    "..",
    "/..",
    "2018-13",
    "2018-00",
    "2018-6",
    "2018-06-31",
    "2019-02-29",
    "2019-02-29~",
    "2019-02-29/2020",
    "201X-02-30",
    "2018-02-3X",
    "2018-06-14 ",
    "2018-06-14\n",
    "2004/1984",
    "2018T10:00:00",
    "1950S9",
    "14 June 2018",
    "２０１８",
    "[" + "1984," * 100 + "1985]",
]


@pytest.mark.parametrize(("text", "earliest", "latest"), LIMITS)
def test_limits(text: str, earliest: str | None, latest: str | None) -> None:
    found = limits(text)
    assert (found.earliest, found.latest) == (earliest, latest)


@pytest.mark.parametrize("text", NO_DATES)
def test_no_date(text: str) -> None:
    assert not is_edtf(text)
    with pytest.raises(ValueError, match=r"\A"):
        limits(text)


PIECES = (
    *"0123456789X-/.~?%[]{},YSE:TZ+^ ",
    *("1984", "-06", "-14", "XXXX", "XX", "..", "/..", "../", "S2", "Y17E7", "T10:00:00", "-21"),
)
YEARS = st.from_regex(r"-?[0-9X]{4}(S[0-9])?|[12][0-9]{3}", fullmatch=True)
MONTHS = st.from_regex(r"0[1-9]|1[0-2]|XX|[01]X|2[1-9]|3[0-9]|4[01]", fullmatch=True)
DAYS = st.from_regex(r"[012][0-9]|3[01]|XX|[0-3]X|X[0-9]", fullmatch=True)
MARKS = st.sampled_from(["", "", "~", "?", "%"])
DATES = st.one_of(
    st.tuples(YEARS, MARKS).map("".join),
    st.tuples(MARKS, YEARS, MARKS, st.just("-"), MARKS, MONTHS, MARKS).map("".join),
    st.tuples(YEARS, st.just("-"), MARKS, MONTHS, MARKS, st.just("-"), DAYS, MARKS).map("".join),
)
ENDS = st.one_of(DATES, st.sampled_from(["", ".."]))
LISTS = st.lists(st.one_of(DATES, st.tuples(ENDS, ENDS).map("..".join)), min_size=1, max_size=3)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
    DATES,
    st.tuples(ENDS, ENDS).map("/".join),
    LISTS.map(lambda dates: f"[{','.join(dates)}]"),
)


@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(TEXTS)
def test_whatever_is_written_gives_days_in_order_or_a_value_error(
    capsys: pytest.CaptureFixture[str], text: str
) -> None:
    try:
        found = limits(text)
    except ValueError:
        found = limits("XXXX")
    assert capsys.readouterr().out == ""
    known = [day for day in (found.earliest, found.latest) if day is not None]
    assert all(is_day(day) for day in known)
    assert known == sorted(known)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.dates(), st.one_of(st.text(max_size=8), st.from_regex(r"-?P([0-9]+[YMD])*")))
def test_a_duration_gives_a_later_day_or_nothing(day: object, duration: str) -> None:
    found = add_duration(str(day), duration)
    assert found is None or (is_day(found) and found >= str(day))


@pytest.mark.parametrize(
    ("day", "duration", "expected"),
    [
        ("2018-06-14", "P10Y", "2028-06-14"),
        ("2018-06-14", "P18M", "2019-12-14"),
        ("2016-02-29", "P1Y", "2017-02-28"),
        ("2018-01-31", "P1M", "2018-02-28"),
        ("2018-12-31", "P1Y1D", "2020-01-01"),
        ("2018-06-14", "P99999Y", "9999-12-31"),
        ("2018-06-14", "P999999D", "4756-05-10"),
        ("2018-06-14", "P", None),
        ("2018-06-14", "-P1Y", None),
        ("2018-06-14", "PT5H", None),
        ("2018-06-14", f"P{'9' * 5000}Y", None),
    ],
)
def test_add_duration(day: str, duration: str, expected: str | None) -> None:
    assert add_duration(day, duration) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-06-14", True),
        ("2018-06-31", False),
        ("2018-06", False),
        ("2018-06-1X", False),
        ("2018-06-14Z", False),
        ("20180614", False),
    ],
)
def test_is_day(text: str, expected: bool) -> None:
    assert is_day(text) is expected


def test_plain_dates_load_no_parser() -> None:
    code = (
        "import sys; from servanda.dates import limits, is_day\n"
        "limits('2018'), limits('2018-06'), is_day('2018-06-14')\n"
        "print(sorted({'edtf', 'pyparsing'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    "text", ["1985~", "2025?", "1999%", "0100~", "8999%", "XXXX-02-29", "XXXX-12-31", "XXXX-06-01"]
)
def test_what_is_told_without_the_engine_is_what_it_tells(text: str) -> None:
    known = limits(text)
    assert (known.earliest, known.latest) == edtf_engine.limits(text)


@pytest.mark.parametrize("text", ["XXXX-02-30", "XXXX-04-31", "XXXX-01-00", "XXXX-13-01"])
def test_a_day_that_no_year_has_is_no_date(text: str) -> None:
    assert not is_edtf(text)

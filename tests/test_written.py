"""Written dates and durations: read where there is one reading, else a reason; nothing invented."""

from __future__ import annotations

import ast
import calendar
import csv
import datetime
import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import dateparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.datatypes import is_lexical
from servanda.dates import add_duration, is_edtf
from servanda.written import Reading, Term, read_date, read_duration
from servanda.written.text import TOKEN, even, is_word, key
from servanda.written.words import names

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "written"
TABLE = ROOT.parent / "shared" / "tables" / "iiti" / "iit_indore_agreements.csv"
SCHEME = ROOT / "ontology" / "schemes" / "renewal-mode.ttl"
MONTHS = list(calendar.month_name)[1:]
# Two days far apart: what a library takes from the clock differs between them.
CLOCKS = (datetime.datetime(1987, 3, 5, 4, 5), datetime.datetime(2031, 11, 23, 22, 21))  # noqa: DTZ001


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DATES = rows("dates.csv")
DURATIONS = rows("durations.csv")


def read(row: dict[str, str]) -> Reading:
    return read_date(row["text"], languages=tuple(row["languages"].split()))


@pytest.mark.parametrize("row", DATES, ids=lambda row: f"{row['text']} {row['languages']}".strip())
def test_a_written_date_is_read_as_listed(row: dict[str, str]) -> None:
    reading = read(row)
    assert (reading.edtf or "", reading.exact) == (row["edtf"], row["exact"] == "yes")
    assert row["problem"] in (reading.problem or "")
    assert bool(row["problem"]) == (reading.problem is not None)


@pytest.mark.parametrize("row", DURATIONS, ids=lambda row: row["text"])
def test_a_written_duration_is_read_as_listed(row: dict[str, str]) -> None:
    term = read_duration(row["text"])
    marks = [mark for mark in ("initial", "open_end", "unspecified") if getattr(term, mark)]
    said = [term.duration, term.renewal, term.step, term.notice, " ".join(marks)]
    expected = [row[name] for name in ("duration", "renewal", "step", "notice", "marks")]
    assert [value or "" for value in said] == expected
    assert row["problem"] in (term.problem or "")
    assert bool(row["problem"]) == (term.problem is not None)


def test_there_are_enough_cases_of_every_kind() -> None:
    assert len(DATES) >= 120
    assert len(DURATIONS) >= 60
    assert {row["text"] for row in DATES if not row["edtf"] and not row["problem"]} == {"   "}


def check_date(reading: Reading) -> None:
    assert reading.edtf is None or reading.problem is None
    assert reading.edtf is None or is_edtf(reading.edtf), reading
    assert not reading.exact or reading.edtf is not None


def check_term(term: Term) -> None:
    for value in (term.duration, term.step, term.notice):
        assert value is None or is_lexical("duration", value)
        assert value is None or add_duration("2018-06-14", value) is not None
    if term.problem is not None:
        assert term == Term(problem=term.problem)


@pytest.mark.parametrize("row", DATES, ids=lambda row: f"{row['text']} {row['languages']}".strip())
def test_every_reading_is_edtf(row: dict[str, str]) -> None:
    check_date(read(row))


def test_every_renewal_is_a_notation_of_the_scheme() -> None:
    notations = re.findall(r'skos:notation "([^"]+)"', SCHEME.read_text(encoding="utf-8"))
    assert {row["renewal"] for row in DURATIONS} - {""} == set(notations)


def parts_of(edtf: str) -> set[int]:
    """The numbers of an EDTF date; of a decade, its first year."""
    found = re.sub(r"(?<=\d{3})X", "0", edtf)
    return {int(figures) for figures in re.findall(r"\d+", found)}


def numbers_in(text: str, languages: tuple[str, ...] = ()) -> set[int]:
    """The numbers that a text gives in figures, or as the name of a month."""
    plain = even(text) or ""
    found = {int(figures) for figures in re.findall(r"\d+", plain)}
    # A date without signs between its figures.
    found |= {int(eight[at]) for eight in re.findall(r"\d{8}", plain) for at in EIGHT}
    known = names(languages)
    roman = "i ii iii iv v vi vii viii ix x xi xii".split()  # noqa: SIM905
    words = [key(token) for token in TOKEN.findall(plain) if is_word(token)]
    for start in range(len(words)):
        for end in range(start + 1, start + 4):
            found |= known.months.get(" ".join(words[start:end]), frozenset())
    return found | {roman.index(word) + 1 for word in words if word in roman}


EIGHT = (slice(0, 4), slice(4, 6), slice(6, 8))


@pytest.mark.parametrize("row", DATES, ids=lambda row: f"{row['text']} {row['languages']}".strip())
def test_every_part_of_a_reading_stands_in_the_text(row: dict[str, str]) -> None:
    edtf = read(row).edtf
    if edtf is not None:
        assert parts_of(edtf) <= numbers_in(row["text"], tuple(row["languages"].split()))


@pytest.mark.parametrize(
    "row",
    [row for row in DATES if re.fullmatch(r"\d{4}-\d\d-\d\d", row["edtf"])],
    ids=lambda row: row["text"],
)
def test_dateparser_reads_no_other_day_whatever_the_clock(row: dict[str, str]) -> None:
    """A second opinion: a date with all its parts, read by the library under two clocks."""
    found = {
        dateparser.parse(
            row["text"],
            languages=[tag for tag in row["languages"].split() if "-" not in tag] or None,
            locales=[tag for tag in row["languages"].split() if "-" in tag] or None,
            settings={
                "STRICT_PARSING": True,
                "REQUIRE_PARTS": ["day", "month", "year"],
                "RELATIVE_BASE": clock,
                "PARSERS": ["absolute-time"],
            },
        )
        for clock in CLOCKS
    }
    assert {day.date().isoformat() for day in found if day is not None} <= {row["edtf"]}


WORDS = """
1 2 8 08 12 13 14 28 29 30 31 98 1850 1980 2010 2016 2018 99999 June june Juin Febrary mai Sept Mar
listopad 年 月 日 년 월 일 tháng năm Thursday lundi today c. ca ~ ? (?) before since until to au and
; , . - – / of de г. st th er s 's XX X ( ) [ ] .. 00:00 Z P Y Ⅳ ½ ٢٠١٨ 二〇一八 十四 years ans
initial automatic renewal every next notice \u200f \u00a0
"""
TOKENS = st.sampled_from([*WORDS.split(), "", " ", "\n", "\t"])


@settings(max_examples=400, deadline=None)
@given(st.lists(TOKENS, max_size=12).map("".join) | st.lists(TOKENS, max_size=9).map(" ".join))
def test_what_looks_like_a_date_gives_only_what_it_says(text: str) -> None:
    reading = read_date(text)
    check_date(reading)
    check_term(read_duration(text))
    if reading.edtf is not None and not reading.exact:
        assert parts_of(reading.edtf) <= numbers_in(text)


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=120),
    st.lists(st.sampled_from(["", "fr", "en-GB", "zh-Hant-TW", "xx", "-", "de_AT"]), max_size=3),
)
def test_any_text_gives_a_reading(text: str, languages: list[str]) -> None:
    reading = read_date(text, languages=tuple(languages))
    check_date(reading)
    assert (reading.edtf is None and reading.problem is None) == (not text.strip())
    term = read_duration(text)
    check_term(term)
    assert (term == Term()) == (not text.strip())


@settings(max_examples=200, deadline=None)
@given(
    st.dates(datetime.date(1600, 1, 1), datetime.date(2199, 12, 31)),
    st.sampled_from(
        [
            "{day} {month} {year}",
            "{month} {day}, {year}",
            "{year}/{number}/{day}",
            "{year}年{number}月{day}日",
        ]
    ),
)
def test_a_full_date_is_read_back(date: datetime.date, form: str) -> None:
    text = form.format(
        day=date.day, number=date.month, month=MONTHS[date.month - 1], year=date.year
    )
    assert read_date(text) == Reading(date.isoformat(), exact=False, problem=None)


@settings(max_examples=200, deadline=None)
@given(st.dates(datetime.date(1600, 1, 1), datetime.date(2199, 12, 31)), st.sampled_from("/.-"))
def test_day_and_month_in_figures_are_read_only_if_one_order_fits(
    date: datetime.date, sign: str
) -> None:
    text = f"{date.day:02}{sign}{date.month:02}{sign}{date.year}"
    decided = date.day > 12 or date.day == date.month
    assert read_date(text).edtf == (date.isoformat() if decided else None)
    assert read_date(text, languages=("fr",)).edtf == date.isoformat()


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 99),
    st.sampled_from([("years", "Y"), ("mois", "M"), ("días", "D"), ("个月", "M"), ("Jahre", "Y")]),
)
def test_a_number_of_units_is_that_duration(number: int, unit: tuple[str, str]) -> None:
    assert read_duration(f"{number} {unit[0]}") == Term(duration=f"P{number}{unit[1]}")


SOURCES = (
    *(ROOT / "src/servanda/written").glob("*.py"),
    ROOT / "src/servanda/engines/dateparser_engine.py",
)


@pytest.mark.parametrize("path", sorted(SOURCES), ids=lambda path: path.name)
def test_nothing_reads_the_clock_the_locale_or_the_time_zone(path: Path) -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    }
    assert not imported & {"datetime", "locale", "os", "time", "dateparser"}


PROBE = """
import json, sys
from servanda.written import read_date
cases = json.load(sys.stdin)
before = sorted(name for name in sys.modules if name.startswith(("dateparser", "edtf")))
plain = [read_date(text).edtf for text in ("2018-06-14", "2018-06", "14/06/2018", "2018/6/14")]
plainly = sorted(name for name in sys.modules if name.startswith(("dateparser", "edtf")))
read = [read_date(text, languages=tuple(tags.split())).edtf for text, tags in cases]
json.dump([before, plain, plainly, read], sys.stdout)
"""


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"TZ": "Etc/GMT+12", "LC_ALL": "C", "LANG": "C"},
    ],
    ids=["east", "west"],
)
def test_the_system_does_not_matter_and_names_are_loaded_only_for_words(
    surroundings: dict[str, str],
) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", PROBE],
        input=json.dumps([(row["text"], row["languages"]) for row in DATES]),
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    before, plain, plainly, found = json.loads(done.stdout)
    assert done.stderr == ""
    assert (before, plainly) == ([], [])
    assert plain == ["2018-06-14", "2018-06", "2018-06-14", "2018-06-14"]
    assert [edtf or "" for edtf in found] == [row["edtf"] for row in DATES]


def test_a_language_decides_the_order_only_where_it_has_one() -> None:
    orders = {
        tag: sorted(names((tag,)).orders)
        for tag in ("fr", "de", "en", "en-GB", "en-US", "es", "es-MX", "es-PA", "zh", "ja", "fr-CA")
    }
    assert orders == {
        "fr": ["DMY"],
        "de": ["DMY"],
        "en": ["DMY", "MDY"],
        "en-GB": ["DMY"],
        "en-US": ["MDY"],
        "es": ["DMY", "MDY"],
        "es-MX": ["DMY"],
        "es-PA": ["MDY"],
        "zh": [],
        "ja": [],
        "fr-CA": [],
    }


def test_every_language_of_the_engine_has_its_twelve_months() -> None:
    languages = importlib.import_module("servanda.engines.dateparser_engine").LANGUAGES
    # Chinese, Japanese and Korean write months in figures.
    for language in sorted(set(languages) - {"ja", "ko", "zh", "zh-Hant"}):
        found = set().union(*names((language,)).months.values())
        assert found == set(range(1, 13)), language


@pytest.fixture(scope="module")
def table() -> list[dict[str, str]]:
    if not TABLE.is_file():
        pytest.skip(f"the table of agreements is not beside the project: no file {TABLE}")
    with TABLE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_real_table_of_dates_is_read_but_for_what_is_misspelt(
    table: list[dict[str, str]],
) -> None:
    cells = [row["Signed on"] for row in table if row["Signed on"].strip()]
    assert len(cells) == 63
    unread = {cell: read_date(cell).problem for cell in cells if read_date(cell).edtf is None}
    reason = "the month is misspelt, or of a form that is not known: Febrary"
    assert unread == {"Febrary 11, 2016": reason, "Febrary 12, 2019": reason}
    for cell in set(cells) - set(unread):
        year, month, day = str(read_date(cell).edtf).split("-")
        word = re.findall(r"[A-Za-z]+", cell)[0]
        assert MONTHS[int(month) - 1].startswith(word[:3])
        assert [int(figures) for figures in re.findall(r"\d+", cell)] == [int(day), int(year)]


def test_a_real_table_of_durations_is_read(table: list[dict[str, str]]) -> None:
    cells = [row["Duration"] for row in table]
    read_as = {cell: read_duration(cell) for cell in sorted(set(cells))}
    assert sum(bool(cell.strip()) for cell in cells) == 62
    assert {cell: term for cell, term in read_as.items() if term.problem} == {}
    assert sum(read_as[cell].duration == "P5Y" for cell in cells) == 46
    assert [cell for cell in read_as if read_as[cell].open_end] == [
        "Till consent",
        "Till mutually agreed",
    ]
    assert [cell for cell in read_as if read_as[cell].unspecified] == ["Not Specified"]

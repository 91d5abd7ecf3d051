"""The days of agreements as calendars, and the feed of the agreements that end soon."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import feedparser
import foreign_workspace as foreign
import plain_workspace as plain
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from site_of import site_of_release, site_of_workspace, text_of

from servanda.site import Site
from servanda.site.calendar import calendar
from servanda.site.expiries import expiries
from servanda.site.telling.ics import Event, calendar_text, folded
from servanda.wording import LANGUAGES

HOSTILE = "END:VEVENT\\nBEGIN:VALARM; a,b\\\\c </title><script>alert(1)</script> \u202eleft 🜚"
END = """
:expiry
    a servanda:Event ;
    servanda:eventDate "{date}"^^edtf:EDTF ;
    servanda:hasEventType eventtype:expiry .
"""


@pytest.fixture(scope="module")
def site(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_release(ROOT, release, tmp_path_factory.mktemp("site")) as opened:
        yield opened


def ending(root: Path, date: str, name: str = "Lyon – Turin agreement") -> Path:
    """The plain workspace, whose agreement ends on a date and is called otherwise."""
    plain.make(root)
    path = root / "data" / "agreement" / "lyon-turin.ttl"
    text = path.read_text("utf-8").replace("Lyon – Turin agreement", name)
    text = text.replace("servanda:hasEvent :signature", "servanda:hasEvent :signature , :expiry")
    path.write_text(text + END.format(date=date), encoding="utf-8")
    return root


def events(text: str) -> dict[str, datetime.date]:
    """The summaries of a calendar with their days."""
    parsed = Calendar.from_ical(text)
    return {str(each["SUMMARY"]): each.decoded("DTSTART") for each in parsed.walk("VEVENT")}


@pytest.mark.parametrize(
    ("language", "signature", "end"),
    [
        ("fr", "Signature\u00a0: ", "Fin\u00a0: "),
        ("en", "Signature: ", "End: "),
        ("zh", "签署：", "到期："),
    ],
)
def test_an_agreement_has_a_calendar_of_its_exact_days(
    site: Site, language: str, signature: str, end: str
) -> None:
    path = f"feeds/agreement/idf-zhejiang-2018.{language}.ics"
    named = events(text_of(calendar(site), path))
    assert datetime.date(2018, 6, 14) in named.values()
    assert any(each.startswith(signature) for each in named)
    assert any(each.startswith(end) for each in named)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_calendar_has_what_the_format_demands(site: Site, language: str) -> None:
    text = text_of(calendar(site), f"feeds/agreements.{language}.ics")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    parsed = Calendar.from_ical(text)
    assert str(parsed["VERSION"]) == "2.0"
    uids = [str(event["UID"]) for event in parsed.walk("VEVENT")]
    assert len(uids) == len(set(uids)) > 1
    assert all(event["DTSTAMP"] for event in parsed.walk("VEVENT"))


def test_an_event_keeps_its_identifier_in_every_language(site: Site) -> None:
    found = [
        {str(e["UID"]) for e in Calendar.from_ical(page.make()).walk("VEVENT")}
        for page in calendar(site)
        if page.path.startswith("feeds/agreements.")
    ]
    assert found[0] == found[1] == found[2]


def test_a_month_without_a_day_is_no_event_and_the_calendar_says_so(tmp_path: Path) -> None:
    with site_of_workspace(ending(tmp_path / "w", "2027-05"), tmp_path) as site:
        text = text_of(calendar(site), "feeds/agreements.en.ics")
    assert list(events(text).values()) == [datetime.date(2019, 5, 4)]
    parsed = Calendar.from_ical(text)
    assert "Only dates known to the day" in str(parsed["DESCRIPTION"])


def test_hostile_names_stay_one_value_of_a_calendar(tmp_path: Path) -> None:
    with site_of_workspace(ending(tmp_path / "w", "2027-05-03", HOSTILE), tmp_path) as site:
        text = text_of(calendar(site), "feeds/agreements.en.ics")
        feed = feedparser.parse(text_of(expiries(site), "feeds/expiries.en.atom"))
    assert len(Calendar.from_ical(text).walk("VALARM")) == 0
    assert len(events(text)) == 2
    assert any("END:VEVENT BEGIN:VALARM; a,b\\c" in summary for summary in events(text))
    assert "\u202e" not in text
    assert not feed.bozo
    assert "<script>alert(1)</script>" in feed.entries[0].title


@given(st.text())
def test_folding_loses_nothing_and_tears_no_character(text: str) -> None:
    line = "SUMMARY:" + text.replace("\n", "").replace("\r", "").encode("utf-8", "ignore").decode()
    parts = list(folded(line))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_any_text_can_be_read_back_from_a_calendar(text: str) -> None:
    event = Event("u", "2020-02-29", text, "", "", "k")
    made = calendar_text("n", "d", "en", "2020-01-01", [event])
    (found,) = Calendar.from_ical(made).walk("VEVENT")
    assert str(found["SUMMARY"]) == text


@pytest.mark.parametrize(
    ("date", "listed"),
    [
        ("2026-01-01", False),  # the as-of day itself: it has ended
        ("2026-01-02", True),
        ("2028-01-01", True),
        ("2028-01-02", False),
        ("2027", True),
        ("2028", True),  # it may be the first of January
        ("2029", False),
    ],
)
def test_the_feed_of_expiries_tells_what_may_end_within_two_years(
    tmp_path: Path, date: str, listed: bool
) -> None:
    with site_of_workspace(ending(tmp_path / "w", date), tmp_path) as site:
        feed = feedparser.parse(text_of(expiries(site), "feeds/expiries.fr.atom"))
    assert not feed.bozo
    assert bool(feed.entries) == listed


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_of_expiries_has_what_the_format_demands(site: Site, language: str) -> None:
    text = text_of(expiries(site), f"feeds/expiries.{language}.atom")
    feed = feedparser.parse(text)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.id.startswith("urn:uuid:")
    assert feed.feed.author
    assert feed.feed.updated == f"{site.workspace.issued}T00:00:00Z"


def test_a_workspace_without_agreements_has_neither(tmp_path: Path) -> None:
    with site_of_workspace(foreign.make(tmp_path / "w"), tmp_path) as site:
        assert list(calendar(site)) == []
        assert list(expiries(site)) == []


def test_the_page_of_an_agreement_leads_to_its_calendar(release: Path) -> None:
    page = (release / "zh" / "agreement" / "idf-zhejiang-2018.html").read_text("utf-8")
    assert 'href="../../feeds/agreement/idf-zhejiang-2018.zh.ics"' in page
    assert (release / "feeds" / "agreement" / "idf-zhejiang-2018.zh.ics").is_file()

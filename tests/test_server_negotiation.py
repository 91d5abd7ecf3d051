"""What a client would have: by weights, wildcards and specificity, as RFC 9110 and 4647 say."""

from __future__ import annotations

import pytest

from servanda.server.negotiation import best, best_coding, best_language

PAGE = "text/html"
OFFERED = (PAGE, "text/turtle", "application/ld+json", "application/json", "text/csv")
ACCEPT = [
    ("", PAGE),
    ("*/*", PAGE),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", PAGE),
    ("text/turtle", "text/turtle"),
    ("TEXT/TURTLE", "text/turtle"),
    ("text/turtle;q=0.5, text/html;q=0.9", PAGE),
    ("text/html;q=0.5, text/turtle;q=0.9", "text/turtle"),
    # Named goes before met by a wildcard.
    ("text/turtle, */*", "text/turtle"),
    ("*/*, application/json", "application/json"),
    ("text/*;q=0.3, text/csv;q=0.7, */*;q=0.5", "text/csv"),
    # The most specific range gives the weight, whatever its place.
    ("text/*, text/html;q=0.1, text/turtle;q=0.2", "text/csv"),
    ("*/*, text/html;q=0", "text/turtle"),
    ("text/html;q=0, text/turtle;q=0", None),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted";q=0.9', OFFERED[2]),
    ('application/ld+json;profile="a,b;c";q=0.9, text/turtle;q=0.8', OFFERED[2]),
    ("text/turtle;charset=utf-8", "text/turtle"),
    ("application/ld+json ; q=0.2 , text/turtle ; q=0.25", "text/turtle"),
    ("text/turtle;q=1.000, application/json;q=0.999", "text/turtle"),
    ("image/png", None),
    ("text/turtle;q=2", None),
    ("text/turtle;q=x, text/csv", "text/csv"),
    (",,;,text/csv,", "text/csv"),
    ("text", None),
    ('"', None),
    ("text/turtle" + ",x/y" * 5000, "text/turtle"),
]
LANGUAGES = [
    ("", "en"),
    ("fr", "fr"),
    ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
    ("zh-Hans-CN, fr;q=0.5", "zh"),
    ("de, fr;q=0.3, en;q=0.7", "en"),
    ("de", "en"),
    ("de, *;q=0.5", "en"),
    ("en;q=0, *;q=0.5", "fr"),
    ("zh;q=0, fr;q=0.1", "fr"),
    ("fro", "en"),
]
CODINGS = [
    ("", ""),
    ("gzip", "gzip"),
    ("gzip, deflate, br", "br"),
    ("br;q=0.5, gzip;q=0.9", "gzip"),
    ("*", "br"),
    ("br;q=0, *", "gzip"),
    ("identity, gzip;q=0.5", ""),
    ("identity;q=0.5, gzip", "gzip"),
    ("deflate", ""),
]


@pytest.mark.parametrize(("accept", "wanted"), ACCEPT, ids=lambda each: str(each)[:40])
def test_the_form_that_is_wanted_most_is_given(accept: str, wanted: str | None) -> None:
    assert best(accept, OFFERED) == wanted


@pytest.mark.parametrize(("header", "wanted"), LANGUAGES)
def test_the_language_that_is_wanted_most_is_spoken(header: str, wanted: str) -> None:
    assert best_language(header, ("en", "fr", "zh")) == wanted


@pytest.mark.parametrize(("header", "wanted"), CODINGS)
def test_the_coding_that_is_wanted_most_is_sent(header: str, wanted: str) -> None:
    assert best_coding(header, ("br", "gzip")) == wanted


def test_nothing_is_best_of_nothing() -> None:
    assert best("*/*", ()) is None

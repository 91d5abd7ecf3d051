"""The map of an answer: codes of countries have places, and two such columns are joined."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import plain_workspace as plain
import pytest
from site_of import site_of_workspace

from servanda.query import Query
from servanda.site import Site
from servanda.site.asking.answer_map import answer_map
from servanda.site.asking.answers import Heading, Table
from servanda.site.asking.cells import Cell
from servanda.site.read.labels import Name
from servanda.site.view import View

QUERY = Query("q", Path("q.rq"), "", {"en": "Which pairs?"}, {}, {})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    scratch = tmp_path_factory.mktemp("plain")
    with site_of_workspace(plain.make(scratch / "workspace"), scratch) as opened:
        yield opened


def table(*rows: tuple[str, ...]) -> Table:
    headings = tuple(
        Heading(f"Column {at}", f"column_{at}", plain=False, numeric=False)
        for at in range(len(rows[0]))
    )
    return Table(headings, tuple(tuple(Cell(Name(t)) for t in row) for row in rows), len(rows))


def drawn(site: Site, *rows: tuple[str, ...]) -> str:
    return answer_map(View(site, "en", "en/question/q.html"), QUERY, table(*rows))


def test_two_columns_of_countries_are_joined_by_arcs(site: Site) -> None:
    picture = drawn(site, ("FR", "CN", "2"), ("FR", "DE", "1"))
    assert "France" in picture
    assert "China" in picture
    assert "pic-arc" in picture


def test_one_column_of_countries_has_marks_alone(site: Site) -> None:
    picture = drawn(site, ("FR", "many"), ("CN", "few"))
    assert "France" in picture
    assert "pic-arc" not in picture


def test_words_and_a_single_place_make_no_map(site: Site) -> None:
    assert drawn(site, ("red",), ("green",)) == ""
    assert drawn(site, ("FR",), ("FR",)) == ""
    assert drawn(site, ("FR",), ("red",), ("green",)) == ""

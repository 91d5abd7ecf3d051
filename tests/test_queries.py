"""Competency questions: one query file each, with its expected answer in tests/queries/NAME.csv."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Store

from servanda.cli import cli
from servanda.query import Query, bind, format_answer, list_queries, read_query, run_local

ROOT = Path(__file__).parents[1]
EXPECTED = Path(__file__).parent / "queries"
QUERIES = list_queries(ROOT / "queries")
TABLES = list_queries(ROOT / "queries" / "tables")
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")


def name(query: Query) -> str:
    return query.name


def test_there_are_26_questions_with_an_expected_answer_each() -> None:
    assert len(QUERIES) == 26
    assert {path.stem for path in EXPECTED.glob("*.csv")} == {query.name for query in QUERIES}


@pytest.mark.parametrize("query", QUERIES, ids=name)
def test_the_answer_is_the_expected_one(query: Query, release_store: Store) -> None:
    answer = format_answer(run_local(release_store, query.text), "csv")
    assert answer.encode() == (EXPECTED / f"{query.name}.csv").read_bytes()


@pytest.mark.parametrize("query", QUERIES, ids=name)
def test_a_question_is_answered_or_says_what_it_waits_for(
    query: Query, release_store: Store
) -> None:
    rows = run_local(release_store, query.text).rows
    assert bool(rows) != bool(query.waits)


def test_at_least_22_questions_are_answered() -> None:
    assert sum(not query.waits for query in QUERIES) >= 22


@pytest.mark.parametrize("query", [*QUERIES, *TABLES], ids=name)
def test_languages_are_not_mixed(query: Query) -> None:
    for said in (query.title, query.description):
        if said["zh"] != "Wikidata":
            assert IDEOGRAPH.search(said["zh"])
        assert not IDEOGRAPH.search(said["fr"] + said["en"])


@pytest.mark.parametrize("query", TABLES, ids=name)
def test_a_table_describes_the_columns_that_it_has(query: Query, release_store: Store) -> None:
    answer = run_local(release_store, query.text)
    assert list(query.columns) == list(answer.variables)
    assert answer.rows


def test_the_agreement_is_in_force_until_its_last_day(release_store: Store) -> None:
    query = read_query(ROOT / "queries" / "agreements-in-force.rq")
    in_force = {
        day: len(run_local(release_store, bind(query, {"date": day})).rows)
        for day in ("2018-06-13", "2018-06-14", "2028-06-14", "2028-06-15")
    }
    assert in_force == {"2018-06-13": 0, "2018-06-14": 1, "2028-06-14": 1, "2028-06-15": 0}


@pytest.mark.parametrize(("lang", "name"), [("fr", "Zhejiang"), ("zh", "浙江省")])
def test_names_come_in_the_language_asked_for(release_store: Store, lang: str, name: str) -> None:
    query = read_query(ROOT / "queries" / "regions-with-provinces.rq")
    text = format_answer(run_local(release_store, bind(query, {"lang": lang})), "csv")
    assert name in text


@pytest.mark.parametrize("query", QUERIES, ids=name)
def test_the_example_of_a_question_runs(query: Query, release: Path) -> None:
    program, *arguments = shlex.split(query.example)
    assert program == "servanda"
    assert arguments[:2] == ["query", query.name]
    done = CliRunner().invoke(cli, [*arguments, "--release", str(release)])
    assert done.exit_code == 0, done.output
    assert done.exception is None

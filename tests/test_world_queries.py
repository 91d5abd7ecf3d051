"""Questions about many agreements: those of `examples/world`, which also ship with the package.

The expected answers are in examples/world/tests/queries/NAME.csv, where `servanda check` looks too.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Store

from servanda.pipeline.reference import read_reference
from servanda.pipeline.work import opened_run
from servanda.query import Query, bind, format_answer, list_queries, read_query, run_local
from servanda.workspace import open_workspace

pytestmark = pytest.mark.slow  # reasons over the real agreements

WORLD = Path(__file__).parents[1] / "examples" / "world"
QUERIES = list_queries(WORLD / "queries")
TABLES = list_queries(WORLD / "queries" / "tables")
EXPECTED = WORLD / "tests" / "queries"
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")


def name(query: Query) -> str:
    return query.name


def ask(store: Store, question: str, **values: str) -> list[dict[str, str]]:
    """The rows of an answer, each a mapping from column to text."""
    query = read_query(WORLD / "queries" / f"{question}.rq")
    answer = run_local(store, bind(query, values))
    return [
        {
            column: "" if term is None else term.value
            for column, term in zip(answer.variables, row, strict=True)
        }
        for row in answer.rows
    ]


def slug(iri: str) -> str:
    return iri.rpartition("/")[2]


def texts(query: Query) -> Iterator[dict[str, str]]:
    yield dict(query.title)
    yield dict(query.description)
    yield from (dict(parameter.label) for parameter in query.parameters)
    yield from (dict(column.title) for column in query.columns.values())
    if query.waits:
        yield dict(query.waits)


def test_every_question_has_an_expected_answer() -> None:
    assert {path.stem for path in EXPECTED.glob("*.csv")} == {query.name for query in QUERIES}


@pytest.mark.parametrize("query", QUERIES, ids=name)
def test_the_answer_is_the_expected_one(query: Query, world_store: Store) -> None:
    answer = format_answer(run_local(world_store, query.text), "csv")
    assert answer.encode() == (EXPECTED / f"{query.name}.csv").read_bytes()


@pytest.mark.parametrize("query", QUERIES, ids=name)
def test_a_question_is_answered_or_says_what_it_waits_for(query: Query, world_store: Store) -> None:
    assert bool(run_local(world_store, query.text).rows) != bool(query.waits)


@pytest.mark.parametrize("query", [*QUERIES, *TABLES], ids=name)
def test_languages_are_not_mixed(query: Query) -> None:
    for said in texts(query):
        assert IDEOGRAPH.search(said["zh"])
        assert not IDEOGRAPH.search(said["fr"] + said["en"])


@pytest.mark.parametrize("query", [*QUERIES, *TABLES], ids=name)
def test_nothing_of_one_dataset_stands_in_a_question(query: Query) -> None:
    assert "https://w3id.org/servanda/world/" not in query.text
    resources = [each for each in query.parameters if each.datatype == "iri"]
    assert {each.default for each in resources} <= {"UNDEF"}


@pytest.mark.parametrize("query", QUERIES, ids=name)
def test_the_example_of_a_question_gives_an_answer(query: Query, world_store: Store) -> None:
    program, command, asked, *options = shlex.split(query.example)
    assert (program, command, asked) == ("servanda", "query", query.name)
    values = {}
    for option, value in zip(options[::2], options[1::2], strict=True):
        if option == "--param":
            key, _, value = value.partition("=")  # noqa: PLW2901  the pair is the value
            values[key] = value
        elif option == "--lang":
            values["lang"] = value
        else:
            assert option == "--at"
    assert run_local(world_store, bind(query, values)).rows


@pytest.mark.parametrize("query", TABLES, ids=name)
def test_a_table_describes_the_columns_that_it_has(query: Query, world_store: Store) -> None:
    answer = run_local(world_store, query.text)
    assert list(query.columns) == list(answer.variables)
    assert answer.rows


@pytest.mark.slow
def test_the_batches_leave_no_trace_in_the_tables(world_store: Store, tmp_path: Path) -> None:
    workspace = open_workspace(WORLD)
    reference = replace(read_reference(workspace), shapes=(), closure_shapes=())
    with opened_run(workspace, reference, tmp_path) as opened:
        outcome = opened.whole()
        for table in TABLES:
            answer = run_local(world_store, table.text)
            whole = {
                tuple("" if term is None else term.value for term in row) for row in answer.rows
            }
            assert set(outcome.rows(table.name)) == whole


@pytest.mark.parametrize(
    ("lang", "status"), [("fr", "suspendu"), ("en", "suspended"), ("zh", "中止")]
)
def test_answers_speak_the_language_asked_for(world_store: Store, lang: str, status: str) -> None:
    rows = ask(world_store, "in-force", status="suspended", lang=lang)
    assert [(slug(row["agreement"]), row["status_name"]) for row in rows] == [("m020", status)]


def test_a_name_is_given_in_its_own_language_where_there_is_no_other(world_store: Store) -> None:
    rows = ask(world_store, "who-signed-with-whom", name="苏志武", lang="fr")
    assert [slug(row["agreement"]) for row in rows] == ["a023"]


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        ("2022-06-01", "1", ["s025", "s026"]),
        ("2017-12-31", "1", ["m004"]),
        ("2018-12-31", "1", ["m004"]),
        ("2019-01-01", "1", []),
        ("2016-01-01", "1", []),
        ("2016-01-01", "2", ["m004"]),
    ],
)
def test_what_ends_within_some_years_of_a_day(
    world_store: Store, day: str, years: str, expected: list[str]
) -> None:
    rows = ask(world_store, "expiring-within", day=day, years=years)
    assert [slug(row["agreement"]) for row in rows] == expected


def test_the_gaps_add_up_with_the_agreements_that_have_them(world_store: Store) -> None:
    for row in ask(world_store, "gaps"):
        found = ask(world_store, "agreements-without", code=row["gap_code"])
        assert len(found) == int(row["agreements"])

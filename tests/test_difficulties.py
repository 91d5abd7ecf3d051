"""What is hard about real agreements: one question or more for each difficulty, with its answer.

The questions are in `tests/difficulties/NNN-NAME.rq`; the first line of each names its difficulty
as `lines.csv` does. The answer, in the file beside it, names records of `examples/world`.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from pyoxigraph import Store

from servanda.query import format_answer, run_local

pytestmark = pytest.mark.slow  # reasons over the real agreements

HERE = Path(__file__).parent / "difficulties"
QUERIES = sorted(HERE.glob("*.rq"))
REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "real-agreements.md"
HEAD = "# difficulty: "
# What a person wrote about a record, and the cells of its row: answers come from the facts.
ASIDES = re.compile(r"editorialNote|csvw|prov:value", re.IGNORECASE)


def lines() -> list[str]:
    with (HERE / "lines.csv").open(encoding="utf-8", newline="") as opened:
        return [row["difficulty"] for row in csv.DictReader(opened)]


def difficulty(query: Path) -> str:
    return query.read_text(encoding="utf-8").partition("\n")[0].removeprefix(HEAD)


def name(query: Path) -> str:
    return query.stem


@pytest.mark.parametrize("query", QUERIES, ids=name)
def test_the_records_answer(query: Path, world_store: Store) -> None:
    answer = format_answer(run_local(world_store, query.read_text(encoding="utf-8")), "csv")
    assert answer.count("\n") > 1, "no record shows this difficulty"
    assert answer.encode() == query.with_suffix(".csv").read_bytes()


@pytest.mark.parametrize("line", lines())
def test_every_difficulty_has_a_question(line: str) -> None:
    assert line in {difficulty(query) for query in QUERIES}


@pytest.mark.parametrize("query", QUERIES, ids=name)
def test_every_question_names_its_difficulty_and_asks_the_facts(query: Path) -> None:
    assert difficulty(query) in lines()
    assert not ASIDES.search(query.read_text(encoding="utf-8"))


def test_every_answer_has_a_question() -> None:
    answers = {path.stem for path in HERE.glob("*.csv")} - {"lines"}
    assert answers == {query.stem for query in QUERIES}


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the list of difficulties is not kept here")
def test_the_difficulties_are_those_of_the_collection() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    section = text.partition("## 4. Modelling difficulties")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    assert len(rows) - 1 == len(lines())

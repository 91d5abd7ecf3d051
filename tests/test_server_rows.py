"""Rows that the engine has written are those that we would have written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Store

from servanda.server.workers import evaluate as evaluating
from servanda.server.workers.evaluate import Setting, evaluate
from servanda.server.workers.rows import Rows, table_of, written

DATA = """
PREFIX : <http://example.org/>
INSERT DATA {
  :a :p "plain", "two\\nlines \\"quoted\\" \\\\ {", "},{", "},{\\"x\\":{", "é"@fr, 1, 2.5, true ;
     :q :b, _:c, "x"^^:own .
  :b :p "},{},{},{" .
}
"""
DECIMAL = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
SPELLINGS = {Literal("2.5", datatype=DECIMAL): Literal("2.50", datatype=DECIMAL)}
QUERIES = (
    "SELECT ?s ?p ?o { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o }",
    "SELECT ?o ?none { ?s ?p ?o }",
    "SELECT ?x { VALUES ?x { UNDEF UNDEF 1 } }",
    "SELECT * {}",
    "SELECT ?o { ?s ?p ?o FILTER(false) }",
    "SELECT ?o (2.5 AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?o ?n { ?s ?p ?o VALUES ?n { 2.5 } }",
)
Ask = Callable[..., tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture(scope="module")
def ask() -> Ask:
    store = Store()
    store.update(DATA)

    def asked(text: str, rows: int = 10_000, size: int = 1 << 20) -> tuple[Any, Any]:
        more = ("http://example.org/", "http://example.org/dump/")
        table = table_of(SPELLINGS)
        setting = Setting(store, frozenset(), SPELLINGS, table, rows, size, *more)
        job = {"text": text, "rows": "json", "boolean": "json", "graph": "nt"}
        head, content = evaluate(setting, {**job, "default_graphs": None, "named_graphs": None})
        return head, json.loads(content)

    return asked


def ours(ask: Ask, monkeypatch: pytest.MonkeyPatch, *asked: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """The same with no row written by the engine."""
    with monkeypatch.context() as changed:
        changed.setattr(evaluating, "written", lambda results, *_: Rows(results))
        return ask(*asked)


def rows_of(answer: dict[str, Any]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in answer["results"]["bindings"])


@pytest.mark.parametrize("text", QUERIES)
def test_the_engine_writes_the_same_rows(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    head, answer = ask(text)
    other, expected = ours(ask, monkeypatch, text)
    assert head == other
    assert answer["head"] == expected["head"]
    assert rows_of(answer) == rows_of(expected)


def test_literals_are_those_of_the_data_and_computed_ones_stay(ask: Ask) -> None:
    _, answer = ask("SELECT ?o (2.5 AS ?n) { ?s ?p ?o FILTER(?o = 2.5) }")
    (row,) = answer["results"]["bindings"]
    assert (row["o"]["value"], row["n"]["value"]) == ("2.50", "2.5")


@pytest.mark.parametrize("most", range(1, 16))
@pytest.mark.parametrize("text", QUERIES[:4])
def test_a_cut_is_where_it_was(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, text: str, most: int
) -> None:
    head, answer = ask(text, most)
    other, expected = ours(ask, monkeypatch, text, most)
    assert head == other
    assert answer == expected or rows_of(answer) == rows_of(expected)


@pytest.mark.parametrize("size", range(200, 2000, 150))
def test_an_answer_of_too_many_bytes_is_cut_after_a_row(ask: Ask, size: int) -> None:
    head, answer = ask("SELECT ?s ?p ?o { ?s ?p ?o }", 10_000, size)
    whole = len(answer["results"]["bindings"]) == 12
    assert whole == (not head["truncated"])
    assert "link" in answer["head"] or whole


def test_an_answer_without_end_is_not_written_to_its_end() -> None:
    store = Store()
    numbers = " ".join(map(str, range(1000)))
    store.update(f"INSERT DATA {{ <http://e/s> <http://e/p> {numbers.replace(' ', ', ')} }}")
    results = store.query("SELECT ?a ?b ?c { ?x ?p ?a . ?y ?p ?b . ?z ?p ?c }")
    found = written(results, 10, 1 << 20)  # type: ignore[arg-type]
    assert isinstance(found, Rows)
    assert not found.is_whole
    assert 10 < len(list(found)) < 1000

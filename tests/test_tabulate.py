"""Rows of tables: a query sees only the facts that it asks for, and gives the rows of all facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from model_rules import ONTOLOGY, model_rules
from pyoxigraph import NamedNode, RdfFormat, Store

from servanda.derive import derive
from servanda.ntriples import Fact, fact_of, text_of
from servanda.parse import parse
from servanda.pipeline.tabulate import Row, tabulate
from servanda.query import Column, Query, patterns_of, read_query, run_local
from servanda.validate import Facts
from servanda.workspace import open_workspace

ROOT = Path(__file__).parents[1]
WORLD = ROOT / "examples" / "world"
TABLES = sorted((*ROOT.glob("queries/tables/*.rq"), *WORLD.glob("queries/tables/*.rq")))
READY = sorted((*ROOT.glob("queries/*.rq"), *WORLD.glob("queries/*.rq")))
HEAD = "PREFIX e: <https://e.org/> "


def name(local: str) -> str:
    return f"<https://e.org/{local}>"


@cache
def world() -> tuple[tuple[Fact, ...], frozenset[str]]:
    """All facts of the real agreements with what is derived from them; what records describe."""
    workspace = open_workspace(WORLD)
    records = [fact_of(t) for path in workspace.records for t in workspace.record(path).triples]
    paths = sorted(ONTOLOGY.rglob("*.ttl"))
    shared = [fact_of(t) for path in paths for t in parse(path).triples]
    derived = [fact for fact, _ in derive((*records, *shared), model_rules(), "2026-01-01")]
    own = frozenset(subject[1:-1] for subject, _, _ in records)
    return (*records, *shared, *derived), own


@cache
def whole() -> Store:
    return filled(world()[0])


def filled(facts: Iterable[Fact]) -> Store:
    store = Store()
    store.load(text_of(facts).encode(), RdfFormat.N_TRIPLES)
    return store


def all_rows(store: Store, text: str) -> set[Row]:
    return {
        tuple("" if term is None else term.value for term in row)
        for row in run_local(store, text).rows
        if isinstance(row[0], NamedNode)
    }


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parents[2].name}-{path.stem}")
def test_a_table_has_the_rows_that_all_facts_give(path: Path) -> None:
    facts, own = world()
    table = read_query(path)
    assert patterns_of(table.text) is not None
    rows = tabulate(Facts(facts), [table], own)[table.name]
    assert set(rows) == {row for row in all_rows(whole(), table.text) if row[0] in own}


@pytest.mark.parametrize("path", READY, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_the_facts_that_a_ready_made_query_asks_for_give_its_answer(path: Path) -> None:
    facts, _ = world()
    text = read_query(path).text
    patterns = patterns_of(text)
    if patterns is None:  # it asks for facts whatever their predicate
        return
    none: frozenset[str] = frozenset()
    asked = tuple(
        fact for fact in facts if (o := patterns.get(fact[1], none)) is None or fact[2] in o
    )
    assert len(asked) < len(facts)
    assert all_rows(filled(asked), text) == all_rows(whole(), text)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("?s e:p ?o", {"p": None}),
        ("?s e:p e:a , e:b", {"p": {"a", "b"}}),
        ("?s e:p e:a ; e:p 'x'", {"p": None}),
        ("?s e:p e:a . ?t <https://e.org/p> ?o", {"p": None}),
        ("?s e:p 'x'@en ; e:q 1.5 ; e:r '1'^^e:t ;", {"p": None, "q": None, "r": None}),
        ("?s e:p/^e:q|(e:r+) e:a", {"p": None, "q": None, "r": None}),
        ("?s ^e:p e:a", {"p": None}),
        ("{ ?s e:p ?o } UNION { ?s e:q ?o } MINUS { ?s e:q 1 }", {"p": None, "q": None}),
        ("?s e:p ?o . FILTER (?o < 5 && NOT EXISTS { ?s e:q ?o })", {"p": None, "q": None}),
        ("?s e:p ?o . FILTER NOT EXISTS { ?o e:q e:a }", {"p": None, "q": {"a"}}),
        ("?s e:p ?o . BIND (EXISTS { ?o e:q e:a } AS ?x)", {"p": None, "q": {"a"}}),
        ("VALUES (?s ?t) { (e:a 'x') (UNDEF 2) } ?s e:p ?t", {"p": None}),
        ("{ SELECT ?s (MAX(?o) AS ?m) { ?s e:p ?o } GROUP BY ?s } ?s e:p 1", {"p": None}),
        ("?s e:p ?o FILTER REGEX(?o, 'a.b') OPTIONAL { ?s e:q ?o . }", {"p": None, "q": None}),
        # Whatever their predicate, or not understood.
        ("?s ?p ?o", None),
        ("?s e:p ?o ; ?p ?o", None),
        ("?s e:p ?o . FILTER EXISTS { ?s ?p ?o }", None),
        ("{ SELECT * { ?s ?p ?o } }", None),
        ("?s !e:p ?o", None),
        ("?s e:p/(!(e:q|^e:r)) ?o", None),
        ("?s e:p* ?o", None),
        ("?s (e:p/e:q)? ?o", None),
        ("GRAPH ?g { ?s e:p ?o }", None),
        ("?s e:p [ e:q ?o ]", None),
        ("?s e:p ( ?o ?o )", None),
        ("?s e:p ?o . FILTER(1<?o).?s?p?o.FILTER(?o>1)", None),
        ("?s <https://e.org/\\u0070> ?o", None),
    ],
)  # fmt: skip
def test_what_a_query_asks_for(where: str, expected: dict[str, set[str] | None] | None) -> None:
    text = f"{HEAD} SELECT DISTINCT * WHERE {{ {where} }} ORDER BY ?s"
    Store().query(text)
    found = patterns_of(text)
    assert (found is None) == (expected is None)
    assert (found or {}) == {
        name(predicate): None if objects is None else set(map(name, objects))
        for predicate, objects in (expected or {}).items()
    }


def query(text: str, *columns: str) -> Query:
    head = {column: Column({}, "string") for column in columns}
    return Query("table", Path("table.rq"), HEAD + text, {}, {}, {}, columns=head)


FACTS = (
    (name("a"), name("p"), '"01.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
    (name("b"), name("p"), '"a \\"b\\"\\n"'),
    (name("c"), name("p"), '"c"'),
    (name("c"), name("q"), '"d"'),
)
OWN = {"https://e.org/a", "https://e.org/b"}


def test_only_own_rows_with_cells_as_the_store_spells_them() -> None:
    table = query("SELECT ?s ?o ?x { ?s e:p ?o OPTIONAL { ?s e:q ?x } } ORDER BY ?o", "s", "o", "x")
    rows = tabulate(Facts(FACTS), [table], OWN)["table"]
    assert sorted(rows) == [("https://e.org/a", "1.5", ""), ("https://e.org/b", 'a "b"\n', "")]


def test_columns_come_in_the_order_of_the_head() -> None:
    table = query("SELECT * { ?s e:p ?o . VALUES ?s { e:b } }", "s", "o")
    assert tabulate(Facts(FACTS), [table], OWN)["table"] == [("https://e.org/b", 'a "b"\n')]


def test_an_order_that_chooses_rows_is_kept() -> None:
    table = query("SELECT ?s { ?s e:p ?o } ORDER BY DESC(?s) LIMIT 2", "s")
    assert tabulate(Facts(FACTS), [table], OWN)["table"] == [("https://e.org/b",)]


def test_tables_that_ask_for_different_facts_are_asked_together() -> None:
    one = query("SELECT ?s { ?s e:p e:none }", "s")
    two = replace(query("SELECT ?s ?o { ?s ?p ?o }", "s", "o"), name="two")
    rows = tabulate(Facts(FACTS), [one, two], {"https://e.org/c"})
    assert rows["table"] == []
    assert sorted(rows["two"]) == [("https://e.org/c", "c"), ("https://e.org/c", "d")]

"""Parameters as constants: the same question, for endpoints that lose sight of a variable."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from servanda.query import Query, list_queries, run_local, with_constants

ROOT = Path(__file__).parents[1]
QUERIES = [
    query
    for folder in ("queries", "examples/world/queries")
    for query in list_queries(ROOT / folder)
]


@pytest.mark.parametrize(
    "query", QUERIES, ids=lambda query: query.path.relative_to(ROOT).as_posix()
)
def test_a_ready_made_query_means_the_same(query: Query, release_store: Store) -> None:
    assert run_local(release_store, with_constants(query.text)) == run_local(
        release_store, query.text
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'SELECT ?n { VALUES ?l { "en" } ?s <urn:p> ?n OPTIONAL { FILTER (LANG(?n) = ?l) } }',
            'SELECT ?n {  ?s <urn:p> ?n OPTIONAL { FILTER (LANG(?n) = "en") } }',
        ),
        (
            "SELECT ?s { VALUES ?o { <urn:a> } ?s ?o ?o }",
            "SELECT ?s {  ?s <urn:a> <urn:a> }",
        ),
        (
            'PREFIX x: <urn:x> SELECT ?s { VALUES ?o { "1"^^x:y } ?s <urn:p> ?o }',
            'PREFIX x: <urn:x> SELECT ?s {  ?s <urn:p> "1"^^x:y }',
        ),
    ],
)
def test_a_value_takes_the_place_of_its_variable(text: str, expected: str) -> None:
    assert with_constants(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?o { VALUES ?o { 1 } ?s ?p ?o }",  # it is selected
        "SELECT * { VALUES ?o { 1 } ?s ?p ?o }",
        "SELECT ?s { VALUES ?o { 1 2 } ?s ?p ?o }",  # there are two
        "SELECT ?s { VALUES ?o { UNDEF } ?s ?p ?o }",
        "SELECT ?s { VALUES ?o { 1 } ?s ?p ?o FILTER (BOUND(?o)) }",
        "SELECT ?s { VALUES ?o { 1 } ?s ?p ?o MINUS { ?x ?y ?o } }",
        "SELECT ?s { VALUES ?o { 1 } ?s ?p ?o { SELECT ?o { ?x ?y ?o } } }",
        "SELECT ?s { ?s ?p ?o { VALUES ?o { 1 } } }",  # not in the outermost group
        "SELECT ?s { VALUES ?o { 1 } ?s ?p ?q } ORDER BY ?o",
        "ASK { VALUES ?o { 1 } ?s ?p ?o }",
        "",
        "SELECT",
    ],
)
def test_where_the_meaning_could_change_a_query_stays_as_it_is(text: str) -> None:
    assert with_constants(text) == text

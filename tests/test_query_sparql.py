"""The tokens of a query: no text is slow to read, and what is unsafe is refused with its place."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from servanda.errors import UsageError
from servanda.query import run_local
from servanda.query.sparql import dataset_clause, refuse_unsafe, sparql_tokens

# Each was read in a time that grows with the square of its length, or might be.
SLOW = [
    '\\"a',
    '@\\"',
    "_\\'",
    "a.",
    "a-",
    "é",
    '""" \\"',
    "'''\\",
    "<e1e",
    "<",
    "a<b\\",
    '"\n',
    "1.",
    "%-:",
]


@pytest.mark.parametrize("unit", SLOW)
def test_twice_the_text_takes_no_more_than_twice_the_steps(unit: str) -> None:
    """64 KiB are read to the end; with a square in it this would take minutes."""
    text = (unit * 65_536)[:65_536]
    covered = sum(token.end - token.start for token in sparql_tokens(text))
    assert 0 < covered <= len(text)


def test_a_string_that_is_not_closed_takes_its_line() -> None:
    kinds = [token.kind for token in sparql_tokens('ASK { ?s ?p "abc def\n}')]
    assert kinds == ["word", "mark", "variable", "variable", "string", "mark"]


def test_what_is_refused_has_its_place() -> None:
    with pytest.raises(UsageError, match="line 2: SERVICE would open the network") as caught:
        refuse_unsafe("ASK {\n  SERVICE <http://example.org/> {} }")
    assert (caught.value.line, caught.value.column) == (2, 3)


def test_words_in_strings_names_and_variables_are_no_keywords() -> None:
    refuse_unsafe('ASK { ?service ex:SERVICE "LOAD" . <http://x/insert> ?drop ?delete # CLEAR\n }')


def test_the_number_of_words_and_signs_is_bounded() -> None:
    assert len(refuse_unsafe("ASK { ?s ?p ?o }", most_tokens=6)) == 6
    with pytest.raises(UsageError, match="more than 5 words and signs"):
        refuse_unsafe("ASK { ?s ?p ?o }", most_tokens=5)


def test_a_query_that_names_its_graphs_is_asked_of_these_alone() -> None:
    store = Store()
    for name in "ab":
        graph = NamedNode(f"http://example.org/{name}")
        store.add(Quad(graph, NamedNode("http://example.org/p"), Literal(name), graph))
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
    asked = {
        "": "2",
        "FROM <http://example.org/a>": "1",
        "FROM <http://example.org/none>": "0",
        "FROM NAMED <http://example.org/a>": "0",
    }
    for clause, expected in asked.items():
        ((number,),) = run_local(store, count.format(clause)).rows
        assert isinstance(number, Literal)
        assert number.value == expected, clause
    assert dataset_clause(
        "PREFIX e: <http://e/> SELECT * FROM e:a FROM NAMED <b> { ?s ?p ?o }"
    ) == [
        "http://e/a",
        "b",
    ]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", "s p o"),
        ("SELECT DISTINCT * { ?z ?p ?a OPTIONAL { ?a ?q ?b } }", "z p a q b"),
        ("SELECT*{ ?s ?p ?o }", "s p o"),
        ("SELECT ?o ?s { ?s ?p ?o }", "o s"),
        ("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p", "p n"),
        ("SELECT ?o { { SELECT * { ?s ?p ?o } } }", "o"),
    ],
)
def test_columns_come_in_the_order_of_the_query(text: str, columns: str) -> None:
    assert " ".join(run_local(Store(), text).variables) == columns


def test_a_relative_graph_is_that_of_its_base() -> None:
    assert dataset_clause("SELECT * FROM <a> { }", "http://e/x/") == ["http://e/x/a"]
    assert dataset_clause("BASE <http://b/y/> SELECT * FROM <a> FROM NAMED <http://c/> { }") == [
        "http://b/y/a",
        "http://c/",
    ]

"""Parameters become terms: checked, never pasted into the text of a query."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from servanda.errors import InputError, UsageError
from servanda.query import bind, find_query, format_answer, read_query, run_local

HEAD = """\
#+ title: {fr: "t", en: "t", zh: "题"}
#+ description: {fr: "d", en: "d", zh: "述"}
#+ keywords: {fr: [k], en: [k], zh: [词]}
"""
QUERY = (
    HEAD
    + """\
#+ parameters:
#+   thing: {type: iri, label: {fr: "chose", en: "thing", zh: "物"}}
#+   day: {type: "xsd:date", label: {fr: "jour", en: "day", zh: "日"}}
#+   words: {type: "xsd:string", label: {fr: "mots", en: "words", zh: "词"}}
PREFIX e: <https://example.org/>
# VALUES ?thing { <https://example.org/not-here> }
SELECT ?thing ?day ?words WHERE {
  VALUES ?thing { <https://example.org/a> }
  VALUES ?day { "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> }
  VALUES ?words { "VALUES ?day { }" }
}
"""
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "question.rq"
    path.write_text(QUERY, encoding="utf-8")
    return path


def bound(path: Path, **values: str) -> tuple[object, ...]:
    (row,) = run_local(Store(), bind(read_query(path), values)).rows
    return row


@pytest.mark.parametrize(
    ("default", "shown"),
    [
        ('"2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date>', "2020-01-01"),
        ("UNDEF", "2020-01-31"),
    ],
)
def test_a_wrong_value_is_told_with_an_example(path: Path, default: str, shown: str) -> None:
    given = '"2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    path.write_text(QUERY.replace(given, default), encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        bound(path, day="soon")
    assert refused.value.hint == f"Example: --param day={shown}"


def test_a_parameter_may_have_no_value_of_its_own(path: Path) -> None:
    given = '"2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    path.write_text(QUERY.replace(given, "UNDEF"), encoding="utf-8")
    assert bound(path)[1] is None
    assert bound(path, day="2021-02-03")[1] is not None


def test_the_default_stands_in_the_query(path: Path) -> None:
    query = read_query(path)
    assert [parameter.name for parameter in query.parameters] == ["thing", "day", "words"]
    assert query.parameters[0].default == "<https://example.org/a>"


def test_a_value_replaces_the_default(path: Path) -> None:
    assert bound(path, thing="https://example.org/b")[0] == NamedNode("https://example.org/b")
    assert bound(path, thing="e:b")[0] == NamedNode("https://example.org/b")


@pytest.mark.parametrize(
    "value",
    [
        'x" } } INSERT DATA { <a:a> <a:b> "y',
        "x\\",
        'x\\" } #',
        "} DROP ALL #",
        "line\nbreak",
        "\\u0022",
        "中文 ’",
    ],
)
def test_strings_cannot_break_out(path: Path, value: str) -> None:
    assert bound(path, words=value)[2] == Literal(value)


@pytest.mark.parametrize(
    "value",
    [
        "https://example.org/> } SELECT * { ?s ?p ?o",
        "https://example.org/a b",
        "relative",
        "",
        "https://example.org/\\u003e",
        "javascript",
        "https://example.org/\n",
    ],
)
def test_what_is_no_iri_is_refused(path: Path, value: str) -> None:
    with pytest.raises(UsageError, match="is no iri"):
        bind(read_query(path), {"thing": value})


@pytest.mark.parametrize("value", ["2018-02-30", "2018", "18-01-01", "2018-13-01", "x", ""])
def test_what_is_no_day_is_refused(path: Path, value: str) -> None:
    with pytest.raises(UsageError, match="is no xsd:date"):
        bind(read_query(path), {"day": value})


def test_an_unknown_parameter_is_named_with_those_there_are(path: Path) -> None:
    with pytest.raises(UsageError, match=r"no parameter 'dat'.*thing \(iri\)"):
        bind(read_query(path), {"dat": "x"})


def test_an_unknown_query_is_answered_with_the_nearest(path: Path) -> None:
    with pytest.raises(UsageError, match="question"):
        find_query(path.parent, "qestion")


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        (QUERY.replace('zh: "题"', 'de: "x"'), "title is missing in: zh", 1),
        (QUERY.replace("type: iri", "type: url"), "unknown type 'url'", 5),
        (QUERY.replace("VALUES ?day {", "VALUES ?other {", 1), "parameter day has no default", 6),
        (QUERY.replace("#+ keywords", "#+ keyword"), "unknown key 'keyword'", 3),
        (QUERY.replace('zh: "题"}', 'zh: "题"]'), "the head is no YAML", 1),
        (QUERY.replace("SELECT ?thing", "SELECT thing"), "SPARQL syntax error", 10),
        ("SELECT * { ?s ?p ?o }", "the head is missing", 1),
        (HEAD + "SELECT * { SERVICE <https://x.example/> { ?s ?p ?o } }", "open the network", 4),
        (HEAD + "DROP ALL", "updates are refused", 4),
    ],
)
def test_a_faulty_file_is_named_with_its_line(path: Path, text: str, says: str, line: int) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_query(path)
    assert says in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE ?s { ?s ?p ?o } } } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:1/>",
        "SELECT * " + "{" * 500 + "}" * 500,
        "SELECT * { ?s ?p ?o } #" + "x" * 200_000,
    ],
)
def test_what_could_harm_is_refused_before_a_parser_sees_it(text: str) -> None:
    with pytest.raises(UsageError):
        run_local(Store(), text)


def test_the_word_service_is_allowed_in_strings_and_names() -> None:
    text = 'SELECT * { VALUES ?SERVICE { "SERVICE" } FILTER (?SERVICE != "x") } # SERVICE'
    assert len(run_local(Store(), text).rows) == 1


def test_tables_show_no_control_characters() -> None:
    store = Store()
    iri = NamedNode("https://example.org/a")
    store.add(Quad(iri, iri, Literal("red \x1b[31m\x07 浙江省")))
    shown = format_answer(run_local(store, "SELECT ?o { ?s ?p ?o }"), "table")
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "浙江省" in shown


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xml"])
def test_a_graph_is_only_written_as_turtle(form: str) -> None:
    answer = run_local(Store(), "CONSTRUCT WHERE { ?s ?p ?o }")
    with pytest.raises(UsageError, match="turtle"):
        format_answer(answer, form)

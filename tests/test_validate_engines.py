"""Both validators give the same results, and the fast one is asked only what it is exact on."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from pyoxigraph import BlankNode, RdfFormat, Triple, parse
from random_shapes import PREFIXES, cases

from servanda.errors import InputError, UsageError
from servanda.ntriples import facts_of
from servanda.parse import parse as read
from servanda.validate import EngineWarning, Facts, Result, compiled, path_text

ROOT = Path(__file__).parents[1]
SHAPE = "e:shape a sh:NodeShape ; sh:targetSubjectsOf e:p ; "
EXAMPLE = "https://example.org/"
DATA = f'<{EXAMPLE}a> <{EXAMPLE}p> "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" .\n'


def triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(PREFIXES + turtle, RdfFormat.TURTLE)]


def text(turtle: str) -> str:
    return "".join(f"{triple} .\n" for triple in triples(turtle))


def written(result: Result) -> tuple[str, ...]:
    terms = (result.focus_node, result.value, result.component, result.source_shape)
    return (*map(str, terms), str(path_text(result)), str(result.severity), str(result.messages))


def of_both(shapes: list[Triple], data: str) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    fast, whole = (
        [written(result) for result in compiled(shapes, engine=engine).results(data)]
        for engine in ("shacl", "pyshacl")
    )
    quick = compiled(shapes, engine="shacl")
    assert quick.results(Facts(facts_of(data))) == quick.results(data)
    return fast, whole


@pytest.mark.slow
@settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(cases())
def test_random_shapes_and_data_give_the_same_with_both(case: tuple[str, str]) -> None:
    shapes, data = (triples(part) for part in case)
    assert compiled(shapes).engine == "shacl"
    fast, whole = of_both(shapes, "".join(sorted({f"{triple} .\n" for triple in data})))
    assert fast == whole


@lru_cache
def workspace(root: str, *folders: str) -> str:
    paths = (path for folder in folders for path in sorted((ROOT / root / folder).rglob("*.ttl")))
    return "".join(sorted({f"{triple} .\n" for path in paths for triple in read(path).triples}))


@pytest.mark.slow
@pytest.mark.parametrize("root", [".", "examples/world"])
@pytest.mark.parametrize("folder", ["shapes", "shapes/closure"])
def test_a_workspace_gives_the_same_with_both(root: str, folder: str) -> None:
    paths = sorted((ROOT / folder).glob("*.ttl"))
    shapes = [triple for path in paths for triple in read(path).triples]
    data = workspace(root, "data") + workspace(".", "ontology")
    assert compiled(shapes).engine == "shacl"
    fast, whole = of_both(shapes, data)
    assert fast == whole
    assert fast or folder == "shapes/closure"


BEYOND = (
    ("sh:nodeKind sh:Iri", "sh:nodeKind has a value of an uncommon form"),
    ("sh:datatype xsd:hexBinary", "sh:datatype has a value of an uncommon form"),
    ('sh:pattern "(a)\\\\1"', "sh:pattern has a value of an uncommon form"),
    ('sh:pattern "a(?=b)"', "sh:pattern has a value of an uncommon form"),
    ('sh:pattern "\\\\w"', "sh:pattern has a value of an uncommon form"),
    ('sh:pattern "a" ; sh:flags "x"', "sh:flags has a value of an uncommon form"),
    ("sh:minLength 0", "sh:minLength has a value of an uncommon form"),
    ('sh:minInclusive "2019"^^xsd:gYear', "sh:minInclusive has a value of an uncommon form"),
    ("sh:minCount 1", "sh:minCount stands where it has no meaning"),
    ("sh:node e:shape", "shapes refer to themselves, or are nested deep"),
    ("sh:hasValue [ sh:order 1 ]", "sh:hasValue has a value of an uncommon form"),
    ("sh:in e:endless", "sh:in has a value of an uncommon form"),
    ("sh:singleLine true", "sh:singleLine is used"),
    ("sh:property [ sh:path ( e:p ) ; sh:minCount 1 ]", "sh:path has a value of an uncommon form"),
    (
        "sh:property [ sh:path e:p ; sh:uniqueLang 1 ]",
        "sh:uniqueLang has a value of an uncommon form",
    ),
    ('sh:message "{?value}" ; sh:nodeKind sh:IRI', "a sh:message has an uncommon placeholder"),
    ('sh:sparql [ sh:select "SELECT * WHERE { $this e:p 1 }" ]', "sh:select"),
    (
        'sh:sparql [ sh:select "SELECT $this WHERE { $this <e:p> ?a MINUS { ?a <e:p> 1 } }" ]',
        "sh:select",
    ),
    ('sh:sparql [ sh:select "SELECT $this WHERE { { SELECT $this WHERE {} } }" ]', "sh:select"),
    (
        'sh:sparql [ sh:select "SELECT $this WHERE { $this <e:p> ?a FILTER (?a < ?b + 1) }" ]',
        "sh:select",
    ),
    ('sh:sparql [ sh:select "SELECT $this WHERE { BIND (1 AS ?this) }" ]', "sh:select"),
    ('sh:sparql [ sh:select "SELECT $this ?value WHERE { BIND (1 AS ?value) }" ]', "sh:select"),
    ("a <http://www.w3.org/2002/07/owl#Class>", "there is a <http://www.w3.org/2002/07/owl#Class>"),
)


@pytest.mark.parametrize(("words", "why"), BEYOND)
def test_what_the_fast_engine_was_not_shown_to_be_exact_on_goes_to_pyshacl(
    words: str, why: str
) -> None:
    endless = "e:endless rdf:first 1 ; rdf:rest e:endless ."
    rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    shapes = triples(f"{rdf}{SHAPE} {words} . {endless}")
    validator = compiled(shapes)
    assert (validator.engine, validator.why[: len(why)]) == ("pyshacl", why)
    with pytest.raises(UsageError, match="shacl is not to be asked"):
        compiled(shapes, engine="shacl")


HOSTILE = {
    "a pattern that backtracks": 'sh:property [ sh:path e:p ; sh:pattern "^(a+)+$" ]',
    "a pattern too big": f'sh:pattern "{"(" * 99}a{"{99})" * 99}"',
    "a pattern of many groups": f'sh:pattern "{"(" * 150}a{")" * 150}"',
    "shapes in shapes": f"{'sh:node [ ' * 1000} sh:nodeKind sh:Literal {']' * 1000}",
    "paths in paths": f"sh:property [ sh:path {'[ sh:inversePath ' * 1000} e:p {']' * 1000} ]",
    "a long list": f"sh:in ( {' '.join(map(str, range(3000)))} )",
    "many alternatives": f"sh:or ( {'[ sh:nodeKind sh:Literal ] ' * 1000} )",
    "brackets in a query": f'sh:sparql [ sh:select "SELECT $this WHERE {"{" * 9000}{"}" * 9000}" ]',
    "a long sum in a query": "sh:sparql [ sh:select "
    f'"SELECT $this WHERE {{ $this e:p ?v FILTER ({"1+" * 9000}1 = 1) }}" ]',
    "the longest query": "sh:sparql [ sh:prefixes e:names ; sh:select "
    f'"SELECT $this WHERE {{ $this e:p ?v FILTER ({"1+" * 740}1 = 1) }}" ]',
    "the deepest query": "sh:sparql [ sh:prefixes e:names ; sh:select "
    f'"SELECT $this WHERE {"{" * 32} $this e:p ?v {"}" * 32}" ]',
}
ASK = """
import json, sys
from pyoxigraph import RdfFormat, parse
from servanda.validate import compiled
for shapes in json.loads(sys.argv[1]):
    try:
        fast = compiled((q.triple for q in parse(shapes, RdfFormat.TURTLE)), engine="shacl")
        print(len(fast.results(sys.argv[2])), flush=True)
    except Exception as error:
        print(type(error).__name__, flush=True)
"""


@pytest.mark.slow
def test_hostile_shapes_never_end_the_process() -> None:
    names = f'e:names sh:declare [ sh:prefix "e" ; sh:namespace "{EXAMPLE}"^^xsd:anyURI ] .'
    shapes = [f"{PREFIXES}{names}{SHAPE} {words} ." for words in HOSTILE.values()]
    for start in range(0, len(shapes), 3):
        asked = [sys.executable, "-c", ASK, json.dumps(shapes[start : start + 3]), DATA]
        done = subprocess.run(asked, check=False, capture_output=True, text=True, timeout=100)
        told = done.stdout.split()
        assert (done.returncode, done.stderr, len(told)) == (0, "", len(shapes[start : start + 3]))
        assert set(told) <= {"0", "1", "UsageError"}


def test_results_name_the_blank_nodes_of_the_data_and_of_the_shapes_in_every_run() -> None:
    shape = f"{SHAPE} sh:nodeKind sh:IRI ; sh:property [ sh:path ( e:p e:q ) ; sh:minCount 1 ] ."
    data = f"_:mine <{EXAMPLE}p> _:yours .\n"
    first, second = (compiled(triples(shape), engine="shacl").results(data) for _ in range(2))
    assert first == second
    assert {result.focus_node for result in first} == {BlankNode("mine")}
    assert written(first[0])[3].startswith("_:b")
    assert of_both(triples(shape), data)[0] == of_both(triples(shape), data)[1]


def test_blank_nodes_of_the_data_can_be_closed_and_counted() -> None:
    shape = (
        f"{SHAPE} sh:closed true ; sh:property [ sh:path [ sh:inversePath e:q ] ; sh:maxCount 0 ] ."
    )
    data = text("_:x e:p _:y ; e:r _:x . _:y e:q _:x .")
    fast, whole = of_both(triples(shape), data)
    assert fast == whole
    assert len(fast) == 3


def test_a_query_with_a_variable_for_a_predicate_sees_only_the_data() -> None:
    query = "SELECT $this ?value WHERE { ?value ?link $this }"
    shape = f'{SHAPE} sh:sparql [ sh:select "{query}" ] .'
    fast, whole = of_both(triples(shape), text("_:x e:p 1 . _:y e:q _:x ."))
    assert fast == whole
    assert len(fast) == 1


def compare(later: str, earlier: str, kind: str) -> tuple[list[Triple], str]:
    query = "SELECT $this ?value WHERE { $this e:p ?value ; e:q ?other FILTER (?value > ?other) }"
    names = f'e:names sh:declare [ sh:prefix "e" ; sh:namespace "{EXAMPLE}"^^xsd:anyURI ] .'
    shapes = triples(f'{names}{SHAPE} sh:sparql [ sh:prefixes e:names ; sh:select "{query}" ] .')
    return shapes, text(f'e:a e:p "{later}"^^xsd:date ; e:q "{earlier}"^^xsd:{kind} .')


@pytest.mark.parametrize(
    ("later", "earlier", "count"),
    [("2019-01-02", "2019-01-01", 1), ("2019-01-01", "2019-01-02", 0)],
)
def test_queries_compare_dates(later: str, earlier: str, count: int) -> None:
    fast, whole = of_both(*compare(later, earlier, "date"))
    assert fast == whole
    assert len(fast) == count


@pytest.mark.parametrize(("later", "earlier", "kind"), [("2019-02-30", "2019-01-01", "date")])
def test_what_sparql_cannot_compare_is_compared_by_pyshacl_alone(
    later: str, earlier: str, kind: str
) -> None:
    fast, whole = of_both(*compare(later, earlier, kind))
    assert (len(fast), len(whole)) == (0, 1)


ILL_TYPED = (
    *(("date", "2019-02-30"), ("date", "2019-02-28T00:00:00"), ("date", "20190228")),
    *(("dateTime", "2019-02-28"), ("dateTime", "2019-02-28T24:00:01"), ("integer", "1_000")),
    *(("integer", " 1"), ("integer", "1.0"), ("decimal", "1e3"), ("decimal", "NaN")),
    *(("duration", "P1W"), ("duration", "P1DT"), ("duration", "+P1Y"), ("boolean", "yes")),
    *(("byte", "300"), ("nonNegativeInteger", "-1"), ("double", "1e")),
)


@pytest.mark.parametrize(("datatype", "form"), ILL_TYPED)
def test_ill_typed_literals_are_found_and_kept_as_written(datatype: str, form: str) -> None:
    shape = f"{SHAPE} sh:property [ sh:path e:p ; sh:datatype xsd:{datatype} ] ."
    data = text(f'e:a e:p "{form}"^^xsd:{datatype} .')
    fast, whole = (
        compiled(triples(shape), engine=engine).results(data) for engine in ("shacl", "pyshacl")
    )
    assert fast == whole
    assert [str(result.value) for result in fast] == [data.split(" ", 2)[2][:-3]]


def test_a_result_without_a_message_of_its_shape_says_what_is_wrong() -> None:
    shape = f"{SHAPE} sh:property [ sh:path e:q ; sh:minCount 2 ] ."
    fast, whole = of_both(triples(shape), DATA)
    assert fast == whole
    assert "There are fewer values than (sh:minCount 2)" in fast[0][-1]


def size(data: Facts, *predicates: str) -> int:
    store = data.store(predicates or None, lambda _: False)
    assert store is not None
    return len(store)


def test_a_store_has_what_it_is_asked_for_and_what_came_later() -> None:
    a, b = (f"<{EXAMPLE}{name}>" for name in "ab")
    data = Facts([(a, a, b), (a, b, a)])
    assert size(data, a) == 1
    data.add([(b, a, b), (b, b, b)])
    assert size(data, a) == 2
    assert size(data, b) == 4
    data.add([(b, a, a)])
    assert data.store(None, lambda text: text == f"{b} {a} {a} .\n") is None
    assert {size(data), size(data, a), data.text(None).count("\n")} == {5}
    assert data.text({b}) == f"{a} {b} {a} .\n{b} {b} {b} .\n"


def test_a_query_of_branches_and_options_gives_the_same_for_all_nodes_at_once() -> None:
    """Of an optional group the filter sees what is outside; a branch stands alone."""
    select = """SELECT $this ?value WHERE {
      { $this e:p ?value } UNION { $this e:q ?a . ?a e:p ?value }
      ?value e:r ?w .
      OPTIONAL { $this e:s ?b . FILTER (STR(?b) = STR(?value)) }
      FILTER (!BOUND(?b))
    }"""
    prefixes = 'sh:prefixes [ sh:declare [ sh:prefix "e" ; sh:namespace "https://example.org/" ] ]'
    shapes = triples(f"""{SHAPE} sh:targetSubjectsOf e:q ;
      sh:sparql [ {prefixes} ; sh:select '''{select}''' ] .""")
    data = text("""
      e:one e:p e:a . e:two e:p e:b ; e:s e:b . e:three e:q e:two ; e:s e:c . e:four e:p e:c .
      e:a e:r 1 . e:b e:r 1 . e:five e:q e:one , e:four ; e:s e:a .""")
    fast, whole = of_both(shapes, data)
    assert fast == whole
    assert [focus for focus, *_ in fast] == [f"<{EXAMPLE}{name}>" for name in ("one", "three")]


@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
def test_data_that_is_no_ntriples_is_an_input_error(engine: str) -> None:
    validator = compiled(triples(f"{SHAPE} sh:nodeKind sh:IRI ."), engine=engine)
    with pytest.raises(InputError, match="no N-Triples"):
        validator.results("<a b> nonsense")


def test_where_the_fast_engine_is_missing_pyshacl_is_asked_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "shacl", None)
    monkeypatch.delitem(sys.modules, "servanda.engines.shacl_engine", raising=False)
    monkeypatch.delitem(sys.modules, "servanda.engines.shacl_suspects", raising=False)
    shapes = triples(f"{SHAPE} sh:nodeKind sh:IRI ; sh:order 17 .")
    with pytest.warns(EngineWarning, match="shacl is not installed; pyshacl validates instead"):
        validator = compiled(shapes)
    assert (validator.engine, len(validator.results(DATA))) == ("pyshacl", 0)
    with pytest.raises(UsageError, match="shacl is not installed"), pytest.warns(EngineWarning):
        compiled(shapes, engine="shacl")

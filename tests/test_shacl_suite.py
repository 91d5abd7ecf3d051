"""The W3C SHACL test suite: each test's report is the expected one, and failures are failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple

from servanda.errors import EngineError, InputError, UsageError
from servanda.validate import validate
from servanda.vocab import RDF, SH, Namespace

SUITE = Path(__file__).parents[2] / "shared" / "suites" / "shacl"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")

# Tests that an engine does not pass, and why; one that starts to pass fails here.
KNOWN = {
    "sparql/pre-binding/shapesGraph-001.ttl": "pyshacl does not bind $shapesGraph",
}
# What the fast engine is not asked, as it differs from pyshacl or was not compared with it enough.
BEYOND = {
    "core/node/minInclusive-002.ttl",
    "core/node/minInclusive-003.ttl",
    "core/node/qualified-001.ttl",
    "core/path/path-strange-001.ttl",
    "core/path/path-strange-002.ttl",
    "core/property/or-datatypes-001.ttl",
    "core/property/qualifiedValueShape-001.ttl",
    "core/property/uniqueLang-002.ttl",
    "sparql/component/optional-001.ttl",
    "sparql/component/propertyValidator-select-001.ttl",
    "sparql/component/validator-001.ttl",
    "sparql/node/sparql-001.ttl",
    "sparql/node/sparql-002.ttl",
    "sparql/node/sparql-003.ttl",
    "sparql/pre-binding/pre-binding-006.ttl",
    "sparql/pre-binding/pre-binding-007.ttl",
    "sparql/pre-binding/shapesGraph-001.ttl",
    "sparql/pre-binding/unsupported-sparql-001.ttl",
    "sparql/pre-binding/unsupported-sparql-002.ttl",
    "sparql/pre-binding/unsupported-sparql-004.ttl",
    "sparql/pre-binding/unsupported-sparql-005.ttl",
    "sparql/pre-binding/unsupported-sparql-006.ttl",
}

Key = tuple[str, ...]


@lru_cache(maxsize=8)
def triples(path: Path) -> tuple[Triple, ...]:
    text = path.read_text(encoding="utf-8")
    quads = pyoxigraph.parse(text, RdfFormat.TURTLE, base_iri=path.as_uri())
    return tuple(quad.triple for quad in quads)


def objects(graph: tuple[Triple, ...], subject: object, predicate: NamedNode) -> list[object]:
    return [t.object for t in graph if t.subject == subject and t.predicate == predicate]


def path_of(iri: object) -> Path:
    assert isinstance(iri, NamedNode)
    return Path(unquote(urlsplit(iri.value).path))


def validations(manifest: Path) -> Iterator[Path]:
    graph = triples(manifest)
    for triple in graph:
        if triple.predicate == MF.include:
            yield from validations(path_of(triple.object))
    if any(t.predicate == RDF.type and t.object == SHT.Validate for t in graph):
        yield manifest


def names() -> list[str]:
    if not SUITE.is_dir():
        return []
    found = {path.relative_to(SUITE).as_posix() for path in validations(SUITE / "manifest.ttl")}
    return sorted(found)


def plain(term: object) -> str:
    return "_" if isinstance(term, BlankNode) else str(term)


def path_text(graph: tuple[Triple, ...], term: object) -> str:
    """A property path, written out: two reports may label its nodes differently."""
    if not isinstance(term, BlankNode):
        return str(term)
    inside = sorted(
        f"{t.predicate} {path_text(graph, t.object)}" for t in graph if t.subject == term
    )
    return "[" + " ; ".join(inside) + "]"


def expected(graph: tuple[Triple, ...], report: object) -> tuple[str, Counter[Key]]:
    conforms = plain(objects(graph, report, SH.conforms)[0])
    parts = (
        SH.focusNode,
        SH.value,
        SH.sourceConstraintComponent,
        SH.sourceShape,
        SH.resultSeverity,
    )
    found: Counter[Key] = Counter()
    for result in objects(graph, report, SH.result):
        values = ["".join(map(plain, objects(graph, result, part))) for part in parts]
        path = "".join(path_text(graph, each) for each in objects(graph, result, SH.resultPath))
        found[(*values, path)] += 1
    return conforms, found


def run(name: str, engine: str) -> None:
    graph = triples(SUITE / name)
    (test,) = {t.subject for t in graph if t.predicate == RDF.type and t.object == SHT.Validate}
    (action,) = objects(graph, test, MF.action)
    (wanted,) = objects(graph, test, MF.result)
    data = triples(path_of(objects(graph, action, SHT.dataGraph)[0]))
    shapes = triples(path_of(objects(graph, action, SHT.shapesGraph)[0]))
    if wanted == SHT.Failure:
        with pytest.raises((InputError, EngineError)):
            validate(data, shapes, engine=engine)
        return
    given = tuple(validate(data, shapes, engine=engine).triples(None))
    (report,) = {t.subject for t in given if t.object == SH.ValidationReport}
    assert expected(given, report) == expected(graph, wanted)


@pytest.mark.skipif(not SUITE.is_dir(), reason=f"the W3C suite is not beside the checkout: {SUITE}")
@pytest.mark.parametrize("name", names())
def test_w3c_with_pyshacl(name: str) -> None:
    if name in KNOWN:
        with pytest.raises((AssertionError, InputError, EngineError)):
            run(name, "pyshacl")
    else:
        run(name, "pyshacl")


@pytest.mark.skipif(not SUITE.is_dir(), reason=f"the W3C suite is not beside the checkout: {SUITE}")
@pytest.mark.parametrize("name", names())
def test_w3c_with_shacl(name: str) -> None:
    if name in BEYOND:
        with pytest.raises(UsageError, match="shacl is not to be asked"):
            run(name, "shacl")
    else:
        run(name, "shacl")


@pytest.mark.skipif(not SUITE.is_dir(), reason=f"the W3C suite is not beside the checkout: {SUITE}")
def test_the_whole_suite_was_found() -> None:
    assert len(names()) == 120
    assert {*KNOWN, *BEYOND} <= set(names())

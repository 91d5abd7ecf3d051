"""The path of a result reads as SPARQL writes it, and its blank nodes are the same in every run."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from servanda.validate import Report, path_text, validate

DATA = "<https://example.org/a> a <https://example.org/A> ."
SHAPE = """
@prefix e: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
e:shape a sh:NodeShape ; sh:targetClass e:A ; sh:property e:one , e:two .
e:one a sh:PropertyShape ; sh:path {path} ; sh:minCount 1 .
e:two a sh:PropertyShape ; sh:path e:p ; sh:minCount 1 .
"""
E = "https://example.org/"
PATHS = (
    ("e:p", f"<{E}p>"),
    ("( e:p e:q )", f"(<{E}p>/<{E}q>)"),
    ("[ sh:alternativePath ( e:p [ sh:inversePath e:q ] ) ]", f"(<{E}p>|^<{E}q>)"),
    ("[ sh:alternativePath ( ( e:p e:q ) e:r ) ]", f"((<{E}p>/<{E}q>)|<{E}r>)"),
    ("( [ sh:zeroOrMorePath e:p ] e:q )", f"(<{E}p>*/<{E}q>)"),
    ("( [ sh:zeroOrOnePath [ sh:oneOrMorePath e:p ] ] e:q )", f"((<{E}p>+)?/<{E}q>)"),
)


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(text.encode(), format=RdfFormat.TURTLE)]


def report(path: str) -> Report:
    return validate(triples(DATA), triples(SHAPE.format(path=path)))


@pytest.mark.parametrize(("path", "text"), PATHS)
def test_a_path_reads_as_in_sparql(path: str, text: str) -> None:
    assert {path_text(result) for result in report(path).results} == {text, f"<{E}p>"}


@pytest.mark.parametrize(("path", "text"), PATHS)
def test_the_report_does_not_depend_on_the_run(path: str, text: str) -> None:
    del text
    first, second = (report(path).triples("https://example.org/report") for _ in range(2))
    assert first == second
    labels = {node.value for triple in first for node in triple if isinstance(node, BlankNode)}
    assert all(label.startswith(("result1path", "result2path")) for label in labels)

"""Canonical Turtle: the same graph gives the same bytes, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from servanda.errors import InputError
from servanda.fmt import fmt
from servanda.serialize.turtle import canonical_triples, turtle
from servanda.vocab import XSD

BEFORE = """\
# the head
@prefix e: <https://example.org/> .
@prefix unused: <https://example.com/> .
# about b
e:b e:p 1 . # after b
e:a e:p [ e:q ( 1 "x" ) ] ; # inside a
  a e:C .
# the end
"""
AFTER = """\
# the head

@prefix e: <https://example.org/> .

# inside a
e:a
    a e:C ;
    e:p [
        e:q ( 1 "x" )
    ] .

# about b
# after b
e:b
    e:p 1 .

# the end
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "a.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_canonical_form(tmp_path: Path) -> None:
    path = write(tmp_path, BEFORE)
    assert fmt([path]) == [path]
    assert path.read_text("utf-8") == AFTER
    assert fmt([path]) == []


def test_check_writes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, BEFORE)
    assert fmt([path], check=True) == [path]
    assert path.read_text("utf-8") == BEFORE


def test_a_syntax_error_is_placed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.ttl:2:"):
        fmt([write(tmp_path, "@prefix e: <https://example.org/> .\ne:a e:b .\n")])


def test_only_turtle_has_a_canonical_form(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_text("<a:a> <a:b> <a:c> .", encoding="utf-8")
    with pytest.raises(InputError, match="only Turtle"):
        fmt([path])


IRIS = st.builds(
    lambda name: NamedNode(f"https://example.org/{name}"),
    st.text("abz09._-~()'%2F:é中", max_size=6).filter(lambda text: "%" not in text),
)
LITERALS = st.one_of(
    st.builds(Literal, st.text(max_size=12)),
    st.builds(lambda text: Literal(text, language="fr"), st.text(max_size=5)),
    st.builds(
        lambda text, datatype: Literal(text, datatype=datatype),
        st.sampled_from(["1", "01", "1.", "1.50", "1e3", "true", "1.0E-2", "+5", ".5", "x", ""]),
        st.sampled_from([XSD.integer, XSD.decimal, XSD.double, XSD.boolean, XSD.date]),
    ),
)
NODES = st.one_of(IRIS, st.sampled_from([BlankNode(name) for name in "abcde"]))
TRIPLES = st.builds(Triple, NODES, IRIS, st.one_of(NODES, LITERALS))


@settings(max_examples=300, deadline=None)
@given(st.lists(TRIPLES, max_size=12))
def test_what_is_written_is_read_again(triples: list[Triple]) -> None:
    text = turtle(triples, {"e": "https://example.org/", "xsd": XSD.base})
    again = [quad.triple for quad in pyoxigraph.parse(text, RdfFormat.TURTLE)]
    assert canonical_triples(again) == canonical_triples(triples)
    assert turtle(again, {"e": "https://example.org/", "xsd": XSD.base}) == text


@settings(max_examples=50, deadline=None)
@given(st.lists(TRIPLES, max_size=8), st.randoms())
def test_the_order_of_triples_leaves_no_trace(triples: list[Triple], chance: object) -> None:
    shuffled = list(triples)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  a random.Random
    assert turtle(shuffled, {}) == turtle(triples, {})

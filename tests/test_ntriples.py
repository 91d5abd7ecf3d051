"""Facts as text: what is spelled is read back, and text is what pyoxigraph writes."""

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from servanda.ntriples import fact_of, facts_of, line_of, term_of, text_of, triple_of

S, P = NamedNode("https://example.org/é"), NamedNode("https://example.org/p")
VALUES = (
    NamedNode("https://example.org/浙江"),
    Literal("plain"),
    Literal('a "quote" \\ and\nlines\tand\r tabs \u0007 \u007f'),
    Literal(". ends with a dot ."),
    Literal("协议", language="zh"),
    Literal("01.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    Literal('"@fr', language="fr"),
    Literal("", language="en"),
)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_fact_is_spelled_as_the_writer_spells_it_and_read_back(value: NamedNode) -> None:
    triple = Triple(S, P, value)
    text = pyoxigraph.serialize([triple], format=RdfFormat.N_TRIPLES)
    assert text is not None
    (fact,) = facts_of(text.decode())
    assert fact == fact_of(triple)
    assert triple_of(fact) == triple
    assert line_of(fact).encode() == text


def test_a_line_separator_in_a_text_does_not_end_its_line() -> None:
    triple = Triple(S, P, Literal("one\u2028two\x85three\x0cfour"))
    assert list(facts_of(text_of([fact_of(triple)]))) == [fact_of(triple)]


def test_a_blank_node_is_read_back() -> None:
    assert str(term_of("_:b1")) == "_:b1"

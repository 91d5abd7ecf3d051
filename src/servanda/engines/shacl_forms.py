"""The forms that values of SHACL's words must have for the engine `shacl` to be asked.

Each form takes a value and the shapes graph and says whether the value is as the standard asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from servanda.engines.shacl_queries import is_covered
from servanda.vocab import RDF, RDFS, SH, XSD

__all__ = [
    "Form",
    "Graph",
    "anything",
    "boolean",
    "datatype",
    "flags",
    "iri",
    "listed",
    "member_shapes",
    "node_kind",
    "number",
    "ordered",
    "path",
    "pattern",
    "positive",
    "query",
    "shape",
    "term",
    "text",
]

Graph = Mapping[Any, Mapping[NamedNode, Sequence[Any]]]
Form = Callable[[Any, Graph], bool]

# More, and the engine would refuse; its own limits lie above these.
_DEEPEST_PATH: Final = 16
_MOST_MEMBERS: Final = 20_000
_LONGEST_PATTERN: Final = 400

_INTEGERS: Final = tuple(
    XSD[name]
    for name in (
        *("integer", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
        *("negativeInteger", "int", "long", "short", "byte"),
        *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)
_DATATYPES: Final = frozenset(
    (
        *_INTEGERS,
        *(XSD.string, XSD.boolean, XSD.decimal, XSD.double, XSD.float, XSD.date, XSD.dateTime),
        *(XSD.duration, XSD.gYear, XSD.gYearMonth, XSD.gMonth, XSD.gDay, XSD.gMonthDay),
        *(XSD.anyURI, XSD.language, RDF.langString),
    )
)
# Not dateTime: pyshacl compares it with dates, which SPARQL 1.1 does not.
_ORDERED: Final = frozenset((*_INTEGERS, XSD.decimal, XSD.double, XSD.date))
_KINDS: Final = frozenset(
    (SH.IRI, SH.BlankNode, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral)
)
_REPEATED: Final = (SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath)
_TRUTHS: Final = frozenset(Literal(each, datatype=XSD.boolean) for each in ("true", "false"))
# What the regular expressions of Python and of the engine read alike, and as XPath does.
_PATTERN: Final = re.compile(
    r"(?:[^\\()\[\]{}*+?|^$.]"
    r"|\\[dnrt!#$%&'()*+,./:;=?@\[\\\]^_`{|}~-]"
    r"|\(\?:|\((?!\?)|[)|^$.]"
    r"|\[\^?(?:[^\\\[\]^&~-]|-(?!-)|\\[dnrt!#$%&'()*+,./:;=?@\[\\\]^_`{|}~-])+\]"
    r"|(?<![|(^])(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??(?![*+?{]))*"
)


def anything(value: Any, graph: Graph) -> bool:  # noqa: ANN401  a term
    """What the engine does not read."""
    del value, graph
    return True


def iri(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """An IRI that heads no list: SHACL 1.2 gives lists a meaning where 1.0 has none."""
    return isinstance(value, NamedNode) and RDF.first not in graph.get(value, {})


def term(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """Not blank: a blank node of the shapes is none of the data. No triple term either."""
    del graph
    return isinstance(value, NamedNode | Literal)


def text(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """A string, with a language or without."""
    del graph
    return isinstance(value, Literal) and (bool(value.language) or value.datatype == XSD.string)


def number(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """A count that is no greater than the engine can hold."""
    del graph
    return (
        isinstance(value, Literal)
        and value.datatype == XSD.integer
        and re.fullmatch(r"[0-9]{1,9}", value.value) is not None
    )


def positive(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """A count that is not 0: pyshacl takes 0 as none where a blank node would fail any."""
    return number(value, graph) and int(value.value) > 0


def boolean(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """True or false in letters: `1` means yes to one engine and nothing to the other."""
    del graph
    return value in _TRUTHS


def datatype(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """A datatype whose lexical forms both engines know, or neither."""
    if not iri(value, graph):
        return False
    base = re.split(r"(?<=#)", value.value)[0]
    return base not in {XSD.base, RDF.base, RDFS.base} or value in _DATATYPES


def ordered(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """A literal of a type that both engines put in the same order."""
    del graph
    return isinstance(value, Literal) and value.datatype in _ORDERED


def node_kind(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """One of the six kinds of SHACL, section 4.1.3."""
    del graph
    return value in _KINDS


def pattern(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """A regular expression that all read alike."""
    return (
        text(value, graph)
        and len(value.value) <= _LONGEST_PATTERN
        and _PATTERN.fullmatch(value.value) is not None
    )


def flags(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """No flag, or letter case ignored."""
    return text(value, graph) and value.value in {"", "i"}


def query(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """A SELECT of the words that both engines were shown to read alike."""
    return text(value, graph) and is_covered(value.value)


def shape(value: Any, graph: Graph) -> bool:  # noqa: ANN401
    """A node that something is said of."""
    return isinstance(value, NamedNode | BlankNode) and value in graph


def listed(inner: Form) -> Form:
    """A well-formed list (SHACL, section 2) of members of a form."""

    def form(value: Any, graph: Graph) -> bool:  # noqa: ANN401
        members = _members(value, graph)
        return members is not None and all(inner(each, graph) for each in members)

    return form


def member_shapes(value: Any, graph: Graph) -> Sequence[Any]:  # noqa: ANN401
    """The shapes that a value stands for: the members of a list, or itself."""
    return _members(value, graph) or (value,)


def _members(head: Any, graph: Graph) -> list[Any] | None:  # noqa: ANN401
    """The members of a list; None if it is none, or one without end."""
    found: list[Any] = []
    while head != RDF.nil:
        node = graph.get(head, {})
        firsts, rests = node.get(RDF.first, ()), node.get(RDF.rest, ())
        if len(firsts) != 1 or len(rests) != 1 or len(found) >= _MOST_MEMBERS:
            return None
        found.append(firsts[0])
        head = rests[0]
    return found


def path(value: Any, graph: Graph, depth: int = 0) -> bool:  # noqa: ANN401
    """A well-formed property path (SHACL, section 2.3.1)."""
    if isinstance(value, NamedNode):
        return iri(value, graph)
    node = graph.get(value, {})
    if depth > _DEEPEST_PATH or not isinstance(value, BlankNode):
        return False
    members: Sequence[Any] | None
    if node.keys() == {RDF.first, RDF.rest}:
        members, least = _members(value, graph), 2
    elif len(node) != 1 or len(next(iter(node.values()))) != 1:
        return False
    else:
        ((word, (inner,)),) = node.items()
        if word == SH.alternativePath:
            members, least = _members(inner, graph), 2
        else:
            members, least = ([inner] if word in _REPEATED else None), 1
    return (
        members is not None
        and len(members) >= least
        and all(path(each, graph, depth + 1) for each in members)
    )

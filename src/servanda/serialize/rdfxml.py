"""RDF/XML from text, and what it can hold: it lacks some names, and signs that XML has not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from servanda.ntriples import term_of
from servanda.serialize.grouped import Subject
from servanda.serialize.names import Remembered
from servanda.vocab import RDF

__all__ = ["XML_TAIL", "XmlWriter", "xml_written"]

XML_TAIL: Final = b"\n</rdf:RDF>"
_TYPE: Final = str(RDF.type)
_NODE: Final = NamedNode("urn:x")
# XML 1.0, section 2.2. A carriage return can be held, by its number.
_UNFIT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKS: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\r": "&#13;"}
)
_DIRECTION: Final = ' rdf:version="1.2-basic" its:version="2.0" its:dir='  # RDF 1.2
_MARKED: Final = re.compile(r"[&<>'\\]")


class XmlWriter:
    """Writes subjects as elements, with the names that the engine gives to them.

    The end of a property's IRI has to be a name (RDF/XML, section 6.1.4), and so has that of a
    class, which stands as an element as well; what has none is left out.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = {
            name: base for name, base in prefixes.items() if not name.lower().startswith("xml")
        }
        self.head: Final = xml_written([], self._prefixes)[: -len(XML_TAIL)]
        # The name of a property or a class, with the namespace where that has no prefix; "" for
        # an IRI without a name.
        self._name: Final = Remembered(self._asked).__getitem__
        self._object: Final = Remembered(_object).__getitem__
        self._typed: Final = Remembered(_literal).__getitem__

    def subjects(self, subjects: list[Subject]) -> str:
        """The elements of subjects that know no blank nodes, nor signs that XML has not."""
        return "".join([self._subject(*each) for each in subjects])

    def triples(self, quads: Iterable[Quad]) -> bytes:
        """The elements of those triples that XML can hold, whatever they are."""
        held = [quad.triple for quad in quads if self._holds(quad)]
        written = xml_written(held, self._prefixes)
        return written[len(self.head) : -len(XML_TAIL)].replace(b"\r", b"&#13;")

    def _subject(self, subject: str, statements: list[tuple[str, list[str]]]) -> str:
        name, lines = "rdf:Description", []
        for number, (link, values) in enumerate(statements):
            if link == _TYPE:
                values = [value for value in values if self._name(value)]  # noqa: PLW2901
                if not number and values and values[0][0] == "<":
                    name, values = self._name(values[0]), values[1:]  # noqa: PLW2901
            tag = self._name(link)
            if tag:
                end = tag.partition(" ")[0]
                for value in values:
                    if value[0] == "<":
                        lines.append(f"\n\t\t<{tag} rdf:resource={self._object(value)}/>")
                    else:
                        # Numbers and dates come again and again, other literals hardly.
                        text = self._typed(value) if value[-1] == ">" else _literal(value)
                        lines.append(f"\n\t\t<{tag}{text}</{end}>")
        if not lines and name == "rdf:Description":
            return ""
        about = self._object(subject)
        end = name.partition(" ")[0]
        return f"\n\t<{name} rdf:about={about}>{''.join(lines)}\n\t</{end}>"

    def _asked(self, spelling: str) -> str:
        if not spelling.startswith("<"):
            return "rdf:nil"  # a literal or a blank node, which needs no name
        triple = Triple(_NODE, term_of(spelling), Literal(""))
        written = xml_written([triple], self._prefixes)[len(self.head) :].decode()
        tag = written.partition("\n\t\t<")[2].partition(">")[0].rstrip("/")
        return "" if tag.partition(" ")[0].endswith(":") else tag

    def _holds(self, quad: Quad) -> bool:
        value: Any = quad.object
        if isinstance(value, Literal) and _UNFIT.search(value.value):
            return False
        is_type = quad.predicate == RDF.type
        return bool(self._name(str(quad.predicate)) and (not is_type or self._name(str(value))))


def xml_written(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> bytes:
    """Triples as the engine writes them."""
    form = RdfFormat.RDF_XML
    return pyoxigraph.serialize(triples, format=form, prefixes=dict(prefixes)) or b""


def _object(spelling: str) -> str:
    marked = _MARKED.search(spelling, 1, len(spelling) - 1)
    return f'"{spelling[1:-1].translate(_MARKS) if marked else spelling[1:-1]}"'


def _literal(spelling: str) -> str:
    end = spelling.rindex('"')
    text, kind = spelling[1:end], spelling[end + 1 :]
    if _MARKED.search(text):
        value = term_of(f'"{text}"').value if "\\" in text else text
        text = value.translate(_MARKS)
    if not kind:
        return f">{text}"
    if kind[0] == "@":
        language, _, direction = kind[1:].partition("--")
        told = f'{_DIRECTION}"{direction}"' if direction else ""
        return f' xml:lang="{language}"{told}>{text}'
    return f" rdf:datatype={_object(kind[2:])}>{text}"

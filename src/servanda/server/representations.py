"""One graph in every syntax: what a document is told in, made from its N-Triples alone.

The N-Triples of a release are written from parsed quads, and so is every other form, never from a
store, which spells literals otherwise. Bytes depend on the graph and the prefixes only.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from servanda.serialize.turtle import canonical_triples, turtle
from servanda.vocab import XSD

__all__ = ["FORMATS", "Format", "fits", "format_of", "triples_of", "written"]

Prefixes = Mapping[str, str]
# What XML cannot hold, and carriage returns, which its readers turn into line feeds.
_NO_XML: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
# RDF/XML has names for properties only, so the end of the IRI must be one.
_XML_NAME: Final = re.compile(r".*[^A-Za-z0-9_.-][A-Za-z_][A-Za-z0-9_.-]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Format:
    """A form of a graph: the suffix of its address, its media type, and how it is written."""

    suffix: str
    media_type: str
    write: Callable[[Sequence[Triple], Prefixes], bytes]


def _turtle(triples: Sequence[Triple], prefixes: Prefixes) -> bytes:
    return turtle(triples, prefixes).encode()


def _by_oxigraph(rdf_format: RdfFormat) -> Callable[[Sequence[Triple], Prefixes], bytes]:
    def write(triples: Sequence[Triple], prefixes: Prefixes) -> bytes:
        return pyoxigraph.serialize(triples, format=rdf_format, prefixes=dict(prefixes)) or b""

    return write


def _csv(triples: Sequence[Triple], _: Prefixes) -> bytes:
    """A row for each statement: IRIs as they are, literals with datatype and language."""
    stream = io.StringIO(newline="")
    rows = csv.writer(stream, lineterminator="\r\n")
    rows.writerow(("subject", "predicate", "object", "kind", "datatype", "language"))
    for triple in triples:
        rows.writerow((_name(triple.subject), _name(triple.predicate), *_cells(triple.object)))
    return stream.getvalue().encode()


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _cells(term: object) -> tuple[str, str, str, str]:
    if isinstance(term, Literal):
        language = term.language or ""
        datatype = "" if language or term.datatype == XSD.string else term.datatype.value
        return term.value, "literal", datatype, language
    return _name(term), "bnode" if isinstance(term, BlankNode) else "uri", "", ""


# In the order in which they are offered.
FORMATS: Final = (
    Format("ttl", "text/turtle", _turtle),
    Format("nt", "application/n-triples", _by_oxigraph(RdfFormat.N_TRIPLES)),
    Format("nq", "application/n-quads", _by_oxigraph(RdfFormat.N_QUADS)),
    Format("trig", "application/trig", _by_oxigraph(RdfFormat.TRIG)),
    Format("jsonld", "application/ld+json", _by_oxigraph(RdfFormat.JSON_LD)),
    Format("rdf", "application/rdf+xml", _by_oxigraph(RdfFormat.RDF_XML)),
    Format("json", "application/json", _by_oxigraph(RdfFormat.JSON_LD)),
    Format("csv", "text/csv", _csv),
)
_BY_SUFFIX: Final = MappingProxyType({each.suffix: each for each in FORMATS})


def format_of(suffix: str) -> Format | None:
    """The format of a suffix without its dot, or None."""
    return _BY_SUFFIX.get(suffix)


def fits(form: Format, triples: Sequence[Triple]) -> bool:
    """Whether the format can hold the graph; RDF/XML lacks some names and signs."""
    if form.suffix != "rdf":
        return True
    return all(
        _XML_NAME.fullmatch(each.predicate.value)
        and not (isinstance(each.object, Literal) and _NO_XML.search(each.object.value))
        for each in triples
    )


def triples_of(content: bytes, rdf_format: RdfFormat = RdfFormat.N_TRIPLES) -> list[Triple]:
    """The graph of a document of the release, sorted, with blank nodes named by what they are."""
    parsed = {quad.triple for quad in pyoxigraph.parse(content, format=rdf_format)}
    return canonical_triples(sorted(parsed, key=str))


def written(form: Format, triples: Sequence[Triple], prefixes: Prefixes) -> bytes:
    """The graph in a format, with those of the prefixes that it uses."""
    return form.write(triples, _used(triples, prefixes))


def _used(triples: Sequence[Triple], prefixes: Prefixes) -> dict[str, str]:
    """The prefixes of IRIs that occur, so that a small document has no long head."""
    named = {
        term.value
        for triple in triples
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, NamedNode)
    }
    named |= {each.object.datatype.value for each in triples if isinstance(each.object, Literal)}
    starts = {iri[: max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1] for iri in named}
    return {name: base for name, base in sorted(prefixes.items()) if base in starts}

"""What RDF/XML can hold: it lacks names for some properties, and signs that XML 1.0 has not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from servanda.vocab import RDF

__all__ = ["held_by_xml", "is_held_by_xml"]

# XML 1.0, section 2.2. A carriage return can be held, by its number.
_UNFIT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# The escapes of N-Triples behind which such a sign can be; a text without them needs no look.
_ESCAPED: Final = re.compile(r"\\[bfuU]")
# What follows on the name of an element that is empty but for its prefix. In the text of a
# literal they do no harm: one looks closer then.
_NAMELESS: Final = (b":>", b": xmlns:", b": xml:", b": rdf:")


def is_held_by_xml(text: str, written: bytes) -> bool:
    """Whether `written` surely is well-formed and says all that the N-Triples of `text` say."""
    return not (_ESCAPED.search(text) or any(sign in written for sign in _NAMELESS))


def held_by_xml(quads: Iterable[Quad]) -> list[Triple]:
    """The triples of those quads that RDF/XML can hold, in their order.

    The end of a property's IRI has to be a name (RDF/XML, section 6.1.4), and so has that of a
    class, which stands as an element as well.
    """
    named: dict[Any, bool] = {}

    def holds(triple: Triple) -> bool:
        if isinstance(triple.object, Literal) and _UNFIT.search(triple.object.value):
            return False
        terms = [triple.predicate, triple.object if triple.predicate == RDF.type else RDF.type]
        for term in terms:
            if term not in named:
                named[term] = _has_name(term)
        return all(named[term] for term in terms)

    return [quad.triple for quad in quads if holds(quad.triple)]


def _has_name(term: object) -> bool:
    """Whether the engine finds a name in the end of an IRI; true of what is none."""
    if not isinstance(term, NamedNode):
        return True
    written = pyoxigraph.serialize([Triple(term, term, Literal(""))], format=RdfFormat.RDF_XML)
    return not any(sign in (written or b"") for sign in _NAMELESS)

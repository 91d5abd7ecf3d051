"""Literals that the store spells otherwise than the data, so that answers can give them back.

The store keeps many values in a compact form: `"-3"^^xsd:negativeInteger` comes out of it as
`"-3"^^xsd:integer`, `1.0E6` as `1000000`. Where just one literal of the data became one of the
store, it can be told which it was; where several did, it cannot, and the store's form stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from servanda.vocab import RDF, XSD

__all__ = ["Spellings"]

_KEPT: Final = frozenset({XSD.string, RDF.langString})
_NODE: Final = NamedNode("urn:servanda:literal")


class Spellings:
    """Literals as they are seen; `write` gives the pairs of store and data."""

    def __init__(self) -> None:
        self._seen: Final[dict[Literal, Literal | None]] = {}
        self._store: Final = Store()

    def see(self, terms: Iterable[object]) -> None:
        """Take up the literals among some terms."""
        for term in terms:
            if isinstance(term, Literal) and term.datatype not in _KEPT and term not in self._seen:
                self._seen[term] = self._stored(term)

    def _stored(self, term: Literal) -> Literal | None:
        """The literal as the store gives it, None where that is the same."""
        self._store.add(Quad(_NODE, _NODE, term))
        ((stored),) = [quad.object for quad in self._store]
        self._store.clear()
        return stored if isinstance(stored, Literal) and stored != term else None

    def pairs(self) -> Iterator[tuple[Literal, Literal]]:
        """The store's literal and that of the data, sorted, where there is just one."""
        found: dict[Literal, set[Literal]] = {}
        for term, stored in self._seen.items():
            found.setdefault(stored or term, set()).add(term)
        told = [(stored, min(terms, key=str)) for stored, terms in found.items() if len(terms) == 1]
        yield from sorted((pair for pair in told if pair[0] != pair[1]), key=str)

    def write(self, path: Path) -> None:
        """Write the pairs as N-Triples, two statements for each: the store's, then the data's."""
        statements = [Triple(_NODE, _NODE, term) for pair in self.pairs() for term in pair]
        path.write_bytes(serialize(statements, format=RdfFormat.N_TRIPLES) or b"")

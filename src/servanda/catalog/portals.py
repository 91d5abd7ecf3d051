"""The catalogue as single portals need it, where they refuse what DCAT-AP asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from servanda.vocab import DCAT, DCTERMS, SPDX

__all__ = ["for_udata"]


def for_udata(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The catalogue for data.gouv.fr (udata 17.18): the same, with two values written otherwise.

    udata refuses a dataset whose checksums are of `xsd:hexBinary`, the datatype that DCAT-AP
    demands, and takes a period that is a node for an address to be fetched; a plain literal of
    the digest and `start/end` as ISO 8601 writes an interval are read.
    """
    said = list(triples)
    periods: dict[object, str] = dict(_periods(said))
    for triple in said:
        if triple.predicate == SPDX.checksumValue and isinstance(triple.object, Literal):
            yield Triple(triple.subject, triple.predicate, Literal(triple.object.value))
        elif triple.predicate == DCTERMS.temporal and triple.object in periods:
            yield Triple(triple.subject, triple.predicate, Literal(periods[triple.object]))
        else:
            yield triple


def _periods(said: Iterable[Triple]) -> Iterator[tuple[NamedNode, str]]:
    """The periods that have a first and a last day."""
    first, last = (
        {
            t.subject: t.object.value
            for t in said
            if t.predicate == p and isinstance(t.object, Literal)
        }
        for p in (DCAT.startDate, DCAT.endDate)
    )
    for node, start in first.items():
        if node in last and isinstance(node, NamedNode):
            yield node, f"{start}/{last[node]}"

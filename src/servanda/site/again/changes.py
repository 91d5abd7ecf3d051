"""From one index to the next: the keys of all readings that may give something else now."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat

from servanda.site.base import Site
from servanda.site.read.names import OTHERS
from servanda.site.read.reads import Key, Read
from servanda.vocab import LABELS, RDF

__all__ = ["MOST", "changed_homes", "changed_statements", "number_of"]

MOST: Final = 100_000  # changed statements; with more of them all pages are made
_NAMES: Final = frozenset((*LABELS, *OTHERS))
_CLAIM: Final = frozenset((RDF.subject, RDF.predicate, RDF.object))
# The homes that only one of two indexes has.
_HOMES: Final = """
SELECT iri, page FROM (SELECT * FROM main.home EXCEPT SELECT * FROM before.home)
UNION SELECT iri, page FROM (SELECT * FROM before.home EXCEPT SELECT * FROM main.home)
"""


@lru_cache(maxsize=1 << 16)
def number_of(key: Key) -> int:
    """A key as a number of 64 bits. Keys that share one are changed together, which harms none."""
    digest = hashlib.blake2b("\x00".join(key).encode(), digest_size=8).digest()
    return int.from_bytes(digest, sys.byteorder)


def changed_statements(lines: Iterable[str], site: Site) -> Iterator[Key]:
    """The keys of readings that statements change by being new or gone; `site` is the new one."""
    for quad in pyoxigraph.parse("".join(lines), RdfFormat.N_QUADS):
        yield from _keys(quad)
        if quad.predicate in _CLAIM and isinstance(quad.subject, NamedNode | BlankNode):
            # The subject of a claim is another statement of it, which may stand unchanged.
            yield from _claimed(site, quad)


def _keys(quad: Quad) -> Iterator[Key]:
    subject, predicate, target = str(quad.subject), str(quad.predicate), str(quad.object)
    yield (Read.ANY,)
    yield (Read.COUNT,)
    yield (Read.ABOUT, subject)
    yield (Read.OBJECTS, subject, predicate)
    yield (Read.LINKING, target)
    yield (Read.SUBJECTS, predicate, target)
    yield (Read.USES, predicate)
    if quad.predicate == RDF.type:
        yield (Read.USES, target)
    if quad.predicate in _NAMES and isinstance(quad.subject, NamedNode | BlankNode):
        yield (Read.NAMED, quad.subject.value)


def _claimed(site: Site, quad: Quad) -> Iterator[Key]:
    if quad.predicate == RDF.subject:
        yield (Read.CLAIMS, str(quad.object))
    elif isinstance(quad.subject, NamedNode | BlankNode):
        for subject in site.index.objects(quad.subject, RDF.subject):
            yield (Read.CLAIMS, str(subject))


def changed_homes(base: sqlite3.Connection) -> Iterator[Key]:
    """The keys of homes that differ between an index and the one before, attached as `before`."""
    for iri, page in base.execute(_HOMES):
        yield (Read.HOME, iri)
        yield (Read.PARTS, page)
        if iri == page:
            yield (Read.PAGES,)

"""The statements as N-Quads for the engine in the browser, and whether a browser can hold them."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from servanda.serialize.turtle import canonical_triples
from servanda.site.base import Site
from servanda.site.read.index import Origin

__all__ = ["DUMP", "MORE", "MOST_BYTES", "Sizes", "more", "packed", "sizes", "stated"]

DUMP: Final = "dump/dataset.nq"
# What is inferred, and the ontology: a query in the page sees what `servanda query` sees.
MORE: Final = "assets/sparql/more.nq"
# Beyond this, a browser has not the memory; ui/src/sparql/target.js has the same.
MOST_BYTES: Final = 300_000_000
# What it loads unasked, within seconds; and what a script can hold for pages in a folder.
LIGHT_BYTES: Final = 40_000_000
_SIZE: Final = """
SELECT COUNT(*), COALESCE(SUM(LENGTH(CAST(s AS BLOB)) + LENGTH(CAST(p AS BLOB))
    + LENGTH(CAST(o AS BLOB)) + LENGTH(CAST(g AS BLOB)) + CASE g WHEN '' THEN 5 ELSE 8 END), 0)
    FROM quad WHERE origin = ?
"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many quads and bytes of N-Quads are stated, and how many there are beside."""

    dump_quads: int
    dump_bytes: int
    more_quads: int
    more_bytes: int

    @property
    def bytes(self) -> int:
        """What a browser would have to load."""
        return self.dump_bytes + self.more_bytes

    @property
    def fits(self) -> bool:
        """Whether a browser can hold all of it."""
        return self.bytes <= MOST_BYTES

    @property
    def light(self) -> bool:
        """Whether it loads within seconds."""
        return self.bytes <= LIGHT_BYTES


def sizes(site: Site) -> Sizes:
    """The sizes of what a query in the page is asked of, near enough to tell how loading goes."""
    dump_quads, dump_bytes = _counted(site, Origin.STATED)
    quads, size = _counted(site, Origin.INFERRED)
    ontology = _ontology(site)
    return Sizes(
        dump_quads,
        dump_bytes,
        quads + len(ontology),
        size + sum(len(line.encode()) for line in ontology),
    )


def _counted(site: Site, origin: Origin) -> tuple[int, int]:
    quads, size = site.index.base.execute(_SIZE, (int(origin),)).fetchone()
    return int(quads), int(size)


def stated(site: Site) -> bytes:
    """The stated quads, which are also `dump/dataset.nq`."""
    return "".join(_lines(site, Origin.STATED)).encode()


def more(site: Site) -> bytes:
    """The inferred quads and the ontology, as N-Quads."""
    return "".join([*_lines(site, Origin.INFERRED), *_ontology(site)]).encode()


def packed(name: str, content: bytes) -> str:
    """A script that sets a global to the base64 of the gzip of N-Quads, for pages in a folder."""
    text = base64.b64encode(gzip.compress(content, 9, mtime=0)).decode("ascii")
    return f'window.{name}="{text}";\n'


def _ontology(site: Site) -> list[str]:
    """The lines of the ontology, whose blank nodes have other labels each time it is read."""
    return [f"{triple} .\n" for triple in canonical_triples(site.reference.ontology)]


def _lines(site: Site, origin: Origin) -> Iterator[str]:
    rows = site.index.base.execute(
        "SELECT s, p, o, g FROM quad WHERE origin = ? ORDER BY rowid", (int(origin),)
    )
    for s, p, o, g in rows:
        yield f"{s} {p} {o} <{g}> .\n" if g else f"{s} {p} {o} .\n"

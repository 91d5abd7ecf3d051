"""The statements as N-Quads for the engine in the browser, and whether it can hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from servanda.site.base import Site
from servanda.site.index import Origin

__all__ = ["MOST_BYTES", "Size", "in_browser", "size_of"]

# What a browser loads within seconds on a common machine.
MOST_BYTES: Final = 60_000_000
_SIZE: Final = """
SELECT COUNT(*), COALESCE(SUM(LENGTH(CAST(s AS BLOB)) + LENGTH(CAST(p AS BLOB))
    + LENGTH(CAST(o AS BLOB)) + LENGTH(CAST(g AS BLOB)) + CASE g WHEN '' THEN 5 ELSE 8 END), 0)
    FROM quad WHERE origin BETWEEN ? AND ?
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How many quads there are, and how many bytes they take as N-Quads."""

    quads: int
    bytes: int


def size_of(site: Site, first: Origin, last: Origin) -> Size:
    """The size of the statements from one origin to another."""
    found = site.index.base.execute(_SIZE, (int(first), int(last))).fetchone()
    return Size(*found)


def in_browser(site: Site) -> bool:
    """Whether all statements together are small enough for a browser."""
    return size_of(site, Origin.STATED, Origin.ONTOLOGY).bytes <= MOST_BYTES

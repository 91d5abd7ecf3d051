"""A record in the form that map and reduce work on, and what is kept of one when it was read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Item", "Output", "Read", "Record", "Stamp"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells a file from its earlier self: size, time of change, inode, digest of its bytes.

    The time is the one that the system notes at every change (`ctime`), which nobody can set back.
    """

    size: int
    ctime: int
    inode: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its file, its graph as `<iri>`, and its facts as sorted unique N-Triples lines."""

    path: Path
    graph: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A record that waits: its number in the ledger, path, graph, and the length of its text."""

    number: int
    path: str
    graph: str
    length: int

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True, slots=True)
class Read:
    """What reading a file gave; a file that cannot be read has no text and is faulty.

    `claims` are the IRIs that it describes, `links` those in the dataset's space that it points
    to and does not describe itself, `backs` those of them from which shapes and tables look back
    to it, each with whether they look through it; `prefixes` are those that it declares.
    """

    path: str
    graph: str
    stamp: Stamp
    text: str
    claims: tuple[str, ...]
    links: tuple[str, ...]
    backs: tuple[tuple[str, bool], ...]
    prefixes: tuple[tuple[str, str], ...]
    faulty: bool


@dataclass(frozen=True, slots=True)
class Output:
    """What the map gave for one record, as text.

    `inferred` are facts about what it describes, `outgoing` what follows from it about what others
    describe, `crossing` the facts that may join with those of any record: sorted N-Triples lines.
    `keys` are the facts that tell whether two resources are the same thing. `rows`, `counts` and
    `found` are JSON: table rows by table, counts, validation results. What is empty is "".
    """

    inferred: str
    outgoing: str
    crossing: str
    keys: str
    rows: str
    counts: str
    found: str

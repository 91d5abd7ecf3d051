"""The ledger: what was read of each record and what the map gave for it, in one SQLite file.

It is the spill of a build, so that memory does not grow with the dataset, and what the next build
starts from. A record without a row in `output` waits to be mapped. Nothing in it is trusted
blindly: each text stands beside its digest, and another program or another form starts anew.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from servanda.pipeline.record import Item, Output, Read, Record, Stamp

__all__ = ["DamagedError", "Ledger", "mark_of"]

_TABLES: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE file (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, graph TEXT NOT NULL,
  size INTEGER NOT NULL, mtime INTEGER NOT NULL, inode INTEGER NOT NULL, content BLOB NOT NULL,
  first TEXT NOT NULL, length INTEGER NOT NULL, prefixes TEXT NOT NULL, faulty INTEGER NOT NULL);
CREATE TABLE record (id INTEGER PRIMARY KEY, text TEXT NOT NULL, digest BLOB NOT NULL);
CREATE TABLE claim (iri TEXT, id INTEGER, PRIMARY KEY (iri, id)) WITHOUT ROWID;
CREATE TABLE link (id INTEGER, iri TEXT, PRIMARY KEY (id, iri)) WITHOUT ROWID;
CREATE TABLE output (
  id INTEGER PRIMARY KEY, first TEXT NOT NULL, text TEXT NOT NULL, digest BLOB NOT NULL);
"""
# Made once the first records are in, which is quicker than keeping them all the while.
_INDEXES: Final = """
CREATE INDEX IF NOT EXISTS file_graph ON file (graph, id);
CREATE INDEX IF NOT EXISTS claim_id ON claim (id);
CREATE INDEX IF NOT EXISTS link_iri ON link (iri, id);
CREATE INDEX IF NOT EXISTS file_faulty ON file (id) WHERE faulty;
"""
_SPEED: Final = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;
PRAGMA temp_store = FILE;
"""
# What hangs on a record beside its inferred facts, a table for each; what is empty has no row.
_PARTS: Final = ("outgoing", "crossing", "keys", "rows", "counts", "found", "form")


_ALL: Final = ("file", "record", "claim", "link")


class DamagedError(Exception):
    """A ledger whose content is not what was written to it."""


class Ledger:
    """One ledger, open for writing by one process and for reading by several."""

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        self.path: Final = path
        mode = "ro" if reading else "rwc"
        self.base: Final = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)
        self.base.executescript("PRAGMA mmap_size = 0;" if reading else _SPEED)
        if not reading and not self.ask("SELECT 1 FROM sqlite_master LIMIT 1"):
            self.base.executescript(_TABLES)
            for part in _PARTS:
                self.base.execute(
                    f"CREATE TABLE part_{part} "
                    "(id INTEGER PRIMARY KEY, text TEXT NOT NULL, digest BLOB NOT NULL)"
                )

    def close(self) -> None:
        """Close the file."""
        self.base.close()

    def ask(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that a query gives. Raises DamagedError if the file is no ledger any more."""
        try:
            return self.base.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise DamagedError(str(error)) from error

    def told(self, key: str) -> str:
        """What was noted under a key, "" if nothing was."""
        rows = self.ask("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else ""

    def tell(self, key: str, value: str) -> None:
        """Note a value under a key."""
        self.base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def settle(self) -> None:
        """Make what is written last: indexes and the end of the transaction."""
        self.base.commit()
        self.base.executescript(_INDEXES)

    def stamps(self) -> dict[str, tuple[int, Stamp]]:
        """The number and the stamp of each known file, by its path."""
        query = "SELECT path, id, size, mtime, inode, content FROM file"
        return {path: (number, Stamp(*stamp)) for path, number, *stamp in self.ask(query)}

    def stamp(self, number: int, stamp: Stamp) -> None:
        """Note another stamp of a file whose bytes did not change."""
        self.base.execute(
            "UPDATE file SET size = ?, mtime = ?, inode = ?, content = ? WHERE id = ?",
            (stamp.size, stamp.mtime, stamp.inode, stamp.content, number),
        )

    def put(self, reads: Iterable[Read]) -> None:
        """Note what was read of files that are not known, or not any more."""
        for read in reads:
            first = read.text[: read.text.find("\n")]
            cursor = self.base.execute(
                "INSERT INTO file VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(read.path, read.graph, read.stamp.size, read.stamp.mtime, read.stamp.inode),
                    *(read.stamp.content, first, len(read.text)),
                    *(json.dumps(read.prefixes), int(read.faulty)),
                ),
            )
            number = cursor.lastrowid
            self.base.execute(
                "INSERT INTO record VALUES (?, ?, ?)", (number, read.text, mark_of(read.text))
            )
            self.base.executemany(
                "INSERT OR IGNORE INTO claim VALUES (?, ?)", ((iri, number) for iri in read.claims)
            )
            self.base.executemany(
                "INSERT INTO link VALUES (?, ?)", ((number, iri) for iri in read.links)
            )

    def forget(self, numbers: Collection[int]) -> None:
        """Forget files and all that hangs on them."""
        each = [(number,) for number in numbers]
        for table in (*_ALL, "part_form"):
            self.base.executemany(f"DELETE FROM {table} WHERE id = ?", each)  # noqa: S608
        self.unmap(numbers)

    def forget_all(self) -> None:
        """Forget everything."""
        for table in (*_ALL, *(f"part_{part}" for part in _PARTS), "meta"):
            self.base.execute(f"DELETE FROM {table}")  # noqa: S608

    def unmap_all(self) -> None:
        """Let all records wait for the map."""
        for table in ("output", *(f"part_{part}" for part in _PARTS if part != "form")):
            self.base.execute(f"DELETE FROM {table}")  # noqa: S608

    def unmap(self, numbers: Collection[int]) -> None:
        """Forget what the map gave for records, so that they wait for it again."""
        each = [(number,) for number in numbers]
        for table in ("output", *(f"part_{part}" for part in _PARTS if part != "form")):
            self.base.executemany(f"DELETE FROM {table} WHERE id = ?", each)  # noqa: S608

    def put_outputs(self, outputs: Iterable[tuple[int, Output]]) -> None:
        """Note what the map gave for records."""
        for number, output in outputs:
            text = output.inferred
            self.base.execute(
                "INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?)",
                (number, text[: text.find("\n")], text, mark_of(text)),
            )
            for part in _PARTS:
                self.put_part(part, number, getattr(output, part, ""))

    def put_part(self, part: str, number: int, text: str) -> None:
        """Note a part of what is known of a record, unless it is empty."""
        if text:
            self.base.execute(
                f"INSERT OR REPLACE INTO part_{part} VALUES (?, ?, ?)",  # noqa: S608  of _PARTS
                (number, text, mark_of(text)),
            )

    def waiting(self) -> Iterator[Item]:
        """The records that wait to be mapped, in the order of their graphs."""
        query = (
            "SELECT id, path, graph, length FROM file WHERE id NOT IN (SELECT id FROM output) "
            "ORDER BY graph"
        )
        return (Item(*row) for row in self.ask(query))

    def records(self, root: Path, numbers: Iterable[int]) -> Iterator[Record]:
        """Records by their numbers; their paths begin with `root`."""
        query = (
            "SELECT path, graph, text, digest FROM file JOIN record USING (id) "
            "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY graph"
        )
        for path, graph, text, digest in self._stream(query, (json.dumps(list(numbers)),)):
            if mark_of(text) != digest:
                raise DamagedError(path)
            yield Record(root / path, graph, text)

    def texts(self) -> Iterator[tuple[str, str]]:
        """The graph and the facts of every record, in the order of the graphs."""
        yield from self._checked("record")

    def inferred(self) -> Iterator[tuple[str, str]]:
        """The graph of every record and what is inferred about it, in the order of the graphs."""
        yield from self._checked("output")

    def part(self, part: str) -> Iterator[tuple[str, str]]:
        """The graph of every record that has this part, and the part, by graph."""
        yield from self._checked(f"part_{part}")

    def _checked(self, table: str) -> Iterator[tuple[str, str]]:
        query = f"SELECT graph, text, digest FROM file JOIN {table} USING (id) ORDER BY graph"  # noqa: S608
        for graph, text, digest in self._stream(query):
            if mark_of(text) != digest:
                raise DamagedError(graph)
            yield graph, text

    def firsts(self, table: str) -> list[tuple[str, str]]:
        """The graph and the first line of each record in `file` or `output`, by graph."""
        joined = "file" if table == "file" else "file JOIN output USING (id)"
        query = f"SELECT graph, {table}.first FROM {joined} ORDER BY graph"  # noqa: S608
        return [(graph, first) for graph, first in self.ask(query)]

    def prefixes(self) -> list[list[tuple[str, str]]]:
        """The prefixes that records declare, each set of them once, in the order of the paths."""
        query = "SELECT prefixes FROM file GROUP BY prefixes ORDER BY MIN(path)"
        return [json.loads(text) for (text,) in self.ask(query)]

    def marks(self) -> Iterator[tuple[str, bytes]]:
        """The graph of every record and the digest of its facts, by graph."""
        return self._stream("SELECT graph, digest FROM file JOIN record USING (id) ORDER BY graph")

    def text(self, graph: str) -> str:
        """The facts of one record by its graph, "" if there is none."""
        query = "SELECT text FROM file JOIN record USING (id) WHERE graph = ?"
        return "".join(text for (text,) in self.ask(query, (graph,)))

    def text_about(self, iri: str) -> str:
        """The text of the record that describes an IRI, "" if none does."""
        query = "SELECT text FROM record JOIN claim USING (id) WHERE iri = ?"
        return "".join(text for (text,) in self.ask(query, (iri,)))

    def _stream(self, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        try:
            yield from self.base.execute(query, values)
        except sqlite3.DatabaseError as error:
            raise DamagedError(str(error)) from error


def mark_of(text: str) -> bytes:
    """The digest that stands beside a text: BLAKE2b of 16 bytes over its UTF-8."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()

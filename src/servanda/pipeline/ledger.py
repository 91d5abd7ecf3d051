"""The ledger: what was read of each record and what the map gave for it, in one SQLite file.

It is the spill of a build, so that memory does not grow with the dataset, and what the next build
starts from. A record without a row in `output` waits to be mapped. Nothing in it is trusted
blindly: each text stands beside its digest, and another program or another form starts anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from servanda.pipeline.ledger_file import INDEXES, PARTS, DamagedError, damages, opened
from servanda.pipeline.record import Item, Output, Read, Record, Stamp

__all__ = ["DamagedError", "Ledger", "mark_of"]

_ALL: Final = ("file", "record", "claim", "link", "back")
_SOME: Final = 1000  # records that are looked up at once


class Ledger:
    """One ledger, open for writing by one process and for reading by several."""

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        self.path: Final = path
        self.base: Final = opened(path, reading=reading)

    def close(self) -> None:
        """Close the file."""
        self.base.close()

    def ask(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that a query gives. Raises DamagedError if the file is no ledger any more."""
        with damages():
            return self.base.execute(query, values).fetchall()

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
        self.base.executescript(INDEXES)

    def stamps(self, paths: Collection[str]) -> dict[str, tuple[int, Stamp]]:
        """The number and the stamp of each file among these that is known, by its path."""
        query = (
            "SELECT file.path, file.id, size, ctime, inode, content FROM json_each(?) "
            "CROSS JOIN file ON file.path = json_each.value"
        )
        rows = self.ask(query, (json.dumps(list(paths)),)) if paths else ()
        return {path: (number, Stamp(*stamp)) for path, number, *stamp in rows}

    def stamp(self, number: int, stamp: Stamp) -> None:
        """Note another stamp of a file whose bytes did not change."""
        self.base.execute(
            "UPDATE file SET size = ?, ctime = ?, inode = ?, content = ? WHERE id = ?",
            (stamp.size, stamp.ctime, stamp.inode, stamp.content, number),
        )

    def put(self, reads: Iterable[Read]) -> None:
        """Note what was read of files that are not known, or not any more."""
        for read in reads:
            first = read.text[: read.text.find("\n")]
            cursor = self.base.execute(
                "INSERT INTO file VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(read.path, read.graph, read.stamp.size, read.stamp.ctime, read.stamp.inode),
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
            self.base.executemany(
                "INSERT INTO back VALUES (?, ?, ?)",
                ((iri, number, deep) for iri, deep in read.backs),
            )

    def forget(self, numbers: Collection[int]) -> None:
        """Forget files and all that hangs on them."""
        each = [(number,) for number in numbers]
        for table in (*_ALL, "part_form"):
            self.base.executemany(f"DELETE FROM {table} WHERE id = ?", each)  # noqa: S608
        self.unmap(numbers)

    def forget_all(self) -> None:
        """Forget everything."""
        for table in (*_ALL, *(f"part_{part}" for part in PARTS), "output", "folder", "meta"):
            self.base.execute(f"DELETE FROM {table}")  # noqa: S608

    def unmap_all(self) -> None:
        """Let all records wait for the map."""
        for table in ("output", *(f"part_{part}" for part in PARTS if part != "form")):
            self.base.execute(f"DELETE FROM {table}")  # noqa: S608

    def unmap(self, numbers: Collection[int]) -> None:
        """Forget what the map gave for records, so that they wait for it again."""
        each = [(number,) for number in numbers]
        for table in ("output", *(f"part_{part}" for part in PARTS if part != "form")):
            self.base.executemany(f"DELETE FROM {table} WHERE id = ?", each)  # noqa: S608

    def put_outputs(self, outputs: Iterable[tuple[int, Output]]) -> None:
        """Note what the map gave for records."""
        for number, output in outputs:
            text = output.inferred
            self.base.execute(
                "INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?)",
                (number, text[: text.find("\n")], text, mark_of(text)),
            )
            for part in PARTS:
                self.put_part(part, number, getattr(output, part, ""))

    def put_part(self, part: str, number: int, text: str) -> None:
        """Note a part of what is known of a record, unless it is empty."""
        if text:
            self.base.execute(
                f"INSERT OR REPLACE INTO part_{part} VALUES (?, ?, ?)",  # noqa: S608  of PARTS
                (number, text, mark_of(text)),
            )

    def waiting(self) -> Iterator[Item]:
        """The records that wait to be mapped, in the order of their graphs.

        Some at a time: what was given already may be put while this is gone through.
        """
        query = (
            "SELECT id, path, file.graph, length FROM wait CROSS JOIN file USING (id) "
            "WHERE wait.graph > ? ORDER BY wait.graph LIMIT ?"
        )
        last = ""
        while rows := self.ask(query, (last, _SOME)):
            yield from (Item(*row) for row in rows)
            last = rows[-1][2]

    def count_waiting(self) -> int:
        """How many records wait to be mapped."""
        return int(self.ask("SELECT COUNT(*) FROM wait")[0][0])

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
        return [self.unpacked(text) for (text,) in self.ask(query)]

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
        with damages():
            yield from self.base.execute(query, values)

    @staticmethod
    def unpacked(text: str) -> Any:  # noqa: ANN401  what was packed as JSON
        """What JSON in the ledger says. Raises DamagedError if it says nothing."""
        try:
            return json.loads(text)
        except ValueError as error:
            raise DamagedError(str(error)) from error


def mark_of(text: str) -> bytes:
    """The digest that stands beside a text: BLAKE2b of 16 bytes over its UTF-8."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()

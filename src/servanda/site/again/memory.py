"""The memory of a site: what its pages were made from, and their digests, in an SQLite file."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from servanda.site.again.before import Places, before, replace, statements
from servanda.site.again.changes import number_of
from servanda.site.again.settings import code_digest, settings_digest
from servanda.site.base import Site, Unit
from servanda.site.read.agreements import grouped
from servanda.site.read.reads import Key, Read

__all__ = ["Memory", "Places", "Written", "opened", "packed"]

_MOST_KEYS: Final = 100_000  # of one unit; one that reads more has read everything
_FORM: Final = "1"
_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE unit (kind TEXT NOT NULL, key TEXT NOT NULL, outside BLOB NOT NULL,
    reads BLOB NOT NULL, pages TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE row (node TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the site: its path, the SHA-256 of its bytes, whether the sitemap lists it."""

    path: str
    digest: str
    listed: bool


class Memory:
    """What is known of the site before, and what is to be known of this one."""

    def __init__(
        self,
        new: sqlite3.Connection,
        old: sqlite3.Connection | None,
        previous: Path | None,
        changed: frozenset[int],
    ) -> None:
        self._new: Final = new
        # None where nothing can be taken over.
        self._old: Final = old
        self._previous: Final = previous
        self._changed: Final = changed
        self._folders: Final[set[Path]] = set()
        # False once the file could not be written: then nothing is remembered.
        self.is_good = True

    def take(self, folder: Path, kind: str, unit: Unit) -> list[Written] | None:
        """Put the pages of a unit into `folder` as they were; None where they must be made."""
        row = self._known(kind, unit.key)
        if row is None or self._previous is None or row[0] != _digest(unit.outside):
            return None
        reads = array("Q")
        reads.frombytes(row[1])
        if not self._changed.isdisjoint(reads):
            return None
        pages = [Written(path, digest, bool(listed)) for path, digest, listed in json.loads(row[2])]
        if not all(self._linked(self._previous, folder, page) for page in pages):
            return None
        self._put(kind, unit.key, *row)
        return pages

    def keep(self, kind: str, unit: Unit, reads: bytes, pages: Sequence[Written]) -> None:
        """Remember the pages that were made of a unit, and what they read: `packed` keys."""
        listed = json.dumps([[each.path, each.digest, int(each.listed)] for each in pages])
        self._put(kind, unit.key, _digest(unit.outside), reads, listed)

    def _known(self, kind: str, key: str) -> tuple[bytes, bytes, str] | None:
        if self._old is None:
            return None
        found = self._old.execute(
            "SELECT outside, reads, pages FROM unit WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        return None if found is None else (found[0], found[1], found[2])

    def _put(self, *row: object) -> None:
        try:
            self._new.execute("INSERT INTO unit VALUES (?, ?, ?, ?, ?)", row)
        except sqlite3.OperationalError:  # no room is left
            self.is_good = False

    def _linked(self, previous: Path, folder: Path, page: Written) -> bool:
        """Whether a file could be taken over: it is there, and has the bytes that it had."""
        parts = PurePosixPath(page.path)
        old, new = previous / parts, folder / parts
        try:
            if parts.is_absolute() or ".." in parts.parts or old.is_symlink():
                return False
            content = old.read_bytes()
            if hashlib.sha256(content).hexdigest() != page.digest:
                return False
            if new.parent not in self._folders:
                new.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(new.parent)
            new.unlink(missing_ok=True)
            _link(old, new, content)
        except OSError:
            return False
        return True


def packed(keys: Iterable[Key]) -> bytes:
    """The numbers of keys as a memory keeps them."""
    reads = array("Q", sorted({number_of(key) for key in keys}))
    if len(reads) > _MOST_KEYS:
        reads = array("Q", [number_of((Read.ANY,))])
    return reads.tobytes()


def _link(old: Path, new: Path, content: bytes) -> None:
    try:
        os.link(old, new)
    except OSError:  # another disk, or a file system without links
        new.write_bytes(content)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


@contextmanager
def opened(site: Site, places: Places) -> Iterator[Memory | None]:
    """The memory of a site, which takes the place of the one before when the body is done.

    None where the cache cannot be written: a build goes on without it.
    """
    fresh = places.cache / f"fresh-{os.getpid()}.db"
    try:
        places.cache.mkdir(parents=True, exist_ok=True)
        for path in places.cache.glob("fresh-*.db"):
            if not _is_alive(path.stem.partition("-")[2]):
                path.unlink(missing_ok=True)
        fresh.touch()
    except OSError:
        yield None
        return
    try:
        with closing(sqlite3.connect(fresh)) as new:
            rows = _rows(site)
            settings = _begun(site, new, rows, statements(places))
            with before(site, places, settings, rows) as (old, changed):
                memory = Memory(new, old, places.previous, changed)
                yield memory
            new.commit()
        if memory.is_good:
            _finish(site, places, fresh)
    finally:
        fresh.unlink(missing_ok=True)


def _is_alive(process: str) -> bool:
    """Whether the process that began a file may still be at it; one of this number is not."""
    try:
        os.kill(int(process), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return int(process) != os.getpid()


def _begun(
    site: Site, new: sqlite3.Connection, rows: Mapping[str, bytes], own: Mapping[str, str]
) -> dict[str, str]:
    settings = {"form": _FORM, "code": code_digest(), "settings": settings_digest(site)}
    new.executescript(_TABLES)
    new.executemany("INSERT INTO setting VALUES (?, ?)", {**settings, **own}.items())
    new.executemany("INSERT INTO row VALUES (?, ?)", rows.items())
    return settings


def _rows(site: Site) -> dict[str, bytes]:
    """The digests of the rows of agreements, by agreement and by party."""
    return {node.value: _digest(repr(rows)) for node, rows in grouped(site).items()}


def _finish(site: Site, places: Places, fresh: Path) -> None:
    try:
        base = site.index.sql
        base.commit()
        base.execute("ATTACH ? AS fresh", (str(fresh),))
        base.execute("CREATE TABLE fresh.home AS SELECT * FROM main.home")
        base.commit()
        base.execute("DETACH fresh")
        replace(places, fresh)
    except (OSError, sqlite3.OperationalError):  # no room is left: the next build makes all
        return

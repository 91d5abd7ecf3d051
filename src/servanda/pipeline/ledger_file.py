"""The SQLite file of a ledger: its tables, how it is opened, and how damage to it is told."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from servanda.errors import EngineError

__all__ = ["INDEXES", "PARTS", "DamagedError", "damages", "opened"]

# Another number for other tables: a file of other tables is made anew.
_FORM: Final = 3
_TABLES: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE file (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, graph TEXT NOT NULL,
  size INTEGER NOT NULL, ctime INTEGER NOT NULL, inode INTEGER NOT NULL, content BLOB NOT NULL,
  first TEXT NOT NULL, length INTEGER NOT NULL, prefixes TEXT NOT NULL, faulty INTEGER NOT NULL);
CREATE TABLE record (id INTEGER PRIMARY KEY, text TEXT NOT NULL, digest BLOB NOT NULL);
CREATE TABLE claim (iri TEXT, id INTEGER, PRIMARY KEY (iri, id)) WITHOUT ROWID;
CREATE TABLE link (id INTEGER, iri TEXT, PRIMARY KEY (id, iri)) WITHOUT ROWID;
CREATE TABLE back (
  iri TEXT, id INTEGER, deep INTEGER NOT NULL, PRIMARY KEY (iri, id)) WITHOUT ROWID;
CREATE TABLE output (
  id INTEGER PRIMARY KEY, first TEXT NOT NULL, text TEXT NOT NULL, digest BLOB NOT NULL);
CREATE TABLE folder (path TEXT PRIMARY KEY, lines TEXT NOT NULL, digest BLOB NOT NULL);
CREATE TABLE wait (graph TEXT, id INTEGER, PRIMARY KEY (graph, id)) WITHOUT ROWID;
CREATE TABLE keys_moved (digest BLOB NOT NULL, count INTEGER NOT NULL);
"""
# What follows from a change of a table is written by the file itself, so that none can forget it:
# a record without output waits for the map, and it is known which `keys` came and went.
_TRIGGERS: Final = """
CREATE TRIGGER file_waits AFTER INSERT ON file BEGIN
  INSERT OR IGNORE INTO wait VALUES (NEW.graph, NEW.id);
END;
CREATE TRIGGER file_waits_no_more AFTER DELETE ON file BEGIN
  DELETE FROM wait WHERE graph = OLD.graph AND id = OLD.id;
END;
CREATE TRIGGER output_waits AFTER DELETE ON output BEGIN
  INSERT OR IGNORE INTO wait SELECT graph, id FROM file WHERE id = OLD.id;
END;
CREATE TRIGGER output_waits_no_more AFTER INSERT ON output BEGIN
  DELETE FROM wait WHERE id = NEW.id AND graph = (SELECT graph FROM file WHERE id = NEW.id);
END;
CREATE TRIGGER keys_came AFTER INSERT ON part_keys BEGIN
  INSERT INTO keys_moved VALUES (NEW.digest, 1);
END;
CREATE TRIGGER keys_went AFTER DELETE ON part_keys BEGIN
  INSERT INTO keys_moved VALUES (OLD.digest, -1);
END;
"""
# Made once the first records are in, which is quicker than keeping them all the while.
INDEXES: Final = """
CREATE INDEX IF NOT EXISTS file_graph ON file (graph, id);
CREATE INDEX IF NOT EXISTS claim_id ON claim (id);
CREATE INDEX IF NOT EXISTS link_iri ON link (iri, id);
CREATE INDEX IF NOT EXISTS back_id ON back (id);
CREATE INDEX IF NOT EXISTS file_faulty ON file (id) WHERE faulty;
"""
_SPEED: Final = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;
PRAGMA temp_store = FILE;
"""
# What hangs on a record beside its inferred facts, a table for each; what is empty has no row.
PARTS: Final = ("outgoing", "crossing", "keys", "rows", "counts", "found", "form")


_UNWELL: Final = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
)


class DamagedError(EngineError):
    """A ledger whose content is not what was written to it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"what was kept for this build reads otherwise than written: {what}")
        self.what = what

    def __reduce__(self) -> tuple[type[DamagedError], tuple[str]]:
        return DamagedError, (self.what,)  # it travels from the process that finds it


class _Base(sqlite3.Connection):
    """A connection whose statements tell of damage as `damages` does."""

    def execute(self, *args: object) -> sqlite3.Cursor:
        with damages():
            return super().execute(*args)  # type: ignore[arg-type]

    def executemany(self, *args: object) -> sqlite3.Cursor:
        with damages():
            return super().executemany(*args)  # type: ignore[arg-type]

    def executescript(self, *args: object) -> sqlite3.Cursor:
        with damages():
            return super().executescript(*args)  # type: ignore[arg-type]

    def commit(self) -> None:
        with damages():
            super().commit()


@contextmanager
def damages() -> Iterator[None]:
    """Raise DamagedError for what SQLite says of a file that is no ledger any more.

    Raises OSError where the disk is full or does not let the file be written.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWELL:
            raise OSError(errno.EIO, f"what a build remembers cannot be kept: {error}") from error
        raise DamagedError(str(error)) from error


def opened(path: Path, *, reading: bool) -> sqlite3.Connection:
    """Open a ledger, with new tables unless it is for reading.

    Raises DamagedError for a file that is no ledger, or one of another form.
    """
    mode = "ro" if reading else "rwc"
    with damages():
        base = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, factory=_Base)
    with ExitStack() as stack:
        stack.callback(base.close)
        base.executescript("PRAGMA mmap_size = 0;" if reading else _SPEED)
        if not reading:
            _prepare(base)
        stack.pop_all()
    return base


def _prepare(base: sqlite3.Connection) -> None:
    (form,) = base.execute("PRAGMA user_version").fetchone()
    if not base.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        parts = "".join(
            f"CREATE TABLE part_{part} "
            "(id INTEGER PRIMARY KEY, text TEXT NOT NULL, digest BLOB NOT NULL);"
            for part in PARTS
        )
        base.executescript(
            f"BEGIN;{_TABLES}{parts}{_TRIGGERS}PRAGMA user_version = {_FORM};COMMIT;"
        )
    elif form != _FORM:
        raise DamagedError(f"form {form}")

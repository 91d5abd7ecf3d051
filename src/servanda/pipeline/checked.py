"""What only a check asks of records, kept in the ledger: their form and their evidence.

Both wait for a record from when it is read. Evidence waits again when the map of the record does,
since it depends on what the record reaches forwards, and when a record that makes claims about it
changes. The tables are made by the first check of a ledger; a build does not need them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from servanda.pipeline.ledger import DamagedError, Ledger, mark_of
from servanda.pipeline.record import Item
from servanda.vocab import OA, PROV, RDF

__all__ = [
    "around",
    "keep_forms",
    "keep_proofs",
    "makes_claims",
    "odd_forms",
    "prepare",
    "proofs",
    "waiting",
    "widen",
]

# What is kept is forgotten by the file itself, so that no other part of a run need know of it.
_TABLES: Final = """
BEGIN;
CREATE TABLE wait_form (id INTEGER PRIMARY KEY);
CREATE TABLE wait_proof (id INTEGER PRIMARY KEY);
CREATE TABLE odd_form (id INTEGER PRIMARY KEY);
CREATE TABLE proof (id INTEGER PRIMARY KEY, text TEXT NOT NULL, digest BLOB NOT NULL);
CREATE TABLE claimant (id INTEGER PRIMARY KEY);
CREATE TABLE about (iri TEXT, id INTEGER, PRIMARY KEY (iri, id)) WITHOUT ROWID;
CREATE INDEX about_id ON about (id);
CREATE TABLE about_before (iri TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TRIGGER read_file AFTER INSERT ON file BEGIN
  INSERT OR IGNORE INTO wait_form VALUES (NEW.id);
  INSERT OR IGNORE INTO wait_proof VALUES (NEW.id);
END;
CREATE TRIGGER forget_file AFTER DELETE ON file BEGIN
  INSERT OR IGNORE INTO about_before SELECT iri FROM about WHERE id = OLD.id;
  DELETE FROM about WHERE id = OLD.id;
  DELETE FROM claimant WHERE id = OLD.id;
  DELETE FROM proof WHERE id = OLD.id;
  DELETE FROM odd_form WHERE id = OLD.id;
  DELETE FROM wait_form WHERE id = OLD.id;
  DELETE FROM wait_proof WHERE id = OLD.id;
END;
CREATE TRIGGER forget_output AFTER DELETE ON output BEGIN
  INSERT OR IGNORE INTO wait_proof SELECT id FROM file WHERE id = OLD.id;
END;
INSERT INTO wait_form SELECT id FROM file;
INSERT INTO wait_proof SELECT id FROM file;
COMMIT;
"""
_SOME: Final = 1000  # records that are looked up at once
_SUBJECT: Final = str(RDF.subject)
# The statements by which the evidence of one record may concern another one.
_ABOUT: Final = re.compile(
    "^[^ ]+ (?:"
    + "|".join(re.escape(str(each)) for each in (RDF.subject, PROV.wasQuotedFrom, OA.hasSelector))
    + ") <([^>]*)> \\.$",
    re.MULTILINE,
)
_START: Final = "WITH RECURSIVE seen (id) AS (SELECT value FROM json_each(?) UNION SELECT "
_END: Final = ") SELECT id FROM seen WHERE id > 0"  # the reference has the number 0
_FORWARDS: Final = (
    _START + "claim.id FROM seen JOIN link ON link.id = seen.id JOIN claim USING (iri)" + _END
)
_CLAIMED: Final = (
    _START + "claim.id FROM seen JOIN about ON about.id = seen.id JOIN claim USING (iri)" + _END
)
_CLAIMING: Final = (
    _START + "about.id FROM seen JOIN claim ON claim.id = seen.id JOIN about USING (iri)" + _END
)


def prepare(ledger: Ledger) -> None:
    """Make the tables if they are missing; then all records wait."""
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'wait_proof'"
    if not ledger.ask(query):
        ledger.base.commit()
        ledger.base.executescript(_TABLES)


def waiting(ledger: Ledger, what: str) -> Iterator[Item]:
    """The records that wait for `form` or `proof`, in the order of their numbers.

    Some at a time: what was given already may be kept while this is gone through.
    """
    query = (
        f"SELECT id, path, graph, length FROM wait_{what} "  # noqa: S608  one of two
        "CROSS JOIN file USING (id) WHERE id > ? ORDER BY id LIMIT ?"
    )
    last = 0
    while rows := ledger.ask(query, (last, _SOME)):
        yield from (Item(*row) for row in rows)
        last = rows[-1][0]


def keep_forms(ledger: Ledger, some: Iterable[tuple[int, bool]]) -> None:
    """Note of records whether they are in canonical form."""
    for number, canonical in some:
        ledger.base.execute("DELETE FROM wait_form WHERE id = ?", (number,))
        if not canonical:
            ledger.base.execute("INSERT OR REPLACE INTO odd_form VALUES (?)", (number,))
    ledger.settle()


def odd_forms(ledger: Ledger) -> list[str]:
    """The paths of the records that are known not to be in canonical form."""
    query = "SELECT path FROM odd_form CROSS JOIN file USING (id) ORDER BY path"
    return [path for (path,) in ledger.ask(query)]


def widen(ledger: Ledger) -> None:
    """Let wait, too, whatever the records that wait for `proof` make or made claims about."""
    query = "SELECT id, text FROM wait_proof CROSS JOIN record USING (id)"
    for number, text in ledger.base.execute(query):
        if f" {_SUBJECT} " in text:
            ledger.base.execute("INSERT OR REPLACE INTO claimant VALUES (?)", (number,))
        lines = f"\n{text}"
        for iri in {each for each in _ABOUT.findall(text) if f"\n<{each}> " not in lines}:
            ledger.base.execute("INSERT OR IGNORE INTO about VALUES (?, ?)", (iri, number))
    if ledger.ask(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM about) OR EXISTS (SELECT 1 FROM about_before)"
    ):
        before = "SELECT claim.id FROM about_before JOIN claim USING (iri)"
        start = ledger.ask(f"SELECT id FROM wait_proof UNION {before}")  # noqa: S608
        ledger.base.executemany(
            "INSERT OR IGNORE INTO wait_proof VALUES (?)",
            ((each,) for each in _walk(ledger, _CLAIMED, [number for (number,) in start])),
        )
        ledger.base.execute("DELETE FROM about_before")
    ledger.settle()


def around(ledger: Ledger, numbers: Collection[int]) -> set[int]:
    """The records that the evidence of some depends on, these among them."""
    found = _walk(ledger, _FORWARDS, numbers)
    return found | _walk(ledger, _CLAIMING, numbers)


def _walk(ledger: Ledger, query: str, numbers: Iterable[int]) -> set[int]:
    return {number for (number,) in ledger.ask(query, (json.dumps(sorted(numbers)),))}


def keep_proofs(ledger: Ledger, some: Iterable[tuple[int, str]]) -> None:
    """Note what is wrong with the evidence of records, as text that is empty where nothing is."""
    for number, text in some:
        ledger.base.execute("DELETE FROM wait_proof WHERE id = ?", (number,))
        ledger.base.execute("DELETE FROM proof WHERE id = ?", (number,))
        if text:
            values = (number, text, mark_of(text))
            ledger.base.execute("INSERT INTO proof VALUES (?, ?, ?)", values)
    ledger.settle()


def proofs(ledger: Ledger) -> Iterator[str]:
    """What is known to be wrong with the evidence of records."""
    for number, text, digest in ledger.ask("SELECT id, text, digest FROM proof"):
        if mark_of(text) != digest:
            raise DamagedError(str(number))
        yield text


def makes_claims(ledger: Ledger) -> bool:
    """Whether any record makes a claim."""
    return bool(ledger.ask("SELECT 1 FROM claimant LIMIT 1"))

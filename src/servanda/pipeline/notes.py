"""What a ledger notes about the whole: keys, suspects, and what is claimed by whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from servanda.pipeline.ledger import DamagedError, Ledger, mark_of
from servanda.pipeline.links import REFERENCE

__all__ = [
    "claimed",
    "claims",
    "faulty",
    "near",
    "note",
    "note_basis",
    "note_clashes",
    "noted",
    "noted_basis",
    "noted_clashes",
    "put_reference",
    "suspect",
    "suspects",
]

_DIGEST: Final = 32  # hexadecimal digits before a noted text


def claims(ledger: Ledger, iri: str) -> bool:
    """Whether anything describes an IRI."""
    return bool(ledger.ask("SELECT 1 FROM claim WHERE iri = ? LIMIT 1", (iri,)))


def claimed(ledger: Ledger, numbers: Iterable[int]) -> set[str]:
    """What records describe."""
    query = "SELECT iri FROM claim WHERE id IN (SELECT value FROM json_each(?))"
    return {iri for (iri,) in ledger.ask(query, (json.dumps(sorted(numbers)),))}


def put_reference(ledger: Ledger, iris: Iterable[str], links: Iterable[str]) -> None:
    """Note what the reference describes and links to, in place of what it did before."""
    for table in ("claim", "link"):
        ledger.base.execute(f"DELETE FROM {table} WHERE id = ?", (REFERENCE,))  # noqa: S608
    own = set(iris)
    ledger.base.executemany(
        "INSERT INTO claim VALUES (?, ?)", ((iri, REFERENCE) for iri in sorted(own))
    )
    ledger.base.executemany(
        "INSERT INTO link VALUES (?, ?)", ((REFERENCE, iri) for iri in sorted(set(links) - own))
    )


def noted_clashes(ledger: Ledger) -> str:
    """What was noted of clashes, as text; "" if nothing was, or if keys came or went since."""
    moved = "SELECT 1 FROM keys_moved GROUP BY digest HAVING SUM(count) != 0 LIMIT 1"
    return "" if ledger.ask(moved) else noted(ledger, "clashes")


def note_clashes(ledger: Ledger, text: str) -> None:
    """Note what there is of clashes now."""
    note(ledger, "clashes", text)
    ledger.base.execute("DELETE FROM keys_moved")
    ledger.settle()


def noted_basis(ledger: Ledger) -> tuple[str, dict[str, bool] | None] | None:
    """The basis of all that the ledger holds, with its `Kit.backwards`; None if it is not known."""
    text = noted(ledger, "basis")
    if not text:
        return None
    basis, backwards = ledger.unpacked(text)
    return str(basis), None if backwards is None else dict(backwards)


def note_basis(ledger: Ledger, basis: str, backwards: Mapping[str, bool] | None) -> None:
    """Note the basis of all that the ledger holds from now on."""
    sent = None if backwards is None else sorted(backwards.items())
    note(ledger, "basis", json.dumps([basis, sent]))


def noted(ledger: Ledger, key: str) -> str:
    """What was noted by `note`, "" if nothing was. Raises DamagedError if it is another text."""
    told = ledger.told(key)
    digest, text = told[:_DIGEST], told[_DIGEST:]
    if told and mark_of(text).hex() != digest:
        raise DamagedError(key)
    return text


def note(ledger: Ledger, key: str, text: str) -> None:
    """Note a text beside its digest."""
    ledger.tell(key, mark_of(text).hex() + text)


def near(ledger: Ledger, iri: str, most: int) -> list[str]:
    """Described IRIs among which one like this may be: all, or where these are many, neighbours."""
    (count,) = ledger.ask("SELECT COUNT(*) FROM claim")[0]
    start = "" if count <= most else iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
    query = "SELECT DISTINCT iri FROM claim WHERE iri >= ? AND iri < ? ORDER BY iri LIMIT ?"
    return [each for (each,) in ledger.ask(query, (start, f"{start}\U0010ffff", most))]


def faulty(ledger: Ledger) -> set[tuple[str, int]]:
    """Path and number of the records that have faults of their own."""
    return {tuple(row) for row in ledger.ask("SELECT path, id FROM file WHERE faulty")}


def suspects(ledger: Ledger) -> set[int] | None:
    """The records whose claims and links are to be looked at; None if it is all of them."""
    told = ledger.told("suspects")
    return set(ledger.unpacked(told)) if told else None


def suspect(ledger: Ledger, numbers: Iterable[int]) -> None:
    """Let the claims and links of these records be looked at next time."""
    ledger.tell("suspects", json.dumps(sorted(numbers)))

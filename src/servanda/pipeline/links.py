"""Who links to whom among the records of a ledger, and which links lead nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from servanda.pipeline.ledger import Ledger

__all__ = ["REFERENCE", "dangling", "describing", "doubled", "linking", "reach", "reaching"]

# The reference describes resources too; no file has this number.
REFERENCE: Final = 0


_FORWARDS: Final = (
    "WITH RECURSIVE seen (id) AS (SELECT value FROM json_each(?) "
    "UNION SELECT claim.id FROM seen JOIN link ON link.id = seen.id JOIN claim USING (iri)"
)
_BACKWARDS: Final = (
    "WITH RECURSIVE seen (id) AS (SELECT value FROM json_each(?) "
    "UNION SELECT link.id FROM seen JOIN claim ON claim.id = seen.id JOIN link USING (iri)"
)
# The reference is in everybody's view already, and who points to it is not looked for.
_BACK: Final = (
    " UNION SELECT back.id FROM seen JOIN claim ON claim.id = seen.id JOIN back USING (iri)"
    " WHERE back.deep AND claim.id != 0"  # REFERENCE
)
_FORTH: Final = (
    " UNION SELECT claim.id FROM seen JOIN back ON back.id = seen.id JOIN claim USING (iri)"
    " WHERE back.deep AND claim.id != 0"  # REFERENCE
)
_END: Final = ") SELECT id FROM seen"
_POINTING: Final = (
    "SELECT back.id FROM json_each(?) JOIN claim ON claim.id = json_each.value "
    "JOIN back USING (iri)"
)
_POINTED: Final = (
    "SELECT claim.id FROM json_each(?) JOIN back ON back.id = json_each.value "
    "JOIN claim USING (iri)"
)


def reach(ledger: Ledger, numbers: Iterable[int]) -> set[int]:
    """The records that some records see, themselves among them.

    These are those that they and the reference reach by links forwards, and back from there along
    what shapes and tables look back along.
    """
    back = _BACK if ledger.ask("SELECT 1 FROM back LIMIT 1") else ""
    found = _walk(ledger, {*numbers, REFERENCE}, _FORWARDS + back + _END)
    return (found | (_walk(ledger, found - {REFERENCE}, _POINTING) if back else set())) - {
        REFERENCE
    }


def reaching(ledger: Ledger, numbers: Iterable[int], changed: Iterable[int]) -> set[int]:
    """The records that see what begins at some records, these among them.

    `changed` are those that are themselves other than they were. What the reference reaches, all
    records see.
    """
    forth = _FORTH if ledger.ask("SELECT 1 FROM back LIMIT 1") else ""
    start = {*numbers, *changed}
    if forth:
        start |= _walk(ledger, changed, _POINTED)
    found = _walk(ledger, start, _BACKWARDS + forth + _END)
    if REFERENCE in found:
        return {number for (number,) in ledger.ask("SELECT id FROM file")}
    return found


def _walk(ledger: Ledger, numbers: Iterable[int], query: str) -> set[int]:
    return {number for (number,) in ledger.ask(query, (json.dumps(sorted(numbers)),))}


def linking(ledger: Ledger, iris: Iterable[str]) -> set[int]:
    """The records that link to one of some IRIs, or describe one; maybe the reference, too."""
    named = json.dumps(sorted(iris))
    query = (
        "SELECT id FROM link WHERE iri IN (SELECT value FROM json_each(?1)) "
        "UNION SELECT id FROM claim WHERE iri IN (SELECT value FROM json_each(?1))"
    )
    return {number for (number,) in ledger.ask(query, (named,))}


def describing(ledger: Ledger, iris: Iterable[str]) -> set[int]:
    """The records that describe one of some IRIs."""
    query = "SELECT id FROM claim WHERE iri IN (SELECT value FROM json_each(?))"
    found = {number for (number,) in ledger.ask(query, (json.dumps(sorted(iris)),))}
    return found - {REFERENCE}


def dangling(ledger: Ledger, suspects: set[int] | None) -> list[tuple[str, int, list[str]]]:
    """The records whose links lead to what nobody describes: path, number, and the links.

    Only `suspects` are looked at, or all records if it is None. In the order of the paths.
    """
    found: dict[tuple[str, int], list[str]] = {}
    query = (
        f"SELECT file.path, link.id, link.iri FROM {_of(suspects, 'link')} "  # noqa: S608  one of two
        "CROSS JOIN file ON file.id = link.id "
        "WHERE NOT EXISTS (SELECT 1 FROM claim WHERE claim.iri = link.iri) "
        "ORDER BY file.path, link.iri"
    )
    for path, number, iri in ledger.ask(query, _named(suspects)):
        found.setdefault((path, number), []).append(iri)
    return [(path, number, iris) for (path, number), iris in found.items()]


def doubled(ledger: Ledger, suspects: set[int] | None) -> list[tuple[str, int, str, str]]:
    """What is described twice: path and number of the second record, the IRI, and the first path.

    The reference comes before all files and has the path "".
    """
    query = (
        "SELECT DISTINCT claim.iri, IFNULL(a.path, ''), claim.id, IFNULL(b.path, ''), two.id "  # noqa: S608  one of two
        f"FROM {_of(suspects, 'claim')} "
        "CROSS JOIN claim AS two ON two.iri = claim.iri AND two.id != claim.id "
        "LEFT JOIN file AS a ON a.id = claim.id LEFT JOIN file AS b ON b.id = two.id"
    )
    found = set()
    for iri, *files in ledger.ask(query, _named(suspects)):
        (first, _), (second, number) = sorted((tuple(files[:2]), tuple(files[2:])))
        found.add((second, number, iri, first))
    return sorted(found)


def _of(suspects: set[int] | None, table: str) -> str:
    """A table, or those of its rows only that belong to suspects."""
    if suspects is None:
        return table
    return f"json_each(?) AS suspect CROSS JOIN {table} ON {table}.id = suspect.value"


def _named(suspects: set[int] | None) -> tuple[str, ...]:
    return () if suspects is None else (json.dumps(sorted(suspects)),)

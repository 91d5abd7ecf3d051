"""Who links to whom among the records of a ledger, and which links lead nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from servanda.pipeline.ledger import Ledger

__all__ = ["REFERENCE", "dangling", "doubled", "linking", "reach", "reaching"]

# The reference describes resources too; no file has this number.
REFERENCE: Final = 0


_FORWARDS: Final = (
    "WITH RECURSIVE seen (id) AS (SELECT value FROM json_each(?) UNION "
    "SELECT claim.id FROM seen JOIN link ON link.id = seen.id JOIN claim USING (iri)) "
    "SELECT id FROM seen"
)
_BACKWARDS: Final = (
    "WITH RECURSIVE seen (id) AS (SELECT value FROM json_each(?) UNION "
    "SELECT link.id FROM seen JOIN claim ON claim.id = seen.id JOIN link USING (iri)) "
    "SELECT id FROM seen"
)


def reach(ledger: Ledger, numbers: Iterable[int]) -> set[int]:
    """The records that some records reach by links forwards, themselves among them."""
    return _walk(ledger, numbers, _FORWARDS)


def reaching(ledger: Ledger, numbers: Iterable[int]) -> set[int]:
    """The records that reach some records by links forwards, these among them."""
    return _walk(ledger, numbers, _BACKWARDS)


def _walk(ledger: Ledger, numbers: Iterable[int], query: str) -> set[int]:
    found = {number for (number,) in ledger.ask(query, (json.dumps(sorted(numbers)),))}
    return found - {REFERENCE}


def linking(ledger: Ledger, iris: Iterable[str]) -> set[int]:
    """The records that link to one of some IRIs, or describe one."""
    named = json.dumps(sorted(iris))
    query = (
        "SELECT id FROM link WHERE iri IN (SELECT value FROM json_each(?1)) "
        "UNION SELECT id FROM claim WHERE iri IN (SELECT value FROM json_each(?1))"
    )
    return {number for (number,) in ledger.ask(query, (named,))} - {REFERENCE}


def dangling(ledger: Ledger, suspects: set[int] | None) -> list[tuple[str, int, list[str]]]:
    """The records whose links lead to what nobody describes: path, number, and the links.

    Only `suspects` are looked at, or all records if it is None. In the order of the paths.
    """
    found: dict[tuple[str, int], list[str]] = {}
    query = (
        "SELECT path, id, iri FROM link JOIN file USING (id) "
        "WHERE (?1 IS NULL OR id IN (SELECT value FROM json_each(?1))) "
        "AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.iri = link.iri) ORDER BY path, iri"
    )
    for path, number, iri in ledger.ask(query, _named(suspects)):
        found.setdefault((path, number), []).append(iri)
    return [(path, number, iris) for (path, number), iris in found.items()]


def doubled(ledger: Ledger, suspects: set[int] | None) -> list[tuple[str, int, str, str]]:
    """What is described twice: path and number of the second record, the IRI, and the first path.

    The reference comes before all files and has the path "".
    """
    query = (
        "SELECT one.iri, IFNULL(a.path, ''), one.id, IFNULL(b.path, ''), two.id FROM claim AS one "
        "JOIN claim AS two USING (iri) LEFT JOIN file AS a ON a.id = one.id "
        "LEFT JOIN file AS b ON b.id = two.id "
        "WHERE one.id < two.id AND (?1 IS NULL OR one.id IN (SELECT value FROM json_each(?1)) "
        "OR two.id IN (SELECT value FROM json_each(?1)))"
    )
    found = []
    for iri, *files in ledger.ask(query, _named(suspects)):
        (first, _), (second, number) = sorted((tuple(files[:2]), tuple(files[2:])))
        found.append((second, number, iri, first))
    return sorted(found)


def _named(suspects: set[int] | None) -> tuple[str | None]:
    return (None if suspects is None else json.dumps(sorted(suspects)),)

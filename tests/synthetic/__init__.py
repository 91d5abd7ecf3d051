"""Workspaces of any size after our own model, with or without faults of a known kind.

The same numbers give the same bytes. Records are written one after another, so a workspace of a
hundred thousand agreements takes no more memory than one of ten. `data/` follows the model that
ships with the program; `expected.json` beside it lists all validation results that must be found.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import plain_workspace as plain

from synthetic import world
from synthetic.agreement import agreement, slug
from synthetic.faults import Expected, chosen, expected, spoil
from synthetic.hard import hard_cases
from synthetic.matches import PATH, matches
from synthetic.refused import refuse
from synthetic.turtle import Record
from synthetic.world import Size

__all__ = ["EXPECTED", "Written", "make", "written"]

EXPECTED: Final = "expected.json"


@dataclass(frozen=True, slots=True)
class Written:
    """A record, the results that it must give and the kind of its fault, if it has one."""

    record: Record
    expected: tuple[Expected, ...] = ()
    kind: str = ""


def written(size: Size, *, faults: bool = False, hard: bool = False) -> Iterator[Written]:
    """The records of a workspace, one after another, each with the results it must give.

    Raises ValueError if there are too few agreements for one fault of each kind.
    """
    bad = chosen(size.agreements) if faults else {}
    shared: Iterable[Iterator[Record]] = (
        world.places(),
        world.domains(),
        world.parties(size),
        world.sources(size),
    )
    for records in shared:
        yield from map(Written, records)
    for number, person in enumerate(world.persons(size)):
        unnamed = ("zh",) if number % world.UNTRANSLATED == world.UNTRANSLATED - 1 else ()
        yield Written(person, _unnamed(person, unnamed))
    for number in range(size.agreements):
        made = agreement(number, size)
        warnings = _unnamed(made.record, made.unnamed)
        if number not in bad:
            yield Written(made.record, warnings)
            continue
        kind = bad[number]
        yield from map(Written, spoil(made.record, kind))
        yield Written(made.record, (*warnings, *expected(kind, slug(number))), kind.name)
    if hard:
        yield from map(Written, hard_cases(size))


def _unnamed(record: Record, languages: Sequence[str]) -> tuple[Expected, ...]:
    return tuple(
        Expected(record.iri, "QualifiedMinCount", "skos:prefLabel", "Warning") for _ in languages
    )


def make(
    root: Path,
    agreements: int,
    *,
    seed: int = 7,
    faults: bool = False,
    hard: bool = False,
    refused: Sequence[str] = (),
) -> Path:
    """Write the workspace below `root`, which may not have data yet, and what must be found.

    Each kind of `refused` is put into an agreement of its own, from the first on.
    """
    data = root / "data"
    data.mkdir(parents=True)
    (data / "dataset.ttl").write_text(plain.DATASET, encoding="utf-8")
    (data / PATH).parent.mkdir()
    (data / PATH).write_text(matches(Size(agreements, seed)), encoding="utf-8")
    folders: set[str] = set()
    results: list[dict[str, str]] = []
    counts: Counter[str] = Counter()
    for each in written(Size(agreements, seed), faults=faults, hard=hard):
        folder, _, name = each.record.path.partition("/")
        if folder not in folders:
            (data / folder).mkdir()
            folders.add(folder)
        (data / folder / f"{name}.ttl").write_bytes(each.record.turtle().encode())
        results += [{**asdict(result), "kind": each.kind} for result in each.expected]
        counts[each.kind] += bool(each.kind)
    known = {
        "agreements": agreements,
        "seed": seed,
        "faults": {kind: count for kind, count in sorted(counts.items()) if kind},
        "results": results,
        "refused": [asdict(refuse(root, kind, slug(at))) for at, kind in enumerate(refused)],
    }
    (root / EXPECTED).write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    return root

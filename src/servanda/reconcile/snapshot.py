"""A local snapshot of another dataset: a file of names that is asked without a network.

CSV, TSV or JSON Lines, in UTF-8. Columns: `id` (an IRI, or a Wikidata item), `name` or
`name:LANG` (several parted by `|`), and where known `type` (kinds, or Wikidata items, parted by
`|`), `country` (ISO 3166-1 alpha-2), `lat`, `lon`, and identifiers by the key of their scheme,
such as `iso3166-2`. In JSON Lines a value may be a list. Other columns are passed over.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from servanda.errors import InputError, UsageError
from servanda.identifiers import SCHEMES
from servanda.reconcile.kinds import read_kinds
from servanda.reconcile.model import Candidate, Point, Subject
from servanda.reconcile.names import folded
from servanda.vocab import WD

__all__ = ["Snapshot", "read_snapshot"]

Key = TypeVar("Key")

_LARGEST: Final = 1024 * 1024 * 1024
_ITEM: Final = re.compile(r"Q[1-9][0-9]{0,11}")
_IRI: Final = re.compile(r"https?://[^\x00-\x20<>\"{}|\\^`]{1,500}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_LONGEST: Final = 300
_MANY: Final = 10  # names that are near, without being the same, that one name may bring


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The entries of a file, found by identifier and by name."""

    entries: tuple[Candidate, ...]
    by_name: Mapping[str, tuple[int, ...]]
    by_identifier: Mapping[tuple[str, str], tuple[int, ...]]

    def candidates(self, subject: Subject) -> list[Candidate]:
        """The entries that bear an identifier or a name of the resource, or a name near to one."""
        found: set[int] = set()
        for key, notations in subject.identifiers.items():
            for notation in notations:
                found.update(self.by_identifier.get((key, notation), ()))
        for names in subject.names.values():
            for name in names:
                for near in self._near(folded(name)):
                    found.update(self.by_name[near])
        return [self.entries[at] for at in sorted(found)]

    def _near(self, name: str) -> list[str]:
        from rapidfuzz import fuzz, process  # noqa: PLC0415

        near = process.extract(
            name, self.by_name.keys(), scorer=fuzz.token_sort_ratio, limit=_MANY, score_cutoff=60
        )
        return [each for each, _, _ in near] + ([name] if name in self.by_name else [])


def read_snapshot(path: Path) -> Snapshot:
    """Read the file. Raises InputError with the line of what is no entry, UsageError for none."""
    if not path.is_file():
        raise UsageError("no such file", path=path, hint="--snapshot takes a file of names")
    if path.stat().st_size > _LARGEST:
        raise InputError("the snapshot is larger than 1 GB", path=path, hint="Divide it")
    entries: list[Candidate] = []
    by_name: dict[str, set[int]] = defaultdict(set)
    by_identifier: dict[tuple[str, str], set[int]] = defaultdict(set)
    for line, row in _rows(path):
        entry = _entry(row, path, line)
        for name in (each for names in entry.names.values() for each in names):
            by_name[folded(name)].add(len(entries))
        for key, notations in entry.identifiers.items():
            for notation in notations:
                by_identifier[key, notation].add(len(entries))
        entries.append(entry)
    return Snapshot(tuple(entries), _sorted(by_name), _sorted(by_identifier))


def _sorted(found: Mapping[Key, set[int]]) -> dict[Key, tuple[int, ...]]:
    return {key: tuple(sorted(places)) for key, places in found.items()}


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, tuple[str, ...]]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix in {".jsonl", ".ndjson"}:
                yield from _objects(file, path)
                return
            reader = csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ",")
            _check_head([str(each) for each in reader.fieldnames or ()], path)
            for row in reader:
                cells = {str(key): value for key, value in row.items() if isinstance(value, str)}
                yield reader.line_num, {key: _parts(value) for key, value in cells.items()}
    except UnicodeDecodeError:
        raise InputError("not UTF-8", path=path, hint="Save it as UTF-8") from None
    except csv.Error as error:
        raise InputError(f"no table: {error}", path=path) from None


def _check_head(columns: Sequence[str], path: Path) -> None:
    named = any(each.partition(":")[0] == "name" for each in columns)
    if "id" not in columns or not named:
        raise InputError(
            "a snapshot needs the columns id and name, or name:LANG",
            path=path,
            line=1,
            hint=f"This file has {', '.join(columns[:20]) or 'none'}",
        )


def _objects(
    lines: Iterable[str], path: Path
) -> Iterator[tuple[int, Mapping[str, tuple[str, ...]]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise InputError("the line is no JSON object", path=path, line=number)
        yield (
            number,
            {
                str(key): tuple(
                    str(each)
                    for each in (value if isinstance(value, list) else [value])
                    if each != ""
                )
                for key, value in said.items()
                if value is not None
            },
        )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _entry(row: Mapping[str, tuple[str, ...]], path: Path, line: int) -> Candidate:
    key = next(iter(row.get("id", ())), "")
    iri = WD.base + key if _ITEM.fullmatch(key) else key
    if not _IRI.fullmatch(iri):
        raise InputError(
            f"the id {key!r} is neither an IRI nor an item of Wikidata", path=path, line=line
        )
    names: dict[str, tuple[str, ...]] = {}
    for column, values in row.items():
        first, _, language = column.partition(":")
        if first == "name" and values:
            names[language.split("-")[0].lower()] = tuple(map(_short, values))
    country = next(iter(row.get("country", ())), "").upper()
    if country and not _COUNTRY.fullmatch(country):
        raise InputError(
            f"the country {country!r} is no code of two letters (ISO 3166-1)", path=path, line=line
        )
    return Candidate(
        id=iri,
        names=names,
        kinds=read_kinds().of_types(row.get("type", ())),
        country=country,
        identifiers=_identifiers(row),
        point=_point(row, path, line),
    )


def _identifiers(row: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    found = {
        scheme.key: frozenset(filter(None, map(scheme.normal, row.get(scheme.key, ()))))
        for scheme in SCHEMES
    }
    return {key: notations for key, notations in found.items() if notations}


def _point(row: Mapping[str, tuple[str, ...]], path: Path, line: int) -> Point | None:
    said = [*row.get("lat", ()), *row.get("lon", ())]
    if not said:
        return None
    try:
        north, east = map(float, said)
    except ValueError:
        north = east = math.nan
    if not (abs(north) <= 90 and abs(east) <= 180):
        raise InputError(
            f"lat and lon {said} are no place in degrees (WGS 84)", path=path, line=line
        )
    return north, east


def _short(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text[:_LONGEST])

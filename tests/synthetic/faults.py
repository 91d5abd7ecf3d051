"""Faults of a known kind: how each changes an agreement, and what validation must say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph
import yaml
from pyoxigraph import RdfFormat

from synthetic.turtle import PREFIXES, SPACE, Record, iri

_TABLE: Final = Path(__file__).with_name("faults.yaml")
_SLUG: Final = "SLUG"
_CSVW: Final = "http://www.w3.org/ns/csvw#"

Facts = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class Expected:
    """A validation result that must be found; the path as `path_text` writes it, with prefixes."""

    focus: str
    component: str
    path: str
    severity: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault; SLUG in its facts and results is the name of the agreement it changes."""

    name: str
    drop: tuple[tuple[str, str], ...]
    add: Facts
    beside: Mapping[str, Facts]
    expect: tuple[Expected, ...]


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds of fault that shapes find, in the order of the table."""
    return tuple(map(_kind, yaml.safe_load(_TABLE.read_text(encoding="utf-8"))))


def _kind(said: Mapping[str, Any]) -> Kind:
    return Kind(
        name=said["kind"],
        drop=tuple(_dropped(each) for each in said.get("drop", ())),
        add=_facts(said.get("add", ""), f"agreement/{_SLUG}"),
        beside={path: _facts(text, path) for path, text in said.get("beside", {}).items()},
        expect=tuple(each for line in said["expect"] for each in _expected(line)),
    )


def _dropped(said: str) -> tuple[str, str]:
    subject, _, predicate = said.partition(" ")
    return f"<{_focus(subject)}>", iri(predicate) if predicate else ""


def _focus(said: str) -> str:
    if said == "this" or said.startswith("#"):
        return f"{SPACE}agreement/{_SLUG}{said.removeprefix('this')}"
    return iri(said)[1:-1]


def _facts(text: str, path: str) -> Facts:
    head = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items())
    head += f"@prefix csvw: <{_CSVW}> .\n"
    quads = pyoxigraph.parse(head + text, RdfFormat.TURTLE, base_iri=SPACE + path)
    return tuple((str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads)


def _expected(line: Mapping[str, Any]) -> Iterator[Expected]:
    found = Expected(
        _focus(line["focus"]), line["component"], line.get("path", ""), line["severity"]
    )
    for _ in range(line.get("times", 1)):
        yield found


def chosen(agreements: int) -> Mapping[int, Kind]:
    """Which agreement bears which kind of fault: each kind in one of a thousand, at least in one.

    Raises ValueError if there are fewer agreements than kinds.
    """
    table = kinds()
    if agreements < len(table):
        raise ValueError(f"there are {len(table)} kinds of fault: make as many agreements")
    copies = max(1, agreements // 1000)
    step = agreements // (len(table) * copies)
    return {at * step: table[at % len(table)] for at in range(len(table) * copies)}


def spoil(record: Record, kind: Kind) -> list[Record]:
    """Put a fault into an agreement; the records that it needs beside it."""
    slug = record.path.rpartition("/")[2]
    for subject, predicate in kind.drop:
        record.drop(subject.replace(_SLUG, slug), predicate)
    _add(record, kind.add, slug)
    return [_beside(path.replace(_SLUG, slug), facts, slug) for path, facts in kind.beside.items()]


def _beside(path: str, facts: Facts, slug: str) -> Record:
    folder, _, name = path.partition("/")
    record = Record(folder, name)
    _add(record, facts, slug)
    return record


def _add(record: Record, facts: Facts, slug: str) -> None:
    for subject, predicate, value in facts:
        record.add(subject.replace(_SLUG, slug), predicate, value.replace(_SLUG, slug))


def expected(kind: Kind, slug: str) -> Sequence[Expected]:
    """The results of a kind in the agreement of a name."""
    return [
        Expected(each.focus.replace(_SLUG, slug), each.component, each.path, each.severity)
        for each in kind.expect
    ]

"""Back to Wikidata: facts that it can hold and lacks, as QuickStatements; nothing is ever posted.

A fact goes out if its resource has an accepted exact link, a claim states it (or its record names
the source), and the source has a page and a time at which it was read. What stays behind is listed
with the reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.mappings import REVIEW, SUFFIX, Links, MappingSet, read_mappings
from servanda.model import model_folder
from servanda.query import Answer
from servanda.reconcile.export_snapshot import Held
from servanda.reconcile.export_values import CannotHoldError, property_of, time_of, value_of
from servanda.reconcile.quickstatements import LAST, Reference, Statement, Value
from servanda.vocab import SKOS, WD
from servanda.workspace import Workspace, part_folder

__all__ = ["Fact", "facts", "items_of", "perhaps_known", "statements_query"]

_QUERY: Final = "wikidata/statements.rq"
_ITEM: Final = re.compile(re.escape(WD.base) + r"(Q[1-9][0-9]*)")
_SIGNATORY: Final = "P1891"
_SINGLE: Final = frozenset({"P585", "P2047"})  # an agreement has one; another value is a question


@dataclass(frozen=True, slots=True)
class Fact:
    """What is said of `resource`; `statement` is how Wikidata would hold it, None where it cannot.

    `reason` says why the fact is left out, and is empty for one that goes out.
    """

    resource: str
    property: str
    said: str
    statement: Statement | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    rank: str
    page: str
    retrieved: str


def statements_query(root: Path) -> Path | None:
    """The query that finds such facts: that of the workspace at `root`, else that of the model."""
    folders = (part_folder(root, "queries"), model_folder("queries"))
    return next(
        (each / _QUERY for each in folders if each and (each / _QUERY).is_file()),
        None,
    )


def items_of(links: Links | None) -> dict[str, str]:
    """The item of each resource that has exactly one accepted exact link to Wikidata."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in links.sets if links else ():
        for mapping in each.accepted:
            item = _ITEM.fullmatch(mapping.object.value)
            if item and mapping.predicate == SKOS.exactMatch:
                found[mapping.subject.value].add(item[1])
    return {iri: next(iter(items)) for iri, items in sorted(found.items()) if len(items) == 1}


def perhaps_known(workspace: Workspace) -> frozenset[str]:
    """The resources for which Wikidata may have an item: accepted in any way, or under review."""
    waiting = sorted((workspace.root / REVIEW).glob(f"*{SUFFIX}"))
    sets: list[MappingSet] = [read_mappings(path, name=workspace.name(path)) for path in waiting]
    sets += workspace.links.sets if workspace.links else ()
    return frozenset(
        mapping.subject.value
        for each in sets
        for mapping in each.accepted
        if _ITEM.fullmatch(mapping.object.value)
    )


def facts(  # noqa: PLR0913  everything after the marker is optional
    answer: Answer,
    items: Mapping[str, str],
    *,
    held: Held | None = None,
    retrieved: str = "",
    create: bool = False,
    known: Collection[str] = (),
) -> list[Fact]:
    """Every fact of the answer of `statements_query`, sorted, with its statement or its reason.

    `items` is as `items_of` gives it, `held` what Wikidata has already. `retrieved` is the day
    (ISO 8601) on which a person has read the pages of sources that have none. With `create`, a
    signed agreement that has no item, and is not among the `known`, gets statements about LAST.
    """
    rows: dict[tuple[str, str, str], list[_Row]] = defaultdict(list)
    terms: dict[tuple[str, str, str], NamedNode | Literal] = {}
    for row in answer.rows:
        resource, name, value, *rest = row
        if isinstance(value, NamedNode | Literal) and resource is not None and name is not None:
            key = (resource.value, name.value, value.value)
            terms[key] = value
            rows[key].append(_Row(*("" if term is None else term.value for term in rest)))
    made = {resource for resource, name, _ in rows if create and name == _SIGNATORY}
    made -= {*items, *known}
    subjects = {**dict.fromkeys(made, LAST), **items}
    told = (
        _fact(key, terms[key], rows[key], subjects=subjects, items=items, retrieved=retrieved)
        for key in sorted(rows)
    )
    return [_against(fact, held or {}) for fact in _merged(told)]


def _fact(  # noqa: PLR0913  all but the key are what it is decided by
    key: tuple[str, str, str],
    term: NamedNode | Literal,
    rows: Sequence[_Row],
    *,
    subjects: Mapping[str, str],
    items: Mapping[str, str],
    retrieved: str,
) -> Fact:
    resource, said, text = key
    fact = Fact(resource, said, text, None)
    try:
        name = property_of(said)
        fact = replace(fact, property=name)
        if resource not in subjects:
            return replace(fact, reason="no item: no accepted exact link")
        references = tuple(_references(rows, retrieved))
        value = value_of(said, term, items)
    except CannotHoldError as error:
        return replace(fact, reason=str(error))
    return replace(fact, statement=Statement(subjects[resource], name, value, references))


def _references(rows: Sequence[_Row], retrieved: str) -> Iterator[Reference]:
    """The references of what a source states. Raises CannotHoldError where there is none."""
    stated = [row for row in rows if _tail(row.kind) in ("", "stated")]
    if not stated:
        raise CannotHoldError("derived or translated: no source states it")
    current = [row for row in stated if _tail(row.rank) != "deprecated"]
    if not current:
        raise CannotHoldError("the claim is deprecated")
    pages = [row for row in current if row.page.startswith(("http://", "https://"))]
    if not pages:
        raise CannotHoldError("no source with a page")
    dated = {(row.page, row.retrieved or retrieved) for row in pages}
    if not any(day for _, day in dated):
        raise CannotHoldError("the source has no date of retrieval")
    yield from (Reference(page, time_of(day)) for page, day in sorted(dated) if day)


def _tail(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def _merged(told: Iterable[Fact]) -> list[Fact]:
    """One fact where two spellings are one value for Wikidata, with the references of both."""
    found: dict[tuple[str, str, Value | str], Fact] = {}
    for fact in told:
        statement = fact.statement
        key = (fact.resource, fact.property, statement.value if statement else fact.said)
        other = found.get(key)
        if other is not None and other.statement is not None and statement is not None:
            both = sorted({*other.statement.references, *statement.references})
            fact = replace(other, statement=replace(statement, references=tuple(both)))  # noqa: PLW2901
        found[key] = fact
    return list(found.values())


def _against(fact: Fact, held: Held) -> Fact:
    """The fact with a reason to leave it out where Wikidata has it, or has another value."""
    statement = fact.statement
    if statement is None:
        return fact
    values = held.get((statement.item, statement.property), frozenset())
    if statement.value in values:
        return replace(fact, reason="Wikidata has it already")
    if values and (statement.value.kind == "text" or statement.property in _SINGLE):
        return replace(fact, reason="Wikidata has another value: for a person to decide")
    return fact

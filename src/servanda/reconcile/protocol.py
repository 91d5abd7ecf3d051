"""The Reconciliation API: what is asked, and what an answer must look like.

Specifications: 0.2 (https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/)
and the draft of 1.0 (https://reconciliation-api.github.io/specs/draft/). An answer is hostile until
it was read here: its form is checked, ids are of a narrow form, texts are short and printable.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from servanda.reconcile.client import Request
from servanda.reconcile.transport import ServiceFailedError

__all__ = ["Entry", "Manifest", "Query", "read_answer", "read_manifest", "request"]

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}")
_ITEM: Final = re.compile(r"[QLP][1-9][0-9]{0,11}")
_SPACE: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]{1,500}")
_WIKIDATA: Final = re.compile(r"https?://www\.wikidata\.org/(?:entity|wiki)/")
_TEXT: Final = 300
_MANY: Final = 100  # candidates, types and features of one query that are read
_BATCH: Final = 10
_FULL: Final = 100
_LARGEST_BATCH: Final = 50


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a service says of itself: the IRIs of its entries begin with `space`."""

    draft: bool
    space: str
    batch: int

    @property
    def wikidata(self) -> bool:
        """Whether its entries are Wikidata's items, whose properties and types are known."""
        return _WIKIDATA.fullmatch(self.space) is not None

    def iri(self, key: str) -> str | None:
        """The IRI of an entry, or None where the id has not the right form."""
        form = _ITEM if self.wikidata else _ID
        if not form.fullmatch(key) or ".." in key or "//" in key:
            return None
        return ("http://www.wikidata.org/entity/" if self.wikidata else self.space) + key


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of one resource: a name, a type or none, and pairs of property and value."""

    name: str
    type: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    limit: int = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One candidate of an answer; `agreeing` are the properties whose feature is full."""

    id: str
    name: str
    types: frozenset[str]
    agreeing: frozenset[str]


def read_manifest(answer: object, *, space: str = "") -> Manifest:
    """The manifest; `space` stands in where it names no identifierSpace, as 1.0 does not."""
    said = _table(answer, "the manifest")
    versions = said.get("versions", ["0.1"])
    if not isinstance(versions, list):
        raise ServiceFailedError("the manifest has versions that are no list")
    draft = not {"0.1", "0.2"} & {str(each) for each in versions}
    view = said.get("view")
    template = view.get("url", "") if isinstance(view, dict) else ""
    found = space or said.get("identifierSpace") or str(template).removesuffix("{{id}}")
    if not isinstance(found, str) or not _SPACE.fullmatch(found):
        raise ServiceFailedError("the manifest does not say what IRIs its entries have")
    batch = said.get("batchSize", _BATCH)
    if not isinstance(batch, int) or isinstance(batch, bool) or batch < 1:
        raise ServiceFailedError("the manifest has a batchSize that is no number")
    return Manifest(draft, found, min(batch, _LARGEST_BATCH))


def request(url: str, manifest: Manifest, queries: Sequence[Query]) -> Request:
    """The request of one batch, whose bytes depend on its arguments alone."""
    if manifest.draft:
        body = json.dumps({"queries": [_conditions(each) for each in queries]}, ensure_ascii=False)
        return Request(f"{url.rstrip('/')}/match", body, "application/json")
    batch = {f"q{number}": _members(each) for number, each in enumerate(queries)}
    form = urlencode({"queries": json.dumps(batch, ensure_ascii=False)})
    return Request(url, form, "application/x-www-form-urlencoded")


def _members(query: Query) -> dict[str, Any]:
    found: dict[str, Any] = {"query": query.name, "limit": query.limit}
    if query.type:
        found["type"] = query.type
    if query.properties:
        found["properties"] = [{"pid": name, "v": value} for name, value in query.properties]
    return found


def _conditions(query: Query) -> dict[str, Any]:
    named = {"matchType": "name", "propertyValue": query.name}
    others = [
        {
            "matchType": "property",
            "propertyId": name,
            "propertyValue": value,
            "required": False,
            "matchQuantifier": "any",
        }
        for name, value in query.properties
    ]
    found: dict[str, Any] = {"limit": query.limit, "conditions": [named, *others]}
    return {"type": query.type, **found} if query.type else found


def read_answer(answer: object, manifest: Manifest, count: int) -> list[list[Entry]]:
    """The candidates of each of `count` queries, each id once.

    Raises ServiceFailedError where a query has no answer or one of another form; candidates whose
    id has the wrong form are left out.
    """
    said = _table(answer, "the answer")
    if manifest.draft:
        results = said.get("results")
        if not isinstance(results, list) or len(results) != count:
            raise ServiceFailedError("the answer does not answer every query")
        return [_entries(each, "candidates", manifest) for each in results]
    if any(f"q{number}" not in said for number in range(count)):
        raise ServiceFailedError("the answer does not answer every query")
    return [_entries(said[f"q{number}"], "result", manifest) for number in range(count)]


def _entries(result: object, member: str, manifest: Manifest) -> list[Entry]:
    listed = _list(_table(result, "a result").get(member), f"the member {member}")
    found: dict[str, Entry] = {}
    for each in listed:
        said = _table(each, "a candidate")
        key, name = said.get("id"), said.get("name")
        if not isinstance(key, str) or not isinstance(name, str):
            raise ServiceFailedError("a candidate has no id or no name")
        iri = manifest.iri(key)
        if iri is not None:
            entry = Entry(iri, _short(name), _types(said.get("type", [])), _full(said))
            found.setdefault(iri, entry)
    return list(found.values())


def _types(types: object) -> frozenset[str]:
    listed = _list(types, "the member type")
    keys = (each.get("id") if isinstance(each, dict) else each for each in listed)
    return frozenset(key for key in keys if isinstance(key, str) and _ID.fullmatch(key))


def _full(candidate: Mapping[str, Any]) -> frozenset[str]:
    features = _list(candidate.get("features", []), "the member features")
    return frozenset(_full_ids(features))


def _full_ids(features: Iterable[object]) -> Iterable[str]:
    for each in features:
        said = _table(each, "a feature")
        key, value = said.get("id"), said.get("value")
        full = value is True or (
            isinstance(value, int | float) and math.isfinite(value) and value >= _FULL
        )
        if full and isinstance(key, str):
            yield key


def _table(said: object, what: str) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise ServiceFailedError(f"{what} is no JSON object")
    return said


def _list(said: object, what: str) -> list[Any]:
    if not isinstance(said, list):
        raise ServiceFailedError(f"{what} is no JSON array")
    return said[:_MANY]


def _short(text: str) -> str:
    """A text of one line, without control and format characters, of at most 300 characters."""
    printable = "".join(char if char.isprintable() else " " for char in text[: 4 * _TEXT])
    return " ".join(printable.split())[:_TEXT]

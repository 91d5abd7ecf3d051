"""What clients of the reconciliation service send, read from untrusted JSON, and what they get.

Versions 0.2 (https://reconciliation-api.github.io/specs/0.2/) and the draft of 1.0
(https://reconciliation-api.github.io/specs/draft/) say the same in other words.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from servanda.server.reconciling.holdings import Holdings
from servanda.server.reconciling.matching import Candidate, Condition, Query
from servanda.server.refusal import Refusal

__all__ = ["BATCH", "candidates", "queries", "queries_draft", "read_json"]

BATCH: Final = 50  # queries, or ids, of one request
_LETTERS: Final = 300  # of a name or a value; no longer one is ours
_CONDITIONS: Final = 20
_CANDIDATES: Final = 50
_USUAL: Final = 5


def read_json(text: bytes | str, what: str) -> Any:  # noqa: ANN401  JSON
    """A value of JSON. Raises Refusal 400 for what is none, or is nested too deep."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"{what} is no JSON.") from error


def queries(said: object, space: str) -> dict[str, Query]:
    """The queries of version 0.2 (section 6) by their keys.

    Raises Refusal: 400 for another form, 413 for more than `BATCH` of them.
    """
    batch = _table(said, "queries")
    _bounded(batch, "queries")
    return {
        key: _query(_table(each, f"the query {key[:50]!r}"), space) for key, each in batch.items()
    }


def _query(said: Mapping[str, Any], space: str) -> Query:
    listed = _list(said.get("properties", []), "properties")[:_CONDITIONS]
    conditions = [_table(each, "a property") for each in listed]
    return Query(
        _text(said.get("query", "")),
        _texts(said.get("type", [])),
        tuple(
            Condition(_text(each.get("pid", "")), _values(each.get("v"), space))
            for each in conditions
        ),
        _limit(said.get("limit", _USUAL)),
    )


def queries_draft(said: object, space: str) -> list[Query]:
    """The queries of the draft of 1.0 in their order. Raises Refusal as `queries` does."""
    batch = _list(_table(said, "the batch").get("queries"), "queries")
    _bounded(batch, "queries")
    return [_query_draft(_table(each, "a query"), space) for each in batch]


def _query_draft(said: Mapping[str, Any], space: str) -> Query:
    listed = _list(said.get("conditions"), "conditions")[:_CONDITIONS]
    told = [_table(each, "a condition") for each in listed]
    names = [each for each in told if each.get("matchType") == "name"]
    text = next(iter(_values(names[0].get("propertyValue"), space)), "") if names else ""
    return Query(
        text,
        _texts(said.get("type", [])),
        tuple(
            Condition(
                _text(each.get("propertyId", "")),
                _values(each.get("propertyValue"), space),
                required=each.get("required") is True,
                quantifier=str(each.get("matchQuantifier", "any")),
            )
            for each in told
            if each.get("matchType") == "property"
        ),
        _limit(said.get("limit", _USUAL)),
    )


def candidates(
    found: Iterable[Candidate], holdings: Holdings, language: str
) -> list[dict[str, Any]]:
    """Candidates as both versions have them, named in a language."""
    return [_candidate(each, holdings, language) for each in found]


def _candidate(found: Candidate, holdings: Holdings, language: str) -> dict[str, Any]:
    entity = found.entity
    told = {
        "id": entity.id,
        "name": holdings.name(entity, language),
        "score": found.score,
        "match": found.match,
        "type": types(entity.types, holdings, language),
        "features": [
            {"id": "name", "name": "similarity of names", "value": round(found.name, 2)},
            *(
                {"id": key, "name": holdings.label(key, language), "value": fits}
                for key, fits in found.agreeing
            ),
        ],
    }
    description = entity.descriptions.get(language)
    return {**told, "description": description} if description else told


def types(iris: Iterable[str], holdings: Holdings, language: str) -> list[dict[str, str]]:
    """Classes with their names, those first that the service offers as types."""
    known = [each["id"] for each in holdings.manifest.get("defaultTypes", ())]
    ordered = sorted(iris, key=lambda iri: (iri not in known, iri))
    return [{"id": iri, "name": holdings.label(iri, language)} for iri in ordered]


def _bounded(batch: Sequence[object] | Mapping[str, object], what: str) -> None:
    if len(batch) > BATCH:
        raise Refusal(413, f"These are more than {BATCH} {what}; send fewer at once.")


def _table(said: object, what: str) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise Refusal(400, f"{what} must be a JSON object.")
    return said


def _list(said: object, what: str) -> list[Any]:
    if not isinstance(said, list):
        raise Refusal(400, f"{what} must be a JSON array.")
    return said


def _text(said: object) -> str:
    """A text of a bounded length: of a longer one nothing, for it is nobody's name."""
    if not isinstance(said, str):
        raise Refusal(400, f"{json.dumps(said)[:50]} must be a text.")
    return said if len(said) <= _LETTERS else ""


def _texts(said: object) -> tuple[str, ...]:
    """One text or several; a type may be an object with its id."""
    listed = said if isinstance(said, list) else [said]
    ids = (each.get("id", "") if isinstance(each, dict) else each for each in listed[:_CONDITIONS])
    return tuple(filter(None, map(_text, ids)))


def _values(said: object, space: str) -> tuple[str, ...]:
    listed = said if isinstance(said, list) else [said]
    return tuple(_value(each, space) for each in listed[:_CONDITIONS])


def _value(said: object, space: str) -> str:
    if isinstance(said, dict):
        said = said.get("id", said.get("name", ""))
    if isinstance(said, bool | int | float):
        return json.dumps(said)[:_LETTERS]
    text = _text(said if said is not None else "")
    return text.removeprefix(space) if space else text


def _limit(said: object) -> int:
    # A whole number may have more digits than a float can hold.
    if isinstance(said, float) and math.isfinite(said):
        said = int(said)
    if not isinstance(said, int) or isinstance(said, bool):
        raise Refusal(400, "limit must be a number.")
    return max(1, min(said, _CANDIDATES))

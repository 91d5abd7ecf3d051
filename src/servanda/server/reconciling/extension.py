"""Values of properties for entities that were found, and which properties there are to ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from servanda.reconcile.service import Entity
from servanda.server.reconciling.holdings import Holdings
from servanda.server.refusal import Refusal

__all__ = ["IDS", "extension", "extension_draft", "proposed", "read_extension"]

IDS: Final = 200  # entities of one request
_PROPERTIES: Final = 50
_VALUES: Final = 1000
# Texts that are no property of their own: in the language after the sign, or in all of them.
_TEXTS: Final = ("name", "alias", "description")
_LANGUAGES: Final = ("fr", "en", "zh")


def read_extension(said: object) -> tuple[list[str], list[str]]:
    """Ids and properties of a request (0.2, section 7.1). Raises Refusal 400 and 413."""
    if not isinstance(said, dict):
        raise Refusal(400, "The extension must be a JSON object.")
    ids, properties = said.get("ids"), said.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list):
        raise Refusal(400, "The extension must have the arrays ids and properties.")
    if len(ids) > IDS or len(properties) > _PROPERTIES:
        raise Refusal(413, f"Ask for at most {IDS} ids and {_PROPERTIES} properties at once.")
    wanted = [each.get("id") if isinstance(each, dict) else None for each in properties]
    if not all(isinstance(each, str) for each in [*ids, *wanted]):
        raise Refusal(400, "Every id, and the id of every property, must be a text.")
    return list(dict.fromkeys(map(str, ids))), list(dict.fromkeys(map(str, wanted)))


async def extension(
    holdings: Holdings, ids: Iterable[str], wanted: list[str], language: str
) -> dict[str, Any]:
    """The answer of version 0.2 (section 7.2); an unknown id has no values."""
    rows = {}
    for key in ids:
        rows[key] = {name: _values(holdings, key, name, language) for name in wanted}
        await asyncio.sleep(0)  # others have their turn
    return {"meta": _meta(holdings, wanted, language), "rows": rows}


async def extension_draft(
    holdings: Holdings, ids: Iterable[str], wanted: list[str], language: str
) -> dict[str, Any]:
    """The answer of the draft of 1.0, in which rows and properties are arrays."""
    told = await extension(holdings, ids, wanted, language)
    rows = [
        {
            "id": key,
            "properties": [{"id": name, "values": values} for name, values in row.items()],
        }
        for key, row in told["rows"].items()
    ]
    return {**told, "rows": rows}


def _meta(holdings: Holdings, wanted: Iterable[str], language: str) -> list[dict[str, Any]]:
    return [{"id": name, "name": holdings.label(name, language)} for name in wanted]


def _values(holdings: Holdings, key: str, name: str, language: str) -> list[Mapping[str, Any]]:
    entity = holdings.entities.get(key)
    if entity is None:
        return []
    kind, _, tongue = name.partition("@")
    if kind in _TEXTS:
        texts: list[Mapping[str, Any]] = [{"str": each} for each in _texts(entity, kind, tongue)]
        return texts[:_VALUES]
    held = entity.properties.get(name, ())[:_VALUES]
    return [_value(holdings, each, language) for each in held]


def _value(holdings: Holdings, value: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """A value; an entity is named."""
    if "id" not in value:
        return value
    other = holdings.entities.get(value["id"])
    return {"id": value["id"], "name": holdings.name(other, language) if other else value["id"]}


def _texts(entity: Entity, kind: str, tongue: str) -> Iterator[str]:
    if kind == "description":
        texts: Mapping[str, tuple[str, ...]] = {
            key: (text,) for key, text in entity.descriptions.items()
        }
    else:
        texts = entity.names if kind == "name" else entity.aliases
    wanted = [text for key, few in texts.items() if tongue in {"", key} for text in few]
    yield from dict.fromkeys(wanted)


def proposed(holdings: Holdings, type_: str, limit: int | None, language: str) -> dict[str, Any]:
    """The properties that entities of a type have (0.2, section 7.3), names in each language first.

    An empty type stands for all entities.
    """
    ids = holdings.by_type.get(type_, frozenset()) if type_ else holdings.entities.keys()
    used = {name for key in ids for name in holdings.entities[key].properties}
    texts = [f"name@{each}" for each in _LANGUAGES] + ["description@en"]
    listed = [*(texts if ids else []), *sorted(used)][:limit]
    told = [{"id": name, "name": holdings.label(name, language)} for name in listed]
    return {
        "properties": told,
        **({"type": type_} if type_ else {}),
        **({"limit": limit} if limit else {}),
    }

"""What a client offers while somebody types: entities, types and properties that begin so."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from servanda.reconcile.names import folded
from servanda.server.reconciling.holdings import Holdings
from servanda.server.reconciling.messages import types

__all__ = ["MOST", "suggested_entities", "suggested_properties", "suggested_types"]

MOST: Final = 20  # suggestions at once


def suggested_entities(
    holdings: Holdings, prefix: str, cursor: int, language: str
) -> list[dict[str, Any]]:
    """Entities with a word of a name that begins so (0.2, section 8), from the `cursor`-th on."""
    found = islice(holdings.index.beginning(prefix), cursor, cursor + MOST)
    return [_entity(holdings, name.entity, language) for name in found]


def _entity(holdings: Holdings, key: str, language: str) -> dict[str, Any]:
    entity = holdings.entities[key]
    told = {
        "id": key,
        "name": holdings.name(entity, language),
        "notable": types(entity.types, holdings, language)[:3],
    }
    description = entity.descriptions.get(language)
    return {**told, "description": description} if description else told


def suggested_types(
    holdings: Holdings, prefix: str, cursor: int, language: str
) -> list[dict[str, Any]]:
    """Types of entities with a word of their name that begins so; all for an empty prefix."""
    return _named(holdings, holdings.by_type, prefix, cursor, language)


def suggested_properties(
    holdings: Holdings, prefix: str, cursor: int, language: str
) -> list[dict[str, Any]]:
    """Properties of entities with a word of their name that begins so; all for an empty prefix."""
    return _named(holdings, holdings.properties, prefix, cursor, language)


def _named(
    holdings: Holdings, iris: Iterable[str], prefix: str, cursor: int, language: str
) -> list[dict[str, Any]]:
    wanted = folded(prefix)
    found = []
    for iri in iris:
        name = holdings.label(iri, language)
        texts = (name, *holdings.labels.get(iri, {}).values(), iri)
        if not wanted or any(f" {wanted}" in f" {folded(text)}" for text in texts):
            found.append({"id": iri, "name": name})
    found.sort(key=lambda each: (folded(each["name"]), each["id"]))
    return found[cursor : cursor + MOST]

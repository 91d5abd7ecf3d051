"""What the running service says of itself and of one entity, beside what its files say."""

from __future__ import annotations

from typing import Any, Final

from servanda.reconcile.service import Entity
from servanda.server.reconciling.holdings import Holdings
from servanda.server.reconciling.messages import BATCH, types
from servanda.server.state import State

__all__ = ["described", "manifest", "manifest_draft"]

_WIDTH, _HEIGHT = 480, 320  # of the frame of a preview, in pixels
_SHOWN: Final = 6  # properties in a preview
_VALUES: Final = 4


def manifest(holdings: Holdings, state: State) -> dict[str, Any]:
    """The manifest of 0.2 (section 4.1): that of the release, and what only a server can do."""
    service = f"{state.address}reconcile"
    parts = ("entity", "type", "property")
    return {
        **holdings.manifest,
        **_places(holdings, state, "{{id}}"),
        "preview": {
            "url": f"{service}/preview?id={{{{id}}}}",
            "width": _WIDTH,
            "height": _HEIGHT,
        },
        "suggest": {
            part: {"service_url": service, "service_path": f"/suggest/{part}"} for part in parts
        },
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [],
        },
        "batchSize": BATCH,
    }


def manifest_draft(holdings: Holdings, state: State) -> dict[str, Any]:
    """The manifest of the draft of 1.0, whose parts lie at addresses that the draft sets."""
    return {
        **holdings.draft,
        **_places(holdings, state, "{+id}"),
        "preview": {"width": _WIDTH, "height": _HEIGHT},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {"proposeProperties": True, "propertySettings": []},
        "batchSize": BATCH,
    }


def _places(holdings: Holdings, state: State, hole: str) -> dict[str, Any]:
    return {
        "documentation": state.address,
        "logo": f"{state.address}favicon.svg",
        "view": {"url": served_at(state, f"{holdings.space}{hole}")},
    }


def served_at(state: State, iri: str) -> str:
    """The address at which this server answers for a canonical IRI, or the IRI itself."""
    base = state.served.base
    return state.address + iri[len(base) :] if base and iri.startswith(base) else iri


def described(holdings: Holdings, entity: Entity, state: State, language: str) -> dict[str, Any]:
    """What a preview shows: names, types, a description, some values, the page."""
    page = served_at(state, entity.page).replace("/en/", f"/{language}/", 1)
    facts = list(entity.properties)[:_SHOWN]
    return {
        "name": holdings.name(entity, language),
        "types": [each["name"] for each in types(entity.types, holdings, language)][:_VALUES],
        "about": entity.descriptions.get(language, ""),
        "facts": [
            {
                "name": holdings.label(key, language),
                "values": _values(holdings, entity, key, language),
            }
            for key in facts
        ],
        "page": page,
        "iri": entity.iri,
    }


def _values(holdings: Holdings, entity: Entity, key: str, language: str) -> list[str]:
    found = []
    for value in entity.properties[key][:_VALUES]:
        [(kind, said)] = value.items()
        other = holdings.entities.get(str(said)) if kind == "id" else None
        text = holdings.name(other, language) if other else str(said)
        found.append(text.removesuffix("T00:00:00Z") if kind == "date" else text)
    return found

"""What a reconciliation service over our own data needs: its manifest, and its entities with names.

Specifications: https://reconciliation-api.github.io/specs/0.2/ and
https://reconciliation-api.github.io/specs/1.0-draft/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["Entity", "Service", "Type", "entity_json", "manifest", "manifest_draft", "name_rows"]

# The size of the frame in which a client shows a page; both are pixels.
_WIDTH, _HEIGHT = 480, 320
_BATCH: Final = 50


@dataclass(frozen=True, slots=True, order=True)
class Type:
    """A class of entities: its IRI, a name, and the IRIs of its direct broader classes."""

    id: str
    name: str
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing to be found: `id` is its IRI without the identifier space.

    `names`, `aliases` and `descriptions` are by language (`""` where it has none), `types` are
    IRIs; `properties` gives for each property values as the answers of the data extension have
    them: `{"id": …}`, `{"str": …}`, `{"date": …}` or `{"int": …}`. The name of an entity that is
    a value is not repeated.
    """

    id: str
    iri: str
    page: str
    names: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    properties: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Service:
    """What both manifests say: `space` is the beginning of every IRI, `address` where pages stand.

    `schema` is the IRI of the ontology, `version` that of the data.
    """

    name: str
    space: str
    schema: str
    address: str
    version: str
    types: tuple[Type, ...] = ()


def manifest(service: Service) -> dict[str, Any]:
    """The manifest of version 0.2 (section 4.1), without parts that only a running server has."""
    return {
        "versions": ["0.2"],
        **_shared(service, "{{id}}"),
        "identifierSpace": service.space,
        "schemaSpace": service.schema,
        "preview": {
            "url": f"{service.address}en/{{{{id}}}}.html",
            "width": _WIDTH,
            "height": _HEIGHT,
        },
        "defaultTypes": [{"id": each.id, "name": each.name} for each in service.types],
        "batchSize": _BATCH,
    }


def manifest_draft(service: Service) -> dict[str, Any]:
    """The manifest of the draft of version 1.0: no spaces; addresses are templates of RFC 6570."""
    known = {each.id: each for each in service.types}
    return {
        "versions": ["1.0-draft"],
        **_shared(service, "{+id}"),
        "defaultTypes": [_type_draft(each, known) for each in service.types],
        "batchSize": _BATCH,
        "standardizedScore": True,
    }


def _shared(service: Service, hole: str) -> dict[str, Any]:
    return {
        "name": service.name,
        "documentation": service.address,
        "serviceVersion": service.version,
        "logo": f"{service.address}favicon.svg",
        "view": {"url": f"{service.space}{hole}"},
    }


def _type_draft(each: Type, known: Mapping[str, Type]) -> dict[str, Any]:
    """A type with its direct broader types, as far as they are types of entities too."""
    broader = [known[iri] for iri in each.broader if iri in known]
    told: dict[str, Any] = {"id": each.id, "name": each.name}
    if broader:
        told["broader"] = [{"id": other.id, "name": other.name} for other in broader]
    return told


def entity_json(entity: Entity) -> dict[str, Any]:
    """The entity as one JSON object; empty parts are left out."""
    parts = {
        "id": entity.id,
        "iri": entity.iri,
        "page": entity.page,
        "names": {key: list(texts) for key, texts in entity.names.items()},
        "aliases": {key: list(texts) for key, texts in entity.aliases.items()},
        "descriptions": dict(entity.descriptions),
        "types": list(entity.types),
        "properties": {key: list(values) for key, values in entity.properties.items()},
    }
    return {key: value for key, value in parts.items() if value}


def name_rows(entity: Entity) -> Iterator[Sequence[str]]:
    """One row for each distinct name of an entity: key, name, id, languages, kind, types, page.

    The key is unique in the whole table: the id, `@`, and the number of the name.
    """
    told = [(texts, "name") for texts in _by_text(entity.names)]
    told += [(texts, "alias") for texts in _by_text(entity.aliases)]
    seen: set[str] = set()
    for (text, languages), kind in told:
        if text not in seen:
            seen.add(text)
            types = " ".join(entity.types)
            key = f"{entity.id}@{len(seen)}"
            yield key, text, entity.id, languages, kind, types, entity.page


def _by_text(names: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Each text with the languages in which it is a name, in the order of the first of them."""
    found: dict[str, list[str]] = {}
    for language, texts in sorted(names.items()):
        for text in texts:
            found.setdefault(text, []).append(language)
    return [(text, " ".join(filter(None, languages))) for text, languages in found.items()]

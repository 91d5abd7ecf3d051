"""What the reconciliation service of a release knows, read from the files that the release has."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode

from servanda.errors import InputError
from servanda.reconcile.names import folded
from servanda.reconcile.service import Entity
from servanda.server.reconciling.index import Index, Name
from servanda.server.served import Served
from servanda.vocab import LABELS

__all__ = ["Holdings", "local_name", "read_holdings"]

_FOLDER: Final = "reconciliation/"
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_PREFERRED: Final = ("en", "fr", "zh", "")


@dataclass(frozen=True, slots=True)
class Holdings:
    """Entities by id, both manifests as the release has them, and what finds entities.

    `labels` names classes and properties by IRI and language, `by_value` finds entities by a
    property and a folded value.
    """

    entities: Mapping[str, Entity] = field(default_factory=lambda: _NOTHING)
    manifest: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    draft: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NOTHING)
    index: Index = field(default_factory=lambda: Index(()))
    by_type: Mapping[str, AbstractSet[str]] = field(default_factory=lambda: _NOTHING)
    by_value: Mapping[tuple[str, str], AbstractSet[str]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    properties: tuple[str, ...] = ()

    @property
    def space(self) -> str:
        """The beginning of the IRI of every entity."""
        return str(self.manifest.get("identifierSpace", ""))

    def label(self, iri: str, language: str) -> str:
        """What a class or a property is called, by its IRI if nothing says."""
        return chosen(self.labels.get(iri, {}), language) or local_name(iri)

    def name(self, entity: Entity, language: str) -> str:
        """What an entity is called in a language, or in another if it has no name there."""
        texts = {key: few[0] for key, few in entity.names.items() if few}
        return chosen(texts, language) or entity.id


def chosen(texts: Mapping[str, str], language: str) -> str:
    """The text in a language, else in the first that there is; nothing if there is none."""
    for each in (language, *_PREFERRED):
        if each in texts:
            return texts[each]
    return texts[min(texts)] if texts else ""


def local_name(iri: str) -> str:
    """The last word of an IRI."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri


def read_holdings(served: Served) -> Holdings:
    """The holdings of a release, empty where it has no reconciliation service.

    They are read once, when a release begins to be served. Raises InputError for a faulty file.
    """
    paths = {name: served.files.get(_FOLDER + name) for name in _FILES}
    if any(file is None for file in paths.values()):
        return Holdings()
    content = [_json(file.path) for file in paths.values() if file is not None]
    try:
        entities = {each["id"]: _entity(each) for each in content[0]}
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"an entity of reconciliation/ is not as it must be: {error!r}",
            path=served.root,
            hint="Build the release again",
        ) from error
    ontology = served.files.get("ontology.ttl")
    by_type: dict[str, set[str]] = defaultdict(set)
    by_value: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entity in entities.values():
        for each in entity.types:
            by_type[each].add(entity.id)
        for key, value in _values(entity):
            by_value[key, value].add(entity.id)
    return Holdings(
        entities=entities,
        manifest=content[1],
        draft=content[2],
        labels=_labels(ontology.path) if ontology else {},
        index=Index(name for entity in entities.values() for name in _names(entity)),
        by_type=by_type,
        by_value=by_value,
        properties=tuple(sorted({key for each in entities.values() for key in each.properties})),
    )


_FILES: Final = ("entities.json", "manifest.json", "manifest-1.0.json")
_PARTS: Final = frozenset(part.name for part in fields(Entity))
_WITHOUT: Final[Mapping[str, Any]] = MappingProxyType({"names": {}})


def _entity(said: Mapping[str, Any]) -> Entity:
    """An entity; what a release of another version says besides is left out."""
    return Entity(**{**_WITHOUT, **{key: said[key] for key in said.keys() & _PARTS}})


def _json(path: Path) -> Any:  # noqa: ANN401  JSON
    try:
        return json.loads(path.read_bytes())
    except ValueError as error:
        raise InputError("this is no JSON", path=path, hint="Run servanda verify") from error


def _names(entity: Entity) -> Iterator[Name]:
    for texts in (entity.names, entity.aliases):
        for language, some in texts.items():
            yield from (Name(text, language, entity.id) for text in some)


def _values(entity: Entity) -> Iterator[tuple[str, str]]:
    for key, values in entity.properties.items():
        for value in values:
            yield key, folded(str(next(iter(value.values()))))


def _labels(path: Path) -> Mapping[str, Mapping[str, str]]:
    """The names of what an ontology defines, by IRI and language."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in pyoxigraph.parse(path=str(path)):
        label = quad.object
        named = isinstance(quad.subject, NamedNode) and isinstance(label, Literal)
        if named and quad.predicate in LABELS:
            found[quad.subject.value].setdefault(label.language or "", label.value)
    return found

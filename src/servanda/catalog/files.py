"""The files of a release as a catalogue sees them, each with words for what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from servanda.formats import SYNTAXES
from servanda.wording import LANGUAGES, word

__all__ = ["Published", "Words", "file_words"]

Words = Mapping[str, str]
"""One text per language."""

_FIXED: Final = MappingProxyType(
    {
        "croissant.json": "croissant",
        "datapackage.json": "package",
        "dump/inferred.nq": "inferred",
        "examples/prefixes.ttl": "prefixes",
        "ontology.jsonld": "ontology",
        "ontology.ttl": "ontology",
        "reconciliation/entities.json": "reconciliation",
        "reconciliation/manifest-1.0.json": "reconciliation",
        "reconciliation/manifest.json": "reconciliation",
        "reconciliation/names.csv": "reconciliation",
        "reports/validation.json": "report",
        "reports/validation.ttl": "report",
        "shapes.ttl": "shapes",
        "sparql-examples.ttl": "examples",
        "sparql-service-description.ttl": "service-file",
        "void.ttl": "void",
    }
)


@dataclass(frozen=True, slots=True)
class Published:
    """A file: its path from the root of the release, media type, bytes and SHA-256."""

    path: str
    media_type: str
    size: int
    sha256: str
    title: Words
    description: Words


def file_words(path: str, titles: Mapping[str, tuple[Words, Words]]) -> tuple[Words, Words]:
    """Title and description of a file; `titles` has those of tables and queries by their names."""
    if path in _FIXED:
        key = f"catalog-{_FIXED[path]}"
        return _both(key, f"{key}-about", path=path)
    parts = PurePosixPath(path)
    if parts.parent.name == "dump":
        syntax = next((each.name for each in SYNTAXES if each.suffix == parts.suffix), parts.suffix)
        return _both("catalog-dump", "catalog-dump-about", name=syntax)
    stem = parts.name.partition(".")[0]
    said = titles.get(f"{parts.parent.as_posix()}/{stem}")
    if said is None:
        return _both("catalog-file", "catalog-file-about", path=path)
    title, description = said
    if parts.suffix == ".json":
        return _named("catalog-table-head", title), _same("catalog-table-head-about")
    kind = {"examples": "example", "tables": "table"}.get(parts.parent.as_posix(), "query")
    return _named(f"catalog-{kind}", title), description


def _both(title: str, description: str, **values: str) -> tuple[Words, Words]:
    return (
        {language: word(title, language, **values) for language in LANGUAGES},
        {language: word(description, language, **values) for language in LANGUAGES},
    )


def _same(key: str) -> Words:
    return {language: word(key, language) for language in LANGUAGES}


def _named(key: str, title: Words) -> Words:
    return {language: word(key, language, title=title[language]) for language in LANGUAGES}

"""The tables and dumps as a Data Package, `datapackage.json`, for Frictionless tools.

Standard: https://datapackage.org/standard/data-package/ (version 2, with the keys of version 1
where both have them).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from servanda.digests import Digests
from servanda.exporters.base import Source
from servanda.exporters.packages import Facts, facts_of
from servanda.exporters.packages.facts import Agent
from servanda.exporters.tables import write_json
from servanda.exporters.tabular.schema import MAIN
from servanda.formats import SYNTAXES, media_type
from servanda.wording import word

__all__ = ["datapackage"]

_PROFILES: Final = "https://datapackage.org/profiles/2.0"


def datapackage(source: Source, folder: Path) -> None:
    """Write `datapackage.json`: each table as CSV with its schema, and each dump.

    The tables as Parquet are left out: a tool without a reader for them would call the package
    invalid.
    """
    head = source.head
    facts = facts_of(head, MAIN)
    content: dict[str, Any] = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": facts.name,
        "id": head.dataset.value,
        "title": facts.title,
        "description": facts.description,
        "homepage": head.address,
        "version": facts.version,
        "created": f"{facts.issued}T00:00:00Z",
        "keywords": list(facts.keywords),
        "licenses": [{"name": name, "path": iri} for name, iri in facts.licences],
        "contributors": list(_contributors(facts)),
        "resources": [*_tables(source, folder), *_dumps(folder, source.digests)],
    }
    write_json(folder / "datapackage.json", {key: value for key, value in content.items() if value})


def _contributors(facts: Facts) -> Iterator[dict[str, Any]]:
    roles: dict[Agent, list[str]] = {}
    for role, agents in (("author", facts.creators), ("publisher", facts.publishers)):
        for agent in agents:
            roles.setdefault(agent, []).append(role)
    for agent, some in roles.items():
        said: dict[str, Any] = {"title": agent.name, "roles": some}
        yield said | ({"path": agent.page} if agent.page.startswith("http") else {})


def _tables(source: Source, folder: Path) -> Iterator[dict[str, Any]]:
    for table in source.reference.tables:
        path = f"tables/{table.name}"
        yield {
            **_resource(folder, f"{path}.csv", table.name, source.digests),
            "title": table.title[MAIN],
            "description": table.description[MAIN],
            "type": "table",
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": f"{path}.schema.json",
        }


def _dumps(folder: Path, digests: Digests) -> Iterator[dict[str, Any]]:
    for path in sorted((folder / "dump").iterdir()):
        syntax = next(each.name for each in SYNTAXES if each.suffix == path.suffix)
        key = "catalog-inferred" if path.stem == "inferred" else "catalog-dump"
        yield {
            **_resource(folder, f"dump/{path.name}", path.name, digests),
            "title": word(key, MAIN, name=syntax),
            "description": word(f"{key}-about", MAIN, name=syntax),
        }


def _resource(folder: Path, path: str, name: str, digests: Digests) -> dict[str, Any]:
    """What is said of any file (https://datapackage.org/standard/data-resource/)."""
    return {
        "name": name,
        "path": path,
        "format": Path(path).suffix.removeprefix("."),
        "mediatype": media_type(path),
        "bytes": (folder / path).stat().st_size,
        "hash": f"sha256:{digests.of(folder / path)}",
    }

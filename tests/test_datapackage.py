"""`datapackage.json` names files that are there, as they are, with what the standard demands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from servanda.digests import file_digest

NAME = re.compile(r"[a-z0-9._-]+")
# Field types and formats of the Table Schema that a column may have.
TYPES = {"boolean", "date", "duration", "integer", "number", "string"}


@pytest.fixture(params=["release", "world_release"])
def folder(request: pytest.FixtureRequest) -> Path:
    """The release of each workspace."""
    found: Path = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def package(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    return found


def test_the_package_says_what_it_is(package: dict[str, Any]) -> None:
    assert NAME.fullmatch(package["name"])
    assert package["title"]
    assert package["description"]
    assert package["keywords"]
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["licenses"][0]["path"].startswith("https://")
    assert all(each["title"] and each["roles"] for each in package["contributors"])
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T00:00:00Z", package["created"])


def test_resources_have_names_of_their_own(package: dict[str, Any]) -> None:
    names = [each["name"] for each in package["resources"]]
    assert all(NAME.fullmatch(name) for name in names)
    assert len(set(names)) == len(names)


def test_resources_are_the_tables_and_dumps_as_they_are(
    package: dict[str, Any], folder: Path
) -> None:
    for each in package["resources"]:
        path = folder / each["path"]
        assert path.stat().st_size == each["bytes"]
        assert each["hash"] == f"sha256:{file_digest(path)}"
    paths = {each["path"] for each in package["resources"]}
    wanted = [*(folder / "tables").glob("*.csv"), *(folder / "dump").iterdir()]
    assert paths == {path.relative_to(folder).as_posix() for path in wanted}


def test_each_table_has_a_schema_of_known_types(package: dict[str, Any], folder: Path) -> None:
    tables = [each for each in package["resources"] if each.get("type") == "table"]
    assert tables
    for each in tables:
        schema = json.loads((folder / each["schema"]).read_bytes())
        assert schema["missingValues"] == [""]
        assert {field["type"] for field in schema["fields"]} <= TYPES
        assert all(field["title"] and field["description"] for field in schema["fields"])

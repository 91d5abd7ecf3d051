"""`croissant.json` says what the specification demands, of files and columns that are there."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from servanda.digests import file_digest

# What a dataset must have (Croissant 1.0, section "Dataset-level information").
REQUIRED = {
    *("@context", "@type", "conformsTo", "creator", "datePublished", "description", "license"),
    *("name", "url", "version"),
}


@pytest.fixture(params=["release", "world_release"])
def folder(request: pytest.FixtureRequest) -> Path:
    """The release of each workspace."""
    found: Path = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def dataset(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "croissant.json").read_bytes())
    return found


def test_all_that_is_required_is_said(dataset: dict[str, Any]) -> None:
    assert set(dataset) >= REQUIRED
    assert dataset["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert all(creator["name"] for creator in dataset["creator"])
    assert "citeAs" in dataset


def test_each_file_is_as_it_is_told(dataset: dict[str, Any], folder: Path) -> None:
    assert dataset["distribution"]
    for each in dataset["distribution"]:
        path = folder / each["@id"]
        assert each["contentUrl"] == dataset["url"] + each["@id"]
        assert each["sha256"] == file_digest(path)
        assert each["contentSize"] == f"{path.stat().st_size} B"


def test_each_set_of_records_has_the_columns_of_its_file(
    dataset: dict[str, Any], folder: Path
) -> None:
    files = {each["@id"] for each in dataset["distribution"]}
    for records in dataset["recordSet"]:
        sources = [field["source"] for field in records["field"]]
        (file,) = {source["fileObject"]["@id"] for source in sources}
        assert file in files
        with (folder / file).open(encoding="utf-8", newline="") as text:
            columns = next(csv.reader(text))
        assert [source["extract"]["column"] for source in sources] == columns

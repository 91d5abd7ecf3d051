"""What search engines of datasets are told on the first page is what lies in the release."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from servanda.digests import file_digest

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
LANGUAGES = ("fr", "en", "zh")


def about(folder: Path, page: str) -> dict[str, Any]:
    text = (folder / page).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(SCRIPT.findall(text)[0])
    return found


@pytest.mark.parametrize("built", ["release", "world_release"])
def test_each_download_is_a_file_of_that_size_and_digest(
    built: str, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(built)
    said = about(folder, "en/index.html")
    for each in said["distribution"]:
        path = folder / each["contentUrl"].removeprefix(said["url"])
        assert each["contentSize"] == f"{path.stat().st_size} B"
        assert each["sha256"] == file_digest(path)
    names = {each["name"] for each in said["distribution"]}
    data = [*(folder / "dump").iterdir(), *(folder / "tables").glob("*.csv")]
    data += (folder / "tables").glob("*.parquet")
    assert names == {path.relative_to(folder).as_posix() for path in data}


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_engines_are_told_of_the_dataset_in_the_language_of_the_page(
    language: str, release: Path
) -> None:
    said = about(release, f"{language}/index.html")
    assert 50 <= len(said["description"]) <= 5000
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["temporalCoverage"] == "2018-06-14/2028-06-14"
    places = {place["name"]: place["geo"]["box"] for place in said["spatialCoverage"]}
    assert len(places) == 4
    name = {"fr": "Île-de-France", "en": "Île-de-France", "zh": "法兰西岛"}[language]
    south, west, north, east = map(float, places[name].split())
    assert 48 < south < north < 50
    assert 1 < west < east < 4
    assert all(agent["name"] for agent in [*said["creator"], *said["publisher"]])
    assert said["keywords"]
    assert said["includedInDataCatalog"]["url"].endswith("/catalog.ttl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_downloads_page_links_every_form(language: str, release: Path) -> None:
    page = (release / language / "downloads.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="\.\./([^"#]+)"', page))
    for path in (release / "tables").iterdir():
        assert f"tables/{path.name}" in links
    for name in (
        *("catalog.ttl", "void.ttl", "sparql-service-description.ttl", "sparql-examples.ttl"),
        *("datapackage.json", "croissant.json"),
    ):
        assert name in links

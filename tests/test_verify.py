"""A release is whole or it is not: every changed byte, missing file and added file is noticed."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from servanda.digests import describe_files
from servanda.errors import UsageError
from servanda.manifest import manifest_bytes, sealed
from servanda.verify import verify


@pytest.fixture(scope="module")
def spoiled(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a release that tests spoil and mend again."""
    copy = tmp_path_factory.mktemp("spoiled") / "dist"
    shutil.copytree(release, copy)
    return copy


def test_an_untouched_release_is_whole(release: Path) -> None:
    assert verify(release) == []


def test_each_of_100_random_one_byte_changes_is_noticed(spoiled: Path) -> None:
    chance = random.Random(20180614)  # noqa: S311  the same changes at every run
    files = sorted(path for path in spoiled.rglob("*") if path.is_file())
    for _ in range(10):
        before = {path: path.read_bytes() for path in chance.sample(files, 10)}
        for path, content in before.items():
            at = chance.randrange(len(content))
            other = chance.choice([byte for byte in range(256) if byte != content[at]])
            path.write_bytes(content[:at] + bytes([other]) + content[at + 1 :])
        # Pages are compared where all else is whole: what is noticed is mended, until all was.
        while before:
            noticed = {spoiled / change.path for change in verify(spoiled)}
            assert noticed, f"changed unseen: {sorted(before)}"
            assert noticed <= before.keys()
            for path in noticed:
                path.write_bytes(before.pop(path))
    assert verify(spoiled) == []


def test_every_byte_of_the_manifest_counts(spoiled: Path) -> None:
    path = spoiled / "manifest.json"
    before = path.read_bytes()
    for at in range(0, len(before), 17):
        path.write_bytes(before[:at] + bytes([before[at] ^ 1]) + before[at + 1 :])
        assert verify(spoiled), f"byte {at} was changed unseen"
    path.write_bytes(before)


def test_a_changed_a_missing_and_an_added_page_are_noticed(spoiled: Path) -> None:
    page = spoiled / "en" / "index.html"
    before = page.read_bytes()
    page.write_bytes(before + b" ")
    assert [change.path for change in verify(spoiled)] == ["en/index.html"]
    page.rename(spoiled / "en" / "more.html")
    assert [change.path for change in verify(spoiled)] == ["en/more.html"]
    (spoiled / "en" / "more.html").unlink()
    assert [change.path for change in verify(spoiled)] == ["en/index.html"]
    page.write_bytes(before)


def test_a_missing_and_an_added_file_are_noticed(spoiled: Path) -> None:
    moved = spoiled / "shapes.ttl"
    moved.rename(spoiled / "extra.ttl")
    assert {(change.path, change.what) for change in verify(spoiled)} == {
        ("shapes.ttl", "is missing"),
        ("extra.ttl", "was added"),
    }
    (spoiled / "extra.ttl").rename(moved)


def drop_last_line(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:-1])


@pytest.mark.parametrize("name", ["dump/dataset.nt", "dump/dataset.nq"])
def test_a_dump_that_says_less_is_noticed_even_under_a_fresh_manifest(
    spoiled: Path, name: str
) -> None:
    path, manifest = spoiled / name, spoiled / "manifest.json"
    before = {path: path.read_bytes(), manifest: manifest.read_bytes()}
    path.write_text(drop_last_line(path.read_text("utf-8")), encoding="utf-8")
    reseal(spoiled)
    changes = verify(spoiled)
    for each, content in before.items():
        each.write_bytes(content)
    assert name in {change.path for change in changes}


def reseal(folder: Path) -> None:
    path = folder / "manifest.json"
    content = json.loads(path.read_bytes())
    content["files"] = describe_files(folder)
    path.write_bytes(manifest_bytes(sealed(content)))


def test_a_folder_that_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"manifest\.json is missing"):
        verify(tmp_path)


def test_the_command_says_what_changed(servanda: Callable[..., object], spoiled: Path) -> None:
    path = spoiled / "ontology.ttl"
    before = path.read_bytes()
    path.write_bytes(before + b"\n")
    done = servanda("verify", spoiled)
    path.write_bytes(before)
    assert done.returncode == 1  # type: ignore[attr-defined]
    assert "ontology.ttl: was changed" in done.stderr  # type: ignore[attr-defined]

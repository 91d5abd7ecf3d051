"""What a release has in common with the one before it stays the same file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from servanda.digests import Digests, describe_files, file_digest
from servanda.replace import reuse

FILES = {"a.txt": "the same", "b/c.txt": "before", "d.txt": "short"}


def folder_of(path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return path


def released(path: Path, files: dict[str, str]) -> Path:
    """A folder with a manifest that is a second younger than its files."""
    folder = folder_of(path, files)
    for file in folder.rglob("*.txt"):
        os.utime(file, ns=(0, file.stat().st_mtime_ns - 10**9))
    content = {"files": describe_files(folder)}
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.mark.parametrize("described", [True, False])
def test_equal_files_become_one(tmp_path: Path, *, described: bool) -> None:
    old = released(tmp_path / "old", FILES)
    new = folder_of(tmp_path / "new", {**FILES, "b/c.txt": "after!", "e.txt": "the same"})
    assert reuse(old, new, describe_files(new) if described else ()) == 2
    assert (new / "a.txt").samefile(old / "a.txt")
    assert (new / "b/c.txt").read_text("utf-8") == "after!"
    assert not (new / "b/c.txt").samefile(old / "b/c.txt")


def test_a_file_changed_after_its_manifest_is_not_taken_for_what_it_was(tmp_path: Path) -> None:
    old = released(tmp_path / "old", FILES)
    new = folder_of(tmp_path / "new", FILES)
    (old / "a.txt").write_text("the-same", encoding="utf-8")
    os.utime(old / "a.txt", ns=(0, (old / "manifest.json").stat().st_mtime_ns + 10**9))
    assert reuse(old, new, describe_files(new)) == 2
    assert (new / "a.txt").read_text("utf-8") == "the same"


def test_a_damaged_manifest_is_not_asked(tmp_path: Path) -> None:
    old = released(tmp_path / "old", FILES)
    (old / "manifest.json").write_text("{", encoding="utf-8")
    new = folder_of(tmp_path / "new", FILES)
    assert reuse(old, new, describe_files(new)) == 3


def test_a_digest_follows_the_file(tmp_path: Path) -> None:
    digests, path = Digests(), tmp_path / "a.nq"
    path.write_text("one\ntwo\n", encoding="utf-8")
    assert (digests.of(path), digests.lines(path)) == (file_digest(path), 2)
    path.write_text("three\n", encoding="utf-8")
    assert (digests.of(path), digests.lines(path)) == (file_digest(path), 1)


def test_known_digests_describe_as_new_ones_do(tmp_path: Path) -> None:
    folder, digests = folder_of(tmp_path, FILES), Digests()
    digests.learn([folder / "a.txt"])
    assert describe_files(folder, digests) == describe_files(folder)

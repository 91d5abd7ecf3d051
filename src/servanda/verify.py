"""Verify a release: every byte against the manifest, every dump against the others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph

from servanda.digests import EARLIER, MANIFEST, describe_files, file_digest, listed_pages
from servanda.errors import UsageError
from servanda.formats import SYNTAXES, Syntax
from servanda.manifest import manifest_bytes, sealed

__all__ = ["Change", "verify"]

_STATED: Final = "dump/dataset.nq"


@dataclass(frozen=True, slots=True)
class Change:
    """Something in a release that is not as its manifest says."""

    path: str
    what: str


def verify(folder: Path) -> list[Change]:
    """All changes found in the release at `folder`; an empty list means it is whole.

    Files are compared with the manifest first; only when all bytes agree are the dumps parsed
    and compared with each other. The releases before it are verified too. Raises UsageError if
    there is no release.
    """
    changes = _verify_one(folder)
    if any(change.path == MANIFEST for change in changes):
        return changes
    content = json.loads((folder / MANIFEST).read_bytes())
    return [*changes, *_earlier_changes(folder, content)]


def _verify_one(folder: Path) -> list[Change]:
    """As `verify`, without the releases before it."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise UsageError("no release here: manifest.json is missing", path=folder)
    raw = manifest.read_bytes()
    try:
        content = json.loads(raw)
    except ValueError as error:
        return [Change(MANIFEST, f"is not JSON: {error}")]
    changes = list(_manifest_changes(raw, content))
    if not changes:
        changes = list(_file_changes(folder, content["files"]))
    if not changes:
        changes = list(_page_changes(folder))
    if not changes:
        changes = list(_dump_changes(folder, content))
    return changes


def _earlier_changes(folder: Path, content: dict[str, Any]) -> Iterator[Change]:
    """What changed in the releases before this one, which are kept beside it."""
    named = content.get("earlier", [])
    listed = {str(each["path"]): str(each["manifest"]) for each in named}
    present = {f"{EARLIER}/{each.name}" for each in (folder / EARLIER).glob("*")}
    for name in sorted(listed.keys() | present):
        manifest = folder / name / MANIFEST
        if not manifest.is_file():
            yield Change(name, "is missing" if name in listed else "was added")
        elif name not in listed:
            yield Change(name, "was added")
        elif file_digest(manifest) != listed[name]:
            yield Change(f"{name}/{MANIFEST}", "was changed")
        else:
            for change in _verify_one(folder / name):
                yield Change(f"{name}/{change.path}", change.what)


def _manifest_changes(raw: bytes, content: Any) -> Iterator[Change]:  # noqa: ANN401  any JSON
    if not isinstance(content, dict):
        yield Change(MANIFEST, "is not a JSON object")
    elif manifest_bytes(content) != raw:
        yield Change(MANIFEST, "is not written as it was published")
    elif sealed(content).get("seal") != content.get("seal"):
        yield Change(MANIFEST, "was changed: its seal does not fit")


def _file_changes(folder: Path, files: list[dict[str, Any]]) -> Iterator[Change]:
    published = {str(each["path"]): each for each in files}
    present = {str(each["path"]): each for each in describe_files(folder)}
    for name in sorted(published.keys() | present.keys()):
        if name not in present:
            yield Change(name, "is missing")
        elif name not in published:
            yield Change(name, "was added")
        elif present[name] != published[name]:
            was, now = published[name]["sha256"], present[name]["sha256"]
            yield Change(name, f"was changed: SHA-256 {now[:12]}… instead of {was[:12]}…")


def _page_changes(folder: Path) -> Iterator[Change]:
    """What is not as the list of pages says; the list itself is as it was."""
    for name, digest in listed_pages(folder).items():
        if not (folder / name).is_file():
            yield Change(name, "is missing")
        elif (now := file_digest(folder / name)) != digest:
            yield Change(name, f"was changed: SHA-256 {now[:12]}… instead of {digest[:12]}…")


def _dump_changes(folder: Path, content: dict[str, Any]) -> Iterator[Change]:
    lines = (folder / _STATED).read_bytes().splitlines(keepends=True)
    if lines != sorted(set(lines)):
        yield Change(_STATED, "is not in canonical order")
    hashes, counts = content["datasetHash"], content["counts"]
    if file_digest(folder / _STATED) != hashes["stated"]:
        yield Change(_STATED, "does not have the dataset hash of the manifest")
    if len(lines) != counts["statedQuads"]:
        yield Change(_STATED, f"has {len(lines)} quads instead of {counts['statedQuads']}")
    quads, triples = _digests(pyoxigraph.parse(path=str(folder / _STATED)))
    for syntax in SYNTAXES:
        name = f"dump/dataset{syntax.suffix}"
        expected = quads if syntax.quads else triples
        if _digest_of(folder / name, syntax) != expected:
            yield Change(name, f"does not say the same as {_STATED}")


def _digest_of(path: Path, syntax: Syntax) -> str:
    quads, triples = _digests(pyoxigraph.parse(path=str(path), format=syntax.rdf_format))
    return quads if syntax.quads else triples


def _digests(quads: Iterable[pyoxigraph.Quad]) -> tuple[str, str]:
    """Order-free digests of a dataset: with its graph names, and without them."""
    with_graphs, without = set(), set()
    for quad in quads:
        with_graphs.add(str(quad))
        without.add(str(quad.triple))
    return _digest(with_graphs), _digest(without)


def _digest(lines: set[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()

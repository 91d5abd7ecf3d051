"""The folder of a release as its own lists tell it: which files it has, and what they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, NamedNode, Triple

from servanda.digests import EARLIER, MANIFEST, PAGES_LIST, file_digest, listed_pages
from servanda.errors import InputError, UsageError
from servanda.formats import web_type
from servanda.server.served import File
from servanda.site.read.paths import resource_path, split_iri

__all__ = ["Release", "read_release"]

_DATA: Final = "id/{}.nt"


@dataclass(frozen=True, slots=True)
class Release:
    """A release: its folder, the SHA-256 of its manifest, the IRI of its dataset, its files."""

    root: Path
    key: str
    dataset: str
    version: str
    versions: tuple[str, ...]
    files: dict[str, File]

    def tells(self, node: NamedNode | BlankNode | Triple, uri_space: str) -> bool:
        """Whether a file of the release holds the statements about a resource."""
        if not isinstance(node, NamedNode) or not uri_space:
            return False
        path = resource_path(split_iri(node.value)[0], uri_space)
        return _DATA.format(path) in self.files


def read_release(root: Path) -> Release:
    """The release in a folder. Raises UsageError for none, InputError for half of one."""
    manifest = root / MANIFEST
    if not manifest.is_file():
        raise UsageError(
            "this is neither a release nor a workspace: manifest.json is missing", path=root
        )
    content = _content(manifest)
    versions = tuple(
        folder.name
        for folder in sorted((root / EARLIER).glob("*"))
        if (folder / MANIFEST).is_file()
    )
    files = dict(_files(root, root, content))
    for version in versions:
        folder = root / EARLIER / version
        files.update(_files(root, folder, _content(folder / MANIFEST)))
    return Release(
        root=root,
        key=hashlib.sha256(manifest.read_bytes()).hexdigest(),
        dataset=str(content.get("dataset", "")),
        version=str(content.get("version", "")),
        versions=versions,
        files=files,
    )


def _content(manifest: Path) -> dict[str, Any]:
    try:
        content = json.loads(manifest.read_bytes())
        files = [(each["path"], each["bytes"], each["sha256"]) for each in content["files"]]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            "the manifest cannot be read", path=manifest, hint="Build the release again"
        ) from error
    if not files:
        raise InputError("the manifest names no file", path=manifest)
    found: dict[str, Any] = content
    return found


def _files(root: Path, folder: Path, content: dict[str, Any]) -> Iterator[tuple[str, File]]:
    """The files that a manifest vouches for, by their path from `root`; sizes are compared."""
    for each in content["files"]:
        path = folder / each["path"]
        if not path.is_file() or path.stat().st_size != each["bytes"]:
            raise InputError(
                f"{each['path']} is not as {MANIFEST} says",
                path=folder,
                hint="Run servanda verify on the release",
            )
        yield _named(root, path), File(path, each["bytes"], each["sha256"], web_type(each["path"]))
    for name, digest in listed_pages(folder).items():
        path = folder / name
        if path.is_file():
            yield _named(root, path), File(path, path.stat().st_size, digest, web_type(path.name))
    for name in (MANIFEST, PAGES_LIST):
        path = folder / name
        if path.is_file():
            size = path.stat().st_size
            yield _named(root, path), File(path, size, file_digest(path), web_type(name))


def _named(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()

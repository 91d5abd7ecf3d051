"""The manifest: every file of a release with media type, size and SHA-256, and what made it.

The pages of the site are many and are listed in a file of their own, `site.sha256`, which the
manifest vouches for.

The manifest is canonical JSON and carries a hash of itself, so that no byte of a release,
its own included, can change unseen.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from servanda.exporters.base import PAGES_LIST
from servanda.formats import media_type
from servanda.replace import EARLIER, MANIFEST

__all__ = ["ENGINES", "describe_files", "file_digest", "listed_pages", "manifest_bytes", "sealed"]

ENGINES: Final = ("owlrl", "pyoxigraph", "pyshacl", "rdflib")


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes as hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def listed_pages(folder: Path) -> dict[str, str]:
    """The SHA-256 of each page by its path, as `site.sha256` gives it; empty where that is not.

    A line that has not the form of `sha256sum` is left out: the manifest tells that the list is
    not as it was.
    """
    path = folder / PAGES_LIST
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    found = (line.split("  ", 1) for line in lines if "  " in line)
    return {name: digest for digest, name in found}


def describe_files(folder: Path) -> list[dict[str, Any]]:
    """Path, media type, size and SHA-256 of every file below `folder`.

    The manifest is left out, and what other lists vouch for: the pages of the site, and the
    earlier releases, which have manifests of their own.
    """
    pages = listed_pages(folder)
    paths = (path for path in folder.rglob("*") if path.is_file())
    names = sorted(path.relative_to(folder).as_posix() for path in paths)
    return [
        {
            "path": name,
            "mediaType": media_type(name),
            "bytes": (folder / name).stat().st_size,
            "sha256": file_digest(folder / name),
        }
        for name in names
        if name != MANIFEST and name not in pages and not name.startswith(f"{EARLIER}/")
    ]


def engine_versions() -> dict[str, str]:
    """The versions of what parsed, reasoned, validated and wrote."""
    return {name: version(name) for name in ENGINES}


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """`content` with `seal`: the SHA-256 of its canonical bytes without the seal."""
    bare = {key: value for key, value in content.items() if key != "seal"}
    return {**bare, "seal": hashlib.sha256(manifest_bytes(bare)).hexdigest()}


def manifest_bytes(content: dict[str, Any]) -> bytes:
    """The one spelling of a manifest: UTF-8, two spaces, keys in the given order."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()

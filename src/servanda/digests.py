"""The files of a release, each with media type, size and SHA-256, and the lists that hold them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from servanda.formats import media_type

__all__ = ["EARLIER", "MANIFEST", "PAGES_LIST", "describe_files", "file_digest", "listed_pages"]

MANIFEST: Final = "manifest.json"
PAGES_LIST: Final = "site.sha256"
EARLIER: Final = "v"  # the folder of the releases before this one


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

"""The files of a release, each with media type, size and SHA-256, and the lists that hold them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from servanda.formats import media_type

__all__ = [
    "EARLIER",
    "MANIFEST",
    "PAGES_LIST",
    "Digests",
    "describe_files",
    "file_digest",
    "listed_pages",
]

MANIFEST: Final = "manifest.json"
PAGES_LIST: Final = "site.sha256"
EARLIER: Final = "v"  # the folder of the releases before this one

_BLOCK: Final = 1 << 18  # bytes
_THREADS: Final = 4  # hashing lets other threads go on; more than cores only wait for the disk


class Digests:
    """The SHA-256 and the lines of files, each read once for as long as it is the file it was.

    A file is known again by number, size and the time of its last change.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], tuple[str, int]] = {}

    def of(self, path: Path) -> str:
        """The digest of a file as hexadecimal."""
        return self._read(path)[0]

    def lines(self, path: Path) -> int:
        """How many line feeds a file has."""
        return self._read(path)[1]

    def learn(self, paths: Iterable[Path]) -> None:
        """Read files that will be asked for, several at once."""
        with ThreadPoolExecutor(_THREADS) as pool:
            for _ in pool.map(self._read, paths):
                pass

    def _read(self, path: Path) -> tuple[str, int]:
        key = _key(path)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _digest_and_lines(path)
        return known


def _digest_and_lines(path: Path) -> tuple[str, int]:
    digest, lines = hashlib.sha256(), 0
    with path.open("rb", buffering=0) as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
            lines += block.count(b"\n")
    return digest.hexdigest(), lines


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


def describe_files(
    folder: Path, digests: Digests | None = None, *, without: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """Path, media type, size and SHA-256 of every file below `folder`.

    The manifest is left out, and what other lists vouch for: the pages of the site, and the
    earlier releases, which have manifests of their own. Left out, too, is what begins with one of
    `without`. `digests` are those known already.
    """
    digests = Digests() if digests is None else digests
    pages = listed_pages(folder)
    names = sorted(
        name
        for name in _names(folder)
        if name != MANIFEST and name not in pages and not name.startswith((f"{EARLIER}/", *without))
    )
    digests.learn(folder / name for name in names)
    return [
        {
            "path": name,
            "mediaType": media_type(name),
            "bytes": (folder / name).stat().st_size,
            "sha256": digests.of(folder / name),
        }
        for name in names
    ]


def _names(folder: Path) -> Iterable[str]:
    for path, _, names in os.walk(folder):
        below = Path(path).relative_to(folder)
        for name in names:
            if (folder / below / name).is_file():
                yield (below / name).as_posix()


def _key(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns

"""Earlier releases: a release keeps those before it in `v/<version>/`, each whole and unchanged."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from servanda.digests import EARLIER, MANIFEST
from servanda.errors import InputError

__all__ = ["Earlier", "earlier_releases", "keep"]

_PLAIN: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,63}")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A release made before: its version, the day it was issued, its folder."""

    version: str
    issued: str
    folder: Path


def earlier_releases(out: Path, version: str) -> list[Earlier]:
    """The releases in `out` and in its `v/`, oldest first; those of `version` itself left out.

    `out` need not exist. Raises InputError for a manifest that cannot be read.
    """
    folders = [out, *sorted((out / EARLIER).glob("*"))]
    found = [_read(folder) for folder in folders if (folder / MANIFEST).is_file()]
    kept = {each.version: each for each in found if each.version != version}
    return sorted(kept.values(), key=lambda each: (each.issued, _order(each.version)))


def keep(releases: list[Earlier], folder: Path) -> list[Earlier]:
    """Put releases into `v/` of the release in the making at `folder`, by hard links if possible.

    What they kept themselves is left out: it stands beside them now.
    """
    kept = []
    for each in releases:
        target = folder / EARLIER / each.version
        target.parent.mkdir(exist_ok=True)
        shutil.copytree(
            each.folder, target, ignore=_without_earlier(each.folder), copy_function=_link
        )
        kept.append(Earlier(each.version, each.issued, target))
    return kept


def _read(folder: Path) -> Earlier:
    path = folder / MANIFEST
    try:
        content: Any = json.loads(path.read_bytes())
        version, issued = str(content["version"]), str(content["issued"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            "the manifest of an earlier release cannot be read",
            path=path,
            line=1,
            hint="Restore the file, or move that folder away",
        ) from error
    if not _PLAIN.fullmatch(version):
        raise InputError(f"{version!r} is no version that can name a folder", path=path, line=1)
    return Earlier(version, issued, folder)


def _order(version: str) -> list[tuple[int, str]]:
    """Versions in the order of their numbers: 0.10 after 0.9."""
    parts = re.findall(r"\d+|[A-Za-z]+", version)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _without_earlier(top: Path) -> Any:  # noqa: ANN401  the form that copytree asks for
    def ignored(here: str, _names: list[str]) -> set[str]:
        return {EARLIER} if Path(here) == top else set()

    return ignored


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or a file system without links
        shutil.copy2(source, target)

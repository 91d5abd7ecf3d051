"""What exporters keep in the cache of a workspace, to start from files of the release before.

What is kept is a line of JSON with its digest at the end. It says which files it is about, by
their stamps, and of which dump they were made: where one of these is another, all is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.digests import Digests
from servanda.exporters.base import Source
from servanda.serialize.copies import copy, growing
from servanda.serialize.index import Stamp

__all__ = ["Kept", "fits", "keep", "kept", "take"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What an exporter made last: stamps of its files by name, and what it has to remember."""

    stamps: Mapping[str, Stamp]
    told: Any


def keep(source: Source, name: str, files: Iterable[Path], told: Any) -> None:  # noqa: ANN401  JSON
    """Keep under a name what was made of the dump of `source`, if there is a cache.

    The dump is written by now. `files` are the files that the next build may start from.
    """
    if source.cache is None:
        return
    digests = source.digests
    stamps = {path.name: Stamp.of(path, digests.of(path)) for path in files}
    content = json.dumps(
        {
            "key": source.outcome.kit.map_key,
            "dataset": digests.of(source.outcome.stated),
            "stamps": {
                name: [stamp.size, stamp.mtime, stamp.inode, stamp.sha256]
                for name, stamp in stamps.items()
            },
            "told": told,
        }
    ).encode()
    path = source.cache / f"{name}.again"
    beside = path.with_name(f"{path.name}.new")
    with suppress(OSError):  # a cache that cannot be written is none
        beside.write_bytes(content + b"\n" + hashlib.sha256(content).hexdigest().encode())
        beside.replace(path)


def kept(source: Source, name: str, below: str) -> Kept | None:
    """What was kept under a name, if it can be relied on; else None.

    It can be if it was made by the same program, of the same ontology and reference, and of the
    dump that the new one was copied from, and if the files that it is about stand as they were in
    the folder `below` the release before.
    """
    if source.cache is None or source.before is None or not source.since.dump:
        return None
    try:
        content, _, seal = (source.cache / f"{name}.again").read_bytes().rpartition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() != seal:
            return None
        said = json.loads(content)
        stamps = {each: Stamp(*stamp) for each, stamp in said["stamps"].items()}
        made_of = (source.outcome.kit.map_key, source.since.dump["dataset.nq"])
        good = (said["key"], said["dataset"]) == made_of
        if not good or not fits(stamps, source.before / below, source.digests):
            return None
        return Kept(stamps, said["told"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fits(stamps: Mapping[str, Stamp], folder: Path, digests: Digests) -> bool:
    """Whether the files of a folder are those of the stamps: by these, or else by content."""
    try:
        for name, stamp in stamps.items():
            path = folder / name
            if Stamp.of(path, stamp.sha256) != stamp and (
                path.stat().st_size != stamp.size or digests.of(path) != stamp.sha256
            ):
                return False
    except OSError:
        return False
    return True


def take(path: Path, target: Path) -> None:
    """Let a file stand at `target`, too: the same one, or a copy where that cannot be."""
    try:
        os.link(path, target)
    except OSError:  # another disk, or a file system without links
        with growing(target) as file:
            copy(path, file)

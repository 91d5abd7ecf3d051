"""What the command line names, as something that can be served: releases, workspaces, RDF files."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Final

from servanda.build import RefusedError, build
from servanda.digests import MANIFEST, file_digest
from servanda.errors import InputError, UsageError
from servanda.formats import SYNTAXES, syntax_of
from servanda.server.nothing import NothingError
from servanda.server.served import Served
from servanda.workspace import open_workspace

__all__ = ["Progress", "mark_of", "pinned", "sources"]

Progress = Callable[[str, int, int], None]
"""Told of a stage of long work, how much of it is done, and of how much."""

_PARTS: Final = ("data", "ontology", "shapes", "queries")
_MARK: Final = "built-from.json"


def sources(paths: Sequence[Path], cache: Path, progress: Progress) -> tuple[Path, ...]:
    """The folder of one release, or files of RDF; a workspace is built first, into the cache.

    Links are followed now and not later, so that all that is read comes from one release. Raises
    UsageError for what is neither, or for a folder among several paths.
    """
    folders = [path for path in paths if path.is_dir()]
    if folders and len(paths) > 1:
        raise UsageError(
            "a release or a workspace is served alone", path=folders[0], hint="Name it, or files"
        )
    if not folders:
        return tuple(_file(path) for path in paths)
    folder = folders[0].resolve()
    if (folder / MANIFEST).is_file():
        return (folder,)
    if not (folder / "data").is_dir():
        raise NothingError(
            "there is nothing to serve: no release (manifest.json), and no workspace (data/)",
            path=folders[0],
            hint="servanda new workspace makes one, and servanda build a release of it",
        )
    return (_built(folder, cache, progress),)


def _file(path: Path) -> Path:
    if not path.is_file():
        raise UsageError("there is no such file", path=path)
    if syntax_of(path) is None:
        known = " ".join(syntax.suffix for syntax in SYNTAXES)
        raise UsageError("this is no file of RDF", path=path, hint=f"Known are {known}")
    return path.resolve()


def _built(root: Path, cache: Path, progress: Progress) -> Path:
    """The release of a workspace, built anew if any of its files has changed since."""
    out = cache / "workspaces" / hashlib.sha256(str(root).encode()).hexdigest()[:16] / "release"
    mark = out.with_name(_MARK)
    seen = _seen(root)
    with suppress(OSError, ValueError):
        if json.loads(mark.read_text("utf-8")) == seen and (out / MANIFEST).is_file():
            return out
    out.parent.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    if not open_workspace(root).records:
        raise NothingError("there is nothing to serve: the workspace has no records", path=root)
    try:
        build(root, out, progress=progress)
    except RefusedError as refused:
        raise NothingError(
            f"there is nothing to serve: the shapes are violated in {len(refused.found)} places",
            path=root,
            hint="servanda check shows all",
        ) from refused
    mark.write_text(json.dumps(seen), encoding="utf-8")
    return out


def _seen(root: Path) -> list[object]:
    """What tells whether a workspace has changed: the version of this program, and its files."""
    files = []
    for part in _PARTS:
        for path in sorted((root / part).rglob("*")):
            if path.is_file():
                stat = path.stat()
                files.append([path.relative_to(root).as_posix(), stat.st_size, stat.st_mtime_ns])
    return [version("servanda"), files]


def pinned(served: Served) -> Served:
    """A release with hard links to its files in the cache, so that none changes while it is served.

    Where links are not possible its files are those of the folder, which then must be let be until
    the next release is served. Raises InputError if the folder was replaced in between.
    """
    if served.root is None:
        return served
    folder = served.store.parent / "files"
    if not folder.is_dir():
        beside = folder.with_name(f".files-{os.getpid()}")
        shutil.rmtree(beside, ignore_errors=True)
        try:
            _link(served, beside)
            if file_digest(beside / MANIFEST) != served.key:
                raise InputError("the release was replaced while it was read", path=served.root)
            beside.rename(folder)
        except OSError:
            if not folder.is_dir():
                return served
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    files = {name: replace(file, path=folder / name) for name, file in served.files.items()}
    return replace(served, root=folder, files=MappingProxyType(files))


def _link(served: Served, folder: Path) -> None:
    made: set[Path] = set()
    for name, file in served.files.items():
        target = folder / name
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        os.link(file.path, target)


def mark_of(paths: Sequence[Path]) -> tuple[object, ...]:
    """What changes when another release, or other files, are to be served; cheap to ask."""
    return tuple(_marks(paths))


def _marks(paths: Sequence[Path]) -> Iterator[object]:
    for path in paths:
        with suppress(OSError):
            place = path.resolve()
            stat = (place / MANIFEST if place.is_dir() else place).stat()
            yield str(place), stat.st_ino, stat.st_size, stat.st_mtime_ns

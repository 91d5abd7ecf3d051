"""Make a release, or files of RDF, ready to be served: once, in a folder of the cache.

What is made is named by the SHA-256 of what it is made from and appears in one rename, so that a
server that is killed while it prepares leaves nothing half made that would be used.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph
from pyoxigraph import NamedNode, Quad, Store, Triple

from servanda.caches import cache_folder
from servanda.digests import MANIFEST, file_digest
from servanda.errors import InputError, UsageError
from servanda.formats import syntax_of
from servanda.server.about import told_of
from servanda.server.facts import write_facts
from servanda.server.nothing import NothingError
from servanda.server.released import Release, read_release
from servanda.server.served import Served
from servanda.server.spellings import Spellings

__all__ = ["CACHE", "prepare"]

CACHE: Final = "served"

_FORM: Final = "1"  # of what is prepared; another number makes all of it again
_DUMPS: Final = ("dump/dataset.nq", "dump/inferred.nq", "ontology.ttl")
_BATCH: Final = 100_000
_MAKING: Final = ".making-"
_LEFT: Final = 86_400.0  # seconds: nothing takes so long to be made
_KEPT: Final = 4
Progress = Callable[[str], None]


def prepare(
    paths: Sequence[Path], *, cache: Path | None = None, progress: Progress = lambda _: None
) -> Served:
    """One folder of a release, or files of RDF, ready to be served.

    A release is checked as far as it is read here: its manifest, its dumps, and the size of each
    file. Raises InputError for one that is not whole and for a file that cannot be read,
    UsageError for what is neither.
    """
    cache = cache or cache_folder(CACHE)
    if len(paths) == 1 and paths[0].is_dir():
        release = read_release(paths[0].resolve())
        sources = [release.files[name].path for name in _DUMPS if name in release.files]
        key = release.key
        for name in _DUMPS:
            file = release.files.get(name)
            if file is not None and file_digest(file.path) != file.sha256:
                raise _not_whole(paths[0], name)
    else:
        release, sources = None, [_checked(path) for path in paths]
        digests = "\n".join(file_digest(path) for path in sources)
        key = hashlib.sha256(digests.encode()).hexdigest()
    folder = cache / f"{key[:32]}-{_FORM}"
    if not folder.is_dir():
        progress("Preparing the store")
        _make(folder, sources, release)
    _sweep(cache, folder)
    return _served(folder, key, release)


def _checked(path: Path) -> Path:
    if path.is_dir():
        raise UsageError("this is no release: manifest.json is missing", path=path)
    if not path.is_file():
        raise UsageError("there is no such file", path=path)
    if syntax_of(path) is None:
        raise UsageError(
            "the suffix is that of no syntax of RDF",
            path=path,
            hint="Give .ttl, .nt, .nq, .trig, .jsonld or .rdf",
        )
    return path


def _not_whole(root: Path, name: str) -> InputError:
    return InputError(
        f"{name} is not as {MANIFEST} says", path=root, hint="Run servanda verify on the release"
    )


def _make(folder: Path, sources: Sequence[Path], release: Release | None) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=_MAKING) as name:
        work = Path(name)
        spellings = Spellings()
        store = Store(str(work / "store"))
        count = 0
        for batch in _batches(_quads(sources)):
            store.bulk_extend(batch)
            spellings.see(quad.object for quad in batch)
            count += len(batch)
        if not count:
            raise NothingError("there is nothing to serve: no statement was found", path=sources[0])
        graphs = sorted(each.value for each in store.named_graphs() if isinstance(each, NamedNode))
        triples = len(store)
        store.optimize()
        store.flush()
        del store
        spellings.write(work / "spellings.nt")
        (work / "graphs.txt").write_text("".join(f"{each}\n" for each in graphs), "utf-8")
        (work / "triples.txt").write_text(f"{triples}\n", "utf-8")
        about = told_of(release, _quads(sources)) if release else {}
        (work / "about.json").write_text(json.dumps(about), "utf-8")
        write_facts(work / "facts.sqlite", _untold(release, about, _quads(sources)))
        (work / "lock").touch()
        work.chmod(0o755)
        _place(work, folder)


def _untold(
    release: Release | None, about: Mapping[str, Any], quads: Iterator[Quad]
) -> Iterator[Triple]:
    """The statements about what has no file of its own in the release."""
    space = str(about.get("uri_space", ""))
    known: dict[object, bool] = {}
    for quad in quads:
        subject = quad.subject
        if release is not None and subject not in known:
            known[subject] = release.tells(subject, space)
        if not known.get(subject, False):
            yield quad.triple


def _place(work: Path, folder: Path) -> None:
    """Give what was made its name; another process may have been as quick."""
    try:
        work.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    else:
        work.mkdir()  # what is removed at the end


def _quads(sources: Iterable[Path]) -> Iterator[Quad]:
    for path in sources:
        syntax = syntax_of(path)
        if syntax is None:
            continue
        base = "urn:servanda:base:" if syntax.name != "N-Quads" else None
        try:
            yield from pyoxigraph.parse(path=str(path), format=syntax.rdf_format, base_iri=base)
        except SyntaxError as error:
            line = getattr(error, "lineno", None)
            raise InputError(
                " ".join(str(error.msg).split()), path=path, line=line, hint="Mend the file"
            ) from error
        except (OSError, ValueError) as error:
            raise InputError(f"it cannot be read: {error}", path=path) from error


def _batches(quads: Iterator[Quad]) -> Iterator[list[Quad]]:
    batch: list[Quad] = []
    for quad in quads:
        batch.append(quad)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _served(folder: Path, key: str, release: Release | None) -> Served:
    # While it is held, no other process removes the folder.
    lock = os.open(folder / "lock", os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_SH)
    about = json.loads((folder / "about.json").read_text("utf-8"))
    parts: dict[str, Any] = {}
    if release is not None:
        parts = {**about, "root": release.root, "files": MappingProxyType(release.files)}
        parts |= {"version": release.version, "versions": release.versions}
        parts["dataset"] = release.dataset
    return Served(
        key=key,
        store=folder / "store",
        spellings=folder / "spellings.nt",
        facts=folder / "facts.sqlite",
        graphs=frozenset((folder / "graphs.txt").read_text("utf-8").splitlines()),
        triples=int((folder / "triples.txt").read_text("utf-8")),
        lock=lock,
        **parts,
    )


def _sweep(cache: Path, keep: Path) -> None:
    """Remove what no server holds any more, but for the newest few, and what was left half made."""
    folders = [path for path in cache.iterdir() if path.is_dir() and path != keep]
    folders.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    made = [path for path in folders if not path.name.startswith(_MAKING)]
    for path in folders:
        if path.name.startswith(_MAKING) and time.time() - path.stat().st_mtime > _LEFT:
            shutil.rmtree(path, ignore_errors=True)
    for path in made[_KEPT:]:
        if _is_free(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_free(path: Path) -> bool:
    try:
        lock = os.open(path / "lock", os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(lock)

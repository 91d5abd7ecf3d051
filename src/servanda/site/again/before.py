"""The files of the memory of a site, and what has changed since they were written."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final

from servanda.digests import file_digest
from servanda.serialize.sorted_lines import changed_lines
from servanda.site.again.changes import (
    MOST,
    changed_homes,
    changed_statements,
    number_of,
)
from servanda.site.base import Site
from servanda.site.read.reads import Key, Read

__all__ = ["Places", "before", "replace", "statements"]

_BASE: Final = "pages.db"
_DIGESTS: Final = "pages.sha256"
_STATEMENTS: Final = ("stated.nq", "inferred.nq")


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie: the sorted statements of now, the cache, and the release before."""

    stated: Path
    inferred: Path
    cache: Path
    previous: Path | None = None


def replace(places: Places, fresh: Path) -> None:
    """Let the memory in the file `fresh` stand in place of the one before.

    The list of digests comes last: until then, there is no memory.
    """
    folder = places.cache
    (folder / _DIGESTS).unlink(missing_ok=True)
    for name, path in zip(_STATEMENTS, (places.stated, places.inferred), strict=True):
        (folder / name).unlink(missing_ok=True)
        try:
            os.link(path, folder / name)
        except OSError:  # another disk, or a file system without links
            shutil.copyfile(path, folder / name)
    fresh.replace(folder / _BASE)
    (folder / _DIGESTS).write_text(_digest_line(folder), encoding="utf-8")


def _digest_line(folder: Path) -> str:
    return f"{file_digest(folder / _BASE)}  {_BASE}\n"


def statements(places: Places) -> dict[str, str]:
    """The digests of the statements, by which a memory knows those that it was made from."""
    pairs = zip(_STATEMENTS, (places.stated, places.inferred), strict=True)
    return {name: file_digest(path) for name, path in pairs}


def _known(folder: Path, settings: Mapping[str, str]) -> bool:
    """Whether the memory in a folder is whole, of these settings, and beside its statements.

    Two builds at once may leave the memory of one and the statements of the other.
    """
    try:
        if (folder / _DIGESTS).read_bytes() != _digest_line(folder).encode():
            return False
        own = {name: file_digest(folder / name) for name in _STATEMENTS}
    except OSError:
        return False
    with closing(_read_only(folder)) as old:
        return dict(old.execute("SELECT name, value FROM setting")) == {**settings, **own}


def _read_only(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{(folder / _BASE).absolute().as_uri()}?mode=ro", uri=True)


@contextmanager
def before(
    site: Site, places: Places, settings: Mapping[str, str], rows: Mapping[str, bytes]
) -> Iterator[tuple[sqlite3.Connection | None, frozenset[int]]]:
    """The memory of before with the keys that have changed since; None if it is of no use."""
    if places.previous is None or not _known(places.cache, settings):
        yield None, frozenset()
        return
    with closing(_read_only(places.cache)) as old:
        changed = _changed(site, places, rows, old)
        yield (None, frozenset()) if changed is None else (old, changed)


def _changed(
    site: Site, places: Places, rows: Mapping[str, bytes], old: sqlite3.Connection
) -> frozenset[int] | None:
    pairs = zip(_STATEMENTS, (places.stated, places.inferred), strict=True)
    spelled = chain.from_iterable(changed_lines(places.cache / name, path) for name, path in pairs)
    lines = (line.decode() for line in spelled)
    found = list(islice(lines, MOST + 1))
    if len(found) > MOST:
        return None
    keys = chain(
        changed_statements(found, site),
        _homes(site, places),
        _rows(rows, dict(old.execute("SELECT node, digest FROM row"))),
    )
    return frozenset(map(number_of, keys))


def _homes(site: Site, places: Places) -> Iterator[Key]:
    base = site.index.sql
    base.execute("ATTACH ? AS before", (str(places.cache / _BASE),))
    yield from changed_homes(base)
    base.execute("DETACH before")


def _rows(new: Mapping[str, bytes], old: Mapping[str, bytes]) -> Iterable[Key]:
    changed = [node for node in new.keys() | old.keys() if new.get(node) != old.get(node)]
    yield from ((Read.ROW, node) for node in changed)
    if changed:
        yield (Read.ROWS,)

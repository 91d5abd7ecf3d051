"""Which files of records may be other ones than those that were read: told by folder, in bytes.

Of each folder the ledger keeps the lines that it was listed with (`listing.stamped`). Where these
are the lines of today, none of its files needs to be looked at. A stamp that does not tell enough
is kept as `NOT_THERE`: that of a file that changed so shortly before it was listed that it might
have changed again within what its time can tell.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from servanda.listing import NOT_THERE
from servanda.pipeline.ledger import DamagedError, Ledger, mark_of
from servanda.workspace import Records

__all__ = ["Listed", "compared", "keep_listed"]

_SLACK: Final = 2_000_000_000  # nanoseconds in which a file can change unseen by its time


@dataclass(slots=True)
class Listed:
    """Files of today that are not surely those that were read, and those that are gone.

    Both are paths from the root, sorted. `folders` are those that differ, by path: what the lines
    begin with as before, what is new, and what they end with as before; None for those gone.
    """

    unsure: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    folders: dict[str, tuple[str, str, str] | None] = field(default_factory=dict)


def compared(ledger: Ledger, records: Records) -> Listed:
    """What differs between the records as they are listed and as the ledger knows them."""
    found = Listed()
    known = {str(path) for (path,) in ledger.ask("SELECT path FROM folder")}
    start = len(records.top) - len("data")
    today = {path[start:].replace(os.sep, "/"): lines for path, lines in records.lines.items()}
    for path, lines in today.items():
        before = _kept(ledger, path) if path in known else ""
        if before != lines or path not in known:
            _compare(found, path, before, lines)
    for path in sorted(known - today.keys()):
        _compare(found, path, _kept(ledger, path), "")
        found.folders[path] = None
    found.unsure.sort()
    found.gone.sort()
    return found


def _kept(ledger: Ledger, path: str) -> str:
    rows = ledger.ask("SELECT lines, digest FROM folder WHERE path = ?", (path,))
    for lines, digest in rows:
        if mark_of(lines) != digest:
            raise DamagedError(path)
        return str(lines)
    return ""


def _compare(found: Listed, folder: str, before: str, now: str) -> None:
    start = now.rfind("\n", 0, _common(before, now)) + 1
    old, new = before[start:], now[start:]
    end = _common_end(old, new)
    old, new = _ended(old, end), _ended(new, end)
    found.folders[folder] = (now[:start], new, now[start + len(new) :])
    was, is_now = _stamps(old), _stamps(new)
    found.unsure += (
        f"{folder}/{name}"
        for name, stamp in is_now.items()
        if stamp == NOT_THERE or was.get(name) != stamp
    )
    found.gone += (f"{folder}/{name}" for name in was.keys() - is_now.keys())


def _stamps(lines: str) -> Mapping[str, str]:
    return dict(line.split("\t") for line in lines.splitlines())


def _ended(text: str, end: int) -> str:
    """A text without its last `end` characters, but with the rest of the line these begin in."""
    return text[: text.find("\n", len(text) - end) + 1] if end else text


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at the beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: str, other: str) -> int:
    """How many characters two texts have in common at the end."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def keep_listed(ledger: Ledger, found: Listed, began: int, faulty: Container[str]) -> None:
    """Keep the lines of the folders that differ, as they were listed at `began`.

    Files that changed shortly before, and those that are `faulty`, stay unsure.
    """
    for path, lines in found.folders.items():
        if lines is None:
            ledger.base.execute("DELETE FROM folder WHERE path = ?", (path,))
            continue
        start, new, end = lines
        kept = "".join((start, *_trusted(path, new, began - _SLACK, faulty), end))
        values = (path, kept, mark_of(kept))
        ledger.base.execute("INSERT OR REPLACE INTO folder VALUES (?, ?, ?)", values)


def _trusted(folder: str, lines: str, before: int, faulty: Container[str]) -> Iterator[str]:
    for line in lines.splitlines(keepends=True):
        name, _, stamp = line.partition("\t")
        parts = stamp.split(" ")
        good = len(parts) > 1 and int(parts[1]) < before and f"{folder}/{name}" not in faulty
        yield line if good else f"{name}\t{NOT_THERE}\n"

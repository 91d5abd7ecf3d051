"""Where each graph lies in the forms of a dump, kept so that the next dump can copy what stays.

An index is a file in the cache: a line of JSON, then names, marks and lengths, with the digest of
it all at the end. One that is damaged, or that was made by other writers, is as good as none.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from servanda.serialize.pieces import SUFFIXES

__all__ = ["Index", "Pieces", "Stamp", "kept_index", "mark_of", "writers_key"]

_MARK: Final = 16  # bytes
_SEAL: Final = 32


def mark_of(text: str) -> bytes:
    """The digest by which the text of a graph is known again: BLAKE2b with 16 bytes."""
    return hashlib.blake2b(text.encode(), digest_size=_MARK).digest()


class Pieces:
    """The graphs of a dump in their order: name, mark, and how many bytes each form has of it."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.marks = bytearray()
        self.lengths: tuple[array[int], ...] = tuple(array("Q") for _ in SUFFIXES)

    def __len__(self) -> int:
        return len(self.names)

    def add(self, name: str, mark: bytes, lengths: Iterable[int]) -> None:
        """Append one graph."""
        self.names.append(name)
        self.marks += mark
        for some, length in zip(self.lengths, lengths, strict=True):
            some.append(length)

    def join(self, other: Pieces, start: int = 0, end: int | None = None) -> None:
        """Append the graphs of another list from `start` up to `end`."""
        end = len(other) if end is None else end
        self.names += other.names[start:end]
        self.marks += other.marks[start * _MARK : end * _MARK]
        for mine, its in zip(self.lengths, other.lengths, strict=True):
            mine.extend(its[start:end])

    def mark(self, place: int) -> bytes:
        """The mark of the graph at a place."""
        return bytes(self.marks[place * _MARK : (place + 1) * _MARK])

    def dumped(self) -> bytes:
        """All of it in bytes, which `loaded` reads."""
        names = "".join(f"{name}\n" for name in self.names).encode()
        return b"".join((names, self.marks, *(some.tobytes() for some in self.lengths)))

    @classmethod
    def loaded(cls, content: bytes, count: int) -> Pieces:
        """The pieces of `count` graphs; ValueError if the bytes are others."""
        pieces = cls()
        end = len(content) - count * (_MARK + 8 * len(SUFFIXES))
        pieces.names = content[: max(end, 0)].decode().split("\n")[:-1]
        pieces.marks += content[end : end + count * _MARK]
        for place, some in enumerate(pieces.lengths):
            at = end + count * (_MARK + 8 * place)
            some.frombytes(content[at : at + count * 8])
        if len(pieces) != count or any(len(some) != count for some in pieces.lengths):
            raise ValueError(count)
        return pieces


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what a file is known again: size, time of its last change, number, and SHA-256."""

    size: int
    mtime: int
    inode: int
    sha256: str

    @classmethod
    def of(cls, path: Path, sha256: str) -> Stamp:
        """The stamp of a file whose digest is known."""
        found = path.stat()
        return cls(found.st_size, found.st_mtime_ns, found.st_ino, sha256)


@dataclass(frozen=True, slots=True)
class Index:
    """The pieces of a dump, the stamps of its files by name, and what made it."""

    key: str
    stamps: Mapping[str, Stamp]
    pieces: Pieces = field(default_factory=Pieces)

    def keep(self, path: Path) -> None:
        """Write the index in one rename; its folder must exist."""
        stamps = {
            name: [stamp.size, stamp.mtime, stamp.inode, stamp.sha256]
            for name, stamp in self.stamps.items()
        }
        head = json.dumps({"key": self.key, "stamps": stamps, "graphs": len(self.pieces)})
        content = head.encode() + b"\n" + self.pieces.dumped()
        beside = path.with_name(f"{path.name}.new")
        beside.write_bytes(content + hashlib.sha256(content).digest())
        beside.replace(path)


def kept_index(path: Path, key: str) -> Index | None:
    """The index at `path`; None if there is none, if it is damaged, or if its key is another."""
    try:
        content = path.read_bytes()
        body, seal = content[:-_SEAL], content[-_SEAL:]
        if hashlib.sha256(body).digest() != seal:
            return None
        line, _, rest = body.partition(b"\n")
        head = json.loads(line)
        if head["key"] != key:
            return None
        stamps = {name: Stamp(*stamp) for name, stamp in head["stamps"].items()}
        return Index(key, stamps, Pieces.loaded(rest, head["graphs"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def writers_key(prefixes: Mapping[str, str]) -> str:
    """What the bytes of a dump depend on beside its graphs: prefixes, engine and our writers."""
    told = json.dumps([sorted(prefixes.items()), version("pyoxigraph"), _own_digest()])
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def _own_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()

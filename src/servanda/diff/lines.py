"""The sorted N-Quads of a release: read in order, or at one subject, without being held.

A release has no blank nodes and its dumps are sorted by bytes, so two of them can be merged line
by line, and all that is said of a resource is found by halving.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from servanda.errors import InputError

__all__ = ["Lines", "differences"]


class Lines:
    """One N-Quads file that is sorted by bytes; its bytes are mapped, not loaded."""

    __slots__ = ("_data", "path")

    def __init__(self, path: Path) -> None:
        self.path: Final = path
        if not path.is_file():
            raise InputError(
                "the release lacks this file", path=path, hint="Build the release again"
            )
        with path.open("rb") as opened:
            empty = path.stat().st_size == 0
            self._data: Final[mmap.mmap | bytes] = (
                b"" if empty else mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            )

    def __iter__(self) -> Iterator[bytes]:
        """Each line. Raises InputError where the order is broken: a merge would say nonsense."""
        before = b""
        with self.path.open("rb") as opened:
            for number, line in enumerate(opened, start=1):
                if line <= before:
                    raise InputError(
                        "the lines are not sorted, or one stands twice",
                        path=self.path,
                        line=number,
                        hint="servanda verify tells whether the release was changed",
                    )
                before = line
                yield line

    def about(self, subject: NamedNode) -> tuple[Quad, ...]:
        """All quads with a subject, in the order of the file."""
        return tuple(self.quad(line) for line in self._from(f"{subject} ".encode()))

    def quad(self, line: bytes) -> Quad:
        """The quad of one line. Raises InputError if it is none, or has a blank node."""
        try:
            found = list(pyoxigraph.parse(line, format=RdfFormat.N_QUADS))
        except (SyntaxError, ValueError):
            found = []
        if len(found) == 1 and isinstance(found[0], Quad):
            quad = found[0]
            if isinstance(quad.subject, NamedNode) and isinstance(quad.predicate, NamedNode):
                return quad
        number = self._data[: max(0, self._data.find(line))].count(b"\n") + 1
        raise InputError(
            "this line is no statement of a release",
            path=self.path,
            line=number,
            hint="servanda verify tells whether the release was changed",
        )

    def naming(self, predicate: NamedNode, objects: Iterable[NamedNode]) -> Iterator[Quad]:
        """The quads with a predicate and one of some objects; the whole file is looked through."""
        wanted = frozenset(str(each).encode() for each in objects)
        if not wanted:
            return
        form = rb"^<[^>\n]*> " + re.escape(str(predicate).encode()) + rb" (<[^>\n]*>) [^\n]*\n"
        for match in re.finditer(form, self._data, re.MULTILINE):
            if match[1] in wanted:
                yield self.quad(match[0])

    def _from(self, key: bytes) -> Iterator[bytes]:
        data, start = self._data, self._first(key)
        while data[start : start + len(key)] == key:
            end = data.find(b"\n", start)
            end = len(data) if end < 0 else end + 1
            yield bytes(data[start:end])
            start = end

    def _first(self, key: bytes) -> int:
        """Where the first line begins that is not before `key`."""
        data, low, high = self._data, 0, len(self._data)
        while low < high:
            middle = (low + high) // 2
            start = max(low, data.rfind(b"\n", low, middle) + 1)
            if data[start : start + len(key)] < key:
                end = data.find(b"\n", middle)
                low = len(data) if end < 0 else end + 1
            else:
                high = start
        return low


def differences(before: Lines | None, after: Lines) -> Iterator[tuple[bool, Quad]]:
    """The quads that only one of two files has: False for what was removed, True for added.

    Both files are read once, in step; only lines that differ are parsed.
    """
    old = iter(before) if before is not None else iter(())
    new = iter(after)
    was, now = next(old, None), next(new, None)
    while was is not None or now is not None:
        if was == now:
            was, now = next(old, None), next(new, None)
        elif before is not None and was is not None and (now is None or was < now):
            yield False, before.quad(was)
            was = next(old, None)
        elif now is not None:
            yield True, after.quad(now)
            now = next(new, None)

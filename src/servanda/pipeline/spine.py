"""The spine of a release: all quads as sorted, unique N-Quads lines, written without holding them.

Every batch is spilled as a sorted run, and the runs are merged. One spine is in code point order
(the canonical order of RDFC-1.0, for a dataset without blank nodes), a second one is grouped by
graph, for the formats that are written record by record.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

__all__ = ["Spine", "lines_of", "quads_of"]

_SEPARATOR: Final = "\x00"


class Spine:
    """Sorted runs in `folder`, merged on request; `add` any number of times, then read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs: list[Path] = []
        folder.mkdir(parents=True)

    def add(self, quads: Iterable[Quad]) -> None:
        """Spill one batch of quads as two sorted runs."""
        pairs = [(str(quad.graph_name), f"{quad} .\n") for quad in quads]
        run = self._folder / f"{len(self._runs):06d}"
        self._runs.append(run)
        run.with_suffix(".line").write_text("".join(sorted(line for _, line in pairs)), "utf-8")
        grouped = sorted(f"{name}{_SEPARATOR}{line}" for name, line in pairs)
        run.with_suffix(".graph").write_text("".join(grouped), "utf-8")

    def write(self, path: Path) -> None:
        """Write all quads to `path` as unique N-Quads lines in code point order."""
        with path.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(self._merged(".line"))

    def graphs(self) -> Iterator[tuple[str, Iterator[Quad]]]:
        """Each graph name with its quads in order, one graph after another."""
        pairs = (line.split(_SEPARATOR, 1) for line in self._merged(".graph"))
        for name, lines in groupby(pairs, key=lambda pair: pair[0]):
            yield name, pyoxigraph.parse("".join(line for _, line in lines), RdfFormat.N_QUADS)

    def _merged(self, suffix: str) -> Iterator[str]:
        with ExitStack() as stack:
            runs = [
                stack.enter_context(run.with_suffix(suffix).open(encoding="utf-8", newline="\n"))
                for run in self._runs
            ]
            for line, _ in groupby(heapq.merge(*runs)):
                yield line


def lines_of(quads: Iterable[Quad]) -> list[str]:
    """The canonical N-Quads lines of quads, sorted by code point and unique."""
    return sorted({f"{quad} .\n" for quad in quads})


def quads_of(path: Path) -> Iterator[Quad]:
    """The quads of an N-Quads file, one at a time, in the file's order."""
    return pyoxigraph.parse(path=str(path), format=RdfFormat.N_QUADS)

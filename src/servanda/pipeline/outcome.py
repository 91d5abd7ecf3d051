"""The outcome of a run: sorted files of quads, and streams of what else a release is made of."""

from __future__ import annotations

import heapq
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from servanda.ntriples import line_of, text_of
from servanda.pipeline.found import found_of, order
from servanda.pipeline.keys import Clash
from servanda.pipeline.kit import Kit, graphs_of
from servanda.pipeline.ledger import Ledger, mark_of
from servanda.pipeline.reduce import all_clashes, joined, of_reference, type_counts
from servanda.pipeline.sorted import Sorter, in_order, unique
from servanda.places import Found

__all__ = ["Outcome", "Row", "all_found"]

Row = tuple[str, ...]
_ROWS: Final = 20_000  # rows of one table that are held before they are spilled


class Outcome:
    """What map and reduce give; the ledger must stay open while it is read.

    `folder` takes what is spilled, and the files that are asked for.
    """

    def __init__(self, kit: Kit, ledger: Ledger, folder: Path) -> None:
        self.kit: Final = kit
        self.ledger: Final = ledger
        self.folder: Final = folder

    @cached_property
    def stated(self) -> Path:
        """The file of all stated quads, as sorted unique N-Quads lines."""
        path = self.folder / "stated.nq"
        _write_stated(self.kit, self.ledger, path)
        return path

    def take_stated(self, path: Path) -> None:
        """Let a file with all stated quads, which was made elsewhere, be that of `stated`."""
        own = self.folder / "stated.nq"
        try:
            os.link(path, own)
        except OSError:  # another disk, or a file system without links
            shutil.copyfile(path, own)
        self.stated = own

    @cached_property
    def inferred(self) -> Path:
        """The file of all inferred quads, as sorted unique N-Quads lines."""
        path = self.folder / "inferred.nq"
        _write_inferred(self.kit, self.ledger, self.folder, path)
        return path

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """The validation results of all records, sorted."""
        return all_found(self.ledger)

    @cached_property
    def clashes(self) -> tuple[Clash, ...]:
        """Resources that say to be the same thing."""
        return tuple(all_clashes(self.kit, self.ledger))

    @cached_property
    def type_counts(self) -> Mapping[str, int]:
        """How many resources each class has among the stated facts, by the class's IRI."""
        return type_counts(self.kit, self.ledger)

    def graphs(self) -> Iterator[tuple[str, str]]:
        """The name of each graph as `<iri>` and its facts as sorted lines, by name."""
        return _graphs(self.kit, self.ledger)

    def marks(self) -> Iterator[tuple[str, bytes]]:
        """The name of each graph and the digest of its text (BLAKE2b, 16 bytes), by name."""
        own = ((name, mark_of(text)) for name, text in _reference_graphs(self.kit))
        return heapq.merge(own, self.ledger.marks(), key=lambda pair: pair[0])

    def text(self, name: str) -> str:
        """The facts of one graph as sorted lines; "" if there is no such graph."""
        own = dict(_reference_graphs(self.kit))
        return own[name] if name in own else self.ledger.text(name)

    def prefixes(self) -> dict[str, str]:
        """The prefixes that the records declare; where two disagree, the first file's stands.

        The empty prefix is left out: each record may use it for its own `#` namespace.
        """
        found: dict[str, str] = {}
        for declared in self.ledger.prefixes():
            for name, base in declared:
                if name:
                    found.setdefault(name, base)
        return found

    def rows(self, name: str) -> Iterable[Row]:
        """The rows of a table, sorted, each once; they can be gone through several times."""
        return self._rows.get(name, ())

    @cached_property
    def _rows(self) -> Mapping[str, Sorter]:
        """The rows of all tables, read once from what the map gave and kept sorted on disk."""
        names = [table.name for table in self.kit.reference.tables]
        tables = {name: Sorter(self.folder, f"rows-{at}", _ROWS) for at, name in enumerate(names)}
        for _, text in self.ledger.part("rows"):
            for name, rows in json.loads(text).items():
                tables[name].add(map(tuple, rows))
        return tables


def all_found(ledger: Ledger) -> tuple[Found, ...]:
    """The validation results of all records, sorted."""
    found = (found_of(each) for _, text in ledger.part("found") for each in json.loads(text))
    return tuple(sorted(found, key=order))


def _graphs(kit: Kit, ledger: Ledger) -> Iterator[tuple[str, str]]:
    return heapq.merge(_reference_graphs(kit), ledger.texts(), key=lambda pair: pair[0])


def _reference_graphs(kit: Kit) -> list[tuple[str, str]]:
    reference = kit.reference
    graphs = graphs_of((*reference.description, *reference.schemes))
    return [(name, text_of(sorted(set(facts)))) for name, facts in sorted(graphs.items())]


def _write_stated(kit: Kit, ledger: Ledger, path: Path) -> None:
    own = _reference_graphs(kit)
    firsts = sorted(
        [*((name, text[: text.find("\n")]) for name, text in own), *ledger.firsts("file")]
    )
    chunks = (_quads(name, text) for name, text in _graphs(kit, ledger))
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for lines in in_order(chunks, [first for _, first in firsts]):
            out.writelines(unique(lines))


def _quads(name: str, text: str) -> list[str]:
    end = f" {name} .\n"
    return [line[:-2] + end for line in text.split("\n")[:-1]]


def _write_inferred(kit: Kit, ledger: Ledger, folder: Path, path: Path) -> None:
    others = Sorter(folder, "outgoing")
    for _, text in ledger.part("outgoing"):
        others.add(_lines(text))
    more = sorted(map(line_of, {*joined(kit, ledger), *of_reference(kit)}))
    firsts = [first for _, first in ledger.firsts("output")]
    chunks = (_lines(text) for _, text in ledger.inferred())
    own = (line for lines in in_order(chunks, firsts) for line in lines)
    end = f" {kit.workspace.inferred_graph} .\n"
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(line[:-3] + end for line in unique(heapq.merge(own, others, more)))


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n")[:-1]]

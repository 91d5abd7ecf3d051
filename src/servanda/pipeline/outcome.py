"""The outcome of a run: sorted files of quads, and streams of what else a release is made of."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from servanda.ntriples import line_of, text_of
from servanda.pipeline.found import found_of, order
from servanda.pipeline.keys import Clash
from servanda.pipeline.kit import Kit, graphs_of
from servanda.pipeline.ledger import Ledger
from servanda.pipeline.reduce import all_clashes, joined, of_reference, type_counts
from servanda.pipeline.sorted import Sorter, in_order, unique
from servanda.places import Found

__all__ = ["Outcome", "Row", "all_found", "outcome_of"]

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What map and reduce give; `stated` and `inferred` are files of sorted unique N-Quads lines.

    `folder` takes what is spilled while the outcome is read, and the ledger must stay open.
    """

    kit: Kit
    ledger: Ledger
    folder: Path
    stated: Path
    inferred: Path
    found: tuple[Found, ...]
    clashes: tuple[Clash, ...]
    type_counts: Mapping[str, int]

    def graphs(self) -> Iterator[tuple[str, str]]:
        """The name of each graph as `<iri>` and its facts as sorted lines, by name."""
        return _graphs(self.kit, self.ledger)

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

    def rows(self, name: str) -> Sequence[Row]:
        """The rows of a table, sorted, each once."""
        return _rows_of(self.ledger, name)


def outcome_of(kit: Kit, ledger: Ledger, folder: Path) -> Outcome:
    """Reduce what the ledger holds, and write stated and inferred quads into `folder`."""
    stated, inferred = folder / "stated.nq", folder / "inferred.nq"
    _write_stated(kit, ledger, stated)
    _write_inferred(kit, ledger, folder, inferred)
    return Outcome(
        kit=kit,
        ledger=ledger,
        folder=folder,
        stated=stated,
        inferred=inferred,
        found=all_found(ledger),
        clashes=tuple(all_clashes(kit, ledger)),
        type_counts=type_counts(kit, ledger),
    )


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


def _rows_of(ledger: Ledger, name: str) -> Sequence[Row]:
    found = {
        tuple(row) for _, text in ledger.part("rows") for row in json.loads(text).get(name, ())
    }
    return tuple(sorted(found))

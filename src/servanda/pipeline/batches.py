"""Batches: records that are mapped at once, in a process that reads the ledger or far from it."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, overload

from servanda.pipeline.kit import Kit
from servanda.pipeline.ledger import DamagedError, Ledger
from servanda.pipeline.links import reach
from servanda.pipeline.map import map_records
from servanda.pipeline.record import Item, Output, Record
from servanda.runners import Runner

__all__ = ["BATCH_BYTES", "LIMITS", "Limits", "Shared", "batches_of", "mapped"]

# How much text of records is mapped at once: the memory of a process grows with it.
BATCH_BYTES: Final = 16_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is mapped at once: bytes of text, and records."""

    batch_bytes: int = BATCH_BYTES
    batch_size: int = 1_000_000


LIMITS: Final = Limits()


def mapped(
    kit: Kit, ledger: Ledger, runner: Runner, batches: Iterable[Sequence[Item]]
) -> Generator[list[tuple[int, Output]], None, None]:
    """What the map gives for each batch, with the numbers of the records, in the order given."""
    if runner.apart:
        root = kit.workspace.root
        carried = (_Carried(batch, *_texts(ledger, root, batch)) for batch in batches)
        return runner.outputs(_map_carried, kit, carried)
    return runner.outputs(_map_batch, Shared(kit, ledger.path), batches)


class Shared:
    """What the processes of the map are sent: the kit, and where the ledger lies."""

    def __init__(self, kit: Kit, path: Path) -> None:
        self.kit: Final = kit
        self.path: Final = path

    def __reduce__(self) -> tuple[type[Shared], tuple[Kit, Path]]:
        return Shared, (self.kit, self.path)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, opened for reading once in each process.

        Raises DamagedError if it is gone: a cache may be deleted while a build uses it.
        """
        try:
            return Ledger(self.path, reading=True)
        except OSError as error:
            raise DamagedError(str(error)) from error


class _Carried(Sequence[Item]):
    """A batch that brings its records along, to where the ledger cannot be read."""

    def __init__(
        self, items: Sequence[Item], own: Sequence[Record], around: Sequence[Record]
    ) -> None:
        self.items: Final = items
        self.own: Final = own
        self.around: Final = around

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, place: int) -> Item: ...

    @overload
    def __getitem__(self, place: slice) -> _Carried: ...

    def __getitem__(self, place: int | slice) -> Item | _Carried:
        if isinstance(place, int):
            return self.items[place]
        some = self.items[place]
        graphs = {item.graph for item in some}
        records = (*self.own, *self.around)
        own = [record for record in records if record.graph in graphs]
        return _Carried(some, own, [record for record in records if record.graph not in graphs])


def _texts(ledger: Ledger, root: Path, batch: Sequence[Item]) -> tuple[list[Record], list[Record]]:
    """The records of a batch, in its order, and those that they reach."""
    numbers = {item.number for item in batch}
    around = reach(ledger, numbers) - numbers
    return list(ledger.records(root, numbers)), list(ledger.records(root, around))


def _map_batch(shared: Shared, batch: Sequence[Item]) -> list[tuple[int, Output]]:
    own, around = _texts(shared.ledger, shared.kit.workspace.root, batch)
    return _numbered(batch, _map(shared.kit, own, around))


def _map_carried(kit: Kit, batch: _Carried) -> list[tuple[int, Output]]:
    return _numbered(batch, _map(kit, batch.own, batch.around))


def _map(kit: Kit, own: Sequence[Record], around: Sequence[Record]) -> list[Output]:
    """The map, without looking for cycles among millions of texts and tuples, which have none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        return map_records(kit, own, around)
    finally:
        if enabled:
            gc.enable()


def _numbered(batch: Sequence[Item], outputs: Sequence[Output]) -> list[tuple[int, Output]]:
    return [(item.number, output) for item, output in zip(batch, outputs, strict=True)]


def batches_of(items: Iterable[Item], limits: Limits) -> Iterator[list[Item]]:
    """Records in batches, in their order."""
    batch: list[Item] = []
    length = 0
    for item in items:
        if batch and (length + item.length > limits.batch_bytes or len(batch) >= limits.batch_size):
            yield batch
            batch, length = [], 0
        batch.append(item)
        length += item.length
    if batch:
        yield batch

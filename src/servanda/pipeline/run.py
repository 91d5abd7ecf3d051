"""Run: read what changed, and map what waits for it; where the batches run is a runner's choice.

All is kept in a ledger, so that a run begins where the one before ended, whether that came to its
end or not. The outcome is the same for every runner, every size of batches and every ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from servanda.errors import InputError
from servanda.pipeline.batches import LIMITS, Limits, batches_of, mapped
from servanda.pipeline.faults import record_errors, reference_claims
from servanda.pipeline.folders import compared, keep_listed
from servanda.pipeline.kit import Kit
from servanda.pipeline.ledger import Ledger
from servanda.pipeline.links import REFERENCE, describing, linking, reaching
from servanda.pipeline.notes import (
    claimed,
    faulty,
    note_basis,
    noted_basis,
    put_reference,
    suspect,
    suspects,
)
from servanda.pipeline.read import read_batch, stamp_of
from servanda.pipeline.record import Stamp
from servanda.runners import Runner
from servanda.workspace import Records

__all__ = ["Progress", "quiet", "update"]

_READ_AT_ONCE: Final = 400
Progress = Callable[[str, int, int], None]


def quiet(stage: str, done: int, total: int) -> None:
    """A progress that shows nothing."""


def update(  # noqa: PLR0913  everything after the marker is optional
    kit: Kit,
    ledger: Ledger,
    records: Records,
    *,
    runner: Runner,
    limits: Limits = LIMITS,
    progress: Progress = quiet,
) -> Iterator[InputError]:
    """Read what changed and give what is wrong with records; if nothing is, map what waits.

    `records` are all of the workspace.
    """
    _read_changed(kit, ledger, records, runner, progress)
    good = True
    for error in record_errors(kit, ledger):
        good = False
        yield error
    ledger.settle()
    if good:
        _map_waiting(kit, ledger, runner, limits, progress)


def _read_changed(
    kit: Kit, ledger: Ledger, records: Records, runner: Runner, progress: Progress
) -> None:
    """Read the files that are new or changed, and let wait for the map what these concern."""
    _start_anew(kit, ledger)
    listed = compared(ledger, records)
    stale = [number for number, _ in ledger.stamps(listed.gone).values()]
    again = []
    for path, known in _known(ledger, listed.unsure):
        now = None if known is None else _stamp(kit.workspace.root / path)
        if known is None:
            again.append(path)
        elif now is None or now.content != known[1].content:
            again.append(path)
            stale.append(known[0])
        elif now != known[1]:
            ledger.stamp(known[0], now)
    if stale or again:
        _read(kit, ledger, stale, again, runner, progress)
    if listed.folders:
        keep_listed(ledger, listed, records.began, {path for path, _ in faulty(ledger)})
    ledger.settle()


def _known(ledger: Ledger, paths: Sequence[str]) -> Iterator[tuple[str, tuple[int, Stamp] | None]]:
    """Paths, each with its number and stamp if it is known."""
    for at in range(0, len(paths), _READ_AT_ONCE):
        some = paths[at : at + _READ_AT_ONCE]
        stamps = ledger.stamps(some)
        yield from ((path, stamps.get(path)) for path in some)


def _stamp(path: Path) -> Stamp | None:
    try:
        return stamp_of(path)
    except OSError:
        return None


def _start_anew(kit: Kit, ledger: Ledger) -> None:
    """Forget what another program, ontology or reference gave."""
    noted = noted_basis(ledger)
    if noted and noted[0] == kit.basis:
        kit.know_backwards(noted[1])
        return
    if ledger.told("read key") != kit.read_key:
        ledger.forget_all()
        ledger.tell("read key", kit.read_key)
    if ledger.told("map key") != kit.map_key:
        ledger.unmap_all()
        ledger.tell("map key", kit.map_key)
        ledger.tell("suspects", "")
        ledger.tell("clashes", "")
        put_reference(ledger, reference_claims(kit), kit.shared_links)
    note_basis(ledger, kit.basis, kit.backwards)


def _read(  # noqa: PLR0913  what is read, and how
    kit: Kit,
    ledger: Ledger,
    stale: Sequence[int],
    paths: Sequence[str],
    runner: Runner,
    progress: Progress,
) -> None:
    """Put files into the ledger in place of what it knows of them, and unmap what they concern."""
    first = not ledger.ask("SELECT 1 FROM file LIMIT 1")
    touched = set() if first else claimed(ledger, stale)
    concerned = set() if first else reaching(ledger, linking(ledger, touched), stale)
    ledger.forget(stale)
    starts = range(0, len(paths), _READ_AT_ONCE)
    root = kit.workspace.root
    batches = ([root / path for path in paths[at : at + _READ_AT_ONCE]] for at in starts)
    fresh: set[str] = set()
    with closing(runner.outputs(read_batch, kit, batches)) as outputs:
        for done, reads in enumerate(outputs, start=1):
            ledger.put(reads)
            if not first:
                fresh.update(iri for read in reads for iri in read.claims)
            progress("read", done, len(starts))
    # Only with what it concerns waiting for the map may be kept that a file was read.
    if first:
        return
    near = linking(ledger, touched | fresh)
    ledger.unmap((concerned | reaching(ledger, near, describing(ledger, fresh))) - set(stale))
    known = suspects(ledger)
    if known is not None:
        suspect(ledger, known | near - {REFERENCE})


def _map_waiting(
    kit: Kit, ledger: Ledger, runner: Runner, limits: Limits, progress: Progress
) -> None:
    """Map all records that wait for it."""
    total, done = ledger.count_waiting(), 0
    batches = batches_of(ledger.waiting(), limits)
    with closing(mapped(kit, ledger, runner, batches)) as outputs:
        for some in outputs:
            ledger.put_outputs(some)
            ledger.settle()
            done += len(some)
            progress("map", done, total)

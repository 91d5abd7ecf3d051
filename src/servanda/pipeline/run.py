"""Run: read what changed, and map what waits for it; where the batches run is a runner's choice.

All is kept in a ledger, so that a run begins where the one before ended, whether that came to its
end or not. The outcome is the same for every runner, every size of batches and every ledger.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from servanda.errors import InputError
from servanda.pipeline.batches import LIMITS, Limits, batches_of, mapped
from servanda.pipeline.faults import record_errors, reference_claims
from servanda.pipeline.kit import Kit
from servanda.pipeline.ledger import Ledger
from servanda.pipeline.links import REFERENCE, describing, linking, reaching
from servanda.pipeline.notes import claimed, put_reference, suspect, suspects
from servanda.pipeline.read import read_batch, stamp_of
from servanda.pipeline.record import Stamp
from servanda.runners import Runner

__all__ = ["Progress", "quiet", "update"]

_READ_AT_ONCE: Final = 400
_SLACK: Final = 2_000_000_000  # nanoseconds in which a file can change unseen by its time
Progress = Callable[[str, int, int], None]


def quiet(stage: str, done: int, total: int) -> None:
    """A progress that shows nothing."""


def update(  # noqa: PLR0913  everything after the marker is optional
    kit: Kit,
    ledger: Ledger,
    paths: Sequence[Path],
    *,
    runner: Runner,
    limits: Limits = LIMITS,
    progress: Progress = quiet,
) -> Iterator[InputError]:
    """Read what changed and give what is wrong with records; if nothing is, map what waits.

    `paths` are all records of the workspace.
    """
    _read_changed(kit, ledger, paths, runner, progress)
    good = True
    for error in record_errors(kit, ledger):
        good = False
        yield error
    ledger.settle()
    if good:
        _map_waiting(kit, ledger, runner, limits, progress)


def _read_changed(
    kit: Kit, ledger: Ledger, paths: Sequence[Path], runner: Runner, progress: Progress
) -> None:
    """Read the files that are new or changed, and let wait for the map what these concern."""
    _start_anew(kit, ledger)
    began = time.time_ns()
    known = ledger.stamps()
    root = kit.workspace.root
    below = len(str(root / "data")) - len("data")  # a path is long to compute, and there are many
    keys = [str(path)[below:] for path in paths]
    present = set(keys)
    gone = [number for path, (number, _) in known.items() if path not in present]
    trusted = int(ledger.unpacked(ledger.told("read at") or "0")) - _SLACK
    unsure = [
        path
        for key, path in zip(keys, paths, strict=True)
        if key not in known or not _unchanged(path, known[key][1], trusted)
    ]
    stale, again = list(gone), []
    for path in unsure:
        number, stamp = known.get(path.relative_to(root).as_posix(), (0, None))
        now = None if stamp is None else _stamp(path)
        if stamp is None or now is None or now.content != stamp.content:
            again.append(path)
            stale += [number] * (number > 0)
        elif now != stamp:
            ledger.stamp(number, now)
    if stale or again:
        _read(kit, ledger, stale, again, runner, progress)
    ledger.tell("read at", str(began))
    ledger.settle()


def _unchanged(path: Path, stamp: Stamp, trusted: int) -> bool:
    """Whether a file is the one that was read, without looking into it."""
    try:
        stat = path.stat()
    except OSError:
        return False
    now = (stat.st_size, stat.st_ctime_ns, stat.st_ino)
    return now == (stamp.size, stamp.ctime, stamp.inode) and stamp.ctime < trusted


def _stamp(path: Path) -> Stamp | None:
    try:
        return stamp_of(path)
    except OSError:
        return None


def _start_anew(kit: Kit, ledger: Ledger) -> None:
    """Forget what another program, ontology or reference gave."""
    if ledger.told("read key") != kit.read_key:
        ledger.forget_all()
        ledger.tell("read key", kit.read_key)
    if ledger.told("map key") != kit.map_key:
        ledger.unmap_all()
        ledger.tell("map key", kit.map_key)
        ledger.tell("suspects", "")
        put_reference(ledger, reference_claims(kit), kit.shared_links)


def _read(  # noqa: PLR0913  what is read, and how
    kit: Kit,
    ledger: Ledger,
    stale: Sequence[int],
    paths: Sequence[Path],
    runner: Runner,
    progress: Progress,
) -> None:
    """Put files into the ledger in place of what it knows of them, and unmap what they concern."""
    first = not ledger.ask("SELECT 1 FROM file LIMIT 1")
    touched = set() if first else claimed(ledger, stale)
    concerned = set() if first else reaching(ledger, linking(ledger, touched), stale)
    ledger.forget(stale)
    batches = [paths[at : at + _READ_AT_ONCE] for at in range(0, len(paths), _READ_AT_ONCE)]
    fresh: set[str] = set()
    with closing(runner.outputs(read_batch, kit, batches)) as outputs:
        for done, reads in enumerate(outputs, start=1):
            ledger.put(reads)
            if not first:
                fresh.update(iri for read in reads for iri in read.claims)
            progress("read", done, len(batches))
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
    batches = list(batches_of(ledger.waiting(), limits))
    with closing(mapped(kit, ledger, runner, batches)) as outputs:
        for done, some in enumerate(outputs, start=1):
            ledger.put_outputs(some)
            ledger.settle()
            progress("map", done, len(batches))

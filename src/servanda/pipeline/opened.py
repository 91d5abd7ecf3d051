"""Open what a run needs: the kit of a workspace and its ledger, kept or for once."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from servanda.pipeline.ledger import DamagedError, Ledger

__all__ = ["kept_ledger", "ledger_path"]


def ledger_path(cache: Path, root: Path) -> Path:
    """Where the ledger of the workspace at `root` lies below a folder of the cache."""
    name = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:32]
    return cache / name / "ledger.db"


@contextmanager
def kept_ledger(path: Path | None, folder: Path) -> Iterator[Ledger]:
    """The ledger at `path`, made if it is missing, or one in `folder` that goes with it.

    Where there is no path, where another process has the ledger, or where it cannot be kept, it is
    the latter. A ledger that is damaged is removed, and the caller's work begins anew: see `fresh`.
    """
    with ExitStack() as stack:
        kept = None if path is None else stack.enter_context(_locked(path))
        ledger = _opened(folder / "ledger.db" if kept is None else kept)
        stack.callback(ledger.close)
        yield ledger


@contextmanager
def _locked(path: Path) -> Iterator[Path | None]:
    """The path, for as long as nobody else has it; None if it cannot be had."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = path.with_suffix(".lock").open("a")
    except OSError:
        yield None
        return
    with opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
        else:
            yield path


def _opened(path: Path) -> Ledger:
    try:
        return Ledger(path)
    except DamagedError:
        remove(path)
        return Ledger(path)


def remove(path: Path) -> None:
    """Remove a ledger with what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)

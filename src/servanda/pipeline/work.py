"""A run from its beginning to its end: how it works, what it holds open, what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from servanda.errors import EngineError, InputError
from servanda.pipeline.batches import LIMITS, Limits
from servanda.pipeline.kit import Kit
from servanda.pipeline.ledger import DamagedError, Ledger
from servanda.pipeline.opened import kept_ledger, ledger_path, remove
from servanda.pipeline.outcome import Outcome
from servanda.pipeline.reference import Reference, read_reference
from servanda.pipeline.run import Progress, quiet, update
from servanda.runners import Runner, runner_for
from servanda.workspace import Records, Workspace

__all__ = ["HOW", "How", "Work", "mended", "opened_run", "run_workspace"]

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class How:
    """How a build works, none of which changes a byte of the release.

    `jobs` processes or those behind the URL `on` do the work, at most `limits` at once. `cache`
    is the folder that keeps what the next build starts from; None keeps nothing.
    """

    jobs: int = 1
    on: str | None = None
    limits: Limits = LIMITS
    cache: Path | None = None


HOW: Final = How()


@dataclass(frozen=True, slots=True)
class Work:
    """A run that is open: its kit, its ledger, and the folder for what it spills."""

    kit: Kit
    ledger: Ledger
    records: Records
    folder: Path
    runner: Runner
    how: How
    progress: Progress

    def update(self) -> Iterator[InputError]:
        """Bring the ledger up to date; all that is wrong with records. See `pipeline.run`."""
        return update(
            self.kit,
            self.ledger,
            self.records,
            runner=self.runner,
            limits=self.how.limits,
            progress=self.progress,
        )

    def whole(self) -> Outcome:
        """The outcome of an update without faults. Raises InputError for the first fault."""
        for error in self.update():
            raise error
        return self.outcome()

    def outcome(self) -> Outcome:
        """What the ledger amounts to once it is up to date."""
        return Outcome(self.kit, self.ledger, self.folder)


@contextmanager
def opened_run(
    workspace: Workspace,
    reference: Reference,
    folder: Path,
    *,
    how: How = HOW,
    progress: Progress = quiet,
) -> Iterator[Work]:
    """A run over the records of a workspace; what is spilled lies in `folder`, which exists."""
    records = workspace.records
    if not isinstance(records, Records):
        records = Records.chosen(records, str(workspace.root / "data"))
    path = None if how.cache is None else ledger_path(how.cache, workspace.root)
    runner = runner_for(how.on, how.jobs)
    with closing(runner), kept_ledger(path, folder) as ledger:
        kit = Kit(workspace, reference)
        yield Work(kit, ledger, records, folder, runner, how, progress)


@contextmanager
def run_workspace(
    workspace: Workspace, folder: Path, *, how: How = HOW, progress: Progress = quiet
) -> Iterator[tuple[Reference, Outcome]]:
    """The reference and the outcome of map and reduce, which can be read while this is entered.

    What is spilled lies in `folder`, which exists. Raises InputError for the first fault.
    """
    reference = read_reference(workspace)
    with opened_run(workspace, reference, folder, how=how, progress=progress) as work:
        yield reference, work.whole()


def mended(how: How, root: Path, job: Callable[[], Done]) -> Done:
    """What a job gives; if it finds the kept ledger damaged, it is done again without that."""
    try:
        return job()
    except DamagedError as error:
        if how.cache is None:
            raise EngineError(f"what was written a moment ago reads otherwise: {error}") from error
        remove(ledger_path(how.cache, root))
        return job()
    except OSError as error:
        raise InputError(
            f"cannot keep what was read: {(error.strerror or 'failed').lower()}",
            path=error.filename or root,
            hint="Give TMPDIR and XDG_CACHE_HOME folders with room, or --no-cache",
        ) from error

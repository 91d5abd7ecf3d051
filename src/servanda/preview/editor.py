"""What follows from a saved file: pages first, then faults of the file, then what engines find."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from servanda.errors import InputError, UsageError
from servanda.findings import of_error
from servanda.preview.board import Board, Report
from servanda.preview.drafts import Draft, read_draft, write_stated
from servanda.preview.findings import Ledger
from servanda.preview.records import described
from servanda.preview.saving import Saved, index_again, read_saved
from servanda.preview.show import Show, Sources
from servanda.preview.worker import Done, Task, Worker
from servanda.workspace import DESCRIPTION

__all__ = ["Editor"]


class Editor:
    """Keeps a show and a board up to date with a workspace; used by one thread.

    `folder` takes files of its own. Raises InputError if there is nothing that can be shown.
    """

    def __init__(self, root: Path, folder: Path, show: Show, board: Board, worker: Worker) -> None:
        self._root: Final = root
        self._folder: Final = folder
        self._show: Final = show
        self._board: Final = board
        self._worker: Final = worker
        self._ledger: Final = Ledger()
        self._generation = 0
        self._folders = 0
        # Records of which nothing is inferred yet, with what they describe and did describe.
        self._waiting: dict[Path, frozenset[str]] = {}
        # Files that were saved and could not be taken in: they come again with the next ones.
        self._left: set[Path] = set()
        # The files beside the pages, and what the engines are writing now.
        self._release: Path | None = None
        self._begun: Path | None = None
        self._draft = self._opened(read_draft(root), first=True)

    def check(self) -> None:
        """Let the engines work on what they have not seen: new records first, then all."""
        draft = self._draft
        waiting = tuple(path for path in self._waiting if path in draft.workspace.records)
        unread = self._ledger.unread()
        # Of a record that cannot be read an earlier state is on show, which engines cannot see.
        stale = any(draft.workspace.name(path) in unread for path in draft.workspace.records)
        if waiting or not stale:
            self._begun = self._new_folder()
            task = Task(draft.workspace, draft.reference, draft.index, draft.prefixes, waiting)
            self._worker.start(task, self._begun)
        self._publish(checking=bool(waiting) or not stale)

    def saved(self, paths: Iterable[Path]) -> None:
        """Files were written, made or removed: show what they say now."""
        self._give_up()
        saved = {*paths, *self._left}
        records = {path for path in saved if self._is_record(path)}
        self._left = set()
        if saved == records or not self._tried(self._read_again, saved - records):
            self._tried(lambda: self._put_records(records), records)
        self.check()

    def finished(self, done: Done) -> None:
        """The engines have done a task; one that is out of date has no effect."""
        if not self._worker.finished(done):
            return
        if done.error is not None:
            self._ledger.put_failed(done.error)
            self._publish(checking=False)
        elif done.release is None:
            self._put_inferred(done)
            self.check()
        else:
            self._put_release(done)
            self._publish(checking=False)

    def _tried(self, step: Callable[[], None], paths: set[Path]) -> bool:
        """Whether a step could be taken; what is on show stays if not."""
        try:
            step()
        except (InputError, UsageError) as error:
            self._left |= paths
            name = "" if error.path is None else error.path.as_posix()
            self._ledger.put_faults([name], {name: (of_error(error, "syntax"),)})
            return False
        return True

    def _is_record(self, path: Path) -> bool:
        return path.is_relative_to(self._root / "data") and path != self._root / DESCRIPTION

    def _read_again(self) -> None:
        self._draft = self._opened(read_draft(self._root), first=False)
        self._waiting = {}

    def _opened(self, draft: Draft, *, first: bool) -> Draft:
        folder = self._new_folder()
        folder.mkdir()
        stated, inferred = folder / "stated.nq", folder / "inferred.nq"
        write_stated(draft, stated)
        if first:
            inferred.touch()
        else:
            self._show.write_inferred(inferred)
        self._show.open(draft, Sources(stated, inferred, release=self._release))
        shutil.rmtree(folder)
        self._ledger.put_all_faults(draft.faults)
        self._generation += 1
        self._publish(checking=True)
        return draft

    def _put_records(self, paths: set[Path]) -> None:
        saved = read_saved(self._draft, paths)
        if saved.changes:
            self._show.put_records(saved.workspace, saved.changes, saved.gone)
            self._generation += 1
        self._ledger.put_faults(saved.names, saved.faults)
        self._publish(checking=True)
        self._wait_for(saved)
        index, names, faults = index_again(self._draft, saved)
        self._ledger.put_faults(names, faults)
        self._draft = replace(self._draft, workspace=saved.workspace, index=index)

    def _wait_for(self, saved: Saved) -> None:
        for path, document in saved.read.items():
            before = self._waiting.get(path, frozenset())
            subjects = {getattr(quad.subject, "value", "") for quad in document.quads}
            self._waiting[path] = before | described(self._draft.index, [path]) | subjects

    def _put_inferred(self, done: Done) -> None:
        workspace = self._draft.workspace
        about = frozenset().union(*self._waiting.values())
        names = [workspace.name(path) for path in self._waiting]
        self._waiting = {}
        self._ledger.put_found(names, done.found)
        if self._show.put_inferred(workspace, about, done.inferred):
            self._generation += 1

    def _put_release(self, done: Done) -> None:
        if done.stated_file is None or done.inferred_file is None or done.release is None:
            return
        same = self._release is not None and self._show.infers(done.inferred_file)
        sources = Sources(done.stated_file, done.inferred_file, done.found, done.release)
        self._show.open(self._draft, sources)
        self._ledger.put_all_found(done.found)
        self._generation += not same
        if self._release is not None:
            shutil.rmtree(self._release.parent, ignore_errors=True)
        self._release = done.release

    def _give_up(self) -> None:
        self._worker.cancel()
        if self._begun is not None and self._release != self._begun / "release":
            shutil.rmtree(self._begun, ignore_errors=True)

    def _new_folder(self) -> Path:
        self._folders += 1
        return self._folder / f"work-{self._folders}"

    def _publish(self, *, checking: bool) -> None:
        self._board.put(Report(self._generation, checking, self._ledger.all))

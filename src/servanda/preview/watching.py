"""Watch the files of a workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Final

from watchfiles import watch

from servanda.formats import syntax_of
from servanda.parse import RECORD_SUFFIXES

__all__ = ["PARTS", "watch_workspace"]

PARTS: Final = ("data", "ontology", "shapes", "queries")
_QUIET: Final = 40  # milliseconds without a further change until changes are told
_LONGEST: Final = 400  # milliseconds after which they are told in any case


def watch_workspace(root: Path, saved: Callable[[frozenset[Path]], None], stop: Event) -> None:
    """Tell which files of the workspace at `root` were written, made or removed, until `stop`.

    Only the folders of `PARTS` are watched that exist now.
    """
    folders = [root / name for name in PARTS if (root / name).is_dir()]
    for changes in watch(
        *folders,
        watch_filter=lambda _, path: _is_read(root, Path(path)),
        step=_QUIET,
        debounce=_LONGEST,
        stop_event=stop,
        raise_interrupt=False,
    ):
        saved(frozenset(Path(path) for _, path in changes))


def _is_read(root: Path, path: Path) -> bool:
    """Whether a workspace reads a file of that name; editors write others beside it."""
    if any(part.startswith(".") for part in path.relative_to(root).parts):
        return False
    return syntax_of(path) is not None or path.suffix in (*RECORD_SUFFIXES, ".yml", ".rq")

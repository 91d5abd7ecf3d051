"""The ready-made queries, byte for byte, so that a release can be asked without its workspace."""

from __future__ import annotations

import shutil
from pathlib import Path

from servanda.exporters.base import Source
from servanda.workspace import part_folder

__all__ = ["queries"]


def queries(source: Source, folder: Path) -> None:
    """Copy the workspace's queries to `queries/`, those of the tables included."""
    out = folder / "queries"
    out.mkdir()
    root = part_folder(source.workspace.root, "queries")
    for path in (*source.workspace.queries, *source.workspace.tables):
        copy = out / path.relative_to(root)
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, copy)

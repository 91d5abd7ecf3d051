"""The build hook that makes the scripts of the site, which every wheel contains."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BUNDLE = "src/servanda/assets/ui/LICENSES.txt"


class Scripts(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `scripts/build-ui` when the bundle is missing or older than its sources."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, if it is wanted and not here: asked for only then, as it is large."""
        if not is_stale(Path(self.root)) or (shutil.which("node") and shutil.which("npm")):
            return []
        return [self.config["node"]]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make the bundle before its files are gathered; SystemExit 1 if that fails."""
        root = Path(self.root)
        if not is_stale(root):
            return
        environment = {**os.environ, "PYTHON": sys.executable}
        made = subprocess.run(["sh", "scripts/build-ui"], cwd=root, env=environment, check=False)  # noqa: S607
        if made.returncode:
            raise SystemExit(1)


def is_stale(root: Path) -> bool:
    """Whether the bundle under `root` is missing or older than what it is made from."""
    bundle = root / _BUNDLE
    if not bundle.exists():
        return True
    age = bundle.stat().st_mtime
    return any(source.stat().st_mtime > age for source in _sources(root / "ui"))


def _sources(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.mjs")
    yield from folder.glob("package*.json")
    yield from (folder / "src").rglob("*.*")

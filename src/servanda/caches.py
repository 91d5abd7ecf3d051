"""Where what can be made or fetched again is kept: outside any dataset, and gone without harm."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["cache_folder"]


def cache_folder(name: str) -> Path:
    """The folder of the user's cache for one purpose (XDG Base Directory Specification).

    It is below `XDG_CACHE_HOME` or, where that is no absolute path, below `~/.cache`; it need not
    exist.
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    home = Path(base) if base.startswith("/") else Path.home() / ".cache"
    return home / "servanda" / name

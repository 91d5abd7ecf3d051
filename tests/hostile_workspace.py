"""The workspace `tests/hostile`: each label of it is made to break a page, a file or a program.

Its files stay readable: `⟦10000×W⟧` stands there for a text that is repeated so many times.
"""

from __future__ import annotations

import re
from pathlib import Path

SPACE = "https://hostile.example/id/"
FOLDER = Path(__file__).parent / "hostile"
_REPEATED = re.compile(r"⟦(\d+)×([^⟧]*)⟧")


def make(root: Path) -> Path:
    """Write the workspace with all its repetitions into a new folder."""
    for path in sorted(FOLDER.rglob("*.*")):
        target = root / path.relative_to(FOLDER)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = _REPEATED.sub(_repeat, path.read_text(encoding="utf-8"))
        target.write_text(text, encoding="utf-8", newline="\n")
    return root


def _repeat(found: re.Match[str]) -> str:
    return found[2] * int(found[1])

"""Faults of the files themselves, which are refused before any shape is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

_TABLE: Final = Path(__file__).with_name("refused.yaml")
_SLUG: Final = "SLUG"


@dataclass(frozen=True, slots=True)
class Refused:
    """A fault with its place: the file below the workspace, the line from 1."""

    kind: str
    file: str
    line: int


@cache
def refusals() -> Mapping[str, Mapping[str, Any]]:
    """What the table says of each kind."""
    return {said["kind"]: said for said in yaml.safe_load(_TABLE.read_text(encoding="utf-8"))}


def refuse(root: Path, kind: str, slug: str) -> Refused:
    """Put a fault of a kind into the agreement of a name, which is written already.

    Raises ValueError for a kind that the table has not.
    """
    if kind not in refusals():
        raise ValueError(f"no kind {kind!r}; known: {', '.join(sorted(refusals()))}")
    said = refusals()[kind]
    text = said["text"].replace(_SLUG, slug)
    name = f"data/{said.get('file', f'agreement/{_SLUG}.ttl')}".replace(_SLUG, slug)
    path = root / name
    before = path.read_text(encoding="utf-8") + "\n" if path.exists() else ""
    path.write_text(before + text, encoding="utf-8")
    line = said.get("line_of_file", 0) or before.count("\n") + said["line"]
    return Refused(kind, name, line)

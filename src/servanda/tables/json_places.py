"""JSON whose objects know where they stand, so that an error in one can name line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from servanda.errors import InputError
from servanda.parse import read_text

__all__ = ["Places", "read_json"]

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]')


@dataclass(frozen=True, slots=True)
class Places:
    """A JSON text and its objects, by identity, in the order of their ends."""

    source: str
    ends: Mapping[int, int]

    def of(self, said: object, key: str = "") -> tuple[int, int]:
        """Line and column of an object, or of a key in it; those of the whole text if unknown."""
        number = self.ends.get(id(said))
        if number is None:
            return 1, 1
        starts: list[int] = []
        spans: list[tuple[int, int]] = []
        for match in _TOKEN.finditer(self.source):
            if match[0] == "{":
                starts.append(match.start())
            elif match[0] == "}":
                spans.append((starts.pop(), match.end()))
        start, end = spans[number]
        return self._line_and_column(self._key(start, end, key) if key else start)

    def _key(self, start: int, end: int, key: str) -> int:
        depth, wanted = 0, json.dumps(key, ensure_ascii=False)
        for match in _TOKEN.finditer(self.source, start, end):
            depth += {"{": 1, "}": -1}.get(match[0], 0)
            is_key = self.source[match.end() : end].lstrip().startswith(":")
            if depth == 1 and match[0] == wanted and is_key:
                return match.start()
        return start

    def _line_and_column(self, at: int) -> tuple[int, int]:
        before = self.source[:at]
        return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


class _TwiceError(ValueError):
    """An object has one key twice."""


def read_json(path: Path) -> tuple[Any, Places]:
    """The JSON of a file and its places. Raises InputError with line and column if it is none."""
    source = read_text(path)
    ends: dict[int, int] = {}

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            raise _TwiceError(next(name for name in names if names.count(name) > 1))
        ends[id(found)] = len(ends)
        return found

    try:
        content = json.loads(source, object_pairs_hook=note)
    except _TwiceError as error:
        raise InputError(f"the key {str(error)!r} stands twice in one object", path=path) from error
    except (ValueError, RecursionError) as error:
        at = error if isinstance(error, json.JSONDecodeError) else None
        raise InputError(
            f"no JSON: {at.msg if at else 'a number or a nesting that is too large'}",
            path=path,
            line=at.lineno if at else 1,
            column=at.colno if at else None,
        ) from error
    if "\\ud" in source.lower():
        _check_characters(path, content)
    return content, Places(source, ends)


def _check_characters(path: Path, content: object) -> None:
    """Refuse halves of characters, which JSON can write and no file can hold."""
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InputError("half a character", path=path, hint="Write it whole") from error

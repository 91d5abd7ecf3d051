"""Rows as the engine itself writes them in JSON, as long as no limit cuts them.

The engine writes several times faster than we do, and knows no limit: what it writes is counted,
and ends where it must be too much. What was written until then is read again, and cut by rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final, cast

from pyoxigraph import Literal, QueryResultsFormat, QuerySolution, QuerySolutions
from pyoxigraph import parse_query_results as parsed

from servanda.query.results import json_term

__all__ = ["Rows", "respelled", "table_of", "written"]

# In what the engine writes an object that begins like this stands in no string: a quote in a
# string has a backslash before it.
_LITERAL: Final = re.compile(
    rb'\{"type":"literal","value":"[^"\\]*+","datatype":"[^"\\]*+"\}', re.DOTALL
)
_TRIPLE: Final = b'{"type":"triple"'
_BETWEEN: Final = b"},{"
_OUTSIDE: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"?|(\},\{)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that were written, read again; `is_whole` says whether the answer has no more."""

    solutions: QuerySolutions
    is_whole: bool = True

    def __iter__(self) -> Iterator[QuerySolution]:
        """Each row that is there as a whole."""
        try:
            yield from self.solutions
        except SyntaxError:  # the end, where the engine was stopped
            if self.is_whole:
                raise


class _Enough(Exception):  # noqa: N818  it ends the writer of the engine
    pass


class _Counted:
    """A file that takes what the engine writes until that is more than an answer may be."""

    def __init__(self, rows: int, size: int) -> None:
        self._rows: Final = rows
        self._most: Final = size
        self._parts: Final[list[bytes]] = []
        self._size = self._between = self._again = 0
        self._tail = b""

    def write(self, data: bytes) -> int:
        """Take some bytes. Raises _Enough."""
        self._parts.append(data)
        self._size += len(data)
        # A text may hold the same signs, so this is not less than it is.
        self._between += (self._tail + data).count(_BETWEEN)
        self._tail = data[-2:]
        if self._size > self._most:
            raise _Enough
        # To count exactly takes longer, so that it is done seldom.
        if self._between > self._rows + 1 and self._size >= self._again:
            if self._exactly() > self._rows + 1:
                raise _Enough
            self._again = 2 * self._size
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    @property
    def content(self) -> bytes:
        """All that was written."""
        return b"".join(self._parts)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than an answer may have."""
        return self._between >= self._rows and self._exactly() >= self._rows

    def _exactly(self) -> int:
        return sum(1 for found in _OUTSIDE.finditer(self.content) if found[1])


def written(results: QuerySolutions, rows: int, size: int) -> bytes | Rows:
    """The rows as JSON, if they are no more than `rows` and take no more than `size` bytes.

    Otherwise the rows up to there and at least one more, or as many as `size` bytes hold. Raises
    what the engine raises.
    """
    file = _Counted(rows, size)
    try:
        # Of a file the engine wants no more than this.
        results.serialize(cast("IO[bytes]", file), format=QueryResultsFormat.JSON)
    except _Enough:
        return Rows(_read(file.content), is_whole=False)
    return Rows(_read(file.content)) if file.is_cut else file.content


def table_of(spellings: Mapping[Literal, Literal]) -> Mapping[bytes, bytes] | None:
    """Literals as the store spells them, as they stand in JSON, with those of the data.

    None where one of the store's could be written in JSON in several ways.
    """
    texts = [term.value for term in spellings]
    if not all(text.isprintable() and not {'"', "\\"} & set(text) for text in texts):
        return None
    return {json_term(one).encode(): json_term(two).encode() for one, two in spellings.items()}


def respelled(
    content: bytes, spelled: Sequence[bool], table: Mapping[bytes, bytes] | None
) -> bytes | Rows:
    """Rows in JSON with the literals of the data in the columns that are `spelled` so.

    Rows where that cannot be told from the bytes: a triple as a term keeps the literals that it
    has, and so does a column that was computed.
    """
    if not any(spelled):
        return content
    if table is not None and _TRIPLE not in content:
        told = _LITERAL.sub(lambda found: table.get(found[0], found[0]), content)
        if all(spelled) or told == content:
            return told
    return Rows(_read(content))


def _read(content: bytes) -> QuerySolutions:
    solutions = parsed(content, format=QueryResultsFormat.JSON)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("what was written are rows")
    return solutions

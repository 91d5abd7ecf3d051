"""Unpack: records that came as rows of JSON lines or Parquet become the files of a workspace.

A row has two texts: `path`, as `agreement/lyon-canton-1988.ttl` below `data/`, and `text`. Programs
that make records by the million write rows rather than files; from here on they are records like
all others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from servanda.errors import InputError, UsageError
from servanda.parse import RECORD_SUFFIXES
from servanda.workspace import SLUG

__all__ = ["Unpacked", "unpack"]

_LONGEST: Final = 64_000_000  # bytes of a line of JSON
_NAME: Final = 200  # characters in a part of a path, which file systems take
_AT_ONCE: Final = 1_000  # rows of Parquet

Row = tuple[Path, int, str, str]  # file, line or row from 1, path, text


@dataclass(frozen=True, slots=True)
class Unpacked:
    """How many records were written, and how many were there already as they came."""

    written: int
    unchanged: int


def unpack(files: Sequence[Path], into: Path, *, replace: bool = False) -> Unpacked:
    """Write the records of `.jsonl` and `.parquet` files below `data/` of the workspace `into`.

    The folder is made if it is missing. All rows are looked at before the first is written: a row
    that is none, a path that names no record or leads out of `data/`, a path that two rows have
    with different texts, and, unless `replace` is given, a file that says something else, raise
    InputError with file and line, and nothing is written. Memory holds the paths, not the texts.
    """
    data = into / "data"
    texts: dict[str, bytes] = {}
    for file, line, path, text in _rows(files):
        target = _target(data, path, file, line)
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        if texts.setdefault(path, digest) != digest:
            raise InputError(f"two rows say what {path} holds", path=file, line=line)
        if not replace and _held(target) not in (None, text):
            raise InputError(
                f"{path} is there already and says something else",
                path=file,
                line=line,
                hint="Give --replace to write over such files",
            )
    written = 0
    for file, line, path, text in _rows(files):
        target = _target(data, path, file, line)
        if _held(target) != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            made = target.with_name(f".{target.name}.part")
            made.write_text(text, encoding="utf-8", newline="\n")
            made.replace(target)
            written += 1
    return Unpacked(written, len(texts) - written)


def _target(data: Path, path: str, file: Path, line: int) -> Path:
    pure = PurePosixPath(path)
    parts = pure.with_suffix("").parts if pure.name else ()
    good = (
        str(pure) == path  # no two spellings of one path
        and pure.suffix in RECORD_SUFFIXES
        and all(len(part) <= _NAME and SLUG.fullmatch(part) for part in parts)
        and not any(part.endswith(RECORD_SUFFIXES) for part in parts[:-1])
    )
    target = data / pure
    if not good or not target.resolve().is_relative_to(data.resolve()):
        raise InputError(
            f"{path[:200]!r} is no path of a record",
            path=file,
            line=line,
            hint="Write <kind>/<slug>.ttl or .yaml in lower-case letters, digits and hyphens",
        )
    return target


def _held(target: Path) -> str | None:
    try:
        return target.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None


def _rows(files: Sequence[Path]) -> Iterator[Row]:
    for file in files:
        if file.suffix == ".jsonl":
            yield from _of_lines(file)
        elif file.suffix == ".parquet":
            yield from _of_parquet(file)
        else:
            raise UsageError(f"{file} is neither .jsonl nor .parquet")


def _of_lines(file: Path) -> Iterator[Row]:
    with file.open("rb") as opened:
        number = 0
        while line := opened.readline(_LONGEST + 1):
            number += 1
            if len(line) > _LONGEST:
                raise InputError("a line is too long", path=file, line=number)
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"no JSON: {error}", path=file, line=number) from None
            path, text = (row.get("path"), row.get("text")) if isinstance(row, dict) else (0, 0)
            yield _row(file, number, path, text)


def _of_parquet(file: Path) -> Iterator[Row]:
    import pyarrow as pa  # noqa: PLC0415  slow to load, and only this needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(file) as opened:
            if not {"path", "text"} <= set(opened.schema_arrow.names):
                raise InputError("no columns path and text", path=file)
            number = 0
            for some in opened.iter_batches(_AT_ONCE, columns=["path", "text"]):
                columns = (some.column("path").to_pylist(), some.column("text").to_pylist())
                for path, text in zip(*columns, strict=True):
                    number += 1
                    yield _row(file, number, path, text)
    except pa.ArrowException as error:
        raise InputError(f"no Parquet that can be read: {error}", path=file) from None


def _row(file: Path, number: int, path: object, text: object) -> Row:
    if not isinstance(path, str) or not isinstance(text, str):
        raise InputError("a row needs two texts, path and text", path=file, line=number)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError("the text holds half a character", path=file, line=number) from None
    return file, number, path, text

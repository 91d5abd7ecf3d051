"""Quads as Parquet: the statements of a release in columns, for engines that answer by scanning.

Each row is a statement: subject, predicate, object and graph, each term as N-Quads spells it
(RDF 1.1 N-Quads, section 2), so no literal is changed. Rows come in the order of the lines of
the release's N-Quads, which is by subject, so that what is asked of one subject reads little.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from servanda.digests import MANIFEST
from servanda.errors import InputError, UsageError

__all__ = ["FILES", "Quads", "quads"]

# Each file of quads, and the dump that it is made of.
FILES: Final = {
    "stated.parquet": "dump/dataset.nq",
    "inferred.parquet": "dump/inferred.nq",
}
_ROWS: Final = 131_072  # in a row group, which is what a reader skips or reads
_BLOCK: Final = 16 << 20  # bytes of N-Quads that are held at once
# Only an object holds spaces. IRIs hold none: RDF 1.1 N-Quads, production IRIREF.
_LINE: Final = r"^(?P<s>\S+) (?P<p>\S+) (?P<o>.+) (?P<g>\S+) \.$"


@dataclass(frozen=True, slots=True)
class Quads:
    """How many stated and inferred statements were written, and where."""

    folder: Path
    stated: int
    inferred: int


def quads(release: Path, out: Path) -> Quads:
    """Write the quads of the folder of a release to `stated.parquet` and `inferred.parquet`.

    `out` is made if it is missing; files of these names are replaced. The same release gives the
    same bytes with the same version of pyarrow. Memory does not grow with the release. Raises
    UsageError where there is no release, InputError for a line that is no quad.
    """
    if not (release / MANIFEST).is_file():
        raise UsageError(
            f"no release here: {MANIFEST} is missing",
            path=release,
            hint="Build one: servanda build WORKSPACE --out DIR",
        )
    out.mkdir(parents=True, exist_ok=True)
    stated, inferred = (_write(release / dump, out / name) for name, dump in FILES.items())
    return Quads(out, stated, inferred)


def _write(dump: Path, target: Path) -> int:
    import pyarrow as pa  # noqa: PLC0415  slow to load, and only this needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = pa.schema([(name, pa.string()) for name in "spog"])
    made = target.with_name(f".{target.name}.part")
    count = 0
    try:
        with pq.ParquetWriter(made, schema, compression="zstd", compression_level=3) as writer:
            for columns in _even(_columns(dump), schema):
                count += columns.num_rows
                writer.write_table(columns, row_group_size=_ROWS)
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
    return count


def _even(tables: Iterator[Any], schema: Any) -> Iterator[Any]:  # noqa: ANN401  of pyarrow
    """Tables cut at every `_ROWS` rows, wherever the ends of the tables given are."""
    import pyarrow as pa  # noqa: PLC0415

    held = schema.empty_table()
    for table in tables:
        held = pa.concat_tables([held, table])
        whole = held.num_rows - held.num_rows % _ROWS
        for at in range(0, whole, _ROWS):
            yield held.slice(at, _ROWS)
        held = held.slice(whole)
    if held.num_rows:
        yield held


def _columns(dump: Path) -> Iterator[Any]:
    """The columns of each part of a dump."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    done = 0
    for lines in _parts(dump):
        found = pc.extract_regex(pa.array(lines, pa.string()), _LINE)
        if found.null_count:
            line = done + found.is_null().index(True).as_py() + 1
            raise InputError("not a quad in the form of a dump", path=dump, line=line)
        done += len(lines)
        yield pa.table({name: pc.struct_field(found, [at]) for at, name in enumerate("spog")})


def _parts(dump: Path) -> Iterator[list[str]]:
    with dump.open(encoding="utf-8", newline="\n") as opened:
        while lines := opened.readlines(_BLOCK):
            yield [line.removesuffix("\n") for line in lines]

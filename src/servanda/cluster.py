"""Reduce on a cluster: Parquet files of quads to one sorted dump, counts and clashes, in Spark SQL.

The parts may come from several builds, in any order, and a quad may stand in several of them: what
is made of them is what one build of all of it makes.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from servanda.errors import EngineError, InputError
from servanda.ntriples import iri_of, term_of
from servanda.pipeline.keys import Clash
from servanda.runners.spark import session

__all__ = ["Reduced", "reduce_quads"]


@dataclass(frozen=True, slots=True)
class Reduced:
    """What all parts together give: the number of quads, resources by class, and clashes."""

    quads: int
    counts: Mapping[str, int]
    clashes: tuple[Clash, ...]


def reduce_quads(url: str, parts: Path, out: Path, *, partitions: int = 0) -> Reduced:
    """Sort the quads of `parts` into the N-Quads file `out`, each once; count, and find clashes.

    `url` is that of a Spark master. `parts` is a folder of Parquet files with the columns s, p, o
    and g, as `servanda quads` writes them; it and the folder of `out` are seen by all workers
    under the same path. `partitions` is how many pieces are sorted at once, 0 leaves it to Spark.
    The bytes do not depend on it. `out` appears whole, by one rename. Raises UsageError or
    EngineError as `servanda.runners.spark.session` does, InputError where there are no parts.
    """
    if not any(parts.glob("*.parquet")):
        raise InputError("no Parquet files of quads here", path=parts)
    opened = session(url)
    try:
        if partitions:
            opened.conf.set("spark.sql.shuffle.partitions", str(partitions))
            opened.conf.set("spark.sql.adaptive.coalescePartitions.enabled", "false")
        opened.read.parquet(str(parts)).createOrReplaceTempView("quads")
        counts = {iri_of(row[0]): row[1] for row in opened.sql(_sql("counts")).collect()}
        found = map(_clash, opened.sql(_sql("clashes")).collect())
        clashes = tuple(sorted(found, key=lambda clash: clash.what))
        return Reduced(_written(opened, out), dict(sorted(counts.items())), clashes)
    finally:
        opened.stop()


def _sql(name: str) -> str:
    found = resources.files("servanda").joinpath("assets", "sql", f"{name}.sql")
    return found.read_text(encoding="utf-8")


def _clash(row: Any) -> Clash:  # noqa: ANN401  of Spark
    said = row["what"]
    what = iri_of(said) or term_of(said if said.startswith('"') else f'"{said}"').value
    return Clash(tuple(map(iri_of, row["subjects"])), what)


def _written(opened: Any, out: Path) -> int:  # noqa: ANN401
    """Write the sorted lines; how many there are. Spark's committer ends with `_SUCCESS`."""
    folder, made = out.with_name(f".{out.name}.parts"), out.with_name(f".{out.name}.part")
    try:
        opened.sql(_sql("lines")).write.mode("overwrite").text(str(folder))
        if not (folder / "_SUCCESS").exists():
            raise EngineError("Spark did not finish its output", path=folder)
        count = 0
        with made.open("wb") as whole:
            for part in sorted(folder.glob("part-*")):  # numbered in the order of their lines
                with part.open("rb") as lines:
                    for line in lines:
                        count += 1
                        whole.write(line)
        made.replace(out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        made.unlink(missing_ok=True)
    return count

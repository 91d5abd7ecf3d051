"""Run the map over all batches, then the reduce; where the batches run is a choice of runner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, Triple

from servanda.pipeline.map import MapOutput, Row, home_of, map_batch
from servanda.pipeline.reduce import Clash, clashes, count_types, reduce_inferred
from servanda.pipeline.reference import Reference
from servanda.pipeline.spine import Spine, quads_of
from servanda.places import Found
from servanda.reason import reason
from servanda.records import Index
from servanda.workspace import Workspace

__all__ = ["BATCH_SIZE", "Outcome", "Progress", "quiet", "run"]

BATCH_SIZE: Final = 200
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What map and reduce give: files of sorted quads, and what is small enough to hold."""

    stated: Path
    inferred: Path
    spine: Spine
    found: tuple[Found, ...]
    clashes: tuple[Clash, ...]
    rows: Mapping[str, tuple[Row, ...]]
    type_counts: Mapping[str, int]


def quiet(stage: str, done: int, total: int) -> None:
    """A progress that shows nothing."""


def run(  # noqa: PLR0913  everything after the marker is optional
    workspace: Workspace,
    reference: Reference,
    index: Index,
    folder: Path,
    *,
    jobs: int = 1,
    batch_size: int = BATCH_SIZE,
    progress: Progress = quiet,
) -> Outcome:
    """Map every batch and reduce; intermediate files lie in `folder`, which must not exist.

    The outcome is the same for every number of jobs and every size of the batches.
    """
    spine = Spine(folder)
    spine.add((*reference.description, *reference.schemes))
    inferred: set[Triple] = set(_of_reference(reference))
    found: list[Found] = []
    rows: dict[str, set[Row]] = {table.name: set() for table in reference.tables}
    batches = _batches(workspace.records, batch_size)
    work = partial(map_batch, workspace, reference, index)
    for done, output in enumerate(_outputs(work, batches, jobs), start=1):
        spine.add(output.stated)
        inferred.update(output.inferred)
        found += output.found
        for name, some in output.rows.items():
            rows[name].update(some)
        progress("map", done, len(batches))
    progress("reduce", 0, 1)
    stated = folder / "stated.nq"
    spine.write(stated)
    return Outcome(
        stated=stated,
        inferred=_reduced(stated, inferred, reference, workspace, index),
        spine=spine,
        found=tuple(sorted(found, key=_order)),
        clashes=tuple(clashes(quads_of(stated))),
        rows={name: tuple(sorted(some)) for name, some in sorted(rows.items())},
        type_counts=count_types(quads_of(stated)),
    )


def _batches(records: Sequence[Path], size: int) -> list[tuple[Path, ...]]:
    return [tuple(records[at : at + size]) for at in range(0, len(records), size)]


def _outputs(
    work: Callable[[Sequence[Path]], MapOutput], batches: list[tuple[Path, ...]], jobs: int
) -> Iterator[MapOutput]:
    if jobs <= 1 or len(batches) <= 1:
        yield from map(work, batches)
        return
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        yield from pool.map(work, batches)


def _of_reference(reference: Reference) -> Iterator[Triple]:
    shared = reference.shared_triples
    own = {triple.subject for triple in shared}
    inferred = reason(shared, reference.ontology)
    return (triple for triple in inferred if triple.subject in own)


def _reduced(
    stated: Path,
    inferred: Iterable[Triple],
    reference: Reference,
    workspace: Workspace,
    index: Index,
) -> Path:
    graph = workspace.inferred_graph
    path = stated.with_name("inferred.nq")
    lines = {
        f"{Quad(triple.subject, triple.predicate, triple.object, graph)} .\n"
        for triple in reduce_inferred(partial(_triples_of, stated), inferred, reference)
        if home_of(triple.subject, index.owners, workspace.uri_space)
    }
    path.write_text("".join(sorted(lines)), encoding="utf-8", newline="\n")
    return path


def _triples_of(path: Path) -> Iterator[Triple]:
    return (quad.triple for quad in quads_of(path))


def _order(found: Found) -> tuple[str, int, str, str]:
    result = found.result
    return (found.path, found.line, str(result.focus_node), f"{result.source_shape}{result.value}")

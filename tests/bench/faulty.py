"""The faults that were put in beside those that are found: by a build, and by pyshacl.

Usage: python -m bench.faulty HOW WORKSPACE, HOW being build, or an engine for the whole at once
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from synthetic import EXPECTED
from synthetic.compare import compare

from bench.measure import measured
from bench.stages import FAULTY, Bench, Rows, told
from servanda.build import RefusedError, build
from servanda.ntriples import facts_of, text_of
from servanda.pipeline.work import run_workspace
from servanda.validate import Result, compiled
from servanda.workspace import open_workspace

_SLOW: Final = 1_000  # the most agreements that pyshacl is asked about


def faulty(bench: Bench) -> Rows:
    """What is missing and what is too much, by each way of validating."""
    root = bench.workspace(FAULTY)
    known = json.loads((root / EXPECTED).read_text("utf-8"))
    ways = ["build", "shacl", *(["pyshacl"] if bench.agreements <= _SLOW else [])]
    rows: Rows = []
    for way in ways:
        run = measured(bench.module("bench.faulty", way, root), bench.log)
        said = json.loads(bench.log.read_text("utf-8").splitlines()[-1])
        kinds, faults = len(known["faults"]), sum(known["faults"].values())
        rows.append({**told(way, [run], None), "kinds": kinds, "faults": faults, **said})
    return rows


def main() -> None:
    """Validate in one way and say how far the results are from what they must be."""
    way, root = sys.argv[1], Path(sys.argv[2])
    found = _built(root) if way == "build" else _at_once(root, way)
    difference = compare(found, root / EXPECTED)
    for name, some in (("missing", difference.missing), ("surplus", difference.surplus)):
        for each, count in sorted(some.items()):
            sys.stderr.write(f"{name}: {count} × {each}\n")
    said = {
        "results": len(found),
        "missing": sum(difference.missing.values()),
        "surplus": sum(difference.surplus.values()),
    }
    sys.stdout.write(json.dumps(said) + "\n")


def _built(root: Path) -> Sequence[Result]:
    """The results of a build, which must refuse to publish."""
    with tempfile.TemporaryDirectory() as name:
        try:
            build(root, Path(name) / "out", site=False)
        except RefusedError as refused:
            return [each.result for each in refused.found]
    raise AssertionError("a workspace that violates its shapes was published")


def _at_once(root: Path, engine: str) -> Sequence[Result]:
    """The results of an engine that is given all records, and all inferred facts, at once."""
    with tempfile.TemporaryDirectory() as name:
        with run_workspace(open_workspace(root), Path(name)) as (reference, outcome):
            common = outcome.kit.common_text
            stated = "".join(text for _, text in outcome.graphs())
            quads = outcome.inferred.read_text(encoding="utf-8")
        end = quads[: quads.find("\n")].rpartition(" <")[2]
        inferred = quads.replace(f" <{end}\n", " .\n")
        results: list[Result] = []
        for shapes, text in ((reference.shapes, ""), (reference.closure_shapes, inferred)):
            lines = sorted({*facts_of(common + stated + text)})
            results += compiled(shapes, engine=engine).results(text_of(lines))
    return results


if __name__ == "__main__":
    main()

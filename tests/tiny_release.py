"""Tiny releases of a few Turtle records, made without reasoning or validation: what is compared.

A record is a file; its graph is named after its first subject. `inferred.ttl` is what was inferred.
The concepts and the ontology are those of the model.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

ROOT = Path(__file__).parents[1]
SCHEMES = ("claim-kind", "event-type", "role", "status")
DATASET = "https://example.org/dataset"


def records(folder: Path) -> dict[str, str]:
    """The texts of a folder of records by their paths."""
    paths = (path for path in folder.rglob("*.ttl") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def make_release(
    out: Path,
    texts: Mapping[str, str],
    *,
    version: str = "1.0.0",
    issued: str = "2026-01-01",
    dataset: str = DATASET,
    ontology: Path | None = None,
) -> Path:
    """Write a release of `texts` to the folder `out`."""
    stated: list[Quad] = []
    for name, text in texts.items():
        if name != "inferred.ttl":
            stated += graph(text)
    for scheme in SCHEMES:
        stated += graph((ROOT / "ontology" / "schemes" / f"{scheme}.ttl").read_text("utf-8"))
    inferred = graph(texts.get("inferred.ttl", ""), f"{DATASET}/inferred")
    dump = out / "dump"
    dump.mkdir(parents=True)
    dump.joinpath("dataset.nq").write_bytes(lines(stated))
    dump.joinpath("inferred.nq").write_bytes(lines(inferred))
    ordered = sorted(set(stated), key=lambda quad: (str(quad.graph_name), str(quad)))
    pyoxigraph.serialize(ordered, str(dump / "dataset.trig"), RdfFormat.TRIG)
    shutil.copyfile(ontology or ROOT / "ontology" / "servanda.ttl", out / "ontology.ttl")
    shutil.copyfile(ROOT / "shapes" / "agreement.ttl", out / "shapes.ttl")
    content = {"dataset": dataset, "version": version, "issued": issued, "asOf": issued}
    out.joinpath("manifest.json").write_text(json.dumps(content), encoding="utf-8")
    return out


def graph(text: str, name: str = "") -> list[Quad]:
    """The statements of a Turtle text in one graph."""
    quads = list(pyoxigraph.parse(text, format=RdfFormat.TURTLE))
    if not quads:
        return []
    home = NamedNode(name) if name else quads[0].subject
    return [Quad(quad.subject, quad.predicate, quad.object, home) for quad in quads]


def lines(quads: Iterable[Quad]) -> bytes:
    """Canonical N-Quads."""
    return b"".join(sorted({f"{quad} .\n".encode() for quad in quads}))

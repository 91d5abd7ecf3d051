"""Copies of a release without its pages, changed as a new version of the data would be."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from servanda.digests import describe_files, file_digest
from servanda.formats import SYNTAXES
from servanda.manifest import manifest_bytes, sealed
from servanda.push import Plan

SMALL = 150  # statements
Edit = Callable[[list[Quad]], Iterable[Quad]]


def copy_of(
    release: Path,
    out: Path,
    *,
    version: str = "",
    graphs: Collection[str] = (),
    edit: Edit = list,
) -> Path:
    """The data of a release at `out`, as a release of its own; `graphs` are those that stay."""
    (out / "dump").mkdir(parents=True)
    stated = list(pyoxigraph.parse(path=str(release / "dump/dataset.nq")))
    stated = list(edit([q for q in stated if not graphs or q.graph_name.value in graphs]))
    write_dumps(out, stated)
    shutil.copyfile(release / "dump/inferred.nq", out / "dump/inferred.nq")
    shutil.copyfile(release / "ontology.ttl", out / "ontology.ttl")
    shutil.copytree(release / "queries", out / "queries")
    content = json.loads((release / "manifest.json").read_bytes())
    content.pop("earlier", None)
    content["version"] = version or content["version"]
    content["counts"]["statedQuads"] = len(set(stated))
    content["datasetHash"]["stated"] = file_digest(out / "dump/dataset.nq")
    content["files"] = describe_files(out)
    (out / "manifest.json").write_bytes(manifest_bytes(sealed(content)))
    return out


def first_and_second(release: Path, out: Path) -> tuple[Path, Path]:
    """A release and the one after it, in which some statements are others."""
    return (
        copy_of(release, out / "first"),
        copy_of(release, out / "second", version="0.1.1", edit=newer),
    )


def write_dumps(out: Path, stated: Iterable[Quad]) -> None:
    quads = sorted(set(stated), key=str)
    for syntax in SYNTAXES:
        path = out / f"dump/dataset{syntax.suffix}"
        if syntax.rdf_format == RdfFormat.N_QUADS:
            path.write_text("".join(sorted(f"{quad} .\n" for quad in quads)), encoding="utf-8")
        elif syntax.quads:
            pyoxigraph.serialize(quads, str(path), syntax.rdf_format)
        else:
            triples = sorted({quad.triple for quad in quads}, key=str)
            pyoxigraph.serialize(triples, str(path), syntax.rdf_format)


def newer(quads: list[Quad]) -> list[Quad]:
    """A small graph is gone, one is new, and in each of three others something changed."""
    sizes = Counter(quad.graph_name.value for quad in quads)
    names = sorted(name for name, size in sizes.items() if size < SMALL)
    gone, changed = names[0], names[1:4]
    new = NamedNode("https://example.org/new")
    note = NamedNode("http://www.w3.org/2004/02/skos/core#note")
    added = [Quad(new, note, Literal(f"novelty {n}"), new) for n in range(7)]
    added += [Quad(NamedNode(name), note, Literal("changed"), NamedNode(name)) for name in changed]
    return [quad for quad in quads if quad.graph_name.value != gone] + added


Signature = tuple[int, int]
SIGNATURE = """
SELECT (COUNT(*) AS ?statements) (SUM(STRLEN(STR(?p))) AS ?characters) WHERE {
  ?s ?p ?o FILTER (!STRSTARTS(STR(?p), "urn:servanda:push:"))
  FILTER (isBlank(?s) || !STRSTARTS(STR(?s), "urn:servanda:push:"))
}
"""


def signature(plan: Plan, *, union: bool) -> Signature:
    """What a reader counts who asks for all statements; in `union`, each counts once."""
    listed = [triple for triples in plan.graphs.values() for triple in triples]
    triples = set(listed) if union else listed
    return len(triples), sum(len(triple.predicate.value) for triple in triples)


def trimmed(plan: Plan, graphs: int = 10) -> Plan:
    """The plan with some of its graphs only, and parts of the large ones: quick to push."""
    records = [name for name, triples in plan.graphs.items() if len(triples) < SMALL][:graphs]
    others = [name for name in plan.graphs if "/dataset/" in name.value]
    # The last triples of the ontology have blank nodes.
    kept = {name: (*plan.graphs[name][:60], *plan.graphs[name][-60:]) for name in others}
    kept |= {name: plan.graphs[name] for name in records}
    kept = {name: tuple(sorted(set(kept[name]), key=str)) for name in sorted(kept, key=str)}
    names = replace(plan.names, digest=f"{graphs:016}{plan.names.digest}")
    return replace(plan, graphs=kept, names=names)

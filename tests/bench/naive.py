"""The naive stack: rdflib reads, owlrl reasons, pyshacl validates the closure, rdflib writes.

The time of each step is written as JSON to the standard output.

Usage: python -m bench.naive WORKSPACE MODEL FOLDER, MODEL being a folder with ontology/ and shapes/
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import owlrl
import pyshacl
import rdflib


def main() -> None:
    """Run the four steps one after another."""
    root, model, folder = map(Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    times = {}
    start = time.process_time()
    graph, shapes = rdflib.Graph(), rdflib.Graph()
    ontology = [
        *(model / "ontology").glob("*.ttl"),
        *(model / "ontology" / "schemes").glob("*.ttl"),
    ]
    for path in sorted([*(root / "data").rglob("*.ttl"), *ontology]):
        graph.parse(path, format="turtle")
    for path in sorted((model / "shapes").rglob("*.ttl")):
        shapes.parse(path, format="turtle")
    times["parse"], start = time.process_time() - start, time.process_time()
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    times["reason"], start = time.process_time() - start, time.process_time()
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, advanced=True)
    times["validate"], start = time.process_time() - start, time.process_time()
    graph.serialize(folder / "dataset.ttl", format="turtle")
    times["write"] = time.process_time() - start
    found = len(
        list(
            report.subjects(
                rdflib.RDF.type, rdflib.URIRef("http://www.w3.org/ns/shacl#ValidationResult")
            )
        )
    )
    sys.stdout.write(json.dumps({"cpu_of_steps": times, "results": found, "triples": len(graph)}))


if __name__ == "__main__":
    main()

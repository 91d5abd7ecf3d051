"""What a local query is asked of: the whole dataset of a workspace or of a release."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pyoxigraph
from pyoxigraph import Quad, Store

from servanda.build import raise_fault, release_prefixes
from servanda.errors import InputError, UsageError
from servanda.pipeline.reference import read_reference
from servanda.pipeline.run import Progress, quiet, run
from servanda.records import index_records
from servanda.replace import MANIFEST
from servanda.workspace import open_workspace

__all__ = ["open_release", "open_root"]


def open_release(folder: Path) -> tuple[Store, dict[str, str]]:
    """A store with the stated and inferred quads of a release and its ontology; its prefixes.

    Raises UsageError if the folder holds no release.
    """
    if not (folder / MANIFEST).is_file():
        raise UsageError("no release here: manifest.json is missing", path=folder)
    store = Store()
    for name in ("dump/dataset.nq", "dump/inferred.nq", "ontology.ttl"):
        store.extend(pyoxigraph.parse(path=str(folder / name)))
    return store, _prefixes(folder)


def _prefixes(folder: Path) -> dict[str, str]:
    try:
        content = json.loads((folder / MANIFEST).read_bytes())
        return {str(name): str(base) for name, base in content["prefixes"].items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            "the manifest cannot be read", path=folder / MANIFEST, hint="Run servanda verify"
        ) from error


def open_root(root: Path, *, progress: Progress = quiet) -> tuple[Store, dict[str, str]]:
    """The same of a workspace: what its release would hold, without validating it."""
    workspace = open_workspace(root)
    reference = replace(read_reference(workspace), shapes=(), closure_shapes=(), tables=())
    index = index_records(workspace, reference.terms, fault=raise_fault)
    store = Store()
    with tempfile.TemporaryDirectory(prefix="servanda-") as folder:
        outcome = run(workspace, reference, index, Path(folder) / "work", progress=progress)
        store.extend(pyoxigraph.parse(path=str(outcome.stated)))
        store.extend(pyoxigraph.parse(path=str(outcome.inferred)))
    store.extend(Quad(*triple) for triple in reference.ontology)
    return store, release_prefixes(workspace, reference)

"""A release holds what others rely on, and the same input gives the same bytes."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat

from servanda.build import build
from servanda.digests import describe_files, file_digest, listed_pages
from servanda.pipeline.batches import Limits
from servanda.pipeline.work import How

PROMISED = {
    ".well-known/void",
    "catalog-udata.ttl",
    "catalog.jsonld",
    "catalog.rdf",
    "catalog.ttl",
    "croissant.json",
    "datapackage.json",
    "dump/dataset.jsonld",
    "dump/dataset.nq",
    "dump/dataset.nt",
    "dump/dataset.rdf",
    "dump/dataset.trig",
    "dump/dataset.ttl",
    "dump/inferred.nq",
    "manifest.json",
    "ontology.jsonld",
    "ontology.ttl",
    "reconciliation/entities.json",
    "reconciliation/manifest-1.0.json",
    "reconciliation/manifest.json",
    "reconciliation/names.csv",
    "reports/validation.json",
    "reports/validation.ttl",
    "shapes.ttl",
    "site.sha256",
    "sparql-examples.ttl",
    "sparql-service-description.ttl",
    "void.ttl",
}
TABLES = {"actions", "agreements", "domains", "evidence", "fields", "parties", "signatures"}


def test_everything_promised_is_there(release: Path, workspace_root: Path) -> None:
    present = {
        path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()
    } - listed_pages(release).keys()
    queries = {
        path.relative_to(workspace_root).as_posix()
        for path in (workspace_root / "queries").rglob("*.rq")
    }
    tables = {f"tables/{name}.csv" for name in TABLES}
    forms = {
        f"tables/{name}.{suffix}"
        for name in TABLES
        for suffix in ("csv-metadata.json", "parquet", "schema.json")
    }
    examples = {f"examples/{path.stem}.ttl" for path in (workspace_root / "queries").glob("*.rq")}
    examples.add("examples/prefixes.ttl")
    assert present == PROMISED | queries | tables | forms | examples


def test_the_manifest_describes_the_release(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    assert manifest["version"] == "0.1.0"
    assert manifest["files"] == describe_files(release)
    assert manifest["datasetHash"]["stated"] == file_digest(release / "dump" / "dataset.nq")
    assert set(manifest["engines"]) == {"pyoxigraph", "shacl"}


def test_nothing_published_is_a_blank_node(release: Path) -> None:
    for name in ("dataset.nq", "inferred.nq"):
        for quad in pyoxigraph.parse(path=str(release / "dump" / name)):
            assert not isinstance(quad.subject, BlankNode)
            assert not isinstance(quad.object, BlankNode)


def test_no_inferred_statement_is_trivial(release: Path) -> None:
    stated = {quad.triple for quad in pyoxigraph.parse(path=str(release / "dump" / "dataset.nq"))}
    same = NamedNode("http://www.w3.org/2002/07/owl#sameAs")
    for quad in pyoxigraph.parse(path=str(release / "dump" / "inferred.nq")):
        assert quad.triple not in stated
        assert quad.predicate != same
        assert not str(quad.object).startswith("<http://www.w3.org/2002/07/owl#Thing")


def test_a_chain_is_inferred(release: Path) -> None:
    lines = (release / "dump" / "inferred.nq").read_text("utf-8")
    ours = "https://w3id.org/servanda"
    assert (
        f"<{ours}/id/agreement/idf-zhejiang-2018> <{ours}/ontology#linksTerritory> "
        f"<{ours}/id/place/france>" in lines
    )


def test_the_dump_is_in_canonical_order(release: Path) -> None:
    lines = (release / "dump" / "dataset.nq").read_bytes().splitlines()
    assert lines == sorted(set(lines))


def test_the_turtle_is_grouped_by_record(release: Path) -> None:
    text = (release / "dump" / "dataset.ttl").read_text("utf-8")
    groups = [line for line in text.splitlines() if line.startswith("# ")]
    assert groups == sorted(groups)
    assert any("agreement/idf-zhejiang-2018" in line for line in groups)


def test_tables_have_a_column_for_each_title(release: Path) -> None:
    for name in TABLES:
        path = release / "tables" / f"{name}.csv"
        description = json.loads(path.with_name(f"{path.name}-metadata.json").read_text("utf-8"))
        with path.open(encoding="utf-8", newline="") as text:
            rows = list(csv.reader(text))
        columns = description["tableSchema"]["columns"]
        assert rows[0] == [column["name"] for column in columns], name
        assert len(rows) > 1, name
        assert all(set(column["titles"]) == {"fr", "en", "zh"} for column in columns), name


def test_the_validation_report_is_w3c_turtle(release: Path) -> None:
    kinds = {
        str(quad.object)
        for quad in pyoxigraph.parse(
            path=str(release / "reports" / "validation.ttl"), format=RdfFormat.TURTLE
        )
        if quad.predicate.value.endswith("#type")
    }
    assert "<http://www.w3.org/ns/shacl#ValidationReport>" in kinds


@pytest.mark.slow
def test_hash_seed_time_zone_locale_and_folder_leave_no_trace(
    release: Path, workspace_root: Path, tmp_path: Path
) -> None:
    root = tmp_path / "un autre dossier 文件夹"
    for part in ("shapes", "queries", "ontology", "data"):
        copy_backwards(workspace_root / part, root / part)
    settings = {"PYTHONHASHSEED": "4711", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "servanda", "build", str(root), "--out", str(tmp_path / "two")],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert describe_files(tmp_path / "two") == describe_files(release)
    assert file_digest(tmp_path / "two" / "manifest.json") == file_digest(release / "manifest.json")


def copy_backwards(source: Path, target: Path) -> None:
    """Copy files in the reverse order of their names, so that folders list them otherwise."""
    for path in sorted(source.rglob("*"), reverse=True):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


@pytest.mark.slow
def test_the_cut_into_batches_and_processes_leaves_no_trace(
    release: Path, workspace_root: Path, tmp_path: Path
) -> None:
    # Pages are made from these files, whatever the batches were.
    build(
        workspace_root, tmp_path / "cut", how=How(jobs=2, limits=Limits(batch_size=7)), site=False
    )
    files = [each for each in describe_files(release) if each["path"] != "site.sha256"]
    assert describe_files(tmp_path / "cut") == files

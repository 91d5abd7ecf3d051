"""The tool is for any dataset: a workspace with nothing of ours builds; its faults are found."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import foreign_workspace as foreign
import pyoxigraph
import pytest

from servanda.build import RefusedError, build
from servanda.errors import InputError
from servanda.pipeline.batches import Limits
from servanda.pipeline.work import How
from servanda.verify import verify

OLD = f"{foreign.SPACE}garden/old"

FAULTS = {
    "ivy": 't:name "Ivy"',  # grows in no garden
    "moss": f't:name "Moss" ;\n    t:growsIn <{foreign.SPACE}plant/oak>',  # a plant is no garden
    "palm": f't:name "Palm" ;\n    t:growsIn <{OLD}> ;\n    t:height "tall"',  # not a number
    "yew": f't:name "Yew" ;\n    t:growsIn <{OLD}> ;\n    t:height 1.0 , 2.0',  # two heights
    "weed": f"t:growsIn <{OLD}>",  # no name: a warning
}
EXPECTED = {
    ("data/plant/ivy.ttl", 4, "Garden", "Violation"),
    ("data/plant/moss.ttl", 7, "Garden", "Violation"),
    ("data/plant/palm.ttl", 8, "Height", "Violation"),
    ("data/plant/yew.ttl", 8, "Height", "Violation"),
    ("data/plant/weed.ttl", 4, "Name", "Warning"),
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = foreign.make(tmp_path_factory.mktemp("foreign"))
    build(root, root / "out")
    return root / "out"


def test_it_builds_and_verifies(release: Path) -> None:
    assert verify(release) == []


def test_its_own_terms_are_reasoned_over(release: Path) -> None:
    inferred = {
        str(quad.triple) for quad in pyoxigraph.parse(path=str(release / "dump" / "inferred.nq"))
    }
    space, terms = foreign.SPACE, foreign.TERMS
    assert f"<{space}plant/oak> <{terms}locatedIn> <{OLD}>" in inferred
    assert f"<{OLD}> <{terms}neighbourOf> <{space}garden/new>" in inferred
    assert all(line.startswith(f"<{space}") for line in inferred)


def test_lexical_forms_are_kept(release: Path) -> None:
    for name in ("nq", "nt", "ttl", "trig", "jsonld", "rdf"):
        assert "020.50" in (release / "dump" / f"dataset.{name}").read_text(encoding="utf-8"), name


def test_its_table_is_written(release: Path) -> None:
    with (release / "tables" / "plants.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.reader(text))
    assert rows[0] == ["plant", "height"]
    assert [row[0].rsplit("/", 1)[1] for row in rows[1:]] == ["fern", "oak", "rose"]


def test_exactly_the_faults_put_into_it_are_found(tmp_path: Path) -> None:
    root = foreign.make(tmp_path, FAULTS)
    with pytest.raises(RefusedError) as refused:
        build(root, root / "out")
    found = {
        (
            each.path,
            each.line,
            str(each.result.source_shape).rsplit("#", 1)[-1].rstrip(">"),
            each.result.severity.value.rsplit("#", 1)[-1],
        )
        for each in refused.value.found
    }
    assert found == EXPECTED
    assert not (root / "out").exists()


def test_warnings_alone_do_not_stop_a_release(tmp_path: Path) -> None:
    root = foreign.make(tmp_path, {"weed": FAULTS["weed"]})
    done = build(root, root / "out")
    assert len(done.found) == 1
    assert verify(root / "out") == []


def test_the_cut_into_batches_does_not_show(tmp_path: Path) -> None:
    root = foreign.make(tmp_path)
    whole = build(root, root / "whole").manifest
    single = build(root, root / "single", how=How(limits=Limits(batch_size=1))).manifest
    assert single == whole


def test_what_the_engines_would_refuse_is_named_with_its_file(tmp_path: Path) -> None:
    root = foreign.make(tmp_path)
    path = root / "ontology" / "terms.ttl"
    key = "t:Garden owl:hasKey ( t:name ) .\n"
    path.write_text(path.read_text("utf-8") + key, encoding="utf-8")
    with pytest.raises(InputError, match=r"ontology/terms\.ttl:17: owl:hasKey"):
        build(root, root / "out")


def test_a_table_must_describe_its_columns(tmp_path: Path) -> None:
    root = foreign.make(tmp_path)
    path = root / "queries" / "tables" / "plants.rq"
    path.write_text(path.read_text("utf-8").replace("#+   height", "#+   size"), "utf-8")
    with pytest.raises(InputError, match=r"plants\.rq:1: the columns of the head \(plant, size\)"):
        build(root, root / "out")


def test_a_workspace_may_have_no_queries(tmp_path: Path) -> None:
    root = foreign.make(tmp_path)
    shutil.rmtree(root / "queries")
    build(root, root / "out")
    assert verify(root / "out") == []

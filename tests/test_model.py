"""The model that ships with the package: a workspace of data only follows it in everything."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import foreign_workspace as foreign
import plain_workspace as plain
import pyoxigraph
import pytest

from servanda.build import RefusedError, build
from servanda.check import check
from servanda.findings import Level
from servanda.model import PARTS, model_folder, model_name
from servanda.query import list_queries
from servanda.verify import verify
from servanda.workspace import open_workspace, part_folder

Servanda = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.slow  # builds workspaces of its own

ROOT = Path(__file__).parents[1]
TERMS = "https://w3id.org/servanda/ontology#"
LYON_TURIN = f"{plain.SPACE}agreement/lyon-turin"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plain.make(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def published(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published") / "dist"
    build(workspace, out, site=False)
    return out


def test_the_wheel_carries_the_folders_that_a_checkout_has() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    carried = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert carried == {
        folder: f"servanda/model/{part}"
        for part, folder in PARTS.items()
        if (ROOT / folder).is_dir()
    }


def test_a_checkout_has_its_model_at_the_root() -> None:
    assert model_folder("ontology") == ROOT / "ontology"
    assert model_name(ROOT / "shapes" / "party.ttl") == "model:shapes/party.ttl"
    assert model_name(ROOT / "README.md") is None


def test_a_workspace_of_data_only_has_no_errors(workspace: Path) -> None:
    assert [each for each in check(workspace) if each.level is Level.ERROR] == []


def test_its_release_holds_the_model_and_verifies(published: Path) -> None:
    assert verify(published) == []
    for name, words in (("ontology.ttl", "servanda:Agreement"), ("shapes.ttl", "sh:NodeShape")):
        assert words in (published / name).read_text("utf-8")
    prefixes = json.loads((published / "manifest.json").read_bytes())["prefixes"]
    assert prefixes["ex"] == plain.SPACE
    assert "" not in prefixes  # each record has its own


def test_its_facts_are_derived_by_the_model(published: Path) -> None:
    inferred = {
        str(quad.triple) for quad in pyoxigraph.parse(path=str(published / "dump" / "inferred.nq"))
    }
    assert f"<{LYON_TURIN}> <{TERMS}hasParty> <{plain.SPACE}party/turin>" in inferred
    assert any(line.startswith(f"<{LYON_TURIN}> <{TERMS}signatureDate>") for line in inferred)


def test_it_is_queried(servanda: Servanda, workspace: Path) -> None:
    text = f"SELECT ?p WHERE {{ <{LYON_TURIN}> <{TERMS}hasParty> ?p }} ORDER BY ?p"
    done = servanda("query", "--workspace", workspace, "--file", "-", text=text)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["p", f"{plain.SPACE}party/lyon", f"{plain.SPACE}party/turin"]


def test_it_is_asked_the_questions_of_the_model(servanda: Servanda, workspace: Path) -> None:
    listed = servanda("query", "--workspace", workspace, "--lang", "fr")
    assert listed.stderr == ""
    names = [line.split("\t")[0] for line in listed.stdout.splitlines()]
    assert names == [each.name for each in list_queries(ROOT / PARTS["queries"])]
    done = servanda("query", "most-connected-parties", "--param", "at_least=1", cwd=workspace)
    assert [row.split(",")[1:3] for row in done.stdout.split()] == [
        ["party_name", "agreements"],
        ["Lyon", "1"],
        ["Turin", "1"],
    ]


def test_its_release_holds_the_tables_of_the_model(published: Path) -> None:
    rows = (published / "tables" / "participations.csv").read_text("utf-8").splitlines()
    assert [row.split(",")[2] for row in rows] == [
        "party",
        f"{plain.SPACE}party/lyon",
        f"{plain.SPACE}party/turin",
    ]


def test_a_folder_of_queries_without_any_is_told(servanda: Servanda, tmp_path: Path) -> None:
    root = plain.make(tmp_path)
    (root / "queries").mkdir()
    for arguments in ((), ("who-signed",)):
        done = servanda("query", *arguments, "--workspace", root)
        assert done.returncode == 2
        assert "no queries here. Give --workspace or --release" in done.stderr


def test_it_obeys_the_shapes_of_the_model(tmp_path: Path) -> None:
    root = plain.make(tmp_path)
    path = root / "data" / "agreement" / "lyon-turin.ttl"
    text = path.read_text("utf-8").replace(":party-1 ,\n        :party-2", ":party-1")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        build(root, tmp_path / "dist", site=False)
    found = {str(each.result.source_shape).rsplit("#", 1)[-1] for each in refused.value.found}
    assert "AgreementHasTwoParties>" in found


def test_files_of_the_model_have_names_of_their_own(workspace: Path) -> None:
    opened = open_workspace(workspace)
    names = {opened.name(path) for path in (*opened.ontology, *opened.schemes, *opened.shapes)}
    assert {"model:ontology/servanda.ttl", "model:ontology/schemes/role.ttl"} <= names
    assert all(name.startswith("model:") for name in names)
    assert opened.name(opened.records[0]) == "data/agreement/lyon-turin.ttl"


def test_its_own_shapes_and_queries_take_the_place_of_the_models(tmp_path: Path) -> None:
    root = plain.make(tmp_path)
    for part in ("shapes", "queries"):
        (root / part).mkdir()
        assert part_folder(root, part) == root / part
    assert part_folder(root, "ontology") == ROOT / "ontology"


def test_a_workspace_with_an_ontology_is_left_alone(tmp_path: Path) -> None:
    root = foreign.make(tmp_path)
    for part in ("shapes", "queries"):
        shutil.rmtree(root / part)
    opened = open_workspace(root)
    assert [opened.name(path) for path in opened.ontology] == ["ontology/terms.ttl"]
    assert opened.schemes == opened.shapes == opened.queries == opened.tables == ()


def test_migrations_are_no_ontology(tmp_path: Path) -> None:
    root = foreign.make(tmp_path)
    path = root / "ontology" / "migrations" / "v2" / "note.ttl"
    path.parent.mkdir(parents=True)
    path.write_text(foreign.ONTOLOGY, encoding="utf-8")
    assert len(open_workspace(root).ontology) == 1

"""From a workspace to its tables of mappings: found, waiting, decided, and never again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from faulty_service import MANIFEST, Answer, serving

from servanda.cli import cli
from servanda.errors import InputError
from servanda.mappings import MappingSet, read_mappings
from servanda.reconcile.snapshot import read_snapshot

ROOT = Path(__file__).parents[1]
SNAPSHOT = Path(__file__).parent / "reconcile" / "places.csv"
ME = "https://orcid.org/0000-0002-1825-0097"
PLACE = "https://w3id.org/servanda/id/place/"
ITEM = "http://www.wikidata.org/entity/"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The workspace of the repository without any links."""
    for part in ("data", "ontology"):
        shutil.copytree(ROOT / part, tmp_path / "here" / part)
    shutil.rmtree(tmp_path / "here" / "data" / "mappings")
    return tmp_path / "here"


def run(*arguments: object, answers: str = "") -> Result:
    done = CliRunner().invoke(cli, ["reconcile", *map(str, arguments)], input=answers)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def find(root: Path) -> Result:
    return run(root, "--snapshot", SNAPSHOT)


def table(root: Path, folder: str = "data/mappings") -> MappingSet:
    path = root / folder / "wikidata.sssom.tsv"
    return read_mappings(path, name=path.name)


def waiting(root: Path) -> MappingSet:
    return table(root, "data/mappings/review")


def pairs(mappings: MappingSet) -> set[tuple[str, str]]:
    return {
        (row.subject.value.rpartition("/")[2], row.object.value.removeprefix(ITEM))
        for row in mappings.mappings
    }


def files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted((root / "data" / "mappings").rglob("*.tsv"))}


def decide_in_spreadsheet(root: Path, item: str, *, accept: bool) -> None:
    path = root / "data/mappings/review/wikidata.sssom.tsv"
    lines = path.read_text("utf-8").split("\n")
    columns = next(line for line in lines if not line.startswith("#")).split("\t")
    for number, line in enumerate(lines):
        cells = line.split("\t")
        if f"wd:{item}" in cells:
            cells[columns.index("reviewer_id")] = ME
            cells[columns.index("predicate_modifier")] = "" if accept else "Not"
            lines[number] = "\t".join(cells)
    path.write_text("\r\n".join(lines), "utf-8")


def test_what_is_certain_is_accepted_and_the_rest_waits(root: Path) -> None:
    done = find(root)
    assert done.exit_code == 0, done.output
    assert pairs(table(root)) == {("zhejiang", "Q16967"), ("hangzhou", "Q4970")}
    assert pairs(waiting(root)) == {("paris", "Q90"), ("paris", "Q830149")}
    assert "no candidate: " in done.output


def test_a_row_shows_its_features(root: Path) -> None:
    find(root)
    (row,) = (row for row in table(root).mappings if row.object.value == f"{ITEM}Q4970")
    assert row.predicate.value.endswith("#exactMatch")
    assert row.slots["similarity_score"] == "1.00"
    assert row.slots["match_string"] == "hangzhou"
    assert row.slots["other"] == "name:en=100 type=yes country=yes km=4.9"
    assert row.slots["comment"] == "name, type and country agree"


def test_a_second_run_changes_no_byte(root: Path) -> None:
    find(root)
    before = files(root)
    done = find(root)
    assert files(root) == before
    assert "wrote" not in done.output


def test_a_rejected_pair_is_kept_and_never_proposed_again(root: Path) -> None:
    find(root)
    decide_in_spreadsheet(root, "Q830149", accept=False)
    assert "1 decisions of people were taken up" in find(root).output
    assert ("paris", "Q830149") in pairs(table(root))
    assert [row.object.value for row in table(root).rejected] == [f"{ITEM}Q830149"]
    find(root)
    assert pairs(waiting(root)) == {("paris", "Q90")}


def test_an_accepted_pair_moves_and_the_other_proposals_go(root: Path) -> None:
    find(root)
    decide_in_spreadsheet(root, "Q90", accept=True)
    find(root)
    (row,) = (row for row in table(root).accepted if row.object.value == f"{ITEM}Q90")
    assert row.slots["reviewer_id"] == ME
    assert pairs(waiting(root)) == set()


def test_what_a_person_wrote_beside_survives(root: Path) -> None:
    find(root)
    path = root / "data/mappings/review/wikidata.sssom.tsv"
    path.write_text(
        path.read_text("utf-8").replace("another candidate is as near", "ask the archive"), "utf-8"
    )
    decide_in_spreadsheet(root, "Q830149", accept=False)
    find(root)
    assert {row.slots["comment"] for row in waiting(root).mappings} == {"ask the archive"}


def test_answers_may_be_piped_and_each_is_written_at_once(root: Path) -> None:
    find(root)
    done = run("review", root, "--reviewer", "0000-0002-1825-0097", answers="s\nn\n")
    assert "name:en=100" in done.output
    assert len(table(root).rejected) == 1
    again = run("review", root, "--reviewer", "0000-0002-1825-0097", answers="o\ny\n")
    assert again.output.startswith("1 candidates wait")
    assert len(waiting(root).mappings) == 0
    assert {row.slots["reviewer_id"] for row in table(root).mappings if "reviewer_id" in row.slots}


def test_a_reviewer_must_be_named_well(root: Path) -> None:
    done = CliRunner().invoke(cli, ["reconcile", "review", str(root), "--reviewer", "me"])
    assert "names no reviewer" in str(done.exception)


def test_a_service_that_fails_has_an_exit_code_and_a_line_of_its_own(
    root: Path, tmp_path: Path
) -> None:
    with serving(Answer.of(MANIFEST), Answer(status=403)) as service:
        done = run(root, "--service", service.url, "--cache", tmp_path / "kept")
    assert done.exit_code == 3
    assert "the service failed (the service answered 403): " in done.output
    assert "no candidate" not in done.output


def test_offline_nothing_is_asked_and_that_is_said(root: Path, tmp_path: Path) -> None:
    done = run(root, "--offline", "--cache", tmp_path / "kept")
    assert done.exit_code == 0
    assert "not asked, since offline" in done.output
    assert not (root / "data" / "mappings").exists()


def test_an_identifier_that_the_service_confirms_is_accepted(root: Path, tmp_path: Path) -> None:
    nothing = Answer.of({f"q{number}": {"result": []} for number in range(50)})
    with serving(Answer.of({**MANIFEST, "batchSize": 50}), nothing) as service:
        run(root, "--service", service.url, "--cache", tmp_path / "one")
        asked = service.queries(1)
    code = {"pid": "P300", "v": "CN-ZJ"}
    features = [{"id": "P300", "value": 100}]
    found = {"id": "Q16967", "name": "Zhejiang", "match": True, "features": features}
    answers = {
        name: {"result": [found] if code in query.get("properties", ()) else []}
        for name, query in asked.items()
    }
    with serving(Answer.of({**MANIFEST, "batchSize": 50}), Answer.of(answers)) as service:
        run(root, "--service", service.url, "--cache", tmp_path / "two")
    assert pairs(table(root)) == {("zhejiang", "Q16967")}


FAULTY = {
    "an id of the wrong form": ("places.csv", "id,name\nParis,Paris\n", ":2: the id 'Paris'"),
    "no JSON": ("places.jsonl", '{"id": "Q90"}\nQ91\n', ":2: the line is no JSON object"),
    "no file": ("none.csv", None, "no such file"),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_faulty_snapshot_is_refused_with_its_line(fault: str, root: Path, tmp_path: Path) -> None:
    name, text, message = FAULTY[fault]
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    done = CliRunner().invoke(cli, ["reconcile", str(root), "--snapshot", str(tmp_path / name)])
    assert message in str(done.exception)


def test_a_snapshot_in_json_lines_says_the_same(root: Path, tmp_path: Path) -> None:
    entry = {"id": "Q16967", "name:zh": ["浙江省", "浙江"], "iso3166-2": "CN-ZJ", "type": "place"}
    path = tmp_path / "places.jsonl"
    path.write_text(json.dumps(entry), "utf-8")
    run(root, "--snapshot", path)
    assert pairs(table(root)) == {("zhejiang", "Q16967")}


def test_while_the_service_fails_only_identifiers_are_accepted(root: Path, tmp_path: Path) -> None:
    with serving(Answer.of(MANIFEST), Answer(status=403)) as service:
        done = run(
            root, "--snapshot", SNAPSHOT, "--service", service.url, "--cache", tmp_path / "kept"
        )
    assert done.exit_code == 3
    assert pairs(table(root)) == {("zhejiang", "Q16967")}
    assert not (root / "data/mappings/review").exists()


def test_what_has_a_link_is_not_looked_for_though_nothing_of_the_service_is_known(
    tmp_path: Path,
) -> None:
    for part in ("data", "ontology"):
        shutil.copytree(ROOT / part, tmp_path / "here" / part)
    linked = {row.subject.value for row in table(tmp_path / "here").accepted}
    before = files(tmp_path / "here")
    done = run(tmp_path / "here", "--offline", "--cache", tmp_path / "none")
    named = set(re.findall(r"https://w3id[^\s,)]+", done.output))
    assert f"{PLACE}france" in linked
    assert f"{PLACE}cite-internationale-universitaire-de-paris" in named
    assert not named & linked
    assert files(tmp_path / "here") == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,label\nQ90,Paris\n", "snapshot.csv:1: a snapshot needs the columns id and name"),
        ("", "snapshot.csv:1: a snapshot needs the columns id and name"),
        ("id,name,country\nQ90,Paris,France\n", "snapshot.csv:2: the country 'FRANCE' is no code"),
        ("id,name,lat,lon\nQ90,Paris,abc,2.3\n", "snapshot.csv:2: lat and lon"),
        ("id,name,lat,lon\nQ90,Paris,48.8,\n", "snapshot.csv:2: lat and lon"),
        ("id,name,lat,lon\nQ90,Paris,248.8,2.3\n", "snapshot.csv:2: lat and lon"),
    ],
)
def test_a_snapshot_that_would_find_nothing_says_why(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "snapshot.csv").write_text(text, "utf-8")
    with pytest.raises(InputError, match=re.escape(message)):
        read_snapshot(tmp_path / "snapshot.csv")

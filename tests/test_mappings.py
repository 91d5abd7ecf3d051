"""Links are rows of SSSOM tables: what is read, what is refused, what a release says of them."""

from __future__ import annotations

import csv
import runpy
from pathlib import Path

import pyoxigraph
import pytest
from plain_workspace import make
from pyoxigraph import NamedNode, RdfFormat

from servanda import build, check
from servanda.errors import InputError
from servanda.fmt import fmt
from servanda.mappings import (
    FOLDER,
    PREDICATES,
    REVIEW,
    SUFFIX,
    MappingSet,
    mapping_iri,
    read_mappings,
    write_mappings,
)
from servanda.vocab import PROV, RDF, SSSOM
from servanda.workspace import open_workspace

HERE = Path(__file__).parent / "mappings"
ROOT = Path(__file__).parents[1]
OWN = "https://w3id.org/servanda/ontology#"
WORLD = ROOT / "examples" / "world"
FILES = sorted(
    path
    for root in (ROOT, WORLD)
    for part in (FOLDER, REVIEW)
    for path in (root / part).glob(f"*{SUFFIX}")
)


def read(path: Path) -> MappingSet:
    return read_mappings(path, name=path.name)


with (HERE / "messages.tsv").open(encoding="utf-8", newline="") as table:
    MESSAGES = [tuple(row) for row in csv.reader(table, delimiter="\t")][1:]


@pytest.mark.parametrize(("name", "message"), MESSAGES, ids=[name for name, _ in MESSAGES])
def test_what_is_no_mapping_is_refused_with_its_line(name: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(HERE / "invalid" / f"{name}{SUFFIX}")
    assert message in str(caught.value)


def test_every_invalid_file_has_a_message() -> None:
    files = {path.name.removesuffix(SUFFIX) for path in (HERE / "invalid").iterdir()}
    assert files == {name for name, _ in MESSAGES}


@pytest.mark.parametrize("path", sorted((HERE / "valid").iterdir()), ids=lambda path: path.name)
def test_spellings_of_one_table_are_read_alike(path: Path) -> None:
    (row,) = read(path).mappings
    assert row.subject == NamedNode("https://example.org/id/place/lyon")
    assert row.object == NamedNode("http://www.wikidata.org/entity/Q456")
    assert write_mappings(read(path)) == write_mappings(read(HERE / "valid" / "plain.sssom.tsv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_files_of_the_workspaces_are_in_canonical_form(path: Path) -> None:
    assert write_mappings(read(path)) == path.read_text("utf-8")


def test_a_cell_that_looks_like_a_formula_is_kept_from_spreadsheets(tmp_path: Path) -> None:
    text = (HERE / "valid" / "plain.sssom.tsv").read_text("utf-8")
    path = tmp_path / f"formula{SUFFIX}"
    path.write_text(text.replace("confidence", "comment").replace("0.9", "=1+1"), "utf-8")
    (row,) = read(path).mappings
    assert row.slots["comment"] == "=1+1"
    path.write_text(write_mappings(read(path)), "utf-8")
    assert "\t'=1+1" in path.read_text("utf-8")
    assert read(path).mappings[0].slots["comment"] == "=1+1"


@pytest.mark.parametrize("written", ["0000-0002-1825-0097", "orcid:0000-0002-1825-0097"])
def test_a_person_may_be_named_by_an_orcid_alone(written: str, tmp_path: Path) -> None:
    text = (HERE / "valid" / "plain.sssom.tsv").read_text("utf-8")
    path = tmp_path / f"reviewed{SUFFIX}"
    path.write_text(text.replace("confidence", "reviewer_id").replace("0.9", written), "utf-8")
    (row,) = read(path).mappings
    assert row.slots["reviewer_id"] == "https://orcid.org/0000-0002-1825-0097"
    path.write_text(write_mappings(read(path)), "utf-8")
    assert read(path).mappings[0].slots == row.slots


def test_a_candidate_is_rejected_by_somebody(tmp_path: Path) -> None:
    text = (HERE / "valid" / "plain.sssom.tsv").read_text("utf-8")
    path = tmp_path / f"wikidata{SUFFIX}"
    path.write_text(text.replace("\t\t", "\tNot\t"), "utf-8")
    assert read_mappings(path, name=f"{FOLDER}/{path.name}").rejected
    with pytest.raises(InputError, match=r"6: reviewer_id does not say who rejects"):
        read_mappings(path, name=f"{REVIEW}/{path.name}")


def test_a_head_of_many_brackets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / f"deep{SUFFIX}"
    path.write_text(f"#other: {'[' * 20_000}\nsubject_id\n", "utf-8")
    with pytest.raises(InputError, match="the head is no YAML"):
        read(path)


def links(folder: Path) -> set[tuple[str, str, str]]:
    quads = pyoxigraph.parse(path=str(folder / "dump" / "dataset.nq"), format=RdfFormat.N_QUADS)
    return {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in quads
        if quad.predicate in PREDICATES
    }


def rows(root: Path, *, negated: bool) -> set[tuple[str, str, str]]:
    return {
        (str(row.subject), str(row.predicate), str(row.object))
        for path in (root / FOLDER).glob(f"*{SUFFIX}")
        for row in read(path).mappings
        if row.negated is negated
    }


@pytest.mark.parametrize(("root", "fixture"), [(ROOT, "release"), (WORLD, "world_release")])
def test_the_links_of_a_release_are_the_accepted_rows(
    root: Path, fixture: str, request: pytest.FixtureRequest
) -> None:
    said = links(request.getfixturevalue(fixture))
    assert said == rows(root, negated=False)
    assert said
    assert not said & rows(root, negated=True)


def test_a_link_tells_its_source(release: Path) -> None:
    store = pyoxigraph.Store()
    store.bulk_load(path=str(release / "dump" / "dataset.nq"), format=RdfFormat.N_QUADS)
    places = next(path for path in FILES if path.name == f"geonames{SUFFIX}")
    row = read(places).accepted[0]
    node = mapping_iri(row, open_workspace(ROOT).uri_space)
    said = {quad.predicate: quad.object for quad in store.quads_for_pattern(node, None, None, None)}
    assert said[RDF.subject] == row.subject
    assert said[RDF.object] == row.object
    assert said[PROV.hadPrimarySource].value == row.slots["mapping_source"]
    assert said[SSSOM.mapping_justification] == row.justification
    kinds = set(store.quads_for_pattern(node, RDF.type, None, None))
    assert {quad.object for quad in kinds} == {SSSOM.Mapping, NamedNode(f"{OWN}Claim")}
    assert said[NamedNode(f"{OWN}hasClaimKind")].value.endswith("/claim-kind/stated")


TABLE = """\
#curie_map:
#  party: https://example.org/id/party/
#  wd: http://www.wikidata.org/entity/
#mapping_set_id: https://example.org/mappings/wikidata
subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification
party:{slug}\tskos:exactMatch\t{modifier}\twd:Q456\tsemapv:ManualMappingCuration
"""


def with_row(root: Path, slug: str = "lyon", modifier: str = "") -> Path:
    make(root)
    (root / FOLDER).mkdir()
    text = TABLE.format(slug=slug, modifier=modifier)
    (root / FOLDER / f"wikidata{SUFFIX}").write_text(text, "utf-8")
    return root


def test_an_accepted_row_is_a_link_and_a_rejected_one_is_not(tmp_path: Path) -> None:
    build(with_row(tmp_path / "accepted"), tmp_path / "a", site=False)
    build(with_row(tmp_path / "rejected", modifier="Not"), tmp_path / "b", site=False)
    link = ("party/lyon>", "<http://www.wikidata.org/entity/Q456>")
    assert [(s.rsplit("id/", 1)[1], o) for s, _, o in links(tmp_path / "a")] == [link]
    assert not links(tmp_path / "b")


def test_a_row_about_what_is_not_there_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"wikidata\.sssom\.tsv:6: no file describes .*/lyons"):
        build(with_row(tmp_path / "w", slug="lyons"), tmp_path / "out", site=False)
    assert not (tmp_path / "out").exists()


def test_a_link_in_a_record_stops_the_build(tmp_path: Path) -> None:
    root = with_row(tmp_path / "w")
    record = root / "data" / "party" / "turin.ttl"
    link = "<https://example.org/id/party/turin> skos:exactMatch <https://example.com/turin> .\n"
    record.write_text(record.read_text("utf-8") + link, "utf-8")
    with pytest.raises(InputError, match=r"turin\.ttl:\d+: a link to another dataset"):
        build(root, tmp_path / "out", site=False)


def test_the_links_of_an_imported_record_are_its_rows(tmp_path: Path) -> None:
    root = with_row(tmp_path / "w")
    turin = "<https://example.org/id/party/turin>"
    record = root / "data" / "party" / "turin.ttl"
    record.write_text(
        f"{record.read_text('utf-8')}{turin} skos:exactMatch <https://example.com/turin> ;\n"
        "    <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.com/table#row=2> .\n",
        "utf-8",
    )
    build(root, tmp_path / "out", site=False)
    assert {o for _, _, o in links(tmp_path / "out") if "turin" in o} == {
        "<https://example.com/turin>"
    }


def test_a_pair_that_two_tables_decide_unlike_stops_the_build(tmp_path: Path) -> None:
    root = with_row(tmp_path / "w")
    text = TABLE.format(slug="lyon", modifier="Not")
    (root / FOLDER / f"zz{SUFFIX}").write_text(text, "utf-8")
    message = r"zz\.sssom\.tsv:6: .* rejected here and accepted in data/mappings/wikidata.*:6"
    with pytest.raises(InputError, match=message):
        build(root, tmp_path / "out", site=False)


def test_a_check_reads_the_candidates_too(tmp_path: Path) -> None:
    root = with_row(tmp_path / "w")
    (root / REVIEW).mkdir()
    faulty = (HERE / "invalid" / f"date{SUFFIX}").read_text("utf-8")
    (root / REVIEW / f"towns{SUFFIX}").write_text(faulty, "utf-8")
    found = {(each.path, each.line) for each in check(root) if each.check == "records"}
    assert found == {(f"{REVIEW}/towns{SUFFIX}", 6)}


def test_a_table_is_put_in_canonical_form(tmp_path: Path) -> None:
    path = tmp_path / f"towns{SUFFIX}"
    path.write_bytes((HERE / "valid" / f"saved-by-a-spreadsheet{SUFFIX}").read_bytes())
    assert fmt([path], check=True) == [path]
    assert fmt([path]) == [path]
    assert fmt([path]) == []
    assert "\treviewer_id\t" in path.read_text("utf-8")  # where a person decides


def test_the_lines_of_python_in_the_docs_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "docs" / "mappings.md").read_text("utf-8")
    lines = tmp_path / "example.py"
    lines.write_text(text.split("```python\n")[1].split("```")[0], "utf-8")
    monkeypatch.chdir(ROOT)
    runpy.run_path(str(lines))
    assert "wikidata.org/entity/Q16967" in capsys.readouterr().out

"""Export: a cell says what the records say today, and otherwise what was written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import table_cases as tables
from table_cases import METADATA, Cells, contents, export_from, import_into, row

from servanda.build import build
from servanda.errors import InputError, UsageError
from servanda.export import export_table

FULL = row(
    id="F001",
    kind="municipal_twinning",
    title_short="Lyon and Turin: twinning",
    party_1="Lyon",
    party_1_type="municipality",
    party_1_country_iso="FR",
    party_2="Turin",
    further_parties="Brno | municipality | CZ; Graz|municipality|AT",
    signed_on="4 May 2019",
    place_signed="Turin",
    duration_years="5",
    signatories="Bo Ek|mayor|Turin|too many;Ann Lee|mayor|Lyon",
    domains="culture; board games; culture",
    amount_eur="200000",
    language_of_source="fr",
    source_url="https://example.org/f",
    notes="A note.",
)
RECORD = "data/agreement/f001.ttl"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imported")
    rows = [FULL, row(id="F002", notes="  ")]
    import_into(folder / "root", tables.write_rows(folder / "agreements.csv", rows))
    return folder / "root"


@pytest.fixture
def root(imported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(imported, tmp_path / "root"))


def first(root: Path) -> Cells:
    return export_from(root, root.parent / "back.csv")[0]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new), encoding="utf-8")


# In which file what is changed by hand to what, and the cells that are no longer as they were.
HAND = [
    (RECORD, '"Lyon and Turin: twinning"@en', '"T"@en', {"title_short": "T"}),
    (RECORD, '"Lyon and Turin: twinning"@en', '"Lyon and Turin: twinning"@en , "L"@fr', {}),
    (RECORD, 'skos:prefLabel "Lyon and Turin: twinning"@en ;', "", {"title_short": ""}),
    (RECORD, '"2019-05-04"', '"2019-05"', {"signed_on": "2019-05"}),
    (RECORD, '"2019-05-04"^^edtf:EDTF', '"2019-05-04"^^edtf:EDTF , "2018"^^edtf:EDTF', {}),
    (RECORD, '"P5Y"', '"P6Y"', {"duration_years": "6"}),
    (RECORD, '"P5Y"', '"P18M"', {"duration_years": "P18M"}),
    (RECORD, "agreementkind:municipal-twinning", "agreementkind:other", {"kind": "other"}),
    (RECORD, 'schema:value "200000"', 'schema:value "1.5"', {"amount_eur": "1.5"}),
    (
        RECORD,
        "<https://example.org/f>",
        "<https://example.org/g>",
        {"source_url": "https://example.org/g"},
    ),
    (
        RECORD,
        'servanda:nameAsSigned "Graz"@fr',
        'servanda:nameAsSigned "Graz; Stadt"@fr',
        {"further_parties": 'Brno | municipality | CZ; "Graz; Stadt"|municipality|AT'},
    ),
    (
        RECORD,
        "        :signature-ann-lee ,\n",
        "",
        {"signatories": "Bo Ek|mayor|Turin|too many"},
    ),
    (
        RECORD,
        'servanda:officeAsPrinted "mayor" ;\n    servanda:signsFor party:lyon-fr',
        'servanda:officeAsPrinted "mayor | chair" ;\n    servanda:signsFor party:lyon-fr',
        {"signatories": 'Bo Ek|mayor|Turin|too many;Ann Lee|"mayor | chair"|Lyon'},
    ),
    (
        RECORD,
        "        domain:board-games ,\n",
        "        domain:board-games ,\n        <https://w3id.org/servanda/id/domain/tourism> ,\n",
        {"domains": "culture; board games; culture; tourism"},
    ),
    (
        "data/domain/board-games.ttl",
        '"board games"@en',
        '"chess and go"@en',
        {"domains": "culture; chess and go; culture"},
    ),
    ("data/party/lyon-fr.ttl", '"Lyon"@fr', '"Ville de Lyon"@fr', {}),
]


@pytest.mark.parametrize(("name", "old", "new", "cells"), HAND, ids=range(len(HAND)))
def test_what_was_changed_by_hand_shows_in_its_cell_alone(
    name: str, old: str, new: str, cells: Cells, root: Path
) -> None:
    edit(root / name, old, new)
    assert first(root) == FULL | cells
    done = export_table(root, METADATA, root.parent / "back.csv")
    assert done.changed == len(cells)


def test_a_value_where_a_cell_was_empty_shows_in_it(root: Path) -> None:
    edit(
        root / "data/agreement/f002.ttl",
        "dcterms:identifier",
        '<http://www.w3.org/2004/02/skos/core#prefLabel> "By hand"@en ; dcterms:identifier',
    )
    rows = export_from(root, root.parent / "back.csv")
    assert rows[1] == row(id="F002", title_short="By hand", notes="  ")


def test_an_export_that_is_imported_changes_no_statement(root: Path) -> None:
    edit(root / RECORD, '"2019-05-04"', '"2019-05"')
    edit(root / RECORD, "agreementkind:municipal-twinning", "agreementkind:other")
    export_table(root, METADATA, root.parent / "back.csv")
    before = (root / RECORD).read_text("utf-8").split(":row-agreements")
    import_into(root, root.parent / "back.csv")
    after = (root / RECORD).read_text("utf-8").split(":row-agreements")
    assert before[0] == after[0]
    assert before[1].partition("}")[2] == after[1].partition("}")[2]


def test_records_that_no_import_made_follow_with_what_they_say(root: Path) -> None:
    text = (root / RECORD).read_text("utf-8").partition("\n:row-agreements")
    kept = text[2].partition(" .\n")[2]
    new = (text[0] + kept).replace("agreement/f001", "agreement/by-hand").replace("F001", "F7")
    new = new.replace("agreement:f001", "agreement:by-hand")
    (root / "data/agreement/by-hand.ttl").write_text(new, encoding="utf-8")
    third = export_from(root, root.parent / "back.csv")[2]
    assert third == FULL | {
        "id": "F7",
        "kind": "municipal-twinning",
        "signed_on": "2019-05-04",
        "further_parties": "Brno|municipality|CZ;Graz|municipality|AT",
        "signatories": "Ann Lee|mayor|Lyon;Bo Ek|mayor|Turin",
        "domains": "board games;culture",
    }


def test_a_workspace_and_its_release_give_the_same_table(root: Path) -> None:
    build(root, root.parent / "release", site=False)
    for name, source in (("one", root), ("two", root.parent / "release")):
        export_table(source, METADATA, root.parent / f"{name}.csv")
    one, two = ((root.parent / f"{name}.csv").read_bytes() for name in ("one", "two"))
    assert one == two


def test_an_export_changes_nothing_in_the_workspace(root: Path) -> None:
    before = contents(root)
    first(root)
    assert contents(root) == before


@pytest.mark.parametrize("json", ["5", "no json", '{"notes": 5}', '{"notes": "\\\\ud800"}'])
def test_cells_that_someone_spoilt_are_taken_from_the_records(json: str, root: Path) -> None:
    path = root / "data/agreement/f002.ttl"
    text = path.read_text("utf-8")
    start, end = (
        text.index("prov:value ") + len("prov:value "),
        text.index(" .", text.index("prov:value")),
    )
    spoilt = json.replace('"', '\\"')
    path.write_text(f'{text[:start]}"{spoilt}"{text[end:]}', encoding="utf-8")
    back = export_from(root, root.parent / "back.csv")[1]
    assert back["id"] == "F002"


def test_what_cannot_be_read_or_written_is_one_clear_error(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no workspace here"):
        export_table(tmp_path / "none", METADATA, tmp_path / "t.csv")
    with pytest.raises(InputError, match="no such file"):
        export_table(root, tmp_path / "none.json", tmp_path / "t.csv")
    with pytest.raises(InputError, match=r"not a directory|file exists"):
        export_table(root, METADATA, METADATA / "t.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="is a directory"):
        export_table(root, METADATA, tmp_path / "folder.csv")


def test_a_release_that_was_spoilt_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "dump").mkdir()
    (tmp_path / "manifest.json").write_text("{}", "utf-8")
    with pytest.raises(InputError, match="no such file"):
        export_table(tmp_path, METADATA, tmp_path / "t.csv")
    (tmp_path / "dump/dataset.nq").write_text("no quads\n", "utf-8")
    with pytest.raises(InputError, match="no N-Quads"):
        export_table(tmp_path, METADATA, tmp_path / "t.csv")
    (tmp_path / "dump/dataset.nq").write_text("", "utf-8")
    with pytest.raises(UsageError, match="void:uriSpace"):
        export_table(tmp_path, METADATA, tmp_path / "t.csv")

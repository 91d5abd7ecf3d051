"""Import again: an edit of the table changes what it is about, and leaves people's work alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import table_cases as tables
from table_cases import COLUMNS, Cells, changed, contents, export_from, import_into, row

from servanda.errors import InputError
from servanda.fmt import fmt
from servanda.imports import import_table, plan_import
from servanda.tables.report import format_report

FULL = row(
    id="F001",
    kind="municipal_twinning",
    title_short="Lyon and Turin: twinning",
    party_1="Lyon",
    party_1_type="municipality",
    party_1_country_iso="FR",
    party_2="Turin",
    party_2_type="municipality",
    party_2_country_iso="IT",
    further_parties="Brno|municipality|CZ;Graz|municipality|AT",
    signed_on="2019-05-04",
    place_signed="Turin",
    duration_years="5",
    valid_until="2024",
    status_hint="new",
    signatories="Ann Lee|mayor|Lyon;Bo Ek|mayor|Turin",
    domains="culture;chess",
    actions="visits;concerts",
    academic_fields="chess",
    amount_eur="200000",
    language_of_source="fr",
    source_url="https://example.org/f",
    source_publisher="City of Lyon",
    notes="A note.",
)
OTHER = row(id="F002", party_1="Lyon", party_1_type="municipality", party_1_country_iso="FR")
THIRD = row(id="F003", party_1="Graz", party_2="Lyon", domains="culture;sport")
ROWS = (FULL, OTHER, THIRD)
NEW = {
    "id": "F009",
    "kind": "academic",
    "title_short": "Another title",
    "party_1": "Porto",
    "party_1_type": "ngo",
    "party_1_country_iso": "PT",
    "party_2": "Lima",
    "party_2_type": "university",
    "party_2_country_iso": "PE",
    "further_parties": "Graz|municipality|AT;Oslo|municipality|NO",
    "signed_on": "1999-09",
    "place_signed": "Lima",
    "duration_years": "7",
    "valid_until": "2031-01",
    "status_hint": "renewal",
    "signatories": "Ann Lee|mayor of all|Lyon",
    "domains": "culture;tourism;draughts",
    "actions": "concerts",
    "academic_fields": "chess;law",
    "amount_eur": "5.50",
    "language_of_source": "qu",
    "source_url": "https://example.net/n",
    "source_publisher": "City of Lima",
    "notes": "Another note.",
}
FOR_NAMES = ("data/party/", "data/person/", "data/domain/", "data/field/")
RECORD = "data/agreement/f001.ttl"
TABLE = "data/table/agreements.ttl"
VIEW = "data/agreement/f002.ttl"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that an import of three rows has made; tests take copies."""
    folder = tmp_path_factory.mktemp("imported")
    import_into(folder / "root", tables.write_rows(folder / "agreements.csv", ROWS))
    return folder / "root"


@pytest.fixture
def root(imported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(imported, tmp_path / "root"))


def again(root: Path, rows: Iterator[Cells] | tuple[Cells, ...] | list[Cells]) -> None:
    import_into(root, tables.write_rows(root.parent / "again.csv", rows, COLUMNS))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_name_of_the_file_does_not_matter(root: Path) -> None:
    before = contents(root)
    again(root, ROWS)
    assert contents(root) == before


EDITS = [
    (column, value)
    for column in COLUMNS
    if column != "id"
    for value in (NEW[column], "", f"{FULL[column]}?")
]


@pytest.mark.parametrize(("column", "value"), EDITS)
def test_an_edit_changes_one_record_and_can_be_taken_back(
    column: str, value: str, root: Path
) -> None:
    before = contents(root)
    again(root, [FULL | {column: value}, OTHER, THIRD])
    other, new = changed(before, contents(root))
    assert other == {RECORD}
    assert all(name.startswith(FOR_NAMES) for name in new)
    assert export_from(root, root.parent / "back.csv")[0] == FULL | {column: value}
    again(root, ROWS)
    assert changed(before, contents(root))[0] == set()


@pytest.mark.parametrize("column", [column for column in COLUMNS if column != "id"])
def test_a_cell_that_was_empty_changes_one_record(column: str, root: Path) -> None:
    before = contents(root)
    again(root, [FULL, OTHER | {column: NEW[column]}, THIRD])
    other, new = changed(before, contents(root))
    assert other == {VIEW}
    assert all(name.startswith(FOR_NAMES) for name in new)


def test_an_edited_key_is_a_new_record_and_the_old_row_is_reported(root: Path) -> None:
    before = contents(root)
    table = tables.write_rows(root.parent / "again.csv", [FULL | {"id": "F010"}, OTHER, THIRD])
    done = import_table(table, root, metadata=tables.METADATA)
    assert changed(before, contents(root)) == ({TABLE}, {"data/agreement/f010.ttl"})
    assert "No longer in the table, and kept: 1\n  F001\n" in format_report(done.report)


def test_a_row_that_is_gone_is_kept_and_comes_back_last(root: Path) -> None:
    before = contents(root)
    again(root, [OTHER, THIRD])
    assert changed(before, contents(root)) == ({TABLE}, set())
    back = export_from(root, root.parent / "back.csv")
    assert back == [OTHER, THIRD, FULL]


def test_a_row_that_is_gone_is_taken_back_with_prune(root: Path) -> None:
    table = tables.write_rows(root.parent / "again.csv", [OTHER, THIRD])
    before = contents(root)
    done = import_table(table, root, metadata=tables.METADATA, prune=True)
    gone, new = changed(before, contents(root))
    assert (gone, new) == ({RECORD, TABLE}, set())
    assert not (root / RECORD).exists()
    assert "No longer in the table, and taken back: 1\n  F001\n" in format_report(done.report)
    assert export_from(root, root.parent / "back.csv") == [OTHER, THIRD]


def test_a_row_that_others_lean_on_is_kept_in_spite_of_prune(root: Path) -> None:
    claim = (
        "\n:claim a servanda:Claim ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> :signature .\n"
    )
    with (root / RECORD).open("a", encoding="utf-8") as opened:
        opened.write(claim)
    table = tables.write_rows(root.parent / "again.csv", [OTHER, THIRD])
    before = contents(root)
    done = import_table(table, root, metadata=tables.METADATA, prune=True)
    assert changed(before, contents(root)) == ({TABLE}, set())
    assert (done.report.gone, done.report.pruned) == (("F001",), ())


def test_a_row_put_in_the_middle_changes_its_record_and_the_order(root: Path) -> None:
    before = contents(root)
    again(root, [FULL, row(id="F005", notes="new"), OTHER, THIRD])
    assert changed(before, contents(root)) == ({TABLE}, {"data/agreement/f005.ttl"})


def test_another_order_of_rows_changes_the_order_alone(root: Path) -> None:
    before = contents(root)
    again(root, [THIRD, FULL, OTHER])
    assert changed(before, contents(root)) == ({TABLE}, set())
    assert export_from(root, root.parent / "back.csv") == [THIRD, FULL, OTHER]


def test_another_order_of_columns_changes_nothing(root: Path) -> None:
    before = contents(root)
    table = tables.write_rows(root.parent / "again.csv", ROWS, COLUMNS[::-1])
    import_table(table, root, metadata=tables.METADATA)
    assert contents(root) == before


def test_what_people_add_survives_an_edit(root: Path) -> None:
    path = root / RECORD
    edit(
        path,
        'skos:prefLabel "Lyon and Turin: twinning"@en ;',
        '# Who knows more?\n    skos:prefLabel "Lyon and Turin: twinning"@en , "里昂"@zh ;',
    )
    edit(path, ":signature-ann-lee\n", "# She is the first mayor.\n:signature-ann-lee\n")
    with path.open("a", encoding="utf-8") as opened:
        opened.write('\n:more a servanda:Action ; skos:prefLabel "more"@en . # by hand\n')
    fmt([path])
    again(root, [FULL | {"title_short": "T", "notes": "", "signed_on": ""}, OTHER, THIRD])
    text = path.read_text("utf-8")
    for kept in (
        '"里昂"@zh',
        "# Who knows more?",
        "# She is the first mayor.",
        ":more",
        "# by hand",
    ):
        assert kept in text
    assert '"T"@en' in text
    assert 'Lyon and Turin: twinning"@en' not in text


def test_a_comment_on_what_is_gone_moves_to_the_end(root: Path) -> None:
    edit(root / RECORD, ":signature-ann-lee\n", "# Is she the mayor?\n:signature-ann-lee\n")
    again(root, [FULL | {"signatories": "Bo Ek|mayor|Turin"}, OTHER, THIRD])
    text = (root / RECORD).read_text("utf-8")
    assert ":signature-ann-lee\n" not in text
    assert text.endswith("# Is she the mayor?\n")


def test_a_party_that_was_renamed_is_the_same_party(root: Path) -> None:
    edit(root / "data/party/lyon-fr.ttl", '"Lyon"@fr', '"Ville de Lyon"@fr')
    before = contents(root)
    again(root, ROWS)
    assert contents(root) == before
    again(root, [FULL | {"notes": "Another."}, OTHER, THIRD])
    assert changed(before, contents(root)) == ({RECORD}, set())
    assert export_from(root, root.parent / "back.csv")[0] == FULL | {"notes": "Another."}


def test_a_new_row_finds_no_party_that_was_made_and_not_written(root: Path) -> None:
    edit(root / "data/party/lyon-fr.ttl", '"Lyon"@fr', '"Ville de Lyon"@fr')
    fresh = row(id="F004", party_1="Lyon", party_1_type="municipality", party_1_country_iso="FR")
    again(root, [FULL | {"notes": "Another."}, OTHER, THIRD, fresh])
    text = (root / "data/agreement/f004.ttl").read_text("utf-8")
    assert "participant party:lyon-fr-2" in text
    assert (root / "data/party/lyon-fr-2.ttl").is_file()


def test_a_new_cell_takes_the_place_of_what_people_made_of_the_old_one(root: Path) -> None:
    edit(root / RECORD, '"2019-05-04"', '"2019-05-05"')
    edit(root / RECORD, '"Lyon and Turin: twinning"@en', '"Corrected"@en , "Ajouté"@fr')
    again(root, [FULL | {"signed_on": "2020", "title_short": "New"}, OTHER, THIRD])
    text = (root / RECORD).read_text("utf-8")
    assert 'servanda:eventDate "2020"^^edtf:EDTF' in text
    assert "2019-05-05" not in text
    assert '"New"@en' in text
    assert '"Ajouté"@fr' in text
    assert '"Corrected"@en' not in text


def test_a_second_value_that_people_added_stays_beside_a_new_one(root: Path) -> None:
    edit(root / RECORD, '"2019-05-04"^^edtf:EDTF', '"2019-05-04"^^edtf:EDTF , "2018"^^edtf:EDTF')
    again(root, [FULL | {"signed_on": "2020"}, OTHER, THIRD])
    text = (root / RECORD).read_text("utf-8")
    assert '"2018"^^edtf:EDTF' in text
    assert '"2020"^^edtf:EDTF' in text
    assert '"2019-05-04"^^edtf:EDTF' not in text


def test_a_record_that_was_deleted_is_made_again(root: Path) -> None:
    before = contents(root)
    (root / VIEW).unlink()
    again(root, ROWS)
    assert contents(root) == before


def test_a_table_that_lost_its_record_is_imported_anew(root: Path) -> None:
    before = contents(root)
    (root / TABLE).unlink()
    again(root, ROWS)
    assert contents(root) == before


def test_a_record_in_yaml_is_an_error_and_nothing_changes(root: Path) -> None:
    (root / RECORD).unlink()
    (root / RECORD).with_suffix(".yaml").write_text("type: Agreement\nidentifier: F001\n", "utf-8")
    before = contents(root)
    with pytest.raises(InputError, match="an import cannot change a record in YAML"):
        again(root, [FULL, OTHER | {"notes": "edited"}, THIRD])
    assert contents(root) == before


def spoil_key(rows: list[Cells]) -> None:
    rows[2]["id"] = "F001"


def spoil_empty(rows: list[Cells]) -> None:
    rows[2]["id"] = "  "


FAULTS: list[tuple[Callable[[list[Cells]], None], str]] = [
    (spoil_key, "again.csv:4:1: column 'id': 'F001' stands in line 2 too"),
    (spoil_empty, "again.csv:4:1: column 'id': the cell must be filled"),
]


@pytest.mark.parametrize(("spoil", "message"), FAULTS)
def test_a_faulty_table_changes_nothing(
    spoil: Callable[[list[Cells]], None], message: str, root: Path
) -> None:
    before = contents(root)
    rows = [dict(each) for each in (FULL | {"notes": "edited"}, OTHER, THIRD)]
    spoil(rows)
    with pytest.raises(InputError) as caught:
        again(root, rows)
    assert message in str(caught.value)
    assert contents(root) == before


def test_a_file_that_cannot_be_written_leaves_all_as_they_were(root: Path) -> None:
    (root / "data/domain/draughts.ttl").mkdir()
    before = contents(root)
    with pytest.raises(InputError):
        again(root, [FULL | {"domains": "draughts"}, OTHER, THIRD])
    assert contents(root) == before


def test_a_plan_writes_nothing(root: Path) -> None:
    table = tables.write_rows(root.parent / "again.csv", [FULL | {"notes": ""}, row(id="F020")])
    before = contents(root)
    plan = plan_import(table, root, metadata=tables.METADATA)
    assert {path.name for path in plan.changes.texts} == {"f001.ttl", "f020.ttl", "agreements.ttl"}
    assert contents(root) == before

"""Import: whatever a table holds becomes records that can be built, and comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import table_cases as tables
from table_cases import CASES, NAMES, WORLD, contents, export_from, import_into, read_rows

from servanda.build import build
from servanda.new import write_dataset
from servanda.tables.report import format_report

LINKS = WORLD / "tables" / "links.csv-metadata.json"


def test_the_description_names_the_columns_of_the_cases() -> None:
    titles = (CASES / "scripts" / "agreements.csv").read_text("utf-8").splitlines()[0]
    assert titles.split(",") == list(tables.COLUMNS)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_comes_back_cell_for_cell(name: str, tmp_path: Path) -> None:
    table = CASES / name / "agreements.csv"
    done = import_into(tmp_path / "new", table)
    expected = (CASES / name / "report.txt").read_text("utf-8")
    assert format_report(done.report, every=True) == expected
    assert export_from(tmp_path / "new", tmp_path / "back.csv") == read_rows(table)


@pytest.mark.parametrize("name", NAMES)
def test_a_second_import_changes_no_byte(name: str, tmp_path: Path) -> None:
    table = CASES / name / "agreements.csv"
    import_into(tmp_path / "new", table)
    before = contents(tmp_path / "new")
    done = import_into(tmp_path / "new", table)
    assert (dict(done.changes.texts), done.changes.gone) == ({}, ())
    assert contents(tmp_path / "new") == before


RECORDS = sorted(path for path in CASES.rglob("*.ttl"))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.relative_to(CASES).as_posix())
def test_the_records_of_a_case_are_these(path: Path, tmp_path: Path) -> None:
    case = CASES / path.relative_to(CASES).parts[0]
    import_into(tmp_path / "new", case / "agreements.csv")
    written = tmp_path / "new" / path.relative_to(case)
    assert written.read_text("utf-8") == path.read_text("utf-8")


@pytest.fixture(scope="module")
def all_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One table of the rows of all cases."""
    table = tmp_path_factory.mktemp("all") / "agreements.csv"
    rows = [each for name in NAMES for each in read_rows(CASES / name / "agreements.csv")]
    return tables.write_rows(table, rows, tables.COLUMNS)


def nothing(root: Path) -> None:
    """There is no workspace."""
    assert not root.exists()


def made_by_new(root: Path) -> None:
    """A workspace as `servanda new workspace` makes it."""
    write_dataset(root, base="https://regions.example/data/", as_of=tables.AS_OF)


def copy_of_world(root: Path) -> None:
    """A workspace that has the table already, with other rows."""
    shutil.copytree(WORLD, root)


@pytest.mark.slow
@pytest.mark.parametrize("start", [nothing, made_by_new, copy_of_world])
def test_any_table_can_be_built_and_comes_back_from_the_release(
    start: object, all_rows: Path, tmp_path: Path
) -> None:
    assert callable(start)
    root, release = tmp_path / "root", tmp_path / "release"
    start(root)
    import_into(root, all_rows)
    build(root, release, site=False)
    for source in (root, release):
        back = {each["id"]: each for each in export_from(source, tmp_path / "back.csv")}
        assert [back.get(each["id"]) for each in read_rows(all_rows)] == read_rows(all_rows)

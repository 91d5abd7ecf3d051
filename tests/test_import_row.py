"""One row of a table as a record, and the commands of those who keep a spreadsheet."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import table_cases as tables
from table_cases import METADATA, changed, contents, export_from, import_into, row

from servanda.errors import UsageError
from servanda.imports import row_record
from servanda.new import write_dataset

Servanda = Callable[..., subprocess.CompletedProcess[str]]

ROWS = (
    row(id="R1", party_1="Lyon", party_2="Turin", domains="culture"),
    row(id="3", title_short="named by a number"),
    row(id="R3", party_1="Lyon", signed_on="spring"),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty workspace beside a table."""
    write_dataset(tmp_path / "root", base="https://example.org/id/", as_of=tables.AS_OF)
    tables.write_rows(tmp_path / "agreements.csv", ROWS)
    return tmp_path / "root"


def write(root: Path, key: str, slug: str = "") -> set[str]:
    """Write the record of a row; the files that are new."""
    before = contents(root)
    row_record(root.parent / "agreements.csv", root, key, metadata=METADATA, slug=slug)
    return changed(before, contents(root))[1]


def test_a_row_becomes_a_record_with_its_parties_and_nothing_else(root: Path) -> None:
    assert write(root, "R1") == {
        "data/agreement/r1.ttl",
        "data/party/lyon.ttl",
        "data/party/turin.ttl",
        "data/table/agreements.ttl",
    }


def test_a_later_import_of_the_table_knows_the_row(root: Path) -> None:
    write(root, "R3")
    write(root, "1")
    before = contents(root)
    import_into(root, root.parent / "agreements.csv")
    new = {"data/agreement/3.ttl"}
    assert changed(before, contents(root)) == ({"data/table/agreements.ttl"}, new)
    assert export_from(root, root.parent / "back.csv") == list(ROWS)


def test_a_row_may_have_another_name_for_good(root: Path) -> None:
    assert "data/agreement/lyon-turin.ttl" in write(root, "R1", "lyon-turin")
    import_into(root, root.parent / "agreements.csv")
    assert not (root / "data/agreement/r1.ttl").exists()
    assert export_from(root, root.parent / "back.csv") == list(ROWS)


def test_a_key_goes_before_a_number(root: Path) -> None:
    assert "data/agreement/3.ttl" in write(root, "3")


@pytest.mark.parametrize("key", ["R9", "0", "4", "-1", "٣", "", "99999999999999999999"])
def test_a_row_that_is_not_there_is_an_error(key: str, root: Path) -> None:
    before = contents(root)
    with pytest.raises(UsageError, match="the table has no row"):
        write(root, key)
    assert contents(root) == before


@pytest.mark.parametrize("slug", ["Lyon", "a/b", "../x", "a b", "-", "a#b"])
def test_a_bad_name_is_an_error(slug: str, root: Path) -> None:
    with pytest.raises(UsageError, match="is no name for a row of this table"):
        write(root, "R1", slug)


def test_a_record_that_exists_is_left_alone(root: Path) -> None:
    write(root, "R1")
    before = contents(root)
    with pytest.raises(UsageError, match="the record exists and is left as it is"):
        write(root, "R1")
    assert contents(root) == before


def test_the_command_says_what_was_not_understood_and_what_is_empty(
    root: Path, servanda: Servanda
) -> None:
    table = root.parent / "agreements.csv"
    call = ("new", "agreement", "--from", table, "--metadata", METADATA, "--into", root)
    done = servanda(*call, "--row", "R3")
    assert done.returncode == 0, done.stderr
    assert f"Wrote {root / 'data/agreement/r3.ttl'}" in done.stdout
    assert "line 4, signed_on: 'spring' not understood" in done.stdout
    assert "The row lacks: kind, title_short, party_1_type," in done.stdout
    for more, message in (
        ((), "--row KEY together"),
        (("--row", "R1", "--yaml"), "Leave the other options out"),
        (("--row", "R1", "--signed", "2019"), "Leave the other options out"),
    ):
        done = servanda(*call, *more)
        assert done.returncode == 2
        assert message in done.stderr


def test_the_import_command_reports_and_writes(tmp_path: Path, servanda: Servanda) -> None:
    table = tables.write_rows(tmp_path / "agreements.csv", ROWS)
    call = ("import", table, "--into", tmp_path / "root", "--metadata", METADATA)
    done = servanda(*call)
    assert (done.returncode, (tmp_path / "root").exists()) == (2, False)
    assert "the table names no day. Give --as-of YYYY-MM-DD" in done.stderr
    call = (*call, "--as-of", "2026-01-31", "--base", "https://example.net/data/")
    done = servanda(*call, "--dry-run")
    assert (done.returncode, (tmp_path / "root").exists()) == (0, False)
    assert "Would write 6 files: 6 new, 0 changed." in done.stdout
    done = servanda(*call)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        "Wrote 6 files: 6 new, 0 changed.",
    )
    assert "A workspace was made: look at" in done.stderr
    assert "https://example.net/data/agreement/r1" in (
        (tmp_path / "root/data/agreement/r1.ttl").read_text("utf-8")
    )
    tables.write_rows(tmp_path / "agreements.csv", ROWS[1:])
    done = servanda(*call, "--format", "json")
    said = json.loads(done.stdout)
    assert (said["rows"], said["gone"], said["pruned"]) == (2, ["R1"], [])
    assert done.stderr == "Wrote 1 file: 0 new, 1 changed.\n"
    done = servanda(*call, "--prune")
    assert "Wrote 1 file: 0 new, 1 changed, 1 removed." in done.stdout


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("--base", "no iri"), "no iri"),
        (("--as-of", "soon"), "soon"),
        (("--metadata", "none.json"), "none.json: no such file or directory"),
        ((), "the table has no description. Give --metadata FILE, or write agreements.csv-meta"),
    ],
)
def test_a_faulty_call_makes_no_workspace(
    given: tuple[str, ...], message: str, tmp_path: Path, servanda: Servanda
) -> None:
    table = tables.write_rows(tmp_path / "agreements.csv", [row(id="A", signed_on="2019-05-04")])
    metadata = () if not given or "none.json" in given else ("--metadata", METADATA)
    done = servanda("import", table, "--into", tmp_path / "root", *metadata, *given)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "root").exists()


def test_the_export_command_counts_rows_and_edited_cells(root: Path, servanda: Servanda) -> None:
    import_into(root, root.parent / "agreements.csv")
    path = root / "data/agreement/3.ttl"
    path.write_text(
        re.sub("named by a number", "edited", path.read_text("utf-8"), count=1), "utf-8"
    )
    out = root.parent / "back.xlsx"
    done = servanda("export", root, "--metadata", METADATA, "--out", out)
    assert done.stdout == f"Wrote {out}: 3 rows, 1 cell edited in the records.\n"

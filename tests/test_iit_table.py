"""The agreements of one institute: sixty-four rows, dates and terms as people write them.

The table lies beside the checkout, for tests only; its description is in tests/tables/.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import pytest

from servanda.build import build
from servanda.export import export_table
from servanda.imports import Import, import_table, prepare
from servanda.tables import read_description
from servanda.tables.opened import lens_of_workspace
from servanda.workspace import open_workspace

ROOT: Final = Path(__file__).parents[1]
TABLE: Final = ROOT.parent / "shared" / "tables" / "iiti" / "iit_indore_agreements.csv"
DESCRIBED: Final = Path(__file__).parent / "tables" / "iit_indore_agreements.csv-metadata.json"
TERMS: Final = "https://w3id.org/servanda/ontology#"
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Import]:
    """A workspace made by importing the table, and what the import said."""
    if not TABLE.is_file():
        pytest.skip("the institute's table is not beside the checkout: it is not ours to publish")
    root = tmp_path_factory.mktemp("iit") / "workspace"
    with prepare(TABLE, root, DESCRIBED, as_of="2021-10-13"):
        return root, import_table(TABLE, root, metadata=DESCRIBED)


def values(root: Path, name: str) -> dict[str, str]:
    """The values of one property by the number of the row that gave them."""
    lens = lens_of_workspace(open_workspace(root), read_description(DESCRIBED))
    return {
        subject.value.partition("iit-indore-")[2].partition("#")[0]: value.value
        for subject, facts in lens.resolver.facts.items()
        for predicate, found in facts.items()
        if predicate.value == f"{TERMS}{name}"
        for value in found
    }


def test_there_are_sixty_four_agreements(imported: tuple[Path, Import]) -> None:
    root, _ = imported
    assert len(list((root / "data" / "agreement").glob("*.ttl"))) == 64


def test_the_report_names_every_cell_that_was_not_read(imported: tuple[Path, Import]) -> None:
    issues = [issue for issue in imported[1].report.issues if issue.kind == "unread"]
    assert [(issue.column, issue.text) for issue in issues] == [
        ("signed_on", "Febrary 11, 2016"),
        ("signed_on", "Febrary 12, 2019"),
    ]
    unknown = {issue.text for issue in imported[1].report.issues if issue.kind == "unknown"}
    assert unknown == {"Agreement", "Collaborative Agreement", "Non-Proprietary User Agreement"}


def test_no_date_is_invented(imported: tuple[Path, Import]) -> None:
    """Each date that was read has the year, the month and the day that stand in its cell."""
    with TABLE.open(encoding="utf-8", newline="") as opened:
        cells = [row["Signed on"] for row in csv.DictReader(opened)]
    dates = values(imported[0], "eventDate")
    assert len(dates) == 61
    for number, date in dates.items():
        text = cells[int(number) - 1]
        year, month, day = date.split("-")
        assert text.endswith(year)
        assert text.startswith(MONTHS[int(month) - 1])
        assert str(int(day)) in text.replace(",", " ").replace(" 0", " ").split()


def test_terms_are_what_the_cells_say(imported: tuple[Path, Import]) -> None:
    durations = values(imported[0], "statedDuration")
    modes = values(imported[0], "hasRenewalMode")
    steps = values(imported[0], "renewalStep")
    ends = values(imported[0], "hasEndType")
    assert len(durations) == 57
    assert {mode.rpartition("/")[2] for mode in modes.values()} == {"automatic"}
    assert sorted(steps.values()) == ["P1Y", "P1Y"]
    assert {end.rpartition("/")[2] for end in ends.values()} == {"open"}


def test_the_table_comes_back_and_changes_nothing(
    imported: tuple[Path, Import], tmp_path: Path
) -> None:
    root, _ = imported
    before = {path: path.read_bytes() for path in sorted(root.rglob("*.ttl"))}
    export_table(root, DESCRIBED, tmp_path / "back.csv")
    assert read(tmp_path / "back.csv") == read(TABLE)
    import_table(tmp_path / "back.csv", root, metadata=DESCRIBED)
    assert {path: path.read_bytes() for path in sorted(root.rglob("*.ttl"))} == before


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


@pytest.mark.slow
def test_the_workspace_is_published(imported: tuple[Path, Import], tmp_path: Path) -> None:
    release = build(imported[0], tmp_path / "dist", site=False)
    resources = release.manifest["counts"]["resources"]
    assert resources[f"{TERMS}Agreement"] == 64

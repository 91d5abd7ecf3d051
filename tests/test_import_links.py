"""Links between agreements and their endings: rows about parts of records that must be there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import table_cases as tables
from table_cases import WORLD, changed, contents, export_from, import_into, row

from servanda.build import build
from servanda.errors import InputError

LINKS = WORLD / "tables" / "links.csv-metadata.json"
ENDINGS = WORLD / "tables" / "endings.csv-metadata.json"
AGREEMENTS = (row(id="A-1", party_1="Lyon", notes="n"), row(id="a-1"), row(id="B 2"), row(id="C3"))


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imported")
    import_into(folder / "root", tables.write_rows(folder / "agreements.csv", AGREEMENTS))
    return folder / "root"


@pytest.fixture
def root(imported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(imported, tmp_path / "root"))


def links(root: Path, *rows: tuple[str, str, str, str]) -> list[dict[str, str]]:
    """Import links; the rows as they should come back."""
    titles = ("from_id", "relation", "target", "target_date")
    listed = [dict(zip(titles, each, strict=True)) for each in rows]
    table = tables.write_rows(root.parent / "links.csv", listed, titles)
    import_into(root, table, metadata=LINKS)
    return listed


def endings(root: Path, *rows: tuple[str, str, str, str]) -> list[dict[str, str]]:
    titles = ("id", "ending", "date", "by")
    listed = [dict(zip(titles, each, strict=True)) for each in rows]
    table = tables.write_rows(root.parent / "endings.csv", listed, titles)
    import_into(root, table, metadata=ENDINGS)
    return listed


def back(root: Path, metadata: Path) -> list[dict[str, str]]:
    return export_from(root, root.parent / "back.csv", metadata=metadata)


@pytest.mark.slow
def test_links_and_endings_go_round_and_can_be_built(root: Path) -> None:
    rows = links(
        root,
        ("A-1", "renews", "a-1", "1985-10"),
        ("A-1", "renews", "B 2", ""),
        ("a-1", "implements", "A-1", "2004~"),
        ("B 2", "builds_on", "a text, known by citation; only", "spring"),
        ("B 2", "builds_on", "توأمة", "1991"),
        ("B 2", "builds_on", "", ""),
        ("C3", "no such relation", "C3", "2018"),
        ("c3", "renews", "B 2", ""),
    )
    ends = endings(
        root,
        ("A-1", "annulled", "2019-09", "tribunal; (confirmed 2021)"),
        ("A-1", "terminated", "", ""),
        ("B 2", "no such ending", "2020", "x"),
        ("C3", "replaced", "1999-13", "by A-1"),
    )
    assert back(root, LINKS) == rows
    assert back(root, ENDINGS) == ends
    build(root, root.parent / "release", site=False)
    assert back(root.parent / "release", LINKS) == rows
    assert back(root.parent / "release", ENDINGS) == ends
    assert back(root, tables.METADATA) == list(AGREEMENTS)


def test_a_target_is_an_agreement_by_its_exact_key(root: Path) -> None:
    links(root, ("B 2", "renews", "a-1", ""), ("B 2", "implements", "A-1", ""))
    text = (root / "data/agreement/b-2.ttl").read_text("utf-8")
    assert "relationTarget agreement:a-1-2" in text
    assert "relationTarget agreement:a-1 " in text


def test_an_unknown_target_becomes_a_text_known_by_citation(root: Path) -> None:
    links(root, ("C3", "renews", "first convention", "2010"))
    text = (root / "data/agreement/c3.ttl").read_text("utf-8")
    assert "relationTarget :cited.renews.first-convention" in text
    assert 'a servanda:CitedText ;\n    skos:prefLabel "first convention"@en' in text


@pytest.mark.parametrize("key", ["A-2", "first convention", "../a-1", "party/lyon"])
def test_an_unknown_agreement_is_an_error_and_nothing_is_written(key: str, root: Path) -> None:
    before = contents(root)
    with pytest.raises(InputError) as caught:
        links(root, ("A-1", "renews", "B 2", ""), (key, "renews", "B 2", ""))
    place = f"{root.parent.as_posix()}/links.csv:3:1: column 'from_id': "
    assert str(caught.value).startswith(place + f"{key!r} stands for no record of the workspace")
    with pytest.raises(InputError) as caught:
        endings(root, (key, "annulled", "", ""))
    assert "endings.csv:2:1: column 'id'" in str(caught.value)
    assert contents(root) == before


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("", "renews", "B 2", ""), "links.csv:2:1: column 'from_id': the cell must be filled"),
        (("A-1", "", "B 2", ""), "links.csv:2:5: column 'relation': the cell must be filled"),
    ],
)
def test_a_cell_that_must_be_filled_is_named(
    cells: tuple[str, str, str, str], message: str, root: Path
) -> None:
    before = contents(root)
    with pytest.raises(InputError, match=message):
        links(root, cells)
    assert contents(root) == before


def test_a_column_that_must_be_there_is_named(root: Path) -> None:
    table = tables.write_rows(root.parent / "links.csv", [{"from_id": "A-1", "target": "C3"}])
    with pytest.raises(InputError, match=r"links\.csv:1: the column 'relation' is missing"):
        import_into(root, table, metadata=LINKS)


def test_a_link_changes_the_record_of_its_agreement_alone(root: Path) -> None:
    links(root, ("A-1", "renews", "B 2", "1990"))
    before = contents(root)
    links(root, ("A-1", "renews", "B 2", "1991"))
    assert changed(before, contents(root)) == ({"data/agreement/a-1.ttl"}, set())
    links(root, ("A-1", "renews", "B 2", "1990"))
    assert contents(root) == before


def test_the_same_link_twice_is_two_rows(root: Path) -> None:
    rows = links(root, ("A-1", "renews", "B 2", "1990"), ("A-1", "renews", "B 2", "1990"))
    assert back(root, LINKS) == rows
    before = contents(root)
    links(root, *(tuple(each.values()) for each in rows))
    assert contents(root) == before

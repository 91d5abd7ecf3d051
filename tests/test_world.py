"""Ninety-eight real agreements: the import keeps what people add, the export gives it all back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from servanda.export import export_table
from servanda.imports import import_table, plan_import

pytestmark = pytest.mark.slow  # reasons over the real agreements

ROOT = Path(__file__).parents[1]
WORLD = ROOT / "examples" / "world"
CORPUS = ROOT.parent / "shared" / "corpus"
TABLES = ("agreements", "links", "endings")

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the tables of the corpus are not kept in this repository"
)


def metadata(name: str) -> Path:
    return WORLD / "tables" / f"{name}.csv-metadata.json"


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@needs_corpus
def test_an_import_of_the_same_tables_changes_no_byte(tmp_path: Path) -> None:
    copy = tmp_path / "world"
    shutil.copytree(WORLD, copy)
    for name in TABLES:
        import_table(CORPUS / f"{name}.csv", copy, metadata=metadata(name))
    assert contents(copy) == contents(WORLD)


@needs_corpus
@pytest.mark.parametrize("name", TABLES)
def test_every_filled_cell_is_understood(name: str) -> None:
    report = plan_import(CORPUS / f"{name}.csv", WORLD, metadata=metadata(name)).report
    assert [issue for issue in report.issues if issue.kind == "unread"] == []
    assert {
        each.column: each.not_understood for each in report.columns if each.not_understood
    } == {}


@needs_corpus
@pytest.mark.parametrize("name", TABLES)
def test_the_export_gives_every_cell_back(name: str, tmp_path: Path) -> None:
    out = tmp_path / f"{name}.csv"
    export = export_table(WORLD, metadata(name), out)
    assert out.read_text(encoding="utf-8") == (CORPUS / f"{name}.csv").read_text(encoding="utf-8")
    assert export.changed == 0


@needs_corpus
def test_a_release_gives_every_cell_back(world_release: Path, tmp_path: Path) -> None:
    for name in TABLES:
        out = tmp_path / f"{name}.csv"
        export_table(world_release, metadata(name), out)
        corpus = (CORPUS / f"{name}.csv").read_text(encoding="utf-8")
        assert out.read_text(encoding="utf-8") == corpus

"""The Parquet files of a release hold its statements, and SQL over them answers as SPARQL does."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import analytics
import duckdb
import pyarrow.parquet as pq
import pytest
from pyoxigraph import Store

from servanda.digests import file_digest
from servanda.errors import InputError, UsageError
from servanda.quads import quads

Connection = duckdb.DuckDBPyConnection


def opened(folder: Path) -> Connection:
    """A connection with the view that all analytic SQL asks."""
    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW quads AS FROM '{folder}/*.parquet'")
    return connection


@pytest.fixture(scope="module")
def parquet(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return quads(release, tmp_path_factory.mktemp("quads")).folder


@pytest.fixture(scope="module")
def world_parquet(world_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return quads(world_release, tmp_path_factory.mktemp("quads")).folder


@pytest.mark.parametrize(
    ("name", "dump"), [("stated", "dump/dataset.nq"), ("inferred", "dump/inferred.nq")]
)
def test_the_rows_are_the_lines_of_the_dump_in_its_order(
    name: str, dump: str, release: Path, parquet: Path
) -> None:
    rows = pq.read_table(parquet / f"{name}.parquet").to_pylist()

    lines = [f"{row['s']} {row['p']} {row['o']} {row['g']} ." for row in rows]
    assert lines == (release / dump).read_text("utf-8").splitlines()


def test_the_same_release_gives_the_same_bytes(
    release: Path, parquet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys.modules["servanda.quads"], "_BLOCK", 100_000
    )  # however much is read at once
    again = quads(release, tmp_path)

    assert [each.name for each in sorted(tmp_path.iterdir())] == [
        "inferred.parquet",
        "stated.parquet",
    ]
    for path in sorted(again.folder.iterdir()):
        assert file_digest(path) == file_digest(parquet / path.name)


def test_rows_are_cut_into_groups_at_the_same_places(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["servanda.quads"], "_ROWS", 1000)
    monkeypatch.setattr(sys.modules["servanda.quads"], "_BLOCK", 70_000)
    done = quads(release, tmp_path)

    meta = pq.ParquetFile(tmp_path / "stated.parquet").metadata
    sizes = [meta.row_group(at).num_rows for at in range(meta.num_row_groups)]
    assert sum(sizes) == done.stated
    assert set(sizes[:-1]) == {1000}


def test_a_folder_without_a_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no release here"):
        quads(tmp_path, tmp_path / "quads")


def test_a_line_that_is_no_quad_is_refused_and_leaves_no_file(
    release: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "release"
    (copy / "dump").mkdir(parents=True)
    for name in ("manifest.json", "dump/dataset.nq", "dump/inferred.nq"):
        shutil.copy(release / name, copy / name)
    with (copy / "dump" / "dataset.nq").open("a", encoding="utf-8") as out:
        out.write("<a> <b>\n")

    with pytest.raises(InputError, match="not a quad") as error:
        quads(copy, tmp_path / "quads")

    lines = len((copy / "dump" / "dataset.nq").read_text("utf-8").splitlines())
    assert error.value.line == lines
    assert list((tmp_path / "quads").iterdir()) == []


def same_answer(sql: Path, store: Store, folder: Path) -> None:
    found = opened(folder).execute(sql.read_text("utf-8"))
    names = [column[0] for column in found.description or ()]
    rows = analytics.told(found.fetchall())

    assert rows
    assert rows == analytics.asked(store, sql, names)


@pytest.mark.parametrize("sql", analytics.OF_ROOT, ids=lambda path: path.stem)
def test_sql_answers_as_sparql_does(sql: Path, release_store: Store, parquet: Path) -> None:
    same_answer(sql, release_store, parquet)


@pytest.mark.parametrize("sql", analytics.OF_WORLD, ids=lambda path: path.stem)
def test_sql_answers_as_sparql_does_of_real_agreements(
    sql: Path, world_store: Store, world_parquet: Path
) -> None:
    same_answer(sql, world_store, world_parquet)

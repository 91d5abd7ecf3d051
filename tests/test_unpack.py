"""Rows become the files of a workspace: all of them or none, and none outside data/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from servanda.errors import InputError, UsageError
from servanda.unpack import Unpacked, unpack

ROWS = {"agreement/lyon-canton-1988.ttl": "# Lyon – 广州\n", "party/lyon.yaml": "id: lyon\r\n"}
BAD_PATHS = [
    *("", "..", "../agreement/a.ttl", "/etc/a.ttl", "agreement/../../a.ttl", "agreement//a.ttl/"),
    *("agreement/A.ttl", "agreement/a.txt", "agreement/a", "a\0.ttl", "a b.ttl", ".hidden/a.ttl"),
    *("a.ttl/b.ttl", "x" * 201 + ".ttl", "agreement\\a.ttl"),
]
BAD_LINES = ["[]", "{", '{"path": "a.ttl"}', '{"path": 1, "text": ""}', '"text"', "[" * 100_000]


def lines(path: Path, *rows: Mapping[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def rows(path: Path, texts: Mapping[str, str] = ROWS) -> Path:
    return lines(path, *({"path": name, "text": text} for name, text in texts.items()))


def held(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root / "data").as_posix(): path.read_bytes() for path in files}


def test_lines_become_files_byte_for_byte(tmp_path: Path) -> None:
    done = unpack([rows(tmp_path / "in.jsonl")], tmp_path / "w")

    assert done == Unpacked(written=2, unchanged=0)
    assert held(tmp_path / "w") == {name: text.encode() for name, text in ROWS.items()}


def test_rows_of_parquet_become_the_same_files(tmp_path: Path) -> None:
    table = pa.table({"text": list(ROWS.values()), "more": [1, 2], "path": list(ROWS)})
    pq.write_table(table, tmp_path / "in.parquet")

    unpack([tmp_path / "in.parquet"], tmp_path / "w")

    assert held(tmp_path / "w") == {name: text.encode() for name, text in ROWS.items()}


def test_what_is_there_already_stays_the_same_file(tmp_path: Path) -> None:
    file = rows(tmp_path / "in.jsonl")
    unpack([file], tmp_path / "w")
    before = {path: path.stat().st_ino for path in (tmp_path / "w").rglob("*.*")}

    assert unpack([file, file], tmp_path / "w") == Unpacked(written=0, unchanged=2)
    assert {path: path.stat().st_ino for path in (tmp_path / "w").rglob("*.*")} == before


def test_a_file_that_says_something_else_is_replaced_only_if_asked(tmp_path: Path) -> None:
    unpack([rows(tmp_path / "in.jsonl")], tmp_path / "w")
    other = rows(tmp_path / "other.jsonl", {"party/new.ttl": "", "party/lyon.yaml": "id: other\n"})

    with pytest.raises(InputError, match="says something else") as error:
        unpack([other], tmp_path / "w")
    assert error.value.line == 2
    assert "party/new.ttl" not in held(tmp_path / "w")

    assert unpack([other], tmp_path / "w", replace=True).written == 2
    assert held(tmp_path / "w")["party/lyon.yaml"] == b"id: other\n"


@pytest.mark.parametrize("path", BAD_PATHS)
def test_a_path_that_names_no_record_stops_all(path: str, tmp_path: Path) -> None:
    file = lines(tmp_path / "in.jsonl", {"path": "a.ttl", "text": ""}, {"path": path, "text": ""})

    with pytest.raises(InputError, match="no path of a record") as error:
        unpack([file], tmp_path / "w")

    assert error.value.line == 2
    assert not (tmp_path / "w").exists()


def test_a_link_that_leads_out_of_the_data_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "w" / "data").mkdir(parents=True)
    (tmp_path / "w" / "data" / "party").symlink_to(tmp_path / "out")

    with pytest.raises(InputError, match="no path of a record"):
        unpack([rows(tmp_path / "in.jsonl")], tmp_path / "w")

    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_line_that_is_no_row_is_named(line: str, tmp_path: Path) -> None:
    file = rows(tmp_path / "in.jsonl")
    file.write_text(file.read_text("utf-8") + "\n" + line, encoding="utf-8")

    with pytest.raises(InputError) as error:
        unpack([file], tmp_path / "w")

    assert error.value.line == 4
    assert not (tmp_path / "w").exists()


def test_two_texts_for_one_path_stop_all(tmp_path: Path) -> None:
    twice = [{"path": "a.ttl", "text": "1"}, {"path": "a.ttl", "text": "2"}]

    with pytest.raises(InputError, match="two rows"):
        unpack([lines(tmp_path / "in.jsonl", *twice)], tmp_path / "w")

    assert not (tmp_path / "w").exists()


def test_what_is_no_parquet_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(b"PAR1 or so")
    with pytest.raises(InputError, match="no Parquet"):
        unpack([tmp_path / "in.parquet"], tmp_path / "w")

    pq.write_table(pa.table({"path": ["a.ttl"]}), tmp_path / "in.parquet")
    with pytest.raises(InputError, match="no columns"):
        unpack([tmp_path / "in.parquet"], tmp_path / "w")


def test_other_suffixes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither"):
        unpack([tmp_path / "in.csv"], tmp_path / "w")

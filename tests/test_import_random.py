"""By chance: any table of agreements comes back, and a second import changes nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import table_cases as tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_cases import COLUMNS, Cells, contents, export_from, import_into

from servanda.build import RefusedError, build

SLOW = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
# Every character that a CSV file can hold; texts of lists and items are made likely.
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\x00")
TEXTS = st.text(CHARACTERS, max_size=20)
WORDS = st.sampled_from(
    [
        *("Lyon", "lyon", "LYON", " Lyon ", "Île-de-France", "浙江省", "مراكش", "", " ", "x"),
        *(
            "a",
            "a;b",
            "a;;b;",
            "A|region|FR;B",
            '"a;b"|c|d',
            "|",
            ";",
            "||;|",
            "2019",
            "2019-05-04",
        ),
        *("1985~", "5", "5.5", "1,5", "fr", "zh", "https://example.org/a", "http://", "culture"),
        *("municipality", "region", "university", "academic", "new", "renewal", "FR", "CN", "'"),
        *("party/lyon", "agreement/x", "#a", "{id}", "\n", "\r\n", '"', "=1", "\u200f", "e\u0301"),
    ]
)
CELLS = st.one_of(WORDS, WORDS, TEXTS)
KEYS = st.one_of(TEXTS, st.sampled_from(["A1", "a1", "A-1", "A 1", "é", "e\u0301", "../x", "2"]))


@st.composite
def table(draw: st.DrawFn, most: int = 6) -> list[Cells]:
    """Rows with keys of their own; of the other cells, any number is filled."""
    keys = draw(st.lists(KEYS.filter(str.strip), max_size=most, min_size=1, unique_by=str.strip))
    rows = []
    for key in keys:
        filled = draw(st.dictionaries(st.sampled_from(COLUMNS[1:]), CELLS, max_size=8))
        rows.append(tables.row(**filled) | {"id": key})
    return rows


@settings(max_examples=60, **SLOW)
@given(table())
def test_a_table_by_chance_goes_round(rows: list[Cells]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        written = tables.write_rows(Path(folder) / "t.csv", rows, COLUMNS)
        import_into(root, written)
        assert export_from(root, Path(folder) / "back.csv") == rows
        before = contents(root)
        import_into(root, written)
        assert contents(root) == before


@settings(max_examples=30, **SLOW)
@given(table(), table())
def test_one_table_after_another_keeps_the_rows_of_both(
    first: list[Cells], second: list[Cells]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        for rows in (first, second):
            import_into(root, tables.write_rows(Path(folder) / "t.csv", rows, COLUMNS))
        here = {each["id"].strip() for each in second}
        kept = [each for each in first if each["id"].strip() not in here]
        assert export_from(root, Path(folder) / "back.csv") == [*second, *kept]


@pytest.mark.slow
@settings(max_examples=4, **SLOW)
@given(table(20))
def test_a_table_by_chance_is_built_or_refused_whole(rows: list[Cells]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        import_into(root, tables.write_rows(Path(folder) / "t.csv", rows, COLUMNS))
        try:
            build(root, Path(folder) / "release", site=False)
        except RefusedError:
            assert not (Path(folder) / "release").exists()
            return
        assert export_from(Path(folder) / "release", Path(folder) / "back.csv") == rows

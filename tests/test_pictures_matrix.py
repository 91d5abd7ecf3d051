"""Matrices of counts: what is too much to be drawn is in the table, and the words say so."""

from __future__ import annotations

import pytest
from picture_cases import HARD_LABELS, HARD_LINKS, assert_sound, bytes_with_seed, drawings, texts

from servanda.pictures.drawing.base import Label
from servanda.pictures.matrix import Matrix, MatrixColumn, MatrixRow, matrix
from servanda.wording import LANGUAGES

PROGRAM = """
from servanda.pictures.drawing.base import Label
from servanda.pictures.matrix import Matrix, MatrixColumn, MatrixRow, matrix
columns = tuple(MatrixColumn(Label(f"c {n}")) for n in range(30))
rows = tuple(MatrixRow(Label(f"r {n}"), (n % 3,) * 30) for n in range(50))
picture = matrix(Matrix("m", "row", "column", columns, rows), "fr", "p")
print(picture.svg, picture.narrow, picture.rows)
"""


def table(rows: int, columns: int, *, most: int = 9) -> Matrix:
    return Matrix(
        "Domains and regions",
        "domain",
        "region",
        tuple(MatrixColumn(Label(f"region {n}", "en"), f"r/{n}.html") for n in range(columns)),
        tuple(
            MatrixRow(
                Label(f"domain {n}", "en"), tuple((n * m) % (most + 1) for m in range(columns))
            )
            for n in range(rows)
        ),
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("rows", "columns"), [(0, 0), (1, 1), (0, 3), (3, 0), (6, 5), (40, 20), (60, 35)]
)
def test_a_matrix_of_any_size_is_legible(rows: int, columns: int, lang: str) -> None:
    picture = matrix(table(rows, columns), lang, "p")
    assert_sound(picture)
    assert len(picture.rows) == rows + 1
    assert len(picture.columns) == columns + 2


def test_each_count_is_written_and_summed() -> None:
    what = Matrix(
        "m",
        "domain",
        "region",
        (MatrixColumn(Label("A")), MatrixColumn(Label("B"))),
        (MatrixRow(Label("x"), (1, 2)), MatrixRow(Label("y"), (0, 1204))),
    )
    picture = matrix(what, "en", "p")
    written = texts(next(drawings(picture)))
    assert " ".join(written) == "A B Total x 1 2 3 y 1,204 1,204 Total 1 1,206 1,207"
    assert [[cell.text for cell in row] for row in picture.rows] == [
        ["x", "1", "2", "3"],
        ["y", "0", "1,204", "1,204"],
        ["Total", "1", "1,206", "1,207"],
    ]
    assert picture.description == (
        "Rows: domain (2); columns: region (2). The greatest: 1,204, for y and B."
    )


def test_the_strongest_rows_and_columns_are_drawn_and_the_rest_is_said() -> None:
    columns = tuple(MatrixColumn(Label(f"column {n}")) for n in range(25))
    rows = tuple(MatrixRow(Label(f"row {n}"), tuple(range(25))) for n in range(45))
    weak = MatrixRow(Label("weak"), (0,) * 25)
    picture = matrix(Matrix("m", "a", "b", columns, (weak, *rows)), "en", "p")
    wide, narrow = (set(texts(svg)) for svg in drawings(picture))
    assert "weak" not in wide
    assert {"column 4"} & wide == set()
    assert {f"column {n}" for n in range(5, 25)} <= wide
    assert {f"column {n}" for n in range(19, 25)} <= narrow
    assert "column 18" not in narrow
    assert "6 weaker rows are not drawn" in picture.description
    assert "5 weaker columns are not drawn" in picture.description
    assert "19 weaker columns are not drawn" in picture.narrow


def test_where_all_counts_are_the_same_none_is_the_greatest() -> None:
    picture = matrix(table(3, 3, most=0), "en", "p")
    assert "No count is above zero." in picture.description
    row = MatrixRow(Label("x"), (1, 1))
    columns = (MatrixColumn(Label("A")), MatrixColumn(Label("B")))
    picture = matrix(Matrix("m", "a", "b", columns, (row, row)), "en", "p")
    assert "The greatest number, 1, occurs 4 times." in picture.description
    assert "pic-shade-3" in picture.svg
    assert "pic-shade-5" not in picture.svg


def test_a_row_must_have_a_count_for_each_column() -> None:
    bad = Matrix("m", "a", "b", (MatrixColumn(Label("A")),), (MatrixRow(Label("x"), ()),))
    with pytest.raises(ValueError, match="one count for each column"):
        matrix(bad, "en", "p")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hard_labels_do_no_harm(lang: str) -> None:
    columns = tuple(MatrixColumn(Label(text, "en"), HARD_LINKS[0]) for text in HARD_LABELS)
    rows = tuple(
        MatrixRow(Label(text, "ar"), tuple(range(len(columns))), HARD_LINKS[1])
        for text in HARD_LABELS
    )
    picture = matrix(Matrix(HARD_LABELS[2], "a", "b", columns, rows), lang, "p")
    assert_sound(picture)
    assert "<a " not in picture.svg


def test_great_numbers_have_room() -> None:
    assert_sound(matrix(table(10, 20, most=98_765_432), "fr", "p"))


def test_the_drawing_is_the_same_whatever_the_hash_seed() -> None:
    assert bytes_with_seed(PROGRAM, "1") == bytes_with_seed(PROGRAM, "2")

"""What the words of a description do, on small tables: the record, and what comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from table_cases import contents, export_from, import_into, read_rows

from servanda.errors import InputError

OURS = "https://w3id.org/servanda/table#"
NOTE = {"propertyUrl": "skos:note"}
KEY = {"name": "id", "propertyUrl": "dcterms:identifier", "required": True}
TYPE = {
    "virtual": True,
    "propertyUrl": "rdf:type",
    "valueUrl": "https://w3id.org/servanda/ontology#Agreement",
}


def describe(folder: Path, *columns: dict[str, Any], **more: Any) -> Path:  # noqa: ANN401  JSON
    """A description of t.csv with a key, these columns and a class; `table` and `schema` add."""
    said = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "t.csv",
        "tableSchema": {
            "aboutUrl": "agreement/{id}",
            "primaryKey": "id",
            "columns": [KEY, *columns, TYPE],
            **more.get("schema", {}),
        },
        **more.get("table", {}),
    }
    path = folder / "t.csv-metadata.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def record(folder: Path, text: str, metadata: Path, name: str = "agreement/a") -> list[str]:
    """Import a table; the lines of one record but for its prefixes and its row.

    The table must come back, and must change nothing when it is imported again.
    """
    table = folder / "t.csv"
    table.write_text(text, encoding="utf-8")
    import_into(folder / "root", table, metadata=metadata)
    before = contents(folder / "root")
    import_into(folder / "root", table, metadata=metadata)
    assert contents(folder / "root") == before
    if name.startswith("agreement"):
        back = export_from(folder / "root", folder / "back.csv", metadata=metadata)
        named = [{key: cells for key, cells in each.items() if key} for each in read_rows(table)]
        assert [{key: each[key] for key in named[0]} for each in back] == named
    written = (folder / "root" / "data" / f"{name}.ttl").read_text("utf-8")
    blocks = [block for block in written.split("\n\n") if "csvw:Row" not in block]
    lines = "\n".join(blocks).splitlines()
    return [line.strip() for line in lines if line and not line.startswith("@prefix")]


def test_null_names_texts_that_say_nothing_and_come_back(tmp_path: Path) -> None:
    column = {"name": "n", **NOTE, "null": ["NA", "-"]}
    metadata = describe(tmp_path, column)
    assert record(tmp_path, "id,n\nA, NA \nB,x\n", metadata) == [
        *("agreement:a", "a servanda:Agreement ;", 'dcterms:identifier "A" .')
    ]


def test_null_is_inherited_and_holds_for_items_of_lists(tmp_path: Path) -> None:
    column = {"name": "n", **NOTE, "separator": ";"}
    metadata = describe(tmp_path, column, schema={"null": "NA"})
    assert record(tmp_path, "id,n\nA,x;NA;;y\n", metadata)[-2:] == ['"x" ,', '"y" .']


def test_a_key_that_is_null_is_not_filled(tmp_path: Path) -> None:
    metadata = describe(tmp_path, schema={"null": "NA"})
    (tmp_path / "t.csv").write_text("id\nNA\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"t\.csv:2:1: column 'id': the cell must be filled"):
        import_into(tmp_path / "root", tmp_path / "t.csv", metadata=metadata)


def test_a_default_stands_for_an_empty_cell_which_stays_empty(tmp_path: Path) -> None:
    metadata = describe(tmp_path, {"name": "n", **NOTE, "default": "usual"})
    assert 'skos:note "usual" .' in record(tmp_path, "id,n\nA,\nB,x\n", metadata)


def test_a_language_is_given_by_the_column_the_schema_or_another_column(tmp_path: Path) -> None:
    columns = (
        {"name": "own", **NOTE, "lang": "fr"},
        {"name": "above", **NOTE},
        {"name": "beside", **NOTE, f"{OURS}langFrom": "tag"},
        {"name": "tag"},
    )
    metadata = describe(tmp_path, *columns, schema={"lang": "en"})
    lines = record(tmp_path, "id,own,above,beside,tag\nA,f,e,z,zh\n", metadata)
    assert lines[-3:] == ['"e"@en ,', '"f"@fr ,', '"z"@en .']
    columns[2]["lang"] = ""
    metadata = describe(tmp_path, *({k: v for k, v in each.items() if v} for each in columns))
    (tmp_path / "root/data/agreement/a.ttl").unlink()
    lines = record(tmp_path, "id,own,above,beside,tag\nA,f,e,z,zh\n", metadata)
    assert lines[-3:] == ['"e" ,', '"f"@fr ,', '"z"@zh .']


def test_a_title_may_be_any_of_those_described_or_the_name(tmp_path: Path) -> None:
    column = {"name": "n", "titles": {"en": ["Note", "Remark"], "fr": "Remarque"}, **NOTE}
    metadata = describe(tmp_path, column)
    for title in ("Note", "remark", "REMARQUE", "n"):
        (tmp_path / "t.csv").write_text(f"id,{title}\nA,x\n", encoding="utf-8")
        import_into(tmp_path / "root", tmp_path / "t.csv", metadata=metadata)
    assert export_from(tmp_path / "root", tmp_path / "b.csv", metadata=metadata) == [
        {"id": "A", "Note": "x"}
    ]


def test_two_titles_of_one_column_are_an_error(tmp_path: Path) -> None:
    metadata = describe(tmp_path, {"name": "n", "titles": ["Note", "Remark"], **NOTE})
    (tmp_path / "t.csv").write_text("id,Note,Remark\nA,x,y\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"t\.csv:1:9: the titles 'Note' and 'Remark' mean one"):
        import_into(tmp_path / "root", tmp_path / "t.csv", metadata=metadata)


def test_a_column_that_is_not_described_is_an_error_unless_it_is_empty(tmp_path: Path) -> None:
    metadata = describe(tmp_path)
    (tmp_path / "t.csv").write_text("id,more,\nA,,\n", encoding="utf-8")
    import_into(tmp_path / "root", tmp_path / "t.csv", metadata=metadata)
    (tmp_path / "t.csv").write_text("id,more,\nA,,x\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"t\.csv:1:9: the column '' is not described"):
        import_into(tmp_path / "root", tmp_path / "t.csv", metadata=metadata)


def test_a_suppressed_column_says_nothing(tmp_path: Path) -> None:
    metadata = describe(tmp_path, {"name": "n", **NOTE, "suppressOutput": True})
    assert "skos:note" not in " ".join(record(tmp_path, "id,n\nA,x\n", metadata))


@pytest.mark.parametrize("separator", [";", " | ", " and ", ".*", "$", "\\"])
def test_a_separator_may_be_any_text(separator: str, tmp_path: Path) -> None:
    metadata = describe(tmp_path, {"name": "n", **NOTE, "separator": separator})
    lines = record(tmp_path, f'id,n\nA,"x{separator}y"\n', metadata)
    assert lines[-2:] == ['"x" ,', '"y" .']


def test_a_template_is_text_but_for_its_variables(tmp_path: Path) -> None:
    about = {"aboutUrl": "agreement/{id}#part.{n}", **NOTE, "name": "n"}
    metadata = describe(tmp_path, about)
    assert ":part.x-y" in record(tmp_path, "id,n\nA,x y\n", metadata)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("date", "2020-02-29", "2021-02-29"),
        ("integer", "12", "1.5"),
        ("decimal", "1.50", "1,5"),
        ("boolean", "true", "yes"),
        ("gYear", "2020", "20"),
        ("duration", "P5Y", "5 years"),
        ("dateTime", "2020-02-29T01:02:03", "2020-02-29"),
        ("anyURI", "https://example.org/a", "a b"),
    ],
)
def test_a_datatype_takes_its_own_forms_and_keeps_others_as_cells(
    kind: str, good: str, bad: str, tmp_path: Path
) -> None:
    metadata = describe(tmp_path, {"name": "n", **NOTE, "datatype": kind})
    said = record(tmp_path, f'id,n\nA,"{good}"\nB,"{bad}"\n', metadata)
    assert good in said[-1]
    other = (tmp_path / "root/data/agreement/b.ttl").read_text("utf-8")
    assert "skos:note" not in other


def test_a_row_that_gives_no_name_for_its_record_is_an_error(tmp_path: Path) -> None:
    schema = {"aboutUrl": "agreement/{n}", "primaryKey": "id"}
    metadata = describe(tmp_path, {"name": "n", **NOTE}, schema=schema)
    (tmp_path / "t.csv").write_text("id,n\nA,x\nB,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"t\.csv:3:3: column 'n': gives no name for a record"):
        import_into(tmp_path / "root", tmp_path / "t.csv", metadata=metadata)


def test_two_tables_of_one_name_are_kept_apart_by_an_error(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id\nA\n", encoding="utf-8")
    import_into(tmp_path / "root", tmp_path / "t.csv", metadata=describe(tmp_path))
    metadata = describe(tmp_path, table={"url": "other/t.csv"})
    with pytest.raises(InputError, match=r"the records keep a table 't' from 't\.csv'"):
        import_into(tmp_path / "root", tmp_path / "t.csv", metadata=metadata)


def test_a_url_of_any_form_gives_the_table_a_good_name(tmp_path: Path) -> None:
    metadata = describe(tmp_path, table={"url": "https://example.org/My%20Tablé.csv?x=1#y"})
    record(tmp_path, "id\nA\n", metadata)
    assert [path.name for path in (tmp_path / "root/data/table").iterdir()] == ["my-20table.ttl"]


def test_a_scheme_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    metadata = describe(tmp_path, {"name": "n", **NOTE, f"{OURS}scheme": "colours"})
    (tmp_path / "t.csv").write_text("id,n\nA,red\n", encoding="utf-8")
    with pytest.raises(InputError, match="no concept scheme is called 'colours'"):
        import_into(tmp_path / "root", tmp_path / "t.csv", metadata=metadata)


def test_a_table_without_titles_is_read_and_written_without(tmp_path: Path) -> None:
    metadata = describe(tmp_path, {"name": "n", **NOTE}, table={"dialect": {"header": False}})
    (tmp_path / "t.csv").write_text("A,x\nB,y\n", encoding="utf-8")
    import_into(tmp_path / "root", tmp_path / "t.csv", metadata=metadata)
    export_from(tmp_path / "root", tmp_path / "back.csv", metadata=metadata)
    assert (tmp_path / "back.csv").read_bytes() == b"A,x\r\nB,y\r\n"


@pytest.mark.slow
def test_cells_of_a_million_characters_are_read(tmp_path: Path) -> None:
    columns = ({"name": "n", **NOTE}, {"name": "m", **NOTE, "separator": ";"})
    metadata = describe(tmp_path, *columns)
    cells = ("i" * 1_000_000, "n" * 1_000_000, "a;" * 500_000)
    (tmp_path / "t.csv").write_text(f"id,n,m\n{','.join(cells)}\n", encoding="utf-8")
    import_into(tmp_path / "root", tmp_path / "t.csv", metadata=metadata)
    [back] = export_from(tmp_path / "root", tmp_path / "back.csv", metadata=metadata)
    assert (back["id"], back["n"], back["m"]) == cells


@pytest.mark.slow
def test_a_table_of_ten_thousand_columns_is_read(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(10_000)]
    columns = ({"name": name, "propertyUrl": f"https://example.org/{name}"} for name in names)
    metadata = describe(tmp_path, *columns)
    text = f"id,{','.join(names)}\nA,{','.join(names)}\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    import_into(tmp_path / "root", tmp_path / "t.csv", metadata=metadata)
    [back] = export_from(tmp_path / "root", tmp_path / "back.csv", metadata=metadata)
    assert back == {"id": "A", **{name: name for name in names}}

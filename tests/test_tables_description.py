"""Descriptions of tables: what they may say, and every fault named where it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from servanda.errors import InputError
from servanda.tables import Description, read_description

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "tables.md").read_text("utf-8")
OURS = "https://w3id.org/servanda/table#"
WORLD = sorted((ROOT / "examples" / "world" / "tables").glob("*.json"))


def example() -> str:
    """The description of docs/tables.md."""
    found = re.search(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    assert found is not None
    return found[1]


def read(text: str, folder: Path, base: str = "") -> Description:
    path = folder / "agreements.csv-metadata.json"
    path.write_text(text, encoding="utf-8")
    return read_description(path, base)


@pytest.mark.parametrize("path", WORLD, ids=lambda path: path.name)
def test_the_descriptions_of_the_real_tables_are_good(path: Path) -> None:
    assert read_description(path).url == path.name.removesuffix("-metadata.json")


def test_the_example_says_this(tmp_path: Path) -> None:
    described = read(example(), tmp_path)
    names = [column.name for column in described.columns]
    assert names == ["id", "title", "signed_on", "parties", "kind", "source"]
    assert described.columns[2].titles == ("signed on",)
    assert described.columns[3].parts == ("party", "country")
    assert described.key == ("id",)
    assert described.titles == {"en": "Agreements of Lyon", "fr": "Accords de Lyon"}


# What stands in the example, what stands there instead, and the error.
FAULTS = [
    ('"url": "agreements.csv",', "", ":1:1: url must be a text"),
    ('"url": "agreements.csv",', '"url": 5,', ":3:3: url must be a text"),
    ('"url":', '"tables": [], "url":', "unknown key 'tables'"),
    ('"url":', '"uri": "x", "url":', ":3:3: unknown key 'uri'"),
    ('"tableSchema":', '"tableSchema": "schema.json", "x:y":', "tableSchema must be an object"),
    ('"http://www.w3.org/ns/csvw"', '"http://schema.org/"', "@context must be http://www.w3"),
    ('{ "@language": "en" }', '{ "@base": "https://example.org/" }', "only @language is read"),
    ('"primaryKey": "id"', '"primaryKey": "no"', "no column is called 'no'"),
    ('"primaryKey": "id"', '"primaryKey": "party"', "no column is called 'party'"),
    ('"primaryKey": "id"', '"primaryKey": 5', "primaryKey must be a text or a list of texts"),
    ('"primaryKey": "id"', '"primaryKey": "id", "primaryKey": "id"', "stands twice in one object"),
    ('"name": "title"', '"name": "id"', "two columns are called 'id'"),
    ('"name": "title"', '"name": "country"', "two columns are called 'country'"),
    ('"name": "title"', '"name": "_title"', "'_title' must be letters, digits and underscores"),
    ('"name": "title"', '"name": "a.b"', "'a.b' must be letters, digits and underscores"),
    ('"name": "title",', "", "name must be a text"),
    ('"required": true', '"required": "yes"', "required must be true or false"),
    ('"lang": "en" }', '"lang": "English!" }', "lang 'English!' is no language tag"),
    ('"datatype": "anyURI"', '"datatype": "double"', "the datatype 'double' is none of"),
    ('"datatype": "anyURI"', '"datatype": 5', "datatype must be a name or an object"),
    (
        '"datatype": "anyURI"',
        '"datatype": { "base": "date", "format": "dd.MM.yyyy" }',
        "unknown key 'format'",
    ),
    ('"propertyUrl": "foaf:page"', '"propertyUrl": "page"', "propertyUrl 'page' is no IRI"),
    ('"propertyUrl": "foaf:page"', '"propertyUrl": "ex:page"', "the prefix 'ex' is not one"),
    ('"propertyUrl": "foaf:page"', '"propertyUrl": "schema:url"', "the prefix 'schema' is not"),
    ('"propertyUrl": "foaf:page"', '"propertyUrl": "dc:source"', "the prefix 'dc' is not one"),
    (
        '"propertyUrl": "foaf:page"',
        '"propertyUrl": "http://example.org/{id}"',
        "propertyUrl 'http://example.org/{id}' is no IRI",
    ),
    ('"aboutUrl": "agreement/{id}",', "", "aboutUrl must be a text"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "agreement/x",', "has no variable"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "{id}",', "is not of the form kind/name"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "../{id}",', "is not of the form kind/name"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "a/../{id}",', "is not of the form kind/name"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "/a/{id}",', "is not of the form kind/name"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "a//{id}",', "is not of the form kind/name"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "//evil/{id}",', "is not of the form"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "a/{+id}",', "is not of the form kind/name"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "a/{?id}",', "is not of the form kind/name"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "a/{id",', "is not of the form kind/name"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "a/(?P<x>{id})",', "is not of the form"),
    ('"aboutUrl": "agreement/{id}",', '"aboutUrl": "a/{no}",', "has the unknown variable 'no'"),
    (
        '"aboutUrl": "agreement/{id}",',
        '"aboutUrl": "a/{id}-{title}-{kind}-{source}-{parties}-{signed_on}",',
        "has more than 5 variables",
    ),
    (
        '"aboutUrl": "agreement/{id}",',
        '"aboutUrl": "https://elsewhere.org/{id}",',
        "does not lie below the void:uriSpace",
    ),
    (
        '"aboutUrl": "agreement/{id}",',
        '"aboutUrl": "file:///etc/{id}",',
        "the prefix 'file' is not one",
    ),
    ('"valueUrl": "table/agreements"', '"valueUrl": "<"', "valueUrl '<' is not of the form"),
    ('"valueUrl": "table/agreements"', '"valueUrl": "urn:a b"', "valueUrl 'urn:a b' is no IRI"),
    ('"url": "agreements.csv"', '"url": "\\ud800.csv"', "half a character"),
    (f'"{OURS}scheme"', f'"{OURS}schema"', f"unknown key '{OURS}schema'"),
    (f'"{OURS}scheme"', '"scheme"', "unknown key 'scheme'"),
    (f'"{OURS}when": ["signed_on"]', f'"{OURS}when": ["signed"]', "no column is called 'signed'"),
    (f'"{OURS}from": "party"', f'"{OURS}from": "partie"', "no column is called 'partie'"),
    (f'"{OURS}from": "name"', f'"{OURS}reads": "guess"', "reads 'guess' is none of"),
    ('"record": "party"', '"record": "place"', "no record is called 'place'"),
    ('"record": "party",', "", "refersTo must name a record"),
    ('"country": "country" }', '"country": "land" }', "no column is called 'land'"),
    ('"country": "country" }', '"distinct": 1 }', "distinct must be true or false"),
    ('"aboutUrl": "party/{name}-{country}"', '"aboutUrl": "party/{town}"', "variable 'town'"),
    ('"dcterms:title": [', '"dcterms:title": [{ "@value": 5 },', "must be texts with their lang"),
    ('"url":', '"dialect": { "delimiter": ";;" }, "url":', "delimiter must be one character"),
    ('"url":', '"dialect": { "encoding": "latin1" }, "url":', "encoding must be utf-8"),
    ('"url":', '"dialect": { "commentPrefix": "#" }, "url":', "lines of comment are not read"),
    ('"url":', '"dialect": { "headerRowCount": 2 }, "url":', "headerRowCount must be 0 or 1"),
    ('"url":', '"dialect": { "quoteChar": null }, "url":', "quoteChar must be one character"),
    ('"url":', '"dialect": { "quoteChar": "," }, "url":', "must differ"),
    ('"url":', '"dialect": { "skipColumns": 1 }, "url":', "skipColumns must be 0"),
    ('"url":', '"dialect": { "separator": ";" }, "url":', "unknown key 'separator'"),
    ('"url":', f'"{OURS}sorted": ["id"], "url":', "sorted must name two columns"),
    ('"url":', f'"{OURS}rows": "no", "url":', "rows must be true or false"),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_named_where_it_stands(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in example(), old
    with pytest.raises(InputError) as caught:
        read(example().replace(old, new, 1), tmp_path)
    assert message in str(caught.value)
    assert re.search(r"metadata\.json(:\d+){0,2}: ", str(caught.value))


def test_an_unknown_key_is_named_by_line_and_column(tmp_path: Path) -> None:
    text = example().replace('"name": "title", "titles"', '"name": "title", "tittles"')
    line = text.splitlines().index(next(each for each in text.splitlines() if "tittles" in each))
    column = text.splitlines()[line].index('"tittles"')
    with pytest.raises(InputError) as caught:
        read(text, tmp_path)
    assert (caught.value.line, caught.value.column) == (line + 1, column + 1)


def test_a_virtual_column_comes_after_the_columns_of_the_file(tmp_path: Path) -> None:
    said = '"columns": [\n      { "virtual": true, "propertyUrl": "rdf:type", "valueUrl": "a:b" },'
    text = example().replace('"columns": [\n      { "name": "id"', f'{said} {{ "name": "id"', 1)
    with pytest.raises(InputError, match="a virtual column stands before this one"):
        read(text.replace('"a:b"', '"skos:Concept"'), tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[]", "no description of a table"),
        ("5", "no description of a table"),
        ('{"@context": []}', "no description of a table"),
        ('{"@context": "http://www.w3.org/ns/csvw"}', "tableSchema must be an object"),
        ("[" * 100_000, "a nesting that is too large"),
        ('{"@context": ' + "9" * 5000 + "}", "a number or a nesting that is too large"),
    ],
)
def test_what_is_no_description_is_said_to_be_none(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        read(text, tmp_path)


def test_iris_below_the_base_may_be_written_in_full(tmp_path: Path) -> None:
    base = "https://example.org/id/"
    text = example().replace('"aboutUrl": "agreement/', f'"aboutUrl": "{base}agreement/')
    assert read(text, tmp_path, base).about == "agreement/{id}"
    with pytest.raises(InputError, match="does not lie below the void:uriSpace"):
        read(text, tmp_path, "https://example.com/id/")


def test_a_description_of_ten_thousand_columns_is_read(tmp_path: Path) -> None:
    columns = [{"name": f"c{n}", "propertyUrl": "skos:note"} for n in range(10_000)]
    said = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "wide.csv",
        "tableSchema": {"aboutUrl": "wide/{c0}", "columns": columns},
    }
    described = read(json.dumps(said), tmp_path)
    assert len(described.columns) == 10_000


def test_titles_may_be_given_by_language_and_empty_texts_for_all_columns(tmp_path: Path) -> None:
    text = example().replace('"titles": "title"', '"titles": { "en": "title", "fr": ["titre"] }')
    text = text.replace('"primaryKey": "id",', '"primaryKey": "id", "null": ["NA", "-"],')
    described = read(text, tmp_path)
    assert described.columns[1].titles == ("title", "titre")
    assert described.columns[5].null == ("NA", "-")
    assert described.meant({"kind": " NA ", "source": "N", "title": "-"}) == {
        "kind": "",
        "source": "N",
        "title": "",
    }

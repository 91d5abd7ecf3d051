"""The W3C's tests of results as CSV, TSV and JSON, asked over real sockets."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat
from server_protocol.asking import Reply, ask
from server_protocol.serving import serving
from server_protocol.w3c import SUITE, result_cases

TYPES = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".srj": "application/sparql-results+json",
}
TABLES = result_cases("csv-tsv-res")
OBJECTS = result_cases("json-res")
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

Case = tuple[str, Path, Path, Path]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a graph for each file of data that the cases name."""
    if not SUITE.is_dir():
        pytest.skip("the W3C's SPARQL 1.1 tests are not beside the repository")
    folder = tmp_path_factory.mktemp("results")
    path = folder / "data.nq"
    with path.open("wb") as out:
        for data in sorted({data for _, _, data, _ in [*TABLES, *OBJECTS]}):
            triples = (quad.triple for quad in pyoxigraph.parse(path=str(data)))
            quads = (Quad(*triple, NamedNode(data.as_uri())) for triple in triples)
            pyoxigraph.serialize(quads, out, format=RdfFormat.N_QUADS)
    with serving(folder, path) as url:
        yield url


def answered(server: str, case: Case) -> Reply:
    """The answer of the query on its data alone."""
    _, query, data, result = case
    asked = {"query": query.read_text("utf-8"), "default-graph-uri": data.as_uri()}
    reply = ask(server, f"/sparql?{urlencode(asked)}", headers={"Accept": TYPES[result.suffix]})
    assert reply.status == 200, reply.text
    assert reply.media_type == TYPES[result.suffix]
    return reply


def test_all_cases_are_run() -> None:
    if not SUITE.is_dir():
        pytest.skip("the W3C's SPARQL 1.1 tests are not beside the repository")
    assert (len(TABLES), len(OBJECTS)) == (6, 4)


def cells(text: str, suffix: str) -> list[dict[str, object]]:
    """The rows of a table by column, for `SELECT *` gives columns no order; terms by value.

    Blank nodes are alike, and numbers are numbers.
    """
    if suffix == ".csv":
        rows = list(csv.reader(io.StringIO(text)))
    else:
        rows = [line.split("\t") for line in text.rstrip("\n").split("\n")]
    names = [name.removeprefix("?") for name in rows[0]]
    return [dict(zip(names, map(value, row), strict=True)) for row in rows[1:]]


def value(cell: str) -> object:
    if cell.startswith("_:"):
        return "_:"
    return float(cell) if NUMBER.fullmatch(cell) else cell


@pytest.mark.parametrize("case", TABLES, ids=lambda case: case[0])
def test_tables(server: str, case: Case) -> None:
    reply, expected = answered(server, case), case[3]
    assert cells(reply.text, expected.suffix) == cells(expected.read_text("utf-8"), expected.suffix)


def plain(said: Any) -> Any:  # noqa: ANN401  JSON
    """A document of results without the labels of blank nodes and the order of variables."""
    if isinstance(said, dict):
        blank = said.get("type") == "bnode"
        told = {key: "" if blank and key == "value" else plain(each) for key, each in said.items()}
        return {**told, "vars": sorted(said["vars"])} if "vars" in said else told
    return [plain(each) for each in said] if isinstance(said, list) else said


@pytest.mark.parametrize("case", OBJECTS, ids=lambda case: case[0])
def test_objects(server: str, case: Case) -> None:
    reply = answered(server, case)
    assert plain(json.loads(reply.body)) == plain(json.loads(case[3].read_bytes()))

"""Each limit holds as the service description says, and no answer is cut in silence."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
import pytest
from pyoxigraph import Literal, RdfFormat
from server_protocol.asking import Reply, ask
from server_protocol.serving import SYNTAXES, serving

from servanda.server.limits import LIMITS
from servanda.vocab import SCHEMA

CASES = Path(__file__).parent / "server_protocol" / "limits.csv"
ROWS = 5  # the limit of the server below
TIMES = re.compile(r"\{(\d+) times (\S+) ?\}")
IN_BODY = {"json", "xml", "ttl", "nt", "nq", "trig"}


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("limits")
    lines = (
        f"<http://x.example/{n}> <http://x.example/p> <http://x.example/o> .\n" for n in range(8)
    )
    (folder / "data.nt").write_text("".join(lines))
    options = {f"--{case['limit']}": case["value"] for case in cases()}
    with serving(folder, folder / "data.nt", options=options) as url:
        yield url


def get(server: str, query: str, form: str = "") -> Reply:
    return ask(server, f"/sparql?query={quote(query)}{f'&format={form}' if form else ''}")


@pytest.fixture(scope="module")
def said(server: str) -> dict[str, float]:
    """The limits as the service description tells them."""
    reply = ask(server, "/sparql?format=nt")
    names, values = {}, {}
    for quad in pyoxigraph.parse(reply.body, format=RdfFormat.N_TRIPLES):
        if quad.predicate == SCHEMA.propertyID and isinstance(quad.object, Literal):
            names[quad.subject] = quad.object.value
        if quad.predicate == SCHEMA.value and isinstance(quad.object, Literal):
            values[quad.subject] = float(quad.object.value)
    return {name: values[node] for node, name in names.items()}


def test_the_description_says_what_was_set(said: dict[str, float]) -> None:
    assert said.keys() == {limit.option.removeprefix("--") for limit in LIMITS}
    for case in cases():
        assert said[case["limit"]] == float(case["value"])


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_are_cut_visibly_in_every_format(server: str, form: str) -> None:
    whole = get(server, f"SELECT ?s {{ ?s ?p ?o }} LIMIT {ROWS}", form)
    cut = get(server, f"SELECT ?s {{ ?s ?p ?o }} LIMIT {ROWS + 1}", form)
    assert (whole.status, cut.status) == (200, 200)
    assert "servanda-truncated" not in whole.headers
    assert cut.headers["servanda-truncated"] == f"rows={ROWS}"
    assert whole.text.count("x.example") == cut.text.count("x.example") == ROWS
    assert ("dump/" in cut.text) == (form in IN_BODY)
    assert "dump/" not in whole.text


@pytest.mark.parametrize("form", SYNTAXES)
@pytest.mark.parametrize("kind", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE ?s { ?s ?p ?o }"])
def test_graphs_are_cut_visibly_in_every_syntax(server: str, form: str, kind: str) -> None:
    for rows in (ROWS, ROWS + 1):
        reply = get(server, f"{kind} LIMIT {rows}", form)
        found = set(pyoxigraph.parse(reply.body, format=SYNTAXES[form]))
        assert (reply.status, len(found)) == (200, ROWS)
        assert reply.headers.get("servanda-truncated") == (f"rows={ROWS}" if rows > ROWS else None)
        if form in IN_BODY:
            assert (b"# Cut" in reply.body) == (rows > ROWS)


def query_of(case: dict[str, str]) -> str:
    return TIMES.sub(lambda match: f"{match[2]} " * int(match[1]), case["query"])


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['limit']}-{case['status']}")
def test_a_limit_holds_and_says_so(server: str, case: dict[str, str]) -> None:
    if case["limit"] == "client-errors":
        statuses = [get(server, "SELECT").status for _ in range(int(case["value"]))]
        reply = get(server, "SELECT ?other")
        assert set(statuses) <= {400, 429}
        assert int(reply.headers["retry-after"]) >= 1
    else:
        body = query_of(case).encode()
        kind = {"Content-Type": "application/sparql-query"}
        reply = ask(server, "/sparql", "POST", body, kind)
    assert reply.status == int(case["status"]), reply.text
    if reply.status == 200:
        assert reply.headers.get("servanda-truncated", "") == case["said"]
        assert json.loads(reply.body)
    else:
        assert case["said"] in reply.text
        assert ("retry-after" in reply.headers) == (reply.status in {429, 503})

"""Every fact of the source text is answered by a query over the dump, with its evidence."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

FACTS = Path(__file__).parent / "facts.csv"
QUESTION = """\
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX schema: <https://schema.org/>
PREFIX spdx: <http://spdx.org/rdf/terms#>
SELECT ?subject ?predicate ?object ?start ?end ?digest ?url WHERE {
  GRAPH ?record { ?subject ?predicate ?object }
  <CLAIM> rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
    prov:wasQuotedFrom ?passage .
  ?passage schema:url ?url ; oa:hasSelector ?selector .
  ?selector oa:start ?start ; oa:end ?end ; spdx:checksumValue ?digest .
}
"""


def ask(store: Store, claim: str) -> QuerySolutions:
    found = store.query(QUESTION.replace("CLAIM", claim), use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return found


def claims() -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    with FACTS.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            number, claim = list(row.values())[:2]
            found[int(number)].append(claim)
    return dict(found)


def test_the_facts_5_to_82_are_mapped() -> None:
    assert set(claims()) == set(range(5, 83))


@pytest.mark.parametrize("number", range(5, 83))
def test_a_fact_is_answered_with_its_place(number: int, release_store: Store) -> None:
    for claim in claims()[number]:
        rows = list(ask(release_store, claim))
        assert rows, f"fact {number}: {claim} leads nowhere"
        for row in rows:
            assert int(row["start"].value) < int(row["end"].value)
            assert "#:~:text=" in row["url"].value

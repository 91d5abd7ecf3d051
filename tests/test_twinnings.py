"""Seventeen thousand twinnings of towns: partnerships, and the inverse statements that lack.

The two tables lie beside the checkout, for tests only; their descriptions are in tests/tables/.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import NamedNode, Store

from servanda.ask import open_root
from servanda.imports import import_table, prepare
from servanda.vocab import RDF, SKOS

pytestmark = pytest.mark.slow  # reasons over thirty-four thousand statements

ROOT: Final = Path(__file__).parents[1]
TABLES: Final = ROOT.parent / "shared" / "tables" / "l3viathan"
DESCRIPTIONS: Final = Path(__file__).parent / "tables"
TERMS: Final = "https://w3id.org/servanda/ontology#"
PARTNER_OF: Final = NamedNode(f"{TERMS}isPartnerOf")
INFERRED: Final = NamedNode("https://example.org/id/dataset/inferred")


@pytest.fixture(scope="module")
def twinnings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace made by importing the two tables."""
    if not TABLES.is_dir():
        pytest.skip("the tables of twinnings are not beside the checkout: they are not ours")
    root = tmp_path_factory.mktemp("twinnings") / "workspace"
    for name in ("relations", "names"):
        table, described = TABLES / f"{name}.tsv", DESCRIPTIONS / f"{name}.tsv-metadata.json"
        with prepare(table, root, described, as_of="2016-09-12"):
            import_table(table, root, metadata=described)
    return root


@pytest.fixture(scope="module")
def store(twinnings: Path) -> Store:
    """What a release of that workspace would hold."""
    return open_root(twinnings)[0]


def counted(store: Store, predicate: NamedNode, value: NamedNode | None = None) -> tuple[int, int]:
    """How many statements are stated, and how many only inferred."""
    found = list(store.quads_for_pattern(None, predicate, value, None))
    inferred = sum(quad.graph_name == INFERRED for quad in found)
    return len(found) - inferred, inferred


def test_each_pair_is_one_partnership_whichever_way_it_is_written(store: Store) -> None:
    assert counted(store, RDF.type, NamedNode(f"{TERMS}Partnership")) == (17_401, 0)


def test_reasoning_adds_exactly_the_inverse_statements_that_lack(store: Store) -> None:
    assert counted(store, PARTNER_OF) == (34_178, 624)


def test_both_sides_of_every_pair_are_stated_or_inferred(store: Store) -> None:
    pairs = {(q.subject, q.object) for q in store.quads_for_pattern(None, PARTNER_OF, None, None)}
    assert pairs == {(other, one) for one, other in pairs}
    assert len(pairs) == 2 * 17_401


def test_towns_of_one_name_stay_apart(store: Store) -> None:
    """246 names are borne by more than one town; each town has its own Wikidata number."""
    towns = {quad.subject for quad in store.quads_for_pattern(None, SKOS.exactMatch, None, None)}
    linked = {quad.subject for quad in store.quads_for_pattern(None, PARTNER_OF, None, None)}
    assert linked <= towns
    names: dict[str, set[object]] = {}
    for quad in store.quads_for_pattern(None, SKOS.prefLabel, None, None):
        if quad.subject in towns and "party/cities#" in str(quad.subject):
            names.setdefault(quad.object.value, set()).add(quad.subject)
    assert sum(len(bearers) > 1 for bearers in names.values()) == 246


def test_importing_them_again_changes_no_byte(twinnings: Path) -> None:
    before = {path: path.read_bytes() for path in sorted(twinnings.rglob("*.ttl"))}
    table = TABLES / "relations.tsv"
    import_table(table, twinnings, metadata=DESCRIPTIONS / "relations.tsv-metadata.json")
    assert {path: path.read_bytes() for path in sorted(twinnings.rglob("*.ttl"))} == before

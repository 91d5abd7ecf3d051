"""The table of kinds: where each type of Wikidata is from, and what is of no kind."""

from __future__ import annotations

import re
from collections import Counter
from importlib import resources
from typing import Any

import pytest
import yaml

from servanda.reconcile.kinds import read_kinds

TABLE: dict[str, Any] = yaml.safe_load(
    resources.files("servanda.reconcile").joinpath("kinds.yaml").read_text("utf-8")
)
TYPES = [(kind, each) for kind, row in TABLE["kinds"].items() for each in row["types"]]
ITEM = re.compile(r"Q[1-9][0-9]{0,9}")
ASKED = [(kind, row["ask"]) for kind, row in TABLE["kinds"].items()]

# Labels as in the place types of osm-search/wikipedia-wikidata and the matches of
# osm-search/Nominatim, and of what those who list organisations put beside them.
NEITHER = {
    "Q41176": "building",
    "Q33506": "museum",
    "Q24699794": "museum building",
    "Q16917": "hospital",
    "Q7075": "library",
    "Q22698": "park",
    "Q1248784": "airport",
    "Q209465": "university campus",
    "Q13226383": "facility",
    "Q1200957": "tourist destination",
    "Q15238777": "legislative term",
    "Q3153117": "intercommunality",
    "Q618123": "geographical feature",
}


def test_a_type_has_an_item_a_label_and_a_source() -> None:
    assert [each for _, each in TYPES + ASKED if each.keys() != {"id", "label", "source"}] == []
    assert [each for _, each in TYPES + ASKED if not ITEM.fullmatch(each["id"])] == []
    assert [each for _, each in TYPES + ASKED if not each["label"].strip()] == []
    assert [each for _, each in TYPES + ASKED if not TABLE["sources"].get(each["source"])] == []


def test_no_type_stands_twice_or_in_two_kinds() -> None:
    assert [
        key for key, times in Counter(each["id"] for _, each in TYPES).items() if times > 1
    ] == []


def test_two_types_of_a_kind_never_bear_one_label() -> None:
    times = Counter((kind, each["label"].casefold()) for kind, each in TYPES)
    assert [label for label, count in times.items() if count > 1] == []


def test_every_source_is_used() -> None:
    assert {each["source"] for _, each in TYPES + ASKED} == set(TABLE["sources"])


def test_a_type_counts_for_the_kind_under_which_it_stands() -> None:
    kinds = read_kinds()
    assert {each["id"]: kinds.of_types([each["id"]]) for _, each in TYPES} == {
        each["id"]: frozenset({kind}) for kind, each in TYPES
    }


def test_the_territory_is_not_the_authority() -> None:
    kinds = read_kinds()
    assert kinds.of_types(["Q36784"]) == {"place"}, "region of France"
    assert kinds.of_types(["Q1615742"]) == {"place"}, "province of China"
    assert kinds.of_types(["Q327333"]) == {"organisation"}, "government agency"
    assert kinds.of_types(["Q62078547"]) == {"organisation"}, "public research university"


@pytest.mark.parametrize("item", NEITHER, ids=NEITHER.get)
def test_what_may_be_a_building_or_a_part_says_nothing(item: str) -> None:
    assert read_kinds().of_types([item]) == frozenset()

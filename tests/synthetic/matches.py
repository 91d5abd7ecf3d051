"""Links to other datasets, as the reviewed table of mappings that alone may make them."""

from __future__ import annotations

from typing import Final

from synthetic.turtle import SPACE
from synthetic.world import TOPICS, Size

PATH: Final = "mappings/matches.sssom.tsv"
_HEAD: Final = f"""\
#curie_map:
#  domain: {SPACE}domain/
#  eurovoc: http://eurovoc.europa.eu/
#  party: {SPACE}party/
#  wd: http://www.wikidata.org/entity/
#mapping_set_id: https://example.org/mappings/matches
#license: https://creativecommons.org/publicdomain/zero/1.0/
"""
_COLUMNS: Final = (
    *("subject_id", "predicate_id", "predicate_modifier", "object_id", "mapping_justification"),
    "reviewer_id",
)
_EVERY: Final = 4  # one party of so many has a match


def matches(size: Size) -> str:
    """Each topic with a concept of EuroVoc, some parties with an item of Wikidata."""
    pairs = [(f"domain:d{at * 5:02}", f"eurovoc:{2479 + at}") for at in range(len(TOPICS))]
    pairs += (
        (f"party:p{number:05}", f"wd:Q{900_000_000 + number}")
        for number in range(0, size.parties, _EVERY)
    )
    justified = "semapv:ManualMappingCuration"
    rows = [_COLUMNS, *((one, "skos:exactMatch", "", other, justified, "") for one, other in pairs)]
    return _HEAD + "".join("\t".join(row) + "\n" for row in rows)

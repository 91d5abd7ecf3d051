"""The columns of SSSOM that have a meaning here: their order, and what their values look like.

Specification: https://mapping-commons.github.io/sssom/Mapping/
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from servanda.datatypes import is_lexical
from servanda.vocab import OWL, RDF, RDFS, SEMAPV, SKOS, SSSOM

__all__ = [
    "BUILT_IN",
    "COLUMNS",
    "DATES",
    "DECISION",
    "ENTITIES",
    "JUSTIFICATIONS",
    "MODIFIER",
    "NOT",
    "PEOPLE",
    "PREDICATES",
    "REQUIRED",
    "SCORES",
    "faulty",
]

# Prefixes that every file knows without its curie_map.
BUILT_IN: Final = MappingProxyType(
    {
        "owl": OWL.base,
        "rdf": RDF.base,
        "rdfs": RDFS.base,
        "semapv": SEMAPV.base,
        "skos": SKOS.base,
        "sssom": SSSOM.base,
    }
)

REQUIRED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
MODIFIER: Final = "predicate_modifier"
NOT: Final = "Not"
# The cells that a person fills to accept or reject; a table always offers them.
DECISION: Final = (MODIFIER, "reviewer_id")

# The order in which columns are written; others follow by name.
COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_label",
    MODIFIER,
    "object_id",
    "object_label",
    "object_category",
    "mapping_justification",
    "author_id",
    "author_label",
    "reviewer_id",
    "reviewer_label",
    "mapping_source",
    "object_source",
    "object_source_version",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "confidence",
    "subject_match_field",
    "object_match_field",
    "match_string",
    "similarity_score",
    "similarity_measure",
    "see_also",
    "other",
    "comment",
)

# Columns whose values are entities: written as CURIEs, several of them parted by `|`.
ENTITIES: Final = frozenset(
    {
        "author_id",
        "creator_id",
        "curation_rule",
        "mapping_source",
        "object_match_field",
        "object_source",
        "reviewer_id",
        "similarity_measure_id",
        "subject_match_field",
        "subject_source",
    }
)
# Those of them that name people, whom an ORCID alone names well enough.
PEOPLE: Final = frozenset({"author_id", "creator_id", "reviewer_id"})
DATES: Final = frozenset({"mapping_date", "publication_date", "review_date"})
SCORES: Final = frozenset({"confidence", "similarity_score"})

PREDICATES: Final = frozenset(
    SKOS[f"{kind}Match"] for kind in ("broad", "close", "exact", "narrow", "related")
)
# The justifications of SEMAPV (https://w3id.org/semapv/vocab/) that a mapping may have.
JUSTIFICATIONS: Final = frozenset(
    SEMAPV[name]
    for name in (
        "BackgroundKnowledgeBasedMatching",
        "CompositeMatching",
        "InstanceBasedMatching",
        "LexicalMatching",
        "LexicalSimilarityThresholdMatching",
        "LogicalReasoning",
        "ManualMappingCuration",
        "MappingChaining",
        "MappingInversion",
        "MappingReview",
        "SemanticSimilarityThresholdMatching",
        "StructuralMatching",
        "UnspecifiedMatching",
    )
)

_DAY: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_SCORE: Final = re.compile(r"0(\.[0-9]+)?|1(\.0+)?")


def faulty(column: str, text: str) -> str | None:
    """What is wrong with the value of a column, or None."""
    if not is_lexical("string", text):
        return "a character is no text: XML cannot carry it"
    if column in DATES and not (_DAY.fullmatch(text) and is_lexical("date", text)):
        return f"{text!r} is no day; write YYYY-MM-DD"
    if column in SCORES and not _SCORE.fullmatch(text):
        return f"{text!r} is no number from 0 to 1"
    if column == MODIFIER and text != NOT:
        return f"{text!r} is no predicate_modifier; write Not, or leave the cell empty"
    return None

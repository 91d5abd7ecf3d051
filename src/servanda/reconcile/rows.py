"""Rows of a table of mappings (SSSOM) from candidates, with the features that were compared."""

from __future__ import annotations

from importlib.metadata import version

from pyoxigraph import NamedNode

from servanda.mappings import Mapping as Row
from servanda.reconcile.decisions import TOOL
from servanda.reconcile.model import Features, Subject
from servanda.reconcile.names import MEASURE, folded
from servanda.vocab import RDFS, SEMAPV, SKOS

__all__ = ["row_of"]


def row_of(subject: Subject, features: Features, reason: str, date: str) -> Row:
    """The row of one candidate of a resource, with its features, why, and the day."""
    by_name = SEMAPV["LexicalSimilarityThresholdMatching"]
    slots = {
        "subject_label": _label(subject),
        "object_label": features.matched,
        "mapping_tool": TOOL,
        "mapping_tool_version": version("servanda"),
        "mapping_date": date,
        "subject_match_field": SKOS.prefLabel.value,
        "object_match_field": RDFS.label.value,
        "match_string": folded(features.matched),
        "similarity_score": f"{features.name / 100:.2f}",
        "similarity_measure": MEASURE,
        "other": _told(features),
        "comment": reason,
    }
    return Row(
        NamedNode(subject.iri),
        SKOS.exactMatch,
        NamedNode(features.candidate.id),
        SEMAPV["CompositeMatching"] if features.agreeing or features.country else by_name,
        negated=False,
        slots={key: value for key, value in slots.items() if value},
    )


def _label(subject: Subject) -> str:
    names = subject.names.get("en") or subject.names[min(subject.names)]
    return names[0]


def _told(features: Features) -> str:
    """Each feature in one text: `name:fr=100 type=yes country=unknown identifiers=ror`."""
    words = {True: "yes", False: "no", None: "unknown"}
    told = [f"name:{language}={score:.0f}" for language, score in sorted(features.names.items())]
    told += [f"type={words[features.kind]}", f"country={words[features.country]}"]
    if features.agreeing:
        told.append(f"identifiers={','.join(features.agreeing)}")
    if features.contrary:
        told.append(f"other-identifiers={','.join(features.contrary)}")
    if features.distance is not None:
        told.append(f"km={features.distance:.1f}")
    return " ".join(told)

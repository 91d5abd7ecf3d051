"""The changes as JSON: a stable structure without words of any language of its own.

The structure is written down in `docs/diff.md`; its version is `formatVersion`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from servanda.diff.model import Changes, Claim, Evidence, Fact, Resource, Term, TermChange
from servanda.diff.release import Release
from servanda.vocab import RDF, XSD

__all__ = ["FORMAT_VERSION", "as_json"]

FORMAT_VERSION: Final = 1
Json = dict[str, Any]


def as_json(changes: Changes) -> str:
    """Canonical JSON: keys in the order of the documentation, two spaces, UTF-8 as it is."""
    content = {
        "formatVersion": FORMAT_VERSION,
        "dataset": changes.after.dataset.value,
        "before": None if changes.before is None else _release(changes.before),
        "after": _release(changes.after),
        "proposal": {
            "level": changes.proposal.level.value,
            "reasons": [reason.removeprefix("diff-why-") for reason in changes.proposal.reasons],
        },
        "resources": list(map(_resource, changes.resources)),
        "terms": list(map(_term, changes.terms)),
        "names": {
            iri: _texts(labels)
            for iri, labels in sorted({**changes.old_names.labels, **changes.names.labels}.items())
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _release(release: Release) -> Json:
    return {"version": release.version, "issued": release.issued, "asOf": release.as_of}


def _resource(resource: Resource) -> Json:
    return {
        "iri": resource.iri.value,
        "kind": resource.kind.value,
        "was": None if resource.was is None else resource.was.value,
        "types": [each.value for each in resource.types],
        "labels": _texts(resource.labels),
        "facts": list(map(_fact, resource.facts)),
        "evidence": list(map(_evidence, resource.evidence)),
        "inferred": resource.inferred,
    }


def _texts(labels: Iterable[Literal]) -> list[Json]:
    return [{"text": each.value, "language": each.language} for each in labels]


def _fact(fact: Fact) -> Json:
    return {
        "kind": fact.kind.value,
        "subject": fact.subject.value,
        "property": fact.predicate.value,
        "before": _value(fact.before),
        "after": _value(fact.after),
        "inferred": fact.inferred,
    }


def _value(term: Term | None) -> Json | None:
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return {"iri": term.value}
    if term.language:
        return {"text": term.value, "language": term.language}
    if term.datatype in {XSD.string, RDF.langString}:
        return {"text": term.value}
    return {"text": term.value, "datatype": term.datatype.value}


def _evidence(evidence: Evidence) -> Json:
    return {
        "kind": evidence.kind.value,
        "role": evidence.role.value,
        "iri": evidence.node.value,
        "before": _claim(evidence.before),
        "after": _claim(evidence.after),
        "passage": evidence.passage,
    }


def _claim(claim: Claim | None) -> Json | None:
    if claim is None:
        return None
    return {
        "subject": claim.subject.value,
        "property": claim.predicate.value,
        "value": _value(claim.value),
        "kind": None if claim.kind is None else claim.kind.value,
        "sources": [each.value for each in claim.sources],
        "passages": [each.value for each in claim.passages],
    }


def _term(change: TermChange) -> Json:
    return {
        "iri": change.iri.value,
        "kind": change.kind.value,
        "breaking": change.breaking,
        "shape": change.shape,
        "properties": [each.value for each in change.properties],
    }

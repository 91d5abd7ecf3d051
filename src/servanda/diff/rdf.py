"""The changes as RDF: one change set for each resource, and the revision that they make.

The Changeset vocabulary says which statements came and went, PROV-O which release is a revision of
which. Every node has an IRI that follows from what it says, so that the same change has the same
description wherever it is made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad, Triple

from servanda.diff.model import Changes, Resource
from servanda.diff.release import Release
from servanda.diff.sentences import Telling
from servanda.serialize.turtle import turtle
from servanda.vocab import DCAT, DCTERMS, PREFIXES, PROV, RDF, XSD, Namespace
from servanda.wording import LANGUAGES

__all__ = ["as_turtle", "change_triples", "version_iri", "version_segment"]

_CS: Final = Namespace("http://purl.org/vocab/changeset/schema#")
_PREFIXES: Final = MappingProxyType({**PREFIXES, "cs": _CS.base})


def as_turtle(changes: Changes) -> str:
    """The changes as canonical Turtle without blank nodes."""
    return turtle(change_triples(changes), _PREFIXES)


def version_iri(release: Release, suffix: str = "") -> NamedNode:
    """The IRI of one release of a dataset: that of the dataset, `/version/` and the version."""
    document = release.dataset.value.partition("#")[0].rstrip("/")
    return NamedNode(f"{document}/version/{version_segment(release.version)}{suffix}")


def version_segment(version: str) -> str:
    """A version as one segment of an IRI."""
    return quote(version, safe="")


def change_triples(changes: Changes) -> Iterator[Triple]:
    """The description of the changes; two releases with one version are told apart."""
    same = changes.before is not None and changes.before.version == changes.after.version
    after = version_iri(changes.after, "-next" if same else "")
    activity = NamedNode(f"{after.value}#changes")
    yield from _version(changes.after, after)
    yield Triple(after, PROV.wasGeneratedBy, activity)
    yield Triple(activity, RDF.type, PROV.Activity)
    if changes.before is not None:
        before = version_iri(changes.before)
        yield from _version(changes.before, before)
        yield Triple(after, PROV.wasRevisionOf, before)
        yield Triple(activity, PROV.used, before)
    tellings = {language: Telling(changes, language) for language in LANGUAGES}
    for resource in changes.resources:
        yield from _change_set(changes, resource, after, tellings)
    for term in changes.terms:
        node = _node(after, "term", term.iri.value)
        yield Triple(node, RDF.type, _CS.ChangeSet)
        yield Triple(node, PROV.wasGeneratedBy, activity)
        yield Triple(node, _CS.subjectOfChange, term.iri)
        for language, telling in tellings.items():
            reason = Literal(telling.term_title(term), language=language)
            yield Triple(node, _CS.changeReason, reason)


def _version(release: Release, node: NamedNode) -> Iterator[Triple]:
    yield Triple(node, RDF.type, PROV.Entity)
    yield Triple(node, DCTERMS.isVersionOf, release.dataset)
    yield Triple(node, DCTERMS.issued, Literal(release.issued, datatype=XSD.date))
    yield Triple(node, DCAT.version, Literal(release.version))


def _change_set(
    changes: Changes, resource: Resource, after: NamedNode, tellings: dict[str, Telling]
) -> Iterator[Triple]:
    node = _node(after, "change", resource.iri.value)
    yield Triple(node, RDF.type, _CS.ChangeSet)
    yield Triple(node, PROV.wasGeneratedBy, NamedNode(f"{after.value}#changes"))
    yield Triple(node, _CS.subjectOfChange, resource.iri)
    yield Triple(node, _CS.createdDate, Literal(changes.after.moment, datatype=XSD.dateTime))
    for language, telling in tellings.items():
        yield Triple(node, _CS.changeReason, Literal(telling.title(resource), language=language))
    if resource.was is not None:
        yield Triple(resource.iri, PROV.wasRevisionOf, resource.was)
    for predicate, quads in ((_CS.removal, resource.removed), (_CS.addition, resource.added)):
        for quad in quads:
            yield from _statement(node, predicate, quad, after)


def _statement(
    node: NamedNode, predicate: NamedNode, quad: Quad, after: NamedNode
) -> Iterator[Triple]:
    statement = _node(after, "statement", str(quad.triple))
    yield Triple(node, predicate, statement)
    yield Triple(statement, RDF.type, RDF.Statement)
    yield Triple(statement, RDF.subject, quad.subject)
    yield Triple(statement, RDF.predicate, quad.predicate)
    yield Triple(statement, RDF.object, quad.object)


def _node(after: NamedNode, kind: str, said: str) -> NamedNode:
    return NamedNode(f"{after.value}#{kind}-{hashlib.sha256(said.encode()).hexdigest()[:24]}")

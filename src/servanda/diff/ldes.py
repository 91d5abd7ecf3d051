"""The history of a dataset as a Linked Data Event Stream of static pages.

Members, all of them immutable, are versions of resources: the default graph says of which resource
and when, and the graph with the member's IRI holds the statements. The root has one relation pair
to each page, with the first and the last moment of its members.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from servanda.diff.history import in_order
from servanda.diff.members import Member, members
from servanda.diff.model import Kind
from servanda.diff.rdf import version_segment
from servanda.diff.reading import Reading
from servanda.diff.release import Release
from servanda.serialize.turtle import turtle
from servanda.vocab import DCTERMS, PREFIXES, PROV, RDF, SH, XSD, Namespace

__all__ = ["MOST", "ROOT", "event_stream", "member_iri", "stream_iri", "version_name"]

MOST: Final = 250
"""Members of a page."""
ROOT: Final = "index.ttl"
"""The entry point, beside the folders of the versions."""
_LDES: Final = Namespace("https://w3id.org/ldes#")
_TREE: Final = Namespace("https://w3id.org/tree#")
_AS: Final = Namespace("https://www.w3.org/ns/activitystreams#")
_PREFIXES: Final = MappingProxyType(
    {**PREFIXES, "ldes": _LDES.base, "tree": _TREE.base, "as": _AS.base}
)
_EVENTS: Final = MappingProxyType(
    {Kind.ADDED: _AS.Create, Kind.CHANGED: _AS.Update, Kind.REMOVED: _AS.Delete}
)
_BASE: Final = "http://base.invalid/"  # what the root is relative to while it is made
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")


@dataclass(frozen=True, slots=True)
class _Page:
    path: str
    moment: str


def stream_iri(release: Release) -> NamedNode:
    """The IRI of the stream: that of the dataset and `/events`."""
    document = release.dataset.value.partition("#")[0].rstrip("/")
    return NamedNode(f"{document}/events")


def member_iri(resource: NamedNode, release: Release) -> NamedNode:
    """The IRI of a version of a resource: its own, `/version/` and the version."""
    return NamedNode(f"{resource.value}/version/{version_segment(release.version)}")


def event_stream(folders: Sequence[Path | Release]) -> Iterator[tuple[str, bytes]]:
    """The files of the stream, by their paths below its folder, which may lie anywhere.

    `folders` are releases, the oldest first; of the first every resource is created. The last
    file is the root. The same releases give the same bytes, and a further release adds pages and
    changes the root only. Raises UsageError and InputError as `in_order` and `diff` do.
    """
    releases = in_order(folders)
    pages: list[_Page] = []
    for number, release in enumerate(releases):
        before = releases[number - 1] if number else None
        batch: list[Member] = []
        count = 0
        for member in members(before, release):
            batch.append(member)
            if len(batch) == MOST:
                count += 1
                yield _page(pages, batch, release, count)
                batch = []
        if batch:
            yield _page(pages, batch, release, count + 1)
    yield ROOT, _root(releases, pages)


def _page(
    pages: list[_Page], batch: Sequence[Member], release: Release, number: int
) -> tuple[str, bytes]:
    """A page, which is noted in `pages`."""
    path = f"{version_name(release.version)}/{number}.nq"
    pages.append(_Page(path, release.moment))
    lines = sorted({f"{quad} .\n" for member in batch for quad in _quads(member, release)})
    return path, "".join(lines).encode()


def version_name(version: str) -> str:
    """A version as the name of a file or folder: itself if it is plain, else a digest."""
    if _PLAIN.fullmatch(version) and len(version) <= 60:
        return version
    return hashlib.sha256(version.encode()).hexdigest()[:16]


def _quads(member: Member, release: Release) -> Iterator[Quad]:
    node = member_iri(member.resource, release)
    yield Quad(stream_iri(release), _TREE.member, node)
    yield Quad(node, RDF.type, _EVENTS[member.kind])
    yield Quad(node, DCTERMS.isVersionOf, member.resource)
    yield Quad(node, PROV.generatedAtTime, Literal(release.moment, datatype=XSD.dateTime))
    for quad in member.quads:
        yield Quad(quad.subject, quad.predicate, quad.object, node)


def _root(releases: Sequence[Release], pages: Sequence[_Page]) -> bytes:
    triples = [*_stream(releases[-1]), *_view(releases[0], pages), *_shape()]
    # The root is a file of unknown address: all that lies below the base becomes relative.
    return turtle(triples, _PREFIXES).replace(f"<{_BASE}", "<").encode()


def _stream(release: Release) -> Iterator[Triple]:
    stream = stream_iri(release)
    yield Triple(stream, RDF.type, _LDES.EventStream)
    for label in Reading(release).labels(release.dataset):
        yield Triple(stream, DCTERMS.title, label)
    yield Triple(stream, _LDES.timestampPath, PROV.generatedAtTime)
    yield Triple(stream, _LDES.versionOfPath, DCTERMS.isVersionOf)
    yield Triple(stream, _LDES.versionCreateObject, _AS.Create)
    yield Triple(stream, _LDES.versionUpdateObject, _AS.Update)
    yield Triple(stream, _LDES.versionDeleteObject, _AS.Delete)
    yield Triple(stream, _TREE.shape, NamedNode(f"{_BASE}#member"))
    yield Triple(stream, _TREE.view, NamedNode(_BASE))


def _view(first: Release, pages: Sequence[_Page]) -> Iterator[Triple]:
    view, kept = NamedNode(_BASE), NamedNode(f"{_BASE}#retention")
    yield Triple(view, RDF.type, _TREE.Node)
    yield Triple(view, _LDES.retentionPolicy, kept)
    yield Triple(kept, RDF.type, _LDES.RetentionPolicy)
    yield Triple(kept, _LDES.startingFrom, Literal(first.moment, datatype=XSD.dateTime))
    for page in pages:
        node = NamedNode(_BASE + page.path)
        name = page.path.removesuffix(".nq").replace("/", "-")
        yield Triple(node, RDF.type, _TREE.Node)
        yield Triple(node, _LDES.immutable, Literal("true", datatype=XSD.boolean))
        for bound, kind in (
            ("from", _TREE.GreaterThanOrEqualToRelation),
            ("to", _TREE.LessThanOrEqualToRelation),
        ):
            relation = NamedNode(f"{_BASE}#{bound}-{name}")
            yield Triple(view, _TREE.relation, relation)
            yield Triple(relation, RDF.type, kind)
            yield Triple(relation, _TREE.node, node)
            yield Triple(relation, _TREE.path, PROV.generatedAtTime)
            yield Triple(relation, _TREE.value, Literal(page.moment, datatype=XSD.dateTime))


def _shape() -> Iterator[Triple]:
    """What every member has: one resource, one moment."""
    shape = NamedNode(f"{_BASE}#member")
    yield Triple(shape, RDF.type, SH.NodeShape)
    for name, path in (("resource", DCTERMS.isVersionOf), ("moment", PROV.generatedAtTime)):
        property_shape = NamedNode(f"{_BASE}#member-{name}")
        yield Triple(shape, SH.property, property_shape)
        yield Triple(property_shape, RDF.type, SH.PropertyShape)
        yield Triple(property_shape, SH.path, path)
        for bound in (SH.minCount, SH.maxCount):
            yield Triple(property_shape, bound, Literal("1", datatype=XSD.integer))
    moment = NamedNode(f"{_BASE}#member-moment")
    yield Triple(moment, SH.datatype, XSD.dateTime)
    yield Triple(NamedNode(f"{_BASE}#member-resource"), SH.nodeKind, SH.IRI)

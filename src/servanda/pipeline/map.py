"""Map: a batch of records and the reference to stated and inferred quads, results and rows.

A pure function of its arguments: no clock, no network, no other batch. What a batch may see is
the reference and the records that it reaches by links forwards; what it gives is only about the
resources that its own records describe.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store, Triple

from servanda.derive import STATUS, derive, near_claims
from servanda.parse import Document
from servanda.pipeline.reference import Reference
from servanda.places import Found, place
from servanda.query import run_local
from servanda.reason import reason
from servanda.records import Index
from servanda.validate import Result, validate
from servanda.workspace import Workspace

__all__ = ["MapOutput", "Row", "home_of", "map_batch"]

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapOutput:
    """What one batch contributes to a release."""

    stated: tuple[Quad, ...]
    inferred: tuple[Triple, ...]
    found: tuple[Found, ...]
    rows: Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class _View:
    """The records of a batch, all triples that the batch sees, and those to derive from."""

    documents: tuple[Document, ...]
    own: frozenset[str]
    seen: tuple[Triple, ...]
    near: tuple[Triple, ...]


def map_batch(
    workspace: Workspace, reference: Reference, index: Index, batch: Sequence[Path]
) -> MapOutput:
    """Derive and reason from, validate and tabulate the records of `batch`."""
    view = _view(workspace, reference, index, batch)
    inferred = _inferred(view, reference, workspace.as_of)
    # What a relation says of its other side may be about a record that no batch sees with it.
    related = frozenset() if reference.rules is None else reference.rules.relations
    mine = tuple(
        triple
        for triple in inferred
        if triple.predicate in related or home_of(triple.subject, view.own, workspace.uri_space)
    )
    return MapOutput(
        stated=tuple(quad for document in view.documents for quad in document.quads),
        inferred=mine,
        found=tuple(_validated(view, reference, inferred)),
        rows=_tabulated(view, reference, inferred),
    )


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def home_of(term: object, described: Container[str], space: str) -> str:
    """The described resource that a term is, or is a part of: `X` for `X#part`; "" if none.

    In a space of hash IRIs nothing is told by the IRI but that `X/status` is about `X`.
    """
    iri = _iri(term)
    if iri in described:
        return iri
    whole = iri.removesuffix(f"/{STATUS}") if "#" in space else iri.partition("#")[0]
    return whole if whole in described else ""


def _inferred(view: _View, reference: Reference, day: str) -> list[Triple]:
    derived = [] if reference.rules is None else derive(view.near, reference.rules, day)
    followed = reason((*view.seen, *derived), reference.ontology)
    return sorted({*derived, *followed}.difference(view.seen), key=str)


def _view(workspace: Workspace, reference: Reference, index: Index, batch: Sequence[Path]) -> _View:
    documents = tuple(workspace.record(path) for path in sorted(batch))
    around = [workspace.record(path) for path in index.context(batch)]
    own = frozenset(iri for path in batch for iri in index.entries[path].subjects)
    records = [document.triples for document in (*documents, *around)]
    seen = [triple for record in records for triple in record]
    near = [triple for record in records for triple in near_claims(record)]
    shared = reference.shared_triples
    return _View(documents, own, seen=(*seen, *shared), near=(*near, *shared))


def _validated(view: _View, reference: Reference, inferred: Sequence[Triple]) -> list[Found]:
    results: list[Result] = []
    stated = (*view.seen, *reference.ontology)
    if reference.shapes:
        results += validate(stated, reference.shapes).results
    if reference.closure_shapes:
        results += validate((*stated, *inferred), reference.closure_shapes).results
    return place((result for result in results if _about(result, view)), view.documents)


def _about(result: Result, view: _View) -> bool:
    return _iri(result.focus_node) in view.own


def _tabulated(
    view: _View, reference: Reference, inferred: Sequence[Triple]
) -> dict[str, tuple[Row, ...]]:
    if not reference.tables:
        return {}
    store = Store()
    store.extend(Quad(*triple) for triple in (*view.seen, *reference.ontology, *inferred))
    rows: dict[str, tuple[Row, ...]] = {}
    for table in reference.tables:
        answer = run_local(store, table.text)
        rows[table.name] = tuple(
            tuple("" if term is None else term.value for term in row)
            for row in answer.rows
            if _iri(row[0]) in view.own
        )
    return rows

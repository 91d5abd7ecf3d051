"""What is asked of a workspace or of a release: its whole dataset, and what of it was derived."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from servanda.build import release_prefixes
from servanda.derive import derive, derive_rules, derive_status, near_claims
from servanda.digests import MANIFEST
from servanda.errors import InputError, UsageError
from servanda.explain.release import ReleaseFacts
from servanda.ntriples import fact_of, triple_of
from servanda.parse import parse
from servanda.pipeline.reference import read_reference
from servanda.pipeline.run import Progress, quiet
from servanda.pipeline.work import opened_run
from servanda.vocab import RDF, SKOS
from servanda.vocabulary import vocabulary
from servanda.workspace import open_workspace

__all__ = ["derived_facts", "open_release", "open_root"]

INFERRED: Final = "dump/inferred.nq"


def open_release(folder: Path, *, at: str | None = None) -> tuple[Store, dict[str, str]]:
    """A store with the stated and inferred quads of a release and its ontology; its prefixes.

    With `at`, an ISO 8601 day, the claims about status are those of that day instead of the
    dataset's. Raises UsageError if the folder holds no release, or `at` asks for what it has not.
    """
    if not (folder / MANIFEST).is_file():
        raise UsageError("no release here: manifest.json is missing", path=folder)
    store = Store()
    for name in ("dump/dataset.nq", INFERRED, "ontology.ttl"):
        store.extend(pyoxigraph.parse(path=str(folder / name)))
    if at is not None:
        _set_day(store, folder, at)
    return store, _prefixes(folder)


def _set_day(store: Store, folder: Path, day: str) -> None:
    """Put the claims about status on `day` in the place of those in the graph of inferences."""
    ontology = parse(folder / "ontology.ttl")
    rules = derive_rules(vocabulary([ontology]), _schemes(store), ontology.triples)
    if rules is None:
        raise _no_status(folder)
    inferred = pyoxigraph.parse(path=str(folder / INFERRED))
    graph = next((quad.graph_name for quad in inferred), DefaultGraph())
    graphs = (list(map(fact_of, _graph(store, name))) for name in store.named_graphs())
    facts = [fact for graph in graphs for fact in near_claims(graph)]
    claims = [triple_of(fact) for fact in derive_status(facts, rules, day)]
    old = store.quads_for_pattern(None, rules.terms.hasStatusReason, None, graph)
    for subject in {quad.subject for quad in old}:
        for quad in list(store.quads_for_pattern(subject, None, None, graph)):
            if quad.predicate != RDF.type:  # which the reasoner has added to, whatever the day
                store.remove(quad)
    store.extend(Quad(each.subject, each.predicate, each.object, graph) for each in claims)


def _schemes(store: Store) -> list[Triple]:
    """The concepts, which stand in graphs that bear the names of their schemes."""
    schemes = store.quads_for_pattern(None, RDF.type, SKOS.ConceptScheme)
    names = {quad.graph_name for quad in schemes if quad.graph_name == quad.subject}
    return [triple for name in sorted(names, key=str) for triple in _graph(store, name)]


def _graph(store: Store, name: NamedNode | BlankNode | DefaultGraph) -> list[Triple]:
    return [quad.triple for quad in store.quads_for_pattern(None, None, None, name)]


def _no_status(place: Path) -> UsageError:
    return UsageError(
        "there is no status on a day here: the ontology has no events",
        path=place,
        hint="Give the day to the question itself: --param NAME=DAY",
    )


def _prefixes(folder: Path) -> dict[str, str]:
    try:
        content = json.loads((folder / MANIFEST).read_bytes())
        return {str(name): str(base) for name, base in content["prefixes"].items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            "the manifest cannot be read", path=folder / MANIFEST, hint="Run servanda verify"
        ) from error


def open_root(
    root: Path, *, at: str | None = None, progress: Progress = quiet
) -> tuple[Store, dict[str, str]]:
    """The same of a workspace: what its release would hold, without validating it."""
    workspace = open_workspace(root)
    reference = replace(read_reference(workspace), shapes=(), closure_shapes=(), tables=())
    if at is not None:
        if reference.rules is None:
            raise _no_status(root)
        workspace = replace(workspace, as_of=at)
    store = Store()
    with tempfile.TemporaryDirectory(prefix="servanda-") as name:
        folder = Path(name)
        with opened_run(workspace, reference, folder, progress=progress) as work:
            outcome = work.whole()
            prefixes = release_prefixes(workspace, reference, outcome.prefixes())
            store.extend(pyoxigraph.parse(path=str(outcome.stated)))
            store.extend(pyoxigraph.parse(path=str(outcome.inferred)))
    store.extend(Quad(*triple) for triple in reference.ontology)
    return store, prefixes


def derived_facts(release: ReleaseFacts, folder: Path) -> frozenset[Triple]:
    """What was derived by calculation: it is given to the axioms as if it were stated."""
    graphs = release.graphs
    schemes = [
        triple
        for name, triples in sorted(graphs.items(), key=lambda each: str(each[0]))
        if any(t.subject == name and t.object == SKOS.ConceptScheme for t in triples)
        for triple in triples
    ]
    terms = vocabulary([parse(folder / "ontology.ttl")])
    rules = derive_rules(terms, schemes, release.ontology)
    if rules is None:
        return frozenset()
    records = (list(map(fact_of, triples)) for triples in graphs.values())
    near = [fact for record in records for fact in near_claims(record)]
    derived = derive(near, rules, release.day)
    return release.inferred.intersection(triple_of(fact) for fact, _ in derived)

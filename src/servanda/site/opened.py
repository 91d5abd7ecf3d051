"""Open the site of a release in the making: index its statements and find the homes of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from servanda.explain import Axioms
from servanda.pipeline.reference import Reference
from servanda.pipeline.spine import quads_of
from servanda.places import Found
from servanda.site.base import Site
from servanda.site.read.definitions import definitions_of
from servanda.site.read.index import Index, Origin
from servanda.site.read.labels import Labels
from servanda.site.read.layout import layout_of
from servanda.site.read.resources import Resources
from servanda.site.read.why import Reasons
from servanda.vocab import DCAT, Namespace
from servanda.workspace import Workspace

__all__ = ["open_site", "reopened"]

_BUNDLE: Final = "assets/ui"


@contextmanager
def open_site(  # noqa: PLR0913  everything that a release is made of
    workspace: Workspace,
    reference: Reference,
    stated: Path,
    inferred: Path,
    *,
    found: tuple[Found, ...],
    prefixes: Mapping[str, str],
    base: Path,
    folder: Path | None = None,
    earlier: tuple[Path, ...] = (),
) -> Iterator[Site]:
    """The site of a release whose sorted statements stand in two N-Quads files.

    The index is written to the new file `base`, which the caller removes. `folder` is where the
    release itself is written, `earlier` are the folders of those before it.
    """
    index = Index(base)
    try:
        index.add(quads_of(stated), Origin.STATED)
        index.add(quads_of(inferred), Origin.INFERRED)
        graph = DefaultGraph()
        ontology = (Quad(t.subject, t.predicate, t.object, graph) for t in reference.ontology)
        index.add(ontology, Origin.ONTOLOGY)
        index.settle()
        yield replace(
            _site(workspace, reference, index, found, prefixes), folder=folder, earlier=earlier
        )
    finally:
        index.close()


def reopened(
    workspace: Workspace, reference: Reference, base: Path, prefixes: Mapping[str, str]
) -> Site:
    """The site whose index was written to `base`, for another process; the caller closes it."""
    return _site(workspace, reference, Index(base, written=True), (), prefixes)


def _site(
    workspace: Workspace,
    reference: Reference,
    index: Index,
    found: tuple[Found, ...],
    prefixes: Mapping[str, str],
) -> Site:
    layout = layout_of(reference.shapes)
    labels = Labels(index, layout.names)
    own, dataset = reference.terms.own, workspace.iri.value
    return Site(
        workspace=workspace,
        reference=reference,
        index=index,
        labels=labels,
        resources=Resources(index, labels, workspace.uri_space, own, dataset),
        layout=layout,
        reasons=Reasons(index, labels, Axioms(reference.ontology)),
        definitions=definitions_of(reference),
        terms=_terms(reference),
        found=found,
        prefixes=prefixes,
        public=_public(index, workspace.iri),
        files=_bundle(),
    )


def _terms(reference: Reference) -> Namespace:
    if reference.rules is not None:
        return reference.rules.terms
    return Namespace(reference.terms.namespaces[0] if reference.terms.namespaces else "urn:none#")


def _public(index: Index, dataset: NamedNode) -> str:
    """The address where the dataset says that its pages stand (`dcat:landingPage`)."""
    for term in index.objects(dataset, DCAT.landingPage):
        if not isinstance(term, Literal) and term.value.startswith(("http://", "https://")):
            return term.value.rstrip("/") + "/"
    return ""


def _bundle() -> frozenset[str]:
    folder = resources.files("servanda") / _BUNDLE
    return frozenset(each.name for each in folder.iterdir()) if folder.is_dir() else frozenset()

"""A workspace: the folder with `ontology/ data/ shapes/ queries/`, described by `data/dataset.ttl`.

The description is a `dcat:Dataset`; there is no settings file. This room finds the files, reads
the description and is the only maker of the dataset's own IRIs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.errors import InputError, UsageError
from servanda.formats import syntax_of
from servanda.parse import Document, parse
from servanda.vocab import DCAT, DCTERMS, RDF, SKOS, VANN, VOID

__all__ = ["Workspace", "open_workspace"]

LANGUAGES: Final = ("fr", "en", "zh")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")

# What the description must say before anything can be published: predicate, its short name, and
# whether it is wanted in each of the three languages.
REQUIRED: Final = (
    (DCTERMS.title, "dcterms:title", True),
    (DCTERMS.description, "dcterms:description", True),
    (DCTERMS.publisher, "dcterms:publisher", False),
    (DCAT.contactPoint, "dcat:contactPoint", False),
    (DCTERMS.license, "dcterms:license", False),
    (DCTERMS.language, "dcterms:language", False),
    (DCAT.keyword, "dcat:keyword", True),
    (DCAT.theme, "dcat:theme", False),
    (DCTERMS.spatial, "dcterms:spatial", False),
    (DCTERMS.temporal, "dcterms:temporal", False),
    (DCAT.version, "dcat:version", False),
    (DCTERMS.issued, "dcterms:issued", False),
    (DCTERMS.valid, "dcterms:valid", False),
    (VOID.uriSpace, "void:uriSpace", False),
    (VANN.preferredNamespacePrefix, "vann:preferredNamespacePrefix", False),
)


@dataclass(frozen=True, slots=True)
class Workspace:
    """One opened workspace; every path is below `root`, every list is sorted by name."""

    root: Path
    description: Document
    iri: NamedNode
    uri_space: str
    prefix: str
    version: str
    issued: str
    as_of: str
    records: tuple[Path, ...]
    ontology: tuple[Path, ...]
    schemes: tuple[Path, ...]
    shapes: tuple[Path, ...]
    closure_shapes: tuple[Path, ...]
    queries: tuple[Path, ...]
    tables: tuple[Path, ...]

    @property
    def inferred_graph(self) -> NamedNode:
        """The name of the graph that holds what was inferred."""
        return NamedNode(f"{self.iri.value}/inferred")

    def name(self, path: Path) -> str:
        """What messages call a file: its path from the root of the workspace."""
        return path.relative_to(self.root).as_posix()

    def record_iri(self, path: Path) -> NamedNode:
        """The IRI of a record: `void:uriSpace`, then its path in `data/` without the suffix."""
        slug = path.relative_to(self.root / "data").with_suffix("").as_posix()
        return NamedNode(self.uri_space + slug)

    def record(self, path: Path) -> Document:
        """The parsed record; its triples stand in the graph that bears the record's IRI."""
        return parse(path, name=self.name(path), graph_name=self.record_iri(path))

    def scheme(self, path: Path) -> Document:
        """A parsed concept scheme, in the graph that bears the IRI of the scheme."""
        document = parse(path, name=self.name(path))
        iri = _scheme_iri(document)
        return parse(path, name=self.name(path), graph_name=iri)

    def document(self, path: Path) -> Document:
        """Any other parsed file: ontology or shapes, in the default graph."""
        return parse(path, name=self.name(path))


def open_workspace(root: Path) -> Workspace:
    """Open the workspace at `root`.

    Raises UsageError where there is none, InputError where its description is faulty or a record
    has a name that gives no good IRI.
    """
    described = root / "data" / "dataset.ttl"
    if not described.is_file():
        raise UsageError(
            "no workspace here: data/dataset.ttl is missing",
            path=root,
            hint="Give the folder that holds ontology/ data/ shapes/ queries/",
        )
    name = "data/dataset.ttl"
    iri = _dataset_iri(parse(described, name=name))
    document = parse(described, name=name, graph_name=iri)
    _require(document, iri)
    ontology, schemes = _ontology_files(root)
    return Workspace(
        root=root,
        description=document,
        iri=iri,
        uri_space=_uri_space(document, iri),
        prefix=_value(document, iri, VANN.preferredNamespacePrefix),
        version=_version(document, iri),
        issued=_value(document, iri, DCTERMS.issued),
        as_of=_value(document, iri, DCTERMS.valid),
        records=tuple(path for path in _files(root / "data") if path != described),
        ontology=ontology,
        schemes=schemes,
        shapes=tuple(
            path for path in _files(root / "shapes") if path.parent != root / "shapes" / "closure"
        ),
        closure_shapes=tuple(_files(root / "shapes" / "closure")),
        queries=tuple(sorted((root / "queries").glob("*.rq"))),
        tables=tuple(sorted((root / "queries" / "tables").glob("*.rq"))),
    )


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        broken = path.is_symlink() and not path.exists()
        if (path.is_file() or broken) and not hidden and syntax_of(path) is not None:
            if folder.name == "data":
                _check_slug(folder, path)
            yield path


def _check_slug(folder: Path, path: Path) -> None:
    parts = path.relative_to(folder).with_suffix("").parts
    if path.suffix != ".ttl" or not all(_SLUG.fullmatch(part) for part in parts):
        raise InputError(
            "the name of a record gives its IRI and must be <kind>/<slug>.ttl in lower-case "
            "letters, digits and hyphens",
            path=path.relative_to(folder.parent),
            hint="Rename the file",
        )


def _ontology_files(root: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    ontology: list[Path] = []
    schemes: list[Path] = []
    for path in _files(root / "ontology"):
        document = parse(path, name=path.relative_to(root).as_posix())
        is_scheme = any(
            quad.predicate == RDF.type and quad.object == SKOS.ConceptScheme
            for quad in document.quads
        )
        (schemes if is_scheme else ontology).append(path)
    return tuple(ontology), tuple(schemes)


def _dataset_iri(document: Document) -> NamedNode:
    found = {
        quad.subject
        for quad in document.quads
        if quad.predicate == RDF.type and quad.object == DCAT.Dataset
    }
    subject = found.pop() if len(found) == 1 else None
    if not isinstance(subject, NamedNode):
        raise InputError(
            "the file must describe exactly one dcat:Dataset, named by an IRI",
            path=document.name,
            line=1,
            hint="State <https://...> a dcat:Dataset",
        )
    return subject


def _scheme_iri(document: Document) -> NamedNode:
    found = sorted(
        quad.subject.value
        for quad in document.quads
        if quad.predicate == RDF.type
        and quad.object == SKOS.ConceptScheme
        and isinstance(quad.subject, NamedNode)
    )
    if len(found) != 1:
        raise document.error(
            "a file of concepts must hold exactly one skos:ConceptScheme, named by an IRI"
        )
    return NamedNode(found[0])


def _objects(document: Document, iri: NamedNode, predicate: NamedNode) -> list[object]:
    return [
        quad.object
        for quad in document.quads
        if quad.subject == iri and quad.predicate == predicate
    ]


def _value(document: Document, iri: NamedNode, predicate: NamedNode) -> str:
    found = _objects(document, iri, predicate)
    if len(found) != 1 or not isinstance(found[0], Literal):
        raise document.error(f"{predicate} must have exactly one literal value", iri, predicate)
    return found[0].value


def _require(document: Document, iri: NamedNode) -> None:
    for predicate, short, per_language in REQUIRED:
        found = _objects(document, iri, predicate)
        if not found:
            raise document.error(f"the dataset has no {short}", iri, hint=f"Add {short}")
        if per_language:
            said = {each.language for each in found if isinstance(each, Literal)}
            missing = [language for language in LANGUAGES if language not in said]
            if missing:
                raise document.error(
                    f"{short} is missing in: {', '.join(missing)}",
                    iri,
                    predicate,
                    hint="Write it in French, English and Chinese",
                )


def _uri_space(document: Document, iri: NamedNode) -> str:
    space = _value(document, iri, VOID.uriSpace)
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+[/#]", space):
        raise document.error(
            f"void:uriSpace {space!r} is no absolute IRI that ends in / or #", iri, VOID.uriSpace
        )
    return space


def _version(document: Document, iri: NamedNode) -> str:
    version = _value(document, iri, DCAT.version)
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,63}", version):
        raise document.error(f"dcat:version {version!r} is no version number", iri, DCAT.version)
    return version

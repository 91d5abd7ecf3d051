"""A workspace: the folder with `ontology/ data/ shapes/ queries/`, described by `data/dataset.ttl`.

The description is a `dcat:Dataset`; there is no settings file. This room finds the files and is the
only maker of the dataset's own IRIs. A workspace without an `ontology` folder follows the model
that ships with the package, with the shapes and queries of that model where it has none of its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from servanda.description import read_description
from servanda.errors import UsageError
from servanda.formats import SYNTAXES
from servanda.listing import file_names, stamped
from servanda.mappings import Links, read_links
from servanda.model import model_folder, model_name
from servanda.parse import Context, Document, context_of, parse, placed
from servanda.vocab import RDF, SKOS
from servanda.workspace.listed import SLUG, Records, refuse_names
from servanda.workspace.parsed import Parsed, scheme_iri

__all__ = [
    "DESCRIPTION",
    "SLUG",
    "Records",
    "Workspace",
    "open_workspace",
    "part_folder",
    "record_context",
]

DESCRIPTION: Final = "data/dataset.ttl"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One opened workspace; every list is sorted by name.

    Every path is below `root`, save those of the model that ships with the package.
    """

    root: Path
    description: Document
    iri: NamedNode
    uri_space: str
    prefix: str
    version: str
    issued: str
    as_of: str
    records: Sequence[Path]
    ontology: tuple[Path, ...]
    schemes: tuple[Path, ...]
    shapes: tuple[Path, ...]
    closure_shapes: tuple[Path, ...]
    queries: tuple[Path, ...]
    tables: tuple[Path, ...]
    context: Context | None = None
    links: Links | None = None
    parsed: Parsed = field(default_factory=Parsed, repr=False, compare=False)

    @property
    def inferred_graph(self) -> NamedNode:
        """The name of the graph that holds what was inferred."""
        return NamedNode(f"{self.iri.value}/inferred")

    def name(self, path: Path) -> str:
        """What messages call a file: its path from the root, or `model:` and its path there."""
        return _name(self.root, path)

    def record_iri(self, path: Path) -> NamedNode:
        """The IRI of a record: `void:uriSpace`, then its path in `data/` without the suffix."""
        slug = path.relative_to(self.root / "data").with_suffix("").as_posix()
        return NamedNode(self.uri_space + slug)

    def record(self, path: Path) -> Document:
        """The parsed record, with the links of its resources, in the graph of the record's IRI."""
        iri = self.record_iri(path)
        record = parse(path, name=self.name(path), graph_name=iri, context=self.context)
        return self._linked(record, iri)

    def scheme(self, path: Path) -> Document:
        """A parsed concept scheme, in the graph that bears the IRI of the scheme."""
        document = self.document(path)
        iri = scheme_iri(document)
        quads = tuple(placed(quad, iri) for quad in document.quads)
        return self._linked(replace(document, quads=quads), iri)

    def _linked(self, document: Document, graph: NamedNode) -> Document:
        return document if self.links is None else self.links.linked(document, graph)

    def document(self, path: Path) -> Document:
        """Any other parsed file: ontology or shapes, in the default graph."""
        known = self.parsed.get(path)
        return parse(path, name=self.name(path)) if known is None else known


def open_workspace(root: Path) -> Workspace:
    """Open the workspace at `root`.

    Raises UsageError where there is none, InputError where its description is faulty or a record
    has a name that gives no good IRI.
    """
    described = root / DESCRIPTION
    if not described.is_file():
        raise UsageError(
            "no workspace here: data/dataset.ttl is missing",
            path=root,
            hint="Give the folder that holds data/dataset.ttl, or make one: "
            "servanda new workspace DIR",
        )
    said = read_description(described, name=DESCRIPTION)
    ontology, schemes, parsed = _ontology_files(root)
    shapes, queries = part_folder(root, "shapes"), part_folder(root, "queries")
    records = _records(root)
    return Workspace(
        root=root,
        description=said.document,
        iri=said.iri,
        uri_space=said.uri_space,
        prefix=said.prefix,
        version=said.version,
        issued=said.issued,
        as_of=said.as_of,
        records=records,
        ontology=ontology,
        schemes=schemes,
        shapes=tuple(path for path in _files(shapes) if path.parent != shapes / "closure"),
        closure_shapes=tuple(_files(shapes / "closure")),
        queries=tuple(sorted(queries.glob("*.rq"))),
        tables=tuple(sorted((queries / "tables").glob("*.rq"))),
        context=record_context(root, ontology, schemes, said.uri_space)
        if records.has(".yaml")
        else None,
        links=read_links(root, said.uri_space, parsed.of(ontology), parsed.of(schemes)),
        parsed=parsed,
    )


def record_context(
    root: Path, ontology: Sequence[Path], schemes: Sequence[Path], base: str
) -> Context:
    """The JSON-LD context of the YAML records of a workspace, made from its ontology."""
    terms = [parse(path, name=_name(root, path)) for path in ontology]
    concepts = [parse(path, name=_name(root, path)) for path in schemes]
    return context_of(
        (triple for document in terms for triple in document.triples),
        (triple for document in concepts for triple in document.triples),
        base=base,
        prefixes={name: iri for each in terms for name, iri in each.prefixes.items()},
    )


def part_folder(root: Path, part: str) -> Path:
    """The folder of `ontology`, `shapes` or `queries` that the workspace at `root` goes by.

    It is the workspace's own; where that is missing, and the workspace has no ontology of its own
    either, it is that of the model that ships with the package. It need not exist.
    """
    own = root / part
    if own.is_dir() or (root / "ontology").is_dir():
        return own
    return model_folder(part) or own


def _name(root: Path, path: Path) -> str:
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return model_name(path) or path.as_posix()


def _records(root: Path) -> Records:
    """The records, listed with their stamps. Raises InputError for a name that gives no IRI."""
    folder = str(root / "data")
    began = time.time_ns()
    lines = stamped(folder, _suffixes(".yaml", ".yml"))
    records = Records(lines, folder, without=Path(DESCRIPTION).name, began=began)
    if not records.well_named():
        refuse_names(root, file_names(folder, _suffixes(".yaml", ".yml")))
    return records


def _suffixes(*more: str) -> tuple[str, ...]:
    return (*(syntax.suffix for syntax in SYNTAXES), *more)


def _files(folder: Path) -> Iterator[Path]:
    return map(Path, file_names(str(folder), _suffixes()))


def _ontology_files(root: Path) -> tuple[tuple[Path, ...], tuple[Path, ...], Parsed]:
    parsed = Parsed()
    ontology: list[Path] = []
    schemes: list[Path] = []
    folder = part_folder(root, "ontology")
    for path in _files(folder):
        if path.is_relative_to(folder / "migrations"):
            continue  # these lead from one version of the ontology to another
        document = parsed[path] = parse(path, name=_name(root, path))
        is_scheme = any(
            quad.predicate == RDF.type and quad.object == SKOS.ConceptScheme
            for quad in document.quads
        )
        (schemes if is_scheme else ontology).append(path)
    return tuple(ontology), tuple(schemes), parsed

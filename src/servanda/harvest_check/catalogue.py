"""The catalogue as a harvester meets it: one graph, read leniently, asked by node and property."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from servanda.errors import InputError
from servanda.formats import SYNTAXES, syntax_of
from servanda.parse import read_text
from servanda.parse.nesting import check_nesting
from servanda.vocab import DCAT, DCTERMS, RDF, Namespace

__all__ = ["HYDRA", "RELATIVE", "Catalogue", "Node", "Value", "catalogue_file", "read_catalogue"]

Node = NamedNode | BlankNode
Value = NamedNode | BlankNode | Literal

HYDRA: Final = Namespace("http://www.w3.org/ns/hydra/core#")
# Harvesters read a text without its address, so that their parser makes a relative IRI a file's.
RELATIVE: Final = "file:///"
_FILES: Final = ("catalog.ttl", "catalog.rdf", "catalog.jsonld")
# What the programs of portals call the files that they write.
_OTHER_NAMES: Final = MappingProxyType({".json": ".jsonld", ".xml": ".rdf"})
_MOST_BYTES: Final = 50_000_000  # as much as the CKAN harvester reads
_VIEWS: Final = ("PartialCollectionView", "PagedCollection")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All statements of a catalogue by subject and property, values sorted.

    `kinds` has the nodes of each class, `identified` the datasets and series of each identifier:
    a catalogue of thousands is asked for both at each of its datasets.
    """

    facts: Mapping[Node, Mapping[NamedNode, tuple[Value, ...]]]
    kinds: Mapping[Value, Sequence[Node]]
    identified: Mapping[Value, Sequence[Node]]

    def values(self, node: Value | None, *properties: NamedNode) -> list[Value]:
        """The values of the first of some properties that has any."""
        facts = self.facts.get(node) if isinstance(node, NamedNode | BlankNode) else None
        for each in properties:
            if facts and each in facts:
                return list(facts[each])
        return []

    def value(self, node: Value | None, *properties: NamedNode) -> Value | None:
        """The first of the values, or None."""
        return next(iter(self.values(node, *properties)), None)

    def literals(self, node: Value | None, *properties: NamedNode) -> list[Literal]:
        """The values that are literals."""
        return [each for each in self.values(node, *properties) if isinstance(each, Literal)]

    def is_a(self, node: Value | None, kind: NamedNode) -> bool:
        """Whether the catalogue gives a node a class."""
        return kind in self.values(node, RDF.type)

    def of_class(self, kind: NamedNode) -> list[Node]:
        """The nodes of a class, sorted."""
        return list(self.kinds.get(kind, ()))

    @property
    def catalogs(self) -> list[Node]:
        """The nodes that are a `dcat:Catalog`."""
        return self.of_class(DCAT.Catalog)

    @property
    def datasets(self) -> list[Node]:
        """The nodes that are a `dcat:Dataset`."""
        return self.of_class(DCAT.Dataset)

    @property
    def series(self) -> list[Node]:
        """The nodes that are a `dcat:DatasetSeries` and no dataset besides."""
        found = self.of_class(DCAT.DatasetSeries)
        return [node for node in found if not self.is_a(node, DCAT.Dataset)]

    def distributions(self, dataset: Node) -> list[Node]:
        """The distributions of a dataset."""
        found = self.values(dataset, DCAT.distribution)
        return [each for each in found if isinstance(each, NamedNode | BlankNode)]

    def next_page(self) -> Value | None:
        """The page that a harvester reads next, in the terms of the Hydra vocabulary."""
        for view in _VIEWS:
            for node in self.of_class(HYDRA[view]):
                return self.value(node, HYDRA.next, HYDRA.nextPage)
        return None

    def twins(self, dataset: Node) -> list[Node]:
        """Other datasets and series with an identifier of this one."""
        same = (self.identified[each] for each in self.values(dataset, DCTERMS.identifier))
        found = {node for nodes in same for node in nodes if node != dataset}
        return sorted(found, key=lambda node: (not self.is_a(node, DCAT.Dataset), str(node)))


def catalogue_file(path: Path, portal: str) -> Path:
    """The file that a portal harvests: `path` itself, or of a release folder its catalogue.

    A release may have one for a portal alone, `catalog-<portal>.ttl`. Raises InputError where a
    folder has none.
    """
    if not path.is_dir():
        return path
    names = (f"catalog-{portal}.ttl", *_FILES)
    found = [path / name for name in names if (path / name).is_file()]
    if not found:
        raise InputError(
            "there is no catalogue in this folder",
            path=path,
            hint="Give a release that servanda build wrote, or a catalogue file",
        )
    return found[0]


def read_catalogue(path: Path) -> Catalogue:
    """Read a catalogue file.

    Invalid and relative IRIs are let through, for the rules to judge. Raises InputError for what
    is missing, no RDF, too large, or names neither a catalogue nor a dataset.
    """
    facts = _facts(_quads(path))
    kinds = _by_value(facts, RDF.type)
    asked = {
        node: facts[node]
        for kind in (DCAT.Dataset, DCAT.DatasetSeries)
        for node in kinds.get(kind, ())
    }
    catalogue = Catalogue(facts, kinds, _by_value(asked, DCTERMS.identifier))
    if not (catalogue.catalogs or catalogue.datasets):
        raise InputError(
            "the file describes neither a dcat:Catalog nor a dcat:Dataset",
            path=path,
            hint="Give a DCAT catalogue",
        )
    return catalogue


def _quads(path: Path) -> list[Quad]:
    syntax = syntax_of(path.with_suffix(_OTHER_NAMES.get(path.suffix.lower(), path.suffix)))
    if syntax is None:
        known = " ".join((*(each.suffix for each in SYNTAXES), *_OTHER_NAMES))
        raise InputError("not an RDF file by its name", path=path, hint=f"Known: {known}")
    text = read_text(path, limit=_MOST_BYTES)
    check_nesting(text, syntax, path)
    try:
        return list(
            pyoxigraph.parse(text, format=syntax.rdf_format, base_iri=RELATIVE, lenient=True)
        )
    except SyntaxError as error:
        if "remote context" in str(error.msg):
            raise InputError(
                "its JSON-LD context stands at an address, and nothing is fetched",
                path=path,
                hint="Write the context into the file, or give the catalogue as Turtle",
            ) from None
        raise InputError(
            str(error.msg).rstrip("."), path=path, line=error.lineno, hint="No portal can read it"
        ) from error


def _by_value(
    facts: Mapping[Node, Mapping[NamedNode, tuple[Value, ...]]], predicate: NamedNode
) -> Mapping[Value, Sequence[Node]]:
    """The nodes of each value of a property, in the order of the facts."""
    found: dict[Value, list[Node]] = {}
    for node, said in facts.items():
        for value in said.get(predicate, ()):
            found.setdefault(value, []).append(node)
    return MappingProxyType(found)


def _facts(quads: Iterable[Quad]) -> Mapping[Node, Mapping[NamedNode, tuple[Value, ...]]]:
    collected: dict[Node, dict[NamedNode, set[Value]]] = {}
    for subject, predicate, value in _plain(quads):
        collected.setdefault(subject, {}).setdefault(predicate, set()).add(value)
    return MappingProxyType(
        {
            subject: MappingProxyType(
                {each: tuple(sorted(facts[each], key=str)) for each in sorted(facts, key=str)}
            )
            for subject, facts in sorted(collected.items(), key=lambda pair: str(pair[0]))
        }
    )


def _plain(quads: Iterable[Quad]) -> Iterator[tuple[Node, NamedNode, Value]]:
    """What harvesters know: no triple terms."""
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, NamedNode | BlankNode) and not isinstance(value, Triple):
            yield subject, quad.predicate, value

"""The links of a workspace: what its files of mappings accept, by the resource they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from servanda.mappings.model import FOLDER, SUFFIX, MappingSet
from servanda.mappings.model import Mapping as Row
from servanda.mappings.quads import ClaimTerms, claim_terms, link_quads
from servanda.mappings.read import read_mappings
from servanda.parse import Document

__all__ = ["Links", "read_links"]


@dataclass(frozen=True, slots=True)
class Links:
    """The sets of mappings of a workspace whose IRIs lie below `space`."""

    space: str
    sets: tuple[MappingSet, ...] = ()
    terms: ClaimTerms | None = None
    accepted: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    def linked(self, document: Document, graph: NamedNode) -> Document:
        """A document with the accepted mappings of what it describes, in the graph `graph`."""
        if not self.accepted:
            return document
        subjects = dict.fromkeys(quad.subject for quad in document.quads)
        added = [
            quad
            for subject in subjects
            if isinstance(subject, NamedNode)
            for quad in self.quads(subject.value, graph)
        ]
        return replace(document, quads=(*document.quads, *added)) if added else document

    def quads(self, subject: str, graph: NamedNode) -> Iterator[Quad]:
        """The accepted mappings of one resource, in the graph `graph`."""
        for mapping in self.accepted.get(subject, ()):
            yield from link_quads(mapping, self.space, graph, self.terms)


def read_links(
    root: Path, space: str, ontology: Iterable[Document], schemes: Iterable[Document]
) -> Links:
    """The mappings of the workspace at `root`. Raises InputError for the first faulty file."""
    paths = sorted((root / FOLDER).glob(f"*{SUFFIX}"))
    sets = tuple(read_mappings(path, name=path.relative_to(root).as_posix()) for path in paths)
    if not sets:
        return Links(space)
    terms = claim_terms(
        (triple for document in ontology for triple in document.triples),
        (triple for document in schemes for triple in document.triples),
    )
    return Links(space, sets, terms, _accepted(sets))


def _accepted(sets: Sequence[MappingSet]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, dict[tuple[str, str], Row]] = defaultdict(dict)
    for row in _rows(sets):
        found[row.subject.value].setdefault((row.predicate.value, row.object.value), row)
    return {subject: tuple(rows.values()) for subject, rows in found.items()}


def _rows(sets: Sequence[MappingSet]) -> Iterator[Row]:
    for each in sets:
        yield from each.accepted

"""What one release says of a resource, asked of its sorted dumps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from servanda.diff.lines import Lines
from servanda.diff.model import Claim, Role, Term
from servanda.diff.release import Release
from servanda.vocab import (
    CSVW,
    DC,
    FOAF,
    LABELS,
    OA,
    PROV,
    RDF,
)

__all__ = ["Reading"]

_STATEMENT: Final = (RDF.subject, RDF.predicate, RDF.object)
_KIND: Final = "hasClaimKind"  # of whatever ontology the release follows
_REMEMBERED: Final = 20_000


class Reading:
    """One release, or nothing at all: of that every answer is empty."""

    __slots__ = ("_about", "_lines", "release")

    def __init__(self, release: Release | None) -> None:
        self.release: Final = release
        self._lines: Final = (
            () if release is None else (Lines(release.stated), Lines(release.inferred))
        )
        self._about: Final[dict[NamedNode, tuple[Quad, ...]]] = {}

    @property
    def stated(self) -> Lines | None:
        """The lines of what is stated."""
        return self._lines[0] if self._lines else None

    @property
    def inferred(self) -> Lines | None:
        """The lines of what is inferred."""
        return self._lines[1] if self._lines else None

    def about(self, iri: NamedNode) -> tuple[Quad, ...]:
        """The stated quads about a resource."""
        found = self._about.get(iri)
        if found is None:
            if len(self._about) >= _REMEMBERED:
                self._about.clear()
            found = self._lines[0].about(iri) if self._lines else ()
            self._about[iri] = found
        return found

    def inferred_about(self, iri: NamedNode) -> tuple[Quad, ...]:
        """The inferred quads about a resource."""
        return self._lines[1].about(iri) if self._lines else ()

    def values(self, iri: NamedNode, predicate: NamedNode) -> tuple[Term, ...]:
        """The stated values of a property."""
        return tuple(
            quad.object
            for quad in self.about(iri)
            if quad.predicate == predicate and isinstance(quad.object, NamedNode | Literal)
        )

    def links(self, iri: NamedNode, predicate: NamedNode) -> tuple[NamedNode, ...]:
        """The stated values of a property that are IRIs."""
        return tuple(each for each in self.values(iri, predicate) if isinstance(each, NamedNode))

    def labels(self, iri: NamedNode) -> tuple[Literal, ...]:
        """All labels of the first kind that a resource has."""
        for predicate in LABELS:
            found = [each for each in self.values(iri, predicate) if isinstance(each, Literal)]
            if found:
                return tuple(found)
        return ()

    def source_names(self, iri: NamedNode) -> tuple[Literal, ...]:
        """What a source is called: its labels, else its publisher, else its address."""
        publishers = (*self.values(iri, DC.title), *self.values(iri, DC.publisher))
        named = tuple(each for each in publishers if isinstance(each, Literal))
        pages = tuple(Literal(each.value) for each in self.links(iri, FOAF.page))
        return self.labels(iri) or named or pages

    def types(self, iri: NamedNode) -> tuple[NamedNode, ...]:
        """The stated classes."""
        return self.links(iri, RDF.type)

    def role(self, iri: NamedNode) -> Role | None:
        """Whether a resource is evidence: a claim, a passage or its selector, a table row."""
        predicates = {quad.predicate for quad in self.about(iri)}
        if predicates.issuperset(_STATEMENT):
            return Role.CLAIM
        types = self.types(iri)
        if OA.hasSelector in predicates or any(each.value.startswith(OA.base) for each in types):
            return Role.PASSAGE
        return Role.ROW if CSVW.Row in types else None

    def claim(self, iri: NamedNode) -> Claim | None:
        """What a stated claim says; None if there is no such claim."""
        return _claim(self.about(iri))

    def inferred_claim(self, iri: NamedNode) -> Claim | None:
        """What an inferred claim says; None if there is no such claim."""
        return _claim(self.inferred_about(iri))

    def quoting(self, nodes: Iterable[NamedNode]) -> dict[NamedNode, list[NamedNode]]:
        """The claims that quote passages, by passage; a selector stands for its passages."""
        lines = self.stated
        found: dict[NamedNode, list[NamedNode]] = {}
        if lines is None:
            return found
        starts = {node: [node] for node in nodes}
        for quad in lines.naming(OA.hasSelector, starts):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                starts.setdefault(quad.subject, []).append(quad.object)
        for quad in lines.naming(PROV.wasQuotedFrom, starts):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                for node in starts[quad.object]:
                    found.setdefault(node, []).append(quad.subject)
        return found


def _claim(quads: Iterable[Quad]) -> Claim | None:
    parts: dict[NamedNode, Term] = {}
    rest: list[tuple[NamedNode, Term]] = []
    for quad in quads:
        value = quad.object
        if not isinstance(value, NamedNode | Literal):
            continue
        if quad.predicate in _STATEMENT:
            parts[quad.predicate] = value
        elif quad.predicate != RDF.type:
            rest.append((quad.predicate, value))
    subject, predicate, value_ = (parts.get(each) for each in _STATEMENT)
    if not (isinstance(subject, NamedNode) and isinstance(predicate, NamedNode)) or value_ is None:
        return None
    kinds = _nodes(o for p, o in rest if p.value.endswith((f"#{_KIND}", f"/{_KIND}")))
    return Claim(
        subject=subject,
        predicate=predicate,
        value=value_,
        kind=kinds[0] if kinds else None,
        sources=_nodes(o for p, o in rest if p == PROV.hadPrimarySource),
        passages=_nodes(o for p, o in rest if p == PROV.wasQuotedFrom),
        others=frozenset(rest),
    )


def _nodes(terms: Iterable[Term]) -> tuple[NamedNode, ...]:
    return tuple(each for each in terms if isinstance(each, NamedNode))

"""Resources that got another IRI: told by what identifies them beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from pyoxigraph import NamedNode, Quad

from servanda.diff.pair import Group
from servanda.diff.reading import Reading
from servanda.vocab import ADMS, DCTERMS, OWL, SCHEMA, SKOS

__all__ = ["Renamed", "renamed_group", "renames"]

_T = TypeVar("_T")
_SAME: Final = (SKOS.exactMatch, OWL.sameAs, SCHEMA.sameAs, DCTERMS.identifier)


def renames(
    old: Reading, new: Reading, removed: Iterable[NamedNode], added: Iterable[NamedNode]
) -> dict[NamedNode, NamedNode]:
    """The new IRI of each removed resource that shares class and identifier with one that came.

    An identifier counts only if exactly one resource on each side has it.
    """
    gone, come = _by_key(old, removed), _by_key(new, added)
    found: dict[NamedNode, NamedNode] = {}
    taken: set[NamedNode] = set()
    for key in sorted(gone.keys() & come.keys()):
        if len(gone[key]) == len(come[key]) == 1:
            was, now = gone[key][0], come[key][0]
            if was not in found and now not in taken:
                found[was] = now
                taken.add(now)
    return found


def _by_key(side: Reading, nodes: Iterable[NamedNode]) -> dict[str, list[NamedNode]]:
    found: dict[str, list[NamedNode]] = defaultdict(list)
    for node in nodes:
        for key in set(_keys(side, node)):
            found[key].append(node)
    return found


def _keys(side: Reading, node: NamedNode) -> Iterator[str]:
    types = " ".join(sorted(each.value for each in side.types(node)))
    for predicate in _SAME:
        for value in side.values(node, predicate):
            yield f"{types} {predicate} {value}"
    for identifier in side.links(node, ADMS.identifier):
        agency = sorted(map(str, side.values(identifier, ADMS.schemaAgency)))
        for notation in side.values(identifier, SKOS.notation):
            yield f"{types} {ADMS.identifier} {' '.join(agency)} {notation}"


class Renamed(Reading):
    """An older release as if a resource, and its parts, had had their new IRIs there."""

    __slots__ = ("_base", "_was", "_will")

    def __init__(self, base: Reading, was: NamedNode, will: NamedNode) -> None:
        super().__init__(base.release)
        self._base: Final = base
        self._was: Final = was.value
        self._will: Final = will.value

    def about(self, iri: NamedNode) -> tuple[Quad, ...]:
        """The stated quads about a resource, with the new IRIs."""
        return tuple(map(self.quad, self._base.about(self._past(iri))))

    def inferred_about(self, iri: NamedNode) -> tuple[Quad, ...]:
        """The inferred quads about a resource, with the new IRIs."""
        return tuple(map(self.quad, self._base.inferred_about(self._past(iri))))

    def quad(self, quad: Quad) -> Quad:
        """A quad with the new IRIs."""
        return Quad(
            _moved(quad.subject, self._was, self._will),
            quad.predicate,
            _moved(quad.object, self._was, self._will),
            _moved(quad.graph_name, self._was, self._will),
        )

    def _past(self, iri: NamedNode) -> NamedNode:
        return _moved(iri, self._will, self._was)


def _moved(term: _T, start: str, to: str) -> _T:
    """A term with another IRI, if it is the resource or one of its hash IRIs."""
    if isinstance(term, NamedNode) and (term.value == start or term.value.startswith(f"{start}#")):
        return NamedNode(to + term.value[len(start) :])  # type: ignore[return-value]
    return term


def renamed_group(side: Renamed, was: Group, now: Group) -> Group:
    """What is left of two groups if the older one is read with the new IRIs."""
    removed, added = {side.quad(quad) for quad in was.removed}, set(now.added)
    past, present = {side.quad(quad) for quad in was.inferred_removed}, set(now.inferred_added)
    return Group(
        added=sorted(added - removed, key=str),
        removed=sorted(removed - added, key=str),
        inferred_added=sorted(present - past, key=str),
        inferred_removed=sorted(past - present, key=str),
    )

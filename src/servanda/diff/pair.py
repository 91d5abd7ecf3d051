"""Two releases side by side: which resource a statement is told under, and what came and went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode, Quad

from servanda.diff.lines import differences
from servanda.diff.model import Role
from servanda.diff.reading import Reading
from servanda.vocab import DCAT, DCTERMS, OWL

__all__ = ["Group", "Pair", "grouped"]

# What every release says anew of its own dataset; the head of a comparison tells it.
_OF_EVERY_RELEASE: Final = frozenset(
    {DCAT.version, DCTERMS.issued, DCTERMS.valid, DCTERMS.modified, OWL.versionInfo}
)
_DEEPEST: Final = 8  # claims about claims


@dataclass(slots=True)
class Group:
    """The quads that came and went of one resource with its parts and its evidence."""

    added: list[Quad] = field(default_factory=list)
    removed: list[Quad] = field(default_factory=list)
    inferred_added: list[Quad] = field(default_factory=list)
    inferred_removed: list[Quad] = field(default_factory=list)


class Pair:
    """The older release (or nothing) and the newer one."""

    __slots__ = ("_quoted", "new", "old")

    def __init__(self, old: Reading, new: Reading) -> None:
        self.old: Final = old
        self.new: Final = new
        self._quoted: Final[dict[NamedNode, list[NamedNode]]] = {}

    def beside(self, old: Reading) -> Pair:
        """The same newer release beside another reading of the older one."""
        pair = Pair(old, self.new)
        pair._quoted.update(self._quoted)
        return pair

    @property
    def sides(self) -> tuple[Reading, Reading]:
        """The newer release, then the older one: the order in which a reader is told."""
        return self.new, self.old

    def described(self, iri: NamedNode) -> bool:
        """Whether one of the releases states anything about a resource."""
        return any(side.about(iri) for side in self.sides)

    def role(self, iri: NamedNode) -> Role | None:
        """Whether a resource is evidence in one of the releases."""
        return self.new.role(iri) or self.old.role(iri)

    def quoting(self, passage: NamedNode) -> list[NamedNode]:
        """The claims that quote a passage, of those that `remember` was asked for."""
        return self._quoted.get(passage, [])

    def remember(self, passages: Iterable[NamedNode]) -> None:
        """Find the claims that quote passages, in one reading of each dump."""
        wanted = sorted(set(passages), key=str)
        for side in self.sides:
            for passage, claims in side.quoting(wanted).items():
                known = self._quoted.setdefault(passage, [])
                known.extend(claim for claim in claims if claim not in known)

    def whole(self, node: NamedNode) -> NamedNode:
        """The resource that a node is a part of: itself if it is none.

        A hash IRI belongs to its document, what has no label to its record (its graph).
        """
        graphs = [quad.graph_name for side in self.sides for quad in side.about(node)[:1]]
        home = graphs[0] if graphs and isinstance(graphs[0], NamedNode) else None
        if home == node:
            return node
        document = node.value.partition("#")[0]
        if document != node.value and document and self.described(NamedNode(document)):
            return NamedNode(document)
        labelled = any(side.labels(node) for side in self.sides)
        if home is not None and not labelled and self.described(home):
            return home
        return node

    def owner(self, node: NamedNode, depth: int = 0) -> NamedNode:
        """The resource that a node is told under: a claim under what it is about."""
        role = self.role(node)
        if depth < _DEEPEST and role is Role.PASSAGE and self.quoting(node):
            return self.owner(self.quoting(node)[0], depth + 1)
        if depth < _DEEPEST and role is not Role.PASSAGE:
            for side in self.sides:
                claim = side.claim(node) or side.inferred_claim(node)
                if claim is not None:
                    return self.owner(claim.subject, depth + 1)
        return self.whole(node)


def grouped(pair: Pair) -> dict[NamedNode, Group]:
    """All quads that differ, by the resource that they are told under."""
    stated, inferred = list(_stated(pair)), list(_inferred(pair))
    nodes = {quad.subject for _, quad in stated if isinstance(quad.subject, NamedNode)}
    pair.remember(node for node in nodes if pair.role(node) is Role.PASSAGE)
    owners: dict[NamedNode, NamedNode] = {}
    groups: dict[NamedNode, Group] = {}
    for told, quads in ((True, stated), (False, inferred)):
        for came, quad in quads:
            subject = quad.subject
            if not isinstance(subject, NamedNode):
                continue
            if subject not in owners:
                owners[subject] = pair.owner(subject)
            group = groups.setdefault(owners[subject], Group())
            if told:
                (group.added if came else group.removed).append(quad)
            else:
                (group.inferred_added if came else group.inferred_removed).append(quad)
    return groups


def _stated(pair: Pair) -> Iterator[tuple[bool, Quad]]:
    after, release = pair.new.stated, pair.new.release
    if after is None or release is None:
        return
    for came, quad in differences(pair.old.stated, after):
        if quad.subject != release.dataset or quad.predicate not in _OF_EVERY_RELEASE:
            yield came, quad


def _inferred(pair: Pair) -> Iterator[tuple[bool, Quad]]:
    after = pair.new.inferred
    if after is not None:
        yield from differences(pair.old.inferred, after)

"""The versions of resources that a release adds to the history, each with all its statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from servanda.diff.lines import differences
from servanda.diff.model import Kind
from servanda.diff.pair import Pair
from servanda.diff.reading import Reading
from servanda.diff.release import Release
from servanda.errors import InputError

__all__ = ["Member", "members"]


@dataclass(frozen=True, slots=True)
class Member:
    """A resource as one release has it: added, changed, or removed (without statements)."""

    resource: NamedNode
    kind: Kind
    quads: tuple[Quad, ...]


class _Side:
    """One release alone: which resource holds a statement."""

    __slots__ = ("_pair",)

    def __init__(self, release: Release | None) -> None:
        self._pair: Final = Pair(Reading(None), Reading(release))

    def holder(self, quad: Quad) -> NamedNode | None:
        """The resource of the quad's own record that the statement belongs to."""
        subject, graph = quad.subject, quad.graph_name
        if not isinstance(subject, NamedNode) or not isinstance(graph, NamedNode):
            return None
        whole = self._pair.whole(subject)
        if self._home(whole) == graph and self._home(subject) == graph:
            return whole
        return graph

    def _home(self, node: NamedNode) -> object:
        return next((quad.graph_name for quad in self._pair.new.about(node)), None)


def members(before: Release | None, after: Release) -> Iterator[Member]:
    """Each resource that differs, in the order of the records; then those that are gone.

    One record is held at a time. Every statement belongs to one member: to the resource with its
    parts, or, where a record speaks of a resource of another one, to the record.
    """
    old, new = _Side(before), _Side(after)
    wanted = None if before is None else _changed(before, after, old, new)
    known = frozenset() if before is None else _held(wanted or {})
    seen: set[NamedNode] = set()
    for record in _records(after):
        held: dict[NamedNode, list[Quad]] = defaultdict(list)
        for quad in record:
            holder = new.holder(quad)
            if holder is not None and (wanted is None or holder in wanted):
                held[holder].append(quad)
        for resource in sorted(held, key=str):
            seen.add(resource)
            kind = Kind.CHANGED if resource in known else Kind.ADDED
            yield Member(resource, kind, tuple(sorted(held[resource], key=str)))
    for resource in sorted(known - seen, key=str):
        yield Member(resource, Kind.REMOVED, ())


def _changed(before: Release, after: Release, old: _Side, new: _Side) -> dict[NamedNode, bool]:
    """The resources that hold a statement which differs, and whether the older release has them."""
    past, present = Reading(before), Reading(after)
    found: dict[NamedNode, bool] = {}
    if present.stated is None:
        return found
    for _, quad in differences(past.stated, present.stated):
        for side, reading in ((old, past), (new, present)):
            if isinstance(quad.subject, NamedNode) and reading.about(quad.subject):
                holder = side.holder(quad)
                if holder is not None:
                    found[holder] = found.get(holder, False) or reading is past
    return found


def _held(wanted: dict[NamedNode, bool]) -> frozenset[NamedNode]:
    return frozenset(resource for resource, known in wanted.items() if known)


def _records(release: Release) -> Iterator[Iterator[Quad]]:
    """The statements of a release, one record after the other."""
    path = release.folder / "dump" / "dataset.trig"
    hint = "servanda verify tells whether the release was changed"
    if not path.is_file():
        raise InputError("the release lacks this file", path=path, hint=hint)
    try:
        quads = pyoxigraph.parse(path=str(path))
        for _, record in groupby(quads, key=lambda quad: quad.graph_name):
            yield record
    except (SyntaxError, ValueError) as error:
        raise InputError(f"is not TriG: {error}", path=path, hint=hint) from None

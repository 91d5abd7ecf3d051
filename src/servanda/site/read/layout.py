"""In which order and under which headings facts are told: the groups of the shapes.

A property belongs to the group that a property shape gives it with `sh:group`, at the place that
`sh:order` gives (SHACL, section 2.3.2.2). What no shape groups comes last. `sh:name` gives a name
to properties of other vocabularies, which no ontology here labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.vocab import RDFS, SH

__all__ = ["Group", "Layout", "layout_of"]


@dataclass(frozen=True, slots=True)
class Group:
    """A heading: its key (the last part of the group's IRI), its labels, its place."""

    key: str
    labels: tuple[Literal, ...]
    order: float


_OTHER: Final = Group("other", (), float("inf"))


@dataclass(frozen=True, slots=True)
class Layout:
    """The place of each property, and the names of those that shapes name."""

    places: Mapping[str, tuple[Group, float]]
    names: Mapping[str, tuple[Literal, ...]]

    def place(self, predicate: NamedNode) -> tuple[Group, float]:
        """The group of a property and its place there; the group `other` if no shape says."""
        return self.places.get(predicate.value, (_OTHER, 0.0))


def layout_of(shapes: Iterable[Triple]) -> Layout:
    """Read groups and orders; where shapes disagree on a property, the first by IRI stands."""
    paths: dict[object, NamedNode] = {}
    groups: dict[object, object] = {}
    orders: dict[object, float] = {}
    labels: dict[object, list[Literal]] = {}
    names: dict[object, list[Literal]] = {}
    for triple in shapes:
        subject, target = triple.subject, triple.object
        if triple.predicate == SH.path and isinstance(target, NamedNode):
            paths[subject] = target
        elif triple.predicate == SH.group:
            groups[subject] = target
        elif triple.predicate == SH.order and isinstance(target, Literal):
            orders[subject] = float(target.value)
        elif triple.predicate == SH.name and isinstance(target, Literal):
            names.setdefault(subject, []).append(target)
        elif triple.predicate == RDFS.label and isinstance(target, Literal):
            labels.setdefault(subject, []).append(target)
    places: dict[str, tuple[Group, float]] = {}
    for shape, group in sorted(groups.items(), key=lambda each: str(each[0])):
        path = paths.get(shape)
        if path is not None and isinstance(group, NamedNode):
            title = sorted(labels.get(group, ()), key=str)
            key = group.value.replace("#", "/").rsplit("/", 1)[-1]
            found = Group(key, tuple(title), orders.get(group, 0.0))
            places.setdefault(path.value, (found, orders.get(shape, 0.0)))
    named = {
        paths[shape].value: tuple(sorted(said, key=str))
        for shape, said in sorted(names.items(), key=lambda each: str(each[0]))
        if shape in groups and shape in paths
    }
    return Layout(places, named)

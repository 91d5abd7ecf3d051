"""What does not add up from subject to subject: which objects differ, and of which classes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from servanda.exporters.statistics.count import NODES, TYPED
from servanda.exporters.statistics.hashes import Columns, Key

__all__ = ["Objects", "objects_of"]

Part = Mapping[Key, pa.ChunkedArray]


class Objects:
    """Counts of objects.

    `distinct` gives how many differ: of all, by (), of a property, by (property,), and of the
    property of a class, by (class, property). `kinds` gives the statements by the classes of the
    subject, the property and the classes of the object. Terms are spelled.
    """

    def __init__(self) -> None:
        self.distinct: Counter[tuple[bytes, ...]] = Counter()
        self.kinds: Counter[tuple[bytes, bytes, bytes]] = Counter()


def objects_of(columns: Columns) -> Objects:
    """Count the objects of all columns, range by range."""
    found = Objects()
    for part in columns.ranges():
        _distinct(part, found)
        _kinds(part, found)
    return found


def _distinct(part: Part, found: Objects) -> None:
    unions: dict[tuple[bytes, ...], list[pa.Array]] = defaultdict(list)
    for (kind, classes, predicate), numbers in part.items():
        if kind != TYPED:
            unique = pc.unique(numbers)
            for name in ((), (predicate,), *((each, predicate) for each in classes.split())):
                unions[name].append(unique)
    for name, some in unions.items():
        # The columns of a union may have numbers in common.
        one = len(some) == 1
        found.distinct[name] += len(some[0]) if one else len(pc.unique(pa.chunked_array(some)))


def _kinds(part: Part, found: Objects) -> None:
    typed = [key for key in part if key[0] == TYPED]
    nodes = [key for key in part if key[0] == NODES]
    if not typed or not nodes:
        return
    owner = _numbered(part, typed)
    where = pc.index_in(_joined(part, nodes), value_set=_joined(part, typed))
    pairs = pc.add(pc.multiply(_numbered(part, nodes), len(typed)), pc.take(owner, where))
    for pair in pc.value_counts(pc.drop_null(pairs)).to_pylist():
        subject, other = divmod(pair["values"], len(typed))
        _, classes, predicate = nodes[subject]
        found.kinds[classes, predicate, typed[other][1]] += pair["counts"]


def _joined(part: Part, keys: list[Key]) -> Any:  # noqa: ANN401  Arrow has no types
    return pa.chunked_array([chunk for key in keys for chunk in part[key].chunks])


def _numbered(part: Part, keys: list[Key]) -> Any:  # noqa: ANN401  Arrow has no types
    """For each number of the columns one after another, the place of its key."""
    return pa.chunked_array([pa.repeat(at, len(part[key])) for at, key in enumerate(keys)])

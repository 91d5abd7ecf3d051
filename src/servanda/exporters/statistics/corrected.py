"""What was counted of a dump, in a form that can be kept, and corrected when some of it changes."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from servanda.exporters.statistics.count import Counted, Group, groups_of
from servanda.exporters.statistics.hashes import Columns
from servanda.serialize.sorted_lines import StaleError

__all__ = ["Count", "correct", "dumped", "loaded"]

_COUNTERS: Final = ("subjects", "having", "literals", "nodes", "links")


def dumped(counted: Counted) -> bytes | None:
    """All that was counted in bytes; None if there is more than memory should hold."""
    if not counted.columns.whole:
        return None
    arrays = {key: some for key, some in sorted(counted.columns.arrays.items()) if some}
    head: dict[str, Any] = {"own": counted.own, "graphs": counted.graphs}
    for name in _COUNTERS:
        pairs = getattr(counted, name).items()
        head[name] = [[*map(_text, _parts(key)), number] for key, number in pairs]
    head["columns"] = [[*map(_text, key), len(some)] for key, some in arrays.items()]
    numbers = (array("q", sorted(some)).tobytes() for some in arrays.values())
    return b"".join((json.dumps(head).encode(), b"\n", *numbers))


def loaded(content: bytes, work: Path) -> Counted:
    """What was counted, of its bytes. Raises ValueError, KeyError or TypeError for others."""
    line, _, _ = content.partition(b"\n")
    head, place = json.loads(line), len(line) + 1
    counted = Counted(Columns(work), own=head["own"], graphs=head["graphs"])
    for name in ("having", "literals", "nodes"):
        getattr(counted, name).update(
            {tuple(part.encode() for part in key): number for *key, number in head[name]}
        )
    counted.subjects.update({key.encode(): number for key, number in head["subjects"]})
    counted.links.update({(one, other): number for one, other, number in head["links"]})
    for kind, classes, predicate, length in head["columns"]:
        some = counted.columns.arrays[kind, classes.encode(), predicate.encode()]
        some.frombytes(content[place : place + 8 * length])
        place += 8 * length
    if place != len(content):
        raise ValueError(place)
    return counted


Count = Callable[[Iterable[Group]], Counted]
"""One of the ways to count."""


def correct(counted: Counted, gone: Iterable[bytes], come: Iterable[bytes], count: Count) -> None:
    """Take the statements of some subjects out and put those that they have now in.

    Both are all lines of sorted N-Quads about the same subjects, in their order, to be counted as
    before; the graphs are not. Raises StaleError where what is to be taken out was not counted.
    """
    old, new = count(groups_of(gone, set())), count(groups_of(come, set()))
    counted.own += new.own - old.own
    for name in _COUNTERS:
        _change(getattr(counted, name), getattr(old, name), getattr(new, name))
    for key, numbers in old.columns.arrays.items():
        for number in numbers:
            _take(counted.columns.arrays[key], number)
    for key, numbers in new.columns.arrays.items():
        some = counted.columns.arrays[key]
        for number in numbers:
            some.insert(bisect_left(some, number), number)


def _change(counter: Counter[Any], old: Counter[Any], new: Counter[Any]) -> None:
    counter.update(new)
    counter.subtract(old)
    for key in old:
        if counter[key] < 0:
            raise StaleError(str(key))
        if not counter[key]:
            del counter[key]


def _take(some: array[int], number: int) -> None:
    place = bisect_left(some, number)
    if place == len(some) or some[place] != number:
        raise StaleError(str(number))
    del some[place]


def _parts(key: bytes | tuple[bytes | str, ...]) -> tuple[bytes | str, ...]:
    return key if isinstance(key, tuple) else (key,)


def _text(part: object) -> str:
    return part.decode() if isinstance(part, bytes) else str(part)

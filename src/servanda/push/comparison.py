"""What a store holds of a graph, compared with what was sent: literal by literal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from servanda.push.quirks import Quirk, note_of
from servanda.push.statements import keyed

__all__ = ["Change", "Comparison", "Difference", "changes_of", "compare"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A statement that is `missing` from the store, or is there though it was not sent."""

    graph: NamedNode
    statement: Triple
    missing: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Literals of a datatype that came back otherwise: what was done, how many, one example.

    `lossy` is whether the value is another, as the store is known to make it.
    """

    note: str
    datatype: str
    lossy: bool
    count: int
    sent: Literal
    held: Literal


@dataclass(frozen=True, slots=True)
class Comparison:
    """One graph: what differs, and the pairs of literals that are spelled otherwise."""

    differences: tuple[Difference, ...]
    pairs: tuple[tuple[Literal, Literal], ...]


def compare(
    graph: NamedNode, sent: Iterable[Triple], held: Iterable[Triple], quirks: Sequence[Quirk]
) -> Comparison:
    """What a store holds of `graph`; statements are the same if their keys are."""
    ours, theirs = keyed(sent, quirks), keyed(held, quirks)
    missing = (Difference(graph, ours[key], missing=True) for key in sorted(ours.keys() - theirs))
    added = (Difference(graph, theirs[key], missing=False) for key in sorted(theirs.keys() - ours))
    pairs = ((ours[key].object, theirs[key].object) for key in sorted(ours.keys() & theirs.keys()))
    return Comparison(
        (*missing, *added),
        tuple(
            (before, after)
            for before, after in pairs
            if isinstance(before, Literal) and isinstance(after, Literal) and before != after
        ),
    )


def changes_of(comparisons: Iterable[Comparison], quirks: Sequence[Quirk]) -> tuple[Change, ...]:
    """All that came back otherwise, counted by what was done and by datatype."""
    found: dict[tuple[bool, str, str], list[tuple[Literal, Literal]]] = {}
    for comparison in comparisons:
        for sent, held in comparison.pairs:
            note, lossy = note_of(sent, held, quirks)
            found.setdefault((lossy, note, sent.datatype.value), []).append((sent, held))
    return tuple(_change(key, pairs) for key, pairs in sorted(found.items()))


def _change(key: tuple[bool, str, str], pairs: list[tuple[Literal, Literal]]) -> Change:
    lossy, note, datatype = key
    sent, held = pairs[0]
    return Change(note, datatype, lossy, len(pairs), sent, held)

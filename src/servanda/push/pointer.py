"""The way for a store whose updates are not isolated from its readers.

Every graph of the release is staged under a name of its own, in batches, and read back. Then all
of them are added up in one graph that bears the name of the release, for readers who ask for the
default graph; and the release gets the next turn in the journal, which is the switch. What a
killed push has loaded is found by reading it back, since names follow from the release.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from servanda.errors import EngineError
from servanda.push.comparison import Comparison, changes_of, compare
from servanda.push.journal import Journal
from servanda.push.outcome import Outcome, Progress
from servanda.push.plan import Plan
from servanda.push.store import Store
from servanda.push.texts import joined, text, written

__all__ = ["deliver_by_pointer"]

_BATCH: Final = 1024 * 1024  # bytes of N-Triples in one request
_TOGETHER: Final = 25  # operations in one request


def deliver_by_pointer(
    plan: Plan, store: Store, journal: Journal, progress: Progress, *, keep_old: int
) -> Outcome:
    """Stage the release, check it, make it current; the lock is held by the caller.

    `keep_old` is how many of the releases before it stay. Raises EngineError if the store loses
    what it held, or cuts its answers short.
    """
    turns = journal.turns()
    release, quirks = plan.names.release, plan.adapter.quirks
    staged = {name: plan.names.staged(name) for name in plan.graphs}
    if release not in turns:
        store.update(journal.described((place, name) for name, place in staged.items()))
    sent, seen, lines = 0, [], set()
    for number, (name, place) in enumerate(staged.items(), 1):
        held, loaded = _stage(plan, store, name, place, begun=release in turns)
        seen.append(compare(name, plan.graphs[name], held, quirks))
        sent += loaded
        lines |= _lines(place, held)
        progress("graphs loaded and checked", number, len(staged))
    if not any(each.differences for each in seen):
        seen.append(_union(plan, store, staged, len(lines)))
    differences = tuple(each for comparison in seen for each in comparison.differences)
    dropped: tuple[NamedNode, ...] = ()
    if not differences:
        _switch(store, journal, turns, release)
        dropped = _clear(store, journal, release, keep_old, progress)
    return Outcome(
        current=not differences,
        sent=sent,
        removed=0,
        dropped=dropped,
        changes=changes_of(seen, quirks),
        differences=differences,
    )


def _stage(
    plan: Plan, store: Store, name: NamedNode, place: NamedNode, *, begun: bool
) -> tuple[Sequence[Triple], bool]:
    """What the store holds of a graph, loaded if it was not there, and whether it was."""
    sent = plan.graphs[name]
    held = store.graph(place) if begun else None
    if held and not compare(name, sent, held, plan.adapter.quirks).differences:
        return held, False
    if held:
        store.update(text("drop.ru", graph=place))
    for batch in _batches(sent):
        store.add(place, batch)
    held = store.graph(place) or []
    if len(held) < len(sent) and (count := store.count(place)) != len(held):
        raise EngineError(
            f"the store gives back {len(held)} of the {count} statements of a graph",
            hint="Raise its limit of rows (ResultSetMaxRows of Virtuoso)",
        )
    return held, True


def _batches(triples: Sequence[Triple]) -> Iterator[bytes]:
    """N-Triples in parts, none cut; a graph with blank nodes is one part, as its names are."""
    lines = [line.encode() for line in written(triples).splitlines(keepends=True)]
    whole = any(
        isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode) for t in triples
    )
    part: list[bytes] = []
    size = 0
    for line in lines:
        if part and not whole and size + len(line) > _BATCH:
            yield b"".join(part)
            part, size = [], 0
        part.append(line)
        size += len(line)
    yield b"".join(part)


def _lines(place: NamedNode, held: Iterable[Triple]) -> set[str]:
    """Statements so that the same one in two graphs counts once, as it does in their union."""
    return {
        f"{triple} {place}"
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)
        else str(triple)
        for triple in held
    }


def _union(
    plan: Plan, store: Store, staged: Mapping[NamedNode, NamedNode], expected: int
) -> Comparison:
    """Add the staged graphs up, unless that was done; all is read only where the count is off."""
    whole = plan.names.release
    if store.count(whole) != expected:
        store.update(text("drop.ru", graph=whole))
        places = list(staged.values())
        for start in range(0, len(places), _TOGETHER):
            part = places[start : start + _TOGETHER]
            store.update(joined(text("union.ru", graph=each, whole=whole) for each in part))
        if store.count(whole) != expected:
            sent = {triple for triples in plan.graphs.values() for triple in triples}
            found = compare(whole, sent, store.graph(whole) or (), plan.adapter.quirks)
            return Comparison(found.differences, ())
    return Comparison((), ())


def _switch(
    store: Store, journal: Journal, turns: Mapping[NamedNode, int], release: NamedNode
) -> None:
    highest = max(turns.values(), default=0)
    if not highest or turns.get(release) != highest:
        store.update(journal.turned(highest + 1))
    if next(iter(journal.turns()), None) != release:
        raise EngineError("the store does not hold the turn that it was given")


def _clear(
    store: Store, journal: Journal, release: NamedNode, keep_old: int, progress: Progress
) -> tuple[NamedNode, ...]:
    """Drop what no reader needs: older releases than are kept, and those never made current."""
    turns = journal.turns()
    earlier = [each for each, turn in turns.items() if turn and each != release]
    kept = {release, *earlier[:keep_old]}
    dropped = tuple(each for each in turns if each not in kept)
    for number, each in enumerate(dropped, 1):
        graphs = journal.graphs(each)
        places = [each, *graphs]
        for start in range(0, len(places), _TOGETHER):
            part = places[start : start + _TOGETHER]
            store.update(joined(text("drop.ru", graph=place) for place in part))
        store.update(joined(journal.forgotten([*graphs, each])))
        progress("releases cleared", number, len(dropped))
    return dropped

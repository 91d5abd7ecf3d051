"""The way for a store where one update is one transaction: all that changed, in one request.

Nothing is staged in the store, since a reader who asks all graphs at once would see it there.
Graphs that are in the store as they should be are left alone, and what was there before is put
back, by one update too, if the store turns out to hold other statements than were sent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pyoxigraph import NamedNode, Triple

from servanda.errors import UsageError
from servanda.push.comparison import changes_of, compare
from servanda.push.journal import LOCK, Journal
from servanda.push.outcome import Outcome, Progress
from servanda.push.plan import Plan
from servanda.push.store import Store
from servanda.push.texts import inserted, joined, text

__all__ = ["deliver_at_once"]

Held = Mapping[NamedNode, Sequence[Triple] | None]


def deliver_at_once(plan: Plan, store: Store, journal: Journal, progress: Progress) -> Outcome:
    """Make the release current in one transaction; the lock is held by the caller.

    Raises UsageError where that transaction would be larger than the store takes.
    """
    quirks = plan.adapter.quirks
    turns = journal.turns()
    known = {graph for release in turns for graph in journal.graphs(release)}
    read = [*sorted(known | plan.graphs.keys(), key=str), plan.names.journal]
    before = _read(store, read, "graphs read", progress)
    seen = {n: compare(n, sent, before[n] or (), quirks) for n, sent in plan.graphs.items()}
    changed = [name for name, each in seen.items() if each.differences]
    gone = sorted(known - plan.graphs.keys(), key=str)
    if changed or gone or next(iter(turns), None) != plan.names.release:
        store.update(_update(plan, journal, turns, changed, gone))
        after = _read(store, changed, "graphs checked", progress)
        seen |= {n: compare(n, plan.graphs[n], after[n] or (), quirks) for n in changed}
    differences = tuple(each for comparison in seen.values() for each in comparison.differences)
    if differences:
        store.update(_back(plan, journal, before, [*changed, *gone]))
    return Outcome(
        current=not differences,
        sent=len(changed),
        removed=len(gone),
        dropped=(),
        changes=changes_of(seen.values(), quirks),
        differences=differences,
    )


def _read(
    store: Store, names: Collection[NamedNode], stage: str, progress: Progress
) -> dict[NamedNode, list[Triple] | None]:
    found = {}
    for number, name in enumerate(names, 1):
        found[name] = store.graph(name)
        progress(stage, number, len(names))
    return found


def _update(
    plan: Plan,
    journal: Journal,
    turns: Mapping[NamedNode, int],
    changed: Sequence[NamedNode],
    gone: Sequence[NamedNode],
) -> str:
    """The request that readers see nothing or all of."""
    turn = max(turns.values(), default=0) + 1
    update = joined(
        [
            *(text("drop.ru", graph=name) for name in (*changed, *gone, *turns)),
            *(inserted(name, plan.graphs[name]) for name in changed),
            *journal.forgotten(turns),
            journal.described(((name, name) for name in plan.graphs), turn),
        ]
    )
    size = len(update.encode())
    if size > plan.adapter.most:
        raise UsageError(
            f"what changed takes {size} bytes, and {plan.adapter.most} fit in one transaction",
            hint="Push with --as generic, which stages a release and switches by a pointer",
        )
    return update


def _back(plan: Plan, journal: Journal, before: Held, names: Sequence[NamedNode]) -> str:
    """The request that restores what was before; locks are not ours to restore."""
    was = {name: before[name] for name in names}
    noted = before[plan.names.journal] or ()
    was[plan.names.journal] = [triple for triple in noted if triple.predicate != LOCK]
    return joined(
        [
            *(text("drop.ru", graph=name) for name in names),
            *journal.forgotten([plan.names.release]),
            *(inserted(name, triples) for name, triples in was.items() if triples),
        ]
    )

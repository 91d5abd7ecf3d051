"""A plan and what came of it, as text for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.push.outcome import Outcome
from servanda.push.plan import Plan
from servanda.serialize.names import Names as ShortNames
from servanda.vocab import PREFIXES

__all__ = ["outcome_text", "plan_text"]

_SHOWN: Final = 10  # differences that are told one by one


def plan_text(plan: Plan) -> str:
    """What would be pushed, where to, and how."""
    return "\n".join(_plan_lines(plan)) + "\n"


def outcome_text(plan: Plan, outcome: Outcome) -> str:
    """What was done, what the store writes otherwise, and how readers ask for the release."""
    return "\n".join(_outcome_lines(plan, outcome)) + "\n"


def _plan_lines(plan: Plan) -> Iterator[str]:
    names, at = plan.names, plan.addresses
    yield f"Release {names.version} of {names.dataset}"
    yield f"  {len(plan.graphs)} graphs with {plan.statements} statements"
    yield f"to a store of the kind {plan.adapter.name}"
    yield f"  queries  {at.query}"
    yield f"  updates  {at.update}"
    yield f"  graphs   {at.graphs}"
    yield f"  journal  <{names.journal.value}>"
    if plan.adapter.most:
        yield "Graphs keep their names. What changed is replaced by one update."
    else:
        yield f"Graphs are staged as <{names.release.value}:…>, and added up in"
        yield f"  <{names.release.value}>"
        yield "which one statement in the journal makes the current release."
    for (note, datatype), count in plan.warned.items():
        yield f"Known of this store: {count} of {_short(datatype)}: {note}"


def _outcome_lines(plan: Plan, outcome: Outcome) -> Iterator[str]:
    for change in outcome.changes:
        example = f"{_literal(change.sent)} -> {_literal(change.held)}"
        yield f"{change.count} of {_short(change.datatype)}: {change.note}, such as {example}"
    for each in outcome.differences[:_SHOWN]:
        what = "is not in the store" if each.missing else "is in the store, but was not sent"
        yield f"{_cut(str(each.statement))} of {each.graph}: {what}"
    if len(outcome.differences) > _SHOWN:
        yield f"... and {len(outcome.differences) - _SHOWN} more statements"
    if not outcome.current:
        yield "The store holds other statements than were sent. Readers still have what they had."
        return
    for dropped in outcome.dropped:
        yield f"cleared away: {dropped}"
    removed = f", {outcome.removed} removed" if outcome.removed else ""
    yield (
        f"Release {plan.names.version} is current: {len(plan.graphs)} graphs, of which "
        f"{outcome.sent} were sent{removed}; {plan.statements} statements."
    )
    if not plan.adapter.most:
        yield f"Readers ask with default-graph-uri={plan.names.release.value}"


def _short(datatype: str) -> str:
    return ShortNames(PREFIXES).iri(NamedNode(datatype))


def _literal(literal: Literal) -> str:
    return _cut(f'"{literal.value}"^^{_short(literal.datatype.value)}')


def _cut(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:100]}…"

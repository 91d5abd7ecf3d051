"""A push: take the lock, deliver in the way that the store allows, give the lock back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from servanda.errors import ServandaError, UsageError
from servanda.push.client import Client
from servanda.push.holder import is_dead, new_holder
from servanda.push.journal import Journal
from servanda.push.login import Login
from servanda.push.outcome import Outcome, Progress, quiet
from servanda.push.plan import Plan
from servanda.push.pointer import deliver_by_pointer
from servanda.push.store import Store
from servanda.push.transaction import deliver_at_once

__all__ = ["Bounds", "deliver"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How a push behaves.

    `keep_old` is how many earlier releases stay in the store, where releases are kept apart;
    `timeout` is in seconds, for each request; `break_lock` is the token of a lock that is not to
    be respected.
    """

    keep_old: int = 1
    timeout: float = 300.0
    break_lock: str = ""


def deliver(
    plan: Plan,
    *,
    login: Login | None = None,
    bounds: Bounds = Bounds(),
    progress: Progress = quiet,
) -> Outcome:
    """Deliver what was planned; running it again after any interruption ends in the same state.

    A lock whose process surely ended is not respected.
    Raises UsageError if another push has the lock, or the login is wanting; EngineError if the
    store fails.
    """
    client = Client(login, timeout=bounds.timeout)
    try:
        store = Store(plan.addresses, client)
        journal = Journal(store, plan.names)
        _break(journal, bounds.break_lock)
        holder = new_holder()
        journal.lock(holder)
        try:
            if plan.adapter.most:
                return deliver_at_once(plan, store, journal, progress)
            return deliver_by_pointer(plan, store, journal, progress, keep_old=bounds.keep_old)
        finally:
            with suppress(ServandaError):  # the first error is what has to be told
                journal.unlock(holder)
    finally:
        client.close()


def _break(journal: Journal, token: str) -> None:
    holders = journal.holders()
    found = [holder for holder in holders if token and holder.split()[:1] == [token]]
    if token and holders and not found:
        raise UsageError("the lock has another token by now", hint="Look who has it: run again")
    for holder in {*found, *(each for each in holders if is_dead(each))}:
        journal.unlock(holder)

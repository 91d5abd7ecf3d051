"""Deliver a release to another SPARQL store, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from servanda.push.adapters import ADAPTERS
from servanda.push.comparison import Change, Difference
from servanda.push.deliver import Bounds, deliver
from servanda.push.login import Login, login_from
from servanda.push.outcome import Outcome, Progress, quiet
from servanda.push.plan import Plan, plan_push

__all__ = [
    "ADAPTERS",
    "Bounds",
    "Change",
    "Difference",
    "Login",
    "Outcome",
    "Plan",
    "deliver",
    "login_from",
    "plan_push",
    "push",
]


def push(  # noqa: PLR0913  each has its default
    folder: Path,
    to: str,
    *,
    kind: str = "generic",
    query: str = "",
    update: str = "",
    bounds: Bounds = Bounds(),  # noqa: B008  it is frozen
    login: Login | None = None,
    progress: Progress = quiet,
) -> Outcome:
    """Deliver the release in `folder` to the store at `to`; see `plan_push` and `deliver`."""
    plan = plan_push(folder, to, kind=kind, query=query, update=update)
    return deliver(plan, login=login, bounds=bounds, progress=progress)

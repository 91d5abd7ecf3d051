"""What a page says and draws beside the facts: how an agreement stands, and its pictures."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from servanda.pictures.drawing.base import Picture
from servanda.pictures.timelines.dating import date_words
from servanda.site.read.agreements import AgreementRow, agreements_about
from servanda.site.read.labels import Name
from servanda.site.telling.drawings import agreement_pictures, dataset_timeline
from servanda.site.view import View

__all__ = ["Standing", "drawn", "status_of"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of an agreement on a day, and why."""

    day: str
    name: Name
    reason: Name | None


def status_of(view: View, node: NamedNode) -> Standing | None:
    """How an agreement stands on the day for which the release is made; None for anything else."""
    row = _row(view, node)
    if row is None or row.status is None:
        return None
    day = date_words(view.site.workspace.as_of, view.language)
    return Standing(day, view.name(row.status), view.name(row.reason) if row.reason else None)


def drawn(view: View, node: NamedNode) -> list[Picture]:
    """The pictures of an agreement, or the time of a party's agreements."""
    rows = agreements_about(view.site, node)
    if len(rows) == 1 and rows[0].node == node:
        return agreement_pictures(view, rows[0])
    return [dataset_timeline(view, rows, "time")] if rows else []


def _row(view: View, node: NamedNode) -> AgreementRow | None:
    return next((row for row in agreements_about(view.site, node) if row.node == node), None)

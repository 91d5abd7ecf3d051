"""What is known of the workspace right now, for all who wait for news of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition
from typing import Final

from servanda.findings import Finding

__all__ = ["Board", "Report", "Told"]


@dataclass(frozen=True, slots=True)
class Report:
    """The state of a preview: which pages are on show, and what is wrong with the files.

    `generation` grows whenever pages may have changed; `checking` says that more may be found.
    """

    generation: int
    checking: bool
    findings: tuple[Finding, ...]


Told = Callable[[Report], None]


class Board:
    """The newest report; `told` hears of each one, in the thread that puts it up."""

    def __init__(self, told: Told) -> None:
        self._told: Final = told
        self._news: Final = Condition()
        self._number = 0
        self._report = Report(0, checking=True, findings=())

    @property
    def report(self) -> Report:
        """The newest report."""
        return self._report

    def put(self, report: Report) -> None:
        """Put up a report, unless it says nothing new."""
        with self._news:
            if report == self._report:
                return
            self._report = report
            self._number += 1
            self._news.notify_all()
        self._told(report)

    def after(self, number: int, seconds: float) -> tuple[int, Report]:
        """The newest report and its number, once there is one after `number`, or time is up."""
        with self._news:
            self._news.wait_for(lambda: self._number > number, timeout=seconds)
            return self._number, self._report

"""Dates and durations as people write them in tables: read if there is one reading, or a reason."""

from __future__ import annotations

from servanda.written.dates import Reading, read_date
from servanda.written.durations import Term, read_duration

__all__ = ["Reading", "Term", "read_date", "read_duration"]

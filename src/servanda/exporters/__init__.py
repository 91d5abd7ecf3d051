"""The registry of exporters: one file and one line for each kind of output."""

from __future__ import annotations

from typing import Final

from servanda.exporters.base import Exporter, Source
from servanda.exporters.dump import dump
from servanda.exporters.ontology import ontology
from servanda.exporters.queries import queries
from servanda.exporters.reports import reports
from servanda.exporters.site import site
from servanda.exporters.tables import tables

__all__ = ["EXPORTERS", "Exporter", "Source"]

EXPORTERS: Final[tuple[tuple[str, Exporter], ...]] = (
    ("dump", dump),
    ("tables", tables),
    ("ontology", ontology),
    ("queries", queries),
    ("reports", reports),
    ("site", site),
)

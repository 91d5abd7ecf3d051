"""The registry of exporters: one file and one line for each kind of output."""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast

from servanda.exporters.base import Exporter, Source

__all__ = ["EXPORTERS", "Exporter", "Source", "exporter"]

# Each is the function of the module of that name; modules are loaded when a release is written,
# so that the other commands start without templates and pictures.
EXPORTERS: Final = (
    "dump",
    "tables",
    "ontology",
    "queries",
    "reports",
    "void",
    "examples",
    "datapackage",
    "croissant",
    "reconciliation",
    "catalog",
    "site",
)


def exporter(name: str) -> Exporter:
    """The exporter of a name of `EXPORTERS`."""
    return cast("Exporter", getattr(import_module(f"servanda.exporters.{name}"), name))

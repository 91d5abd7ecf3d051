"""The server of Oxigraph: an update of any number of operations is one transaction.

It gives back canonical spellings, and integers of derived types as xsd:integer; no value changes.
"""

from __future__ import annotations

from typing import Final

from servanda.push.adapters.adapter import Adapter, under

__all__ = ["OXIGRAPH"]

OXIGRAPH: Final = Adapter(
    "oxigraph",
    under("/query", "/update", "/store"),
    most=120_000_000,  # the server takes 128 MiB
)

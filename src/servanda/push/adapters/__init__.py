"""The stores that a release is pushed to, one file each: addresses, ways, and known changes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from servanda.push.adapters.adapter import Adapter
from servanda.push.adapters.generic import GENERIC
from servanda.push.adapters.oxigraph import OXIGRAPH
from servanda.push.adapters.virtuoso import VIRTUOSO

__all__ = ["ADAPTERS", "Adapter"]

ADAPTERS: Final[Mapping[str, Adapter]] = MappingProxyType(
    {adapter.name: adapter for adapter in (GENERIC, OXIGRAPH, VIRTUOSO)}
)

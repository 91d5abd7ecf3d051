"""Any store with SPARQL 1.1 Query, Update and the Graph Store Protocol; nothing more is assumed."""

from __future__ import annotations

from typing import Final

from servanda.errors import UsageError
from servanda.push.adapters.adapter import Adapter, checked
from servanda.push.store import Addresses

__all__ = ["GENERIC"]


def _addresses(to: str, query: str, update: str) -> Addresses:
    if not query or not update:
        raise UsageError(
            "a store of a kind that is not known needs three addresses",
            hint="Give that of its graphs with --to, and --query and --update; or say --as",
        )
    return Addresses(checked(query), checked(update), checked(to))


GENERIC: Final = Adapter("generic", _addresses)

"""What an adapter says of a store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from servanda.errors import UsageError
from servanda.push.quirks import Choke, Quirk
from servanda.push.store import Addresses

__all__ = ["Adapter", "checked", "under"]


@dataclass(frozen=True, slots=True)
class Adapter:
    """A kind of store.

    `addresses` takes what `--to`, `--query` and `--update` say, empty where they do not.
    `most` is the largest update, in bytes, that is one transaction which no reader sees half of;
    0 where updates are not isolated, so that the release is switched by a pointer.
    """

    name: str
    addresses: Callable[[str, str, str], Addresses]
    most: int = 0
    quirks: tuple[Quirk, ...] = ()
    chokes: tuple[Choke, ...] = ()


def checked(address: str) -> str:
    """An http(s) address without a login in it. Raises UsageError, which does not repeat it."""
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good or not address.isascii() or not address.isprintable() or " " in address:
        raise UsageError("not the address of a store", hint="Give http(s)://…")
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "an address with a login in it is not taken",
            hint="Set SERVANDA_PUSH_USER and SERVANDA_PUSH_PASSWORD in the environment",
        )
    if parts.fragment:
        raise UsageError("the address of a store has no fragment", hint="Leave out what # begins")
    return address


def under(query: str, update: str, graphs: str) -> Callable[[str, str, str], Addresses]:
    """The addresses of a server that has them at these paths below its root."""

    def addresses(to: str, query_at: str, update_at: str) -> Addresses:
        root = checked(to).rstrip("/")
        return Addresses(
            checked(query_at or root + query),
            checked(update_at or root + update),
            root + graphs,
        )

    return addresses

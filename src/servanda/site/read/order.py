"""The order of names in lists: by their letters in Latin script, whatever their case and marks."""

from __future__ import annotations

from anyascii import anyascii

__all__ = ["folded"]


def folded(text: str) -> tuple[str, str]:
    """The key by which a name is sorted; Chinese stands in the order of its pronunciation."""
    return anyascii(text[:200]).casefold(), text

"""The media types of all files that a release has, those of its site included."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from servanda.formats import media_type

__all__ = ["type_of"]

_OF_SITE: Final = MappingProxyType(
    {
        "atom": "application/atom+xml",
        "ics": "text/calendar",
        "md": "text/markdown",
        "sha256": "text/plain",
        "svg": "image/svg+xml",
        "xml": "application/xml",
    }
)


def type_of(path: str) -> str:
    """The media type of a file by its name."""
    return _OF_SITE.get(path.rpartition(".")[2]) or media_type(path)

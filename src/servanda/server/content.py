"""Content that lies ready to be sent, and what its headers say of it (RFC 9110, section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from servanda.server.encoding import LEAST, compressible
from servanda.server.served import File

__all__ = ["IMMUTABLE", "REVALIDATED", "Content", "may_be_coded", "plain_headers", "text_type"]

IMMUTABLE: Final = "public, max-age=31536000, immutable"
REVALIDATED: Final = "no-cache"
_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Content:
    """What is answered: bytes or a file, its media type, and a tag that changes with its bytes."""

    body: bytes | File
    media_type: str
    tag: str
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.body) if isinstance(self.body, bytes) else self.body.size


def text_type(media_type: str) -> str:
    """The media type with the charset of texts, which here is always UTF-8."""
    text = media_type.startswith("text/") and "charset" not in media_type
    return f"{media_type}; charset=utf-8" if text else media_type


def may_be_coded(content: Content) -> bool:
    """Whether a coding would make the content smaller, so that it depends on Accept-Encoding."""
    return content.size >= LEAST and compressible(content.media_type)


def plain_headers(content: Content, cached: str = REVALIDATED) -> dict[str, str]:
    """The headers of the answer with a content as it is, whole and in no coding, but its length."""
    headers = {"Cache-Control": cached, "Accept-Ranges": "bytes", **content.headers}
    if may_be_coded(content):
        varies = headers.get("Vary")
        headers["Vary"] = f"{varies}, Accept-Encoding" if varies else "Accept-Encoding"
    headers["ETag"] = f'"{content.tag}"'
    headers["Content-Type"] = text_type(content.media_type)
    return headers

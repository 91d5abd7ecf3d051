"""Parts of a file by their bytes (RFC 9110, section 14)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

__all__ = ["Span", "multipart", "spans"]

Span = tuple[int, int]
"""The first byte of a part and the one after its last."""

_MOST: Final = 8
_RANGES: Final = re.compile(r"bytes=(.*)", re.IGNORECASE | re.DOTALL)
_RANGE: Final = re.compile(r"([0-9]{1,18})?-([0-9]{1,18})?", re.ASCII)


def spans(header: str, size: int) -> tuple[Span, ...] | None:
    """The parts of `size` bytes that a `Range` header asks for.

    None where the header is to be ignored: another unit, a faulty one, or parts that are too many
    or overlap, by which a small request would get a large answer. Empty where no part exists.
    """
    found = _RANGES.fullmatch(header.strip())
    texts = [text.strip() for text in found[1].split(",")] if found else []
    if not texts or len(texts) > _MOST:
        return None
    wanted: list[Span] = []
    for text in texts:
        span = _span(text, size)
        if span is None:
            return None
        if span[0] < span[1]:
            wanted.append(span)
    ordered = sorted(wanted)
    apart = all(one[1] <= other[0] for one, other in pairwise(ordered))
    return tuple(wanted) if apart else None


def _span(text: str, size: int) -> Span | None:
    """A part; an empty one if it lies beyond the end, None if the text is no range."""
    match = _RANGE.fullmatch(text)
    if match is None or (match[1] is None and match[2] is None):
        return None
    if match[1] is None:
        return max(0, size - int(match[2])), size
    first, last = int(match[1]), int(match[2]) if match[2] is not None else size - 1
    if match[2] is not None and last < first:
        return None
    return (first, min(last + 1, size)) if first < size else (size, size)


def multipart(parts: tuple[Span, ...], size: int, media_type: str, boundary: str) -> list[bytes]:
    """What stands before each part of a `multipart/byteranges`, and what ends it."""
    heads = [
        f"\r\n--{boundary}\r\nContent-Type: {media_type}\r\n"
        f"Content-Range: bytes {first}-{end - 1}/{size}\r\n\r\n"
        for first, end in parts
    ]
    return [text.encode() for text in (*heads, f"\r\n--{boundary}--\r\n")]

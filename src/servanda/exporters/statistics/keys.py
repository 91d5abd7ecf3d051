"""Short names for IRIs, for the IRIs of parts of a description."""

from __future__ import annotations

import hashlib
import re

__all__ = ["key_of"]


def key_of(iri: str) -> str:
    """The last words of an IRI, which people can read, and eight digits that tell it from others.

    The digits are the first of its SHA-256 in hexadecimal.
    """
    local = re.split(r"[/#:]", iri.rstrip("/#:"))[-1]
    plain = re.sub(r"[^A-Za-z0-9]+", "-", local).strip("-")[:40]
    return f"{plain}-{hashlib.sha256(iri.encode()).hexdigest()[:8]}"

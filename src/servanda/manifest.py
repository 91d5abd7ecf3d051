"""The manifest: every file of a release with media type, size and SHA-256, and what made it.

The pages of the site are many and are listed in a file of their own, `site.sha256`, which the
manifest vouches for.

The manifest is canonical JSON and carries a hash of itself, so that no byte of a release,
its own included, can change unseen.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from typing import Any, Final

__all__ = ["ENGINES", "engine_versions", "manifest_bytes", "sealed"]

ENGINES: Final = ("owlrl", "pyoxigraph", "pyshacl", "rdflib")


def engine_versions() -> dict[str, str]:
    """The versions of what parsed, reasoned, validated and wrote."""
    return {name: version(name) for name in ENGINES}


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """`content` with `seal`: the SHA-256 of its canonical bytes without the seal."""
    bare = {key: value for key, value in content.items() if key != "seal"}
    return {**bare, "seal": hashlib.sha256(manifest_bytes(bare)).hexdigest()}


def manifest_bytes(content: dict[str, Any]) -> bytes:
    """The one spelling of a manifest: UTF-8, two spaces, keys in the given order."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()

"""The manifest: every file of a release with media type, size and SHA-256, and what made it.

The pages of the site are many and are listed in a file of their own, `site.sha256`, which the
manifest vouches for.

The manifest is canonical JSON and carries a hash of itself, so that no byte of a release,
its own included, can change unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

__all__ = ["ENGINES", "engine_versions", "manifest_bytes", "sealed"]

# All that may have read, validated or written; what a release was made with depends on it alone.
ENGINES: Final = ("owlrl", "pyoxigraph", "pyshacl", "rdflib", "shacl")


def engine_versions(names: Iterable[str] = ENGINES) -> dict[str, str]:
    """The versions of engines, as far as they are installed, by name."""
    found = {}
    for name in sorted(names):
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """`content` with `seal`: the SHA-256 of its canonical bytes without the seal."""
    bare = {key: value for key, value in content.items() if key != "seal"}
    return {**bare, "seal": hashlib.sha256(manifest_bytes(bare)).hexdigest()}


def manifest_bytes(content: dict[str, Any]) -> bytes:
    """The one spelling of a manifest: UTF-8, two spaces, keys in the given order."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()

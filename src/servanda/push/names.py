"""The names that a push gives in a store; they follow from the dataset and its release alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

__all__ = ["Names"]

_BASE: Final = "urn:servanda:push:"


@dataclass(frozen=True, slots=True)
class Names:
    """Names for a release of a dataset: its version, and the digest of its statements."""

    dataset: str
    version: str
    digest: str

    @property
    def journal(self) -> NamedNode:
        """The graph that names the releases of the dataset in the store, and the lock."""
        return NamedNode(_BASE + _short(self.dataset, 12))

    @property
    def release(self) -> NamedNode:
        """The release; where graphs are staged, also the graph with all its statements."""
        version = quote(self.version, safe="._-+~")
        return NamedNode(f"{self.journal.value}:{version}:{self.digest[:16]}")

    def staged(self, graph: NamedNode) -> NamedNode:
        """Where a graph of the release is staged."""
        return NamedNode(f"{self.release.value}:{_short(graph.value, 16)}")


def _short(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]

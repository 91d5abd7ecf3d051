"""What is served: a release, or files of RDF, made ready so that no request has them parsed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

__all__ = ["File", "Served"]


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release: where it lies, its size in bytes, SHA-256 in hexadecimal, media type."""

    path: Path
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Served:
    """One release made ready; nothing in it changes while it is served.

    `key` is the SHA-256 of what is served, the root of every ETag. `root` is the folder of the
    release, None for plain files of RDF. `files` are its files by path, as addresses name them.
    `store` is the folder of the read-only store, `graphs` the names of its graphs, `facts` the
    SQLite file of statements by subject, `spellings` the file of literals that the store spells
    otherwise. `base` is the beginning of canonical IRIs that stands for the root of the server,
    `uri_space` that of the resources; both are empty for plain files. `lock` is an open file: as
    long as it is open, nobody removes what was made ready.
    """

    key: str
    store: Path
    spellings: Path
    facts: Path
    graphs: frozenset[str]
    triples: int
    root: Path | None = None
    files: Mapping[str, File] = field(default_factory=lambda: MappingProxyType({}))
    dataset: str = ""
    base: str = ""
    uri_space: str = ""
    ontology: str = ""
    version: str = ""
    title: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    versions: tuple[str, ...] = ()
    lock: int | None = field(default=None, compare=False)

    def close(self) -> None:
        """Let others remove what was made ready; call it once."""
        if self.lock is not None:
            os.close(self.lock)

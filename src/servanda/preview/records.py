"""Which resources and files a changed record touches, and the index of records after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from pyoxigraph import NamedNode

from servanda.parse import Document
from servanda.records import Entry, Index

__all__ = ["described", "near", "overlaid"]


def described(index: Index, records: Iterable[Path]) -> frozenset[str]:
    """The resources that records describe, as far as the index knows them."""
    known = (index.entries[path].subjects for path in records if path in index.entries)
    return frozenset().union(*known)


def near(index: Index, documents: Iterable[Document]) -> frozenset[Path]:
    """The files that describe what documents speak of, and all that these link to in turn.

    Among them no link leads nowhere that does not so among all files.
    """
    named = {
        term.value
        for document in documents
        for quad in document.quads
        for term in (quad.subject, quad.object)
        if isinstance(term, NamedNode)
    }
    found = {index.owners[iri] for iri in named if iri in index.owners}
    found.update(index.context(found & index.entries.keys()))
    links = {link for path in found & index.entries.keys() for link in index.entries[path].links}
    return frozenset(found | {index.owners[iri] for iri in links if iri in index.owners})


def overlaid(index: Index, without: Collection[Path], entries: Iterable[Entry]) -> Index:
    """The index without some records, and with entries for those or others."""
    kept = {path: entry for path, entry in index.entries.items() if path not in without}
    owners = {iri: path for iri, path in index.owners.items() if path not in without}
    for entry in entries:
        kept[entry.path] = entry
        for subject in entry.subjects:
            owners.setdefault(subject, entry.path)
    return Index(kept, owners)

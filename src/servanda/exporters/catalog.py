"""The catalogue of the release, which portals harvest: `catalog.ttl`, `.jsonld` and `.rdf`.

`catalog-udata.ttl` is for data.gouv.fr, which refuses what DCAT-AP asks for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import RdfFormat

from servanda.catalog import Head, Published, Release, Words, catalog_triples, file_words, for_udata
from servanda.digests import EARLIER, MANIFEST, describe_files
from servanda.exporters.base import Source
from servanda.query import read_query
from servanda.serialize.turtle import turtle

__all__ = ["catalog"]

_NAME = "catalog"
_APART = (".work/", ".well-known/")  # what is in the making, and copies for clients


def catalog(source: Source, folder: Path) -> None:
    """Write the catalogue from the description and the files that stand in `folder`.

    It comes after all other data: each file is a distribution with its size and its SHA-256.
    """
    workspace = source.workspace
    head = Head(workspace.iri, tuple(quad.triple for quad in source.reference.description))
    titles = dict(_titles(source))
    described = describe_files(folder, source.digests, without=_APART)
    files = tuple(_published(each, titles) for each in described)
    earlier = [_earlier(path, titles) for path in source.earlier]
    said = catalog_triples(head, Release(workspace.version, workspace.issued, "", files), earlier)
    triples = sorted(said, key=str)
    prefixes = dict(source.prefixes)
    for name, some in ((_NAME, triples), (f"{_NAME}-udata", for_udata(triples))):
        text = turtle(some, prefixes, first=workspace.iri.value)
        (folder / f"{name}.ttl").write_text(text, encoding="utf-8", newline="\n")
    for suffix, syntax in (("jsonld", RdfFormat.JSON_LD), ("rdf", RdfFormat.RDF_XML)):
        path = str(folder / f"{_NAME}.{suffix}")
        pyoxigraph.serialize(triples, path, syntax, prefixes=prefixes)


def _titles(source: Source) -> Iterator[tuple[str, tuple[Words, Words]]]:
    for table in source.reference.tables:
        yield f"tables/{table.name}", (table.title, table.description)
        yield f"queries/tables/{table.name}", (table.title, table.description)
    for path in source.workspace.queries:
        query = read_query(path)
        for part in ("queries", "examples"):
            yield f"{part}/{query.name}", (query.title, query.description)


def _published(entry: Mapping[str, Any], titles: Mapping[str, tuple[Words, Words]]) -> Published:
    path = str(entry["path"])
    title, description = file_words(path, titles)
    return Published(path, entry["mediaType"], entry["bytes"], entry["sha256"], title, description)


def _earlier(folder: Path, titles: Mapping[str, tuple[Words, Words]]) -> Release:
    """A release before this one, with its dumps, as its own manifest gives them."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    files = [entry for entry in manifest["files"] if entry["path"].startswith("dump/")]
    return Release(
        manifest["version"],
        manifest["issued"],
        f"{EARLIER}/{folder.name}/",
        tuple(_published(entry, titles) for entry in files),
    )

"""Which document tells of an IRI: files of the release, or statements by subject.

A document has a path without language and suffix, as in `party/lyon`: its pages are
`<language>/<path>.html`, its data `id/<path>.<suffix>`. What has no page of its own, such as a
claim, has a document as well, made of the statements about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, unquote

from pyoxigraph import Triple

from servanda.server.served import File
from servanda.server.state import State
from servanda.site.read.paths import resource_path

__all__ = ["DATASET", "ONTOLOGY", "Document", "document_of", "path_of"]

DATASET: Final = "dataset"
ONTOLOGY: Final = "ontology"
_SUFFIXES: Final = ("ttl", "jsonld", "nt")
# The end of a path that stands for an IRI which is no plain path.
_WORDED: Final = re.compile(r"-[0-9a-f]{10}\.nt$")
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|\\^`]')


@dataclass(frozen=True, slots=True)
class Document:
    """What is told of a thing. `at` is the folder of an earlier release, or empty.

    `iri` is that of the thing, empty if only its path is known; `data` are its files by suffix,
    `pages` by language; `triples` the statements about a thing that has no files.
    """

    path: str
    at: str = ""
    iri: str = ""
    data: Mapping[str, File] = field(default_factory=lambda: MappingProxyType({}))
    pages: Mapping[str, File] = field(default_factory=lambda: MappingProxyType({}))
    triples: tuple[Triple, ...] = ()


def document_of(state: State, path: str, at: str = "") -> Document | None:
    """The document at a path, or None. The path comes from a request, and is only looked up."""
    files = state.served.files
    folder = "" if path == ONTOLOGY else "id/"
    names = {suffix: f"{at}{folder}{path}.{suffix}" for suffix in _SUFFIXES}
    data = {suffix: files[name] for suffix, name in names.items() if name in files}
    if "nt" in data or (path == ONTOLOGY and "ttl" in data):
        pages = {each: f"{at}{each}/{path}.html" for each in state.languages}
        found = {language: files[name] for language, name in pages.items() if name in files}
        return Document(path, at, _iri(state, path), data, found)
    for iri in () if at else _candidates(state, path):
        triples = state.facts.triples(iri)
        if triples:
            return Document(path, at, iri, triples=tuple(triples))
    return None


def path_of(state: State, iri: str) -> str:
    """The path of the document of an IRI, whether there is one or not; "" for what is not ours."""
    served = state.served
    if iri == served.dataset:
        return DATASET
    if served.ontology and iri == served.ontology.rstrip("#/"):
        return ONTOLOGY
    path = resource_path(iri, served.uri_space) if served.uri_space else ""
    if f"id/{path}.nt" in served.files:
        return path
    if served.ontology and iri.startswith(f"{served.ontology.rstrip('#/')}/"):
        return f"{ONTOLOGY}/{iri[len(served.ontology.rstrip('#/')) + 1 :]}"
    if served.uri_space and iri.startswith(served.uri_space):
        return iri[len(served.uri_space) :]
    return f"x/{re.sub(r'^[A-Za-z][A-Za-z0-9+.-]*:/*', '', iri)}"


def _iri(state: State, path: str) -> str:
    """The IRI of what a page tells, where its path shows it."""
    served = state.served
    known = {DATASET: served.dataset, ONTOLOGY: served.ontology.rstrip("#/")}
    if path in known:
        return known[path]
    if path.startswith("x/") or _WORDED.search(f"{path}.nt"):
        return ""
    if path.startswith(f"{ONTOLOGY}/"):
        sign = "#" if "/" not in served.ontology.removeprefix(served.base) else ""
        start = served.ontology if served.ontology.endswith(("#", "/")) else served.ontology + sign
        return start + path.removeprefix(f"{ONTOLOGY}/")
    return served.uri_space + path


def _candidates(state: State, path: str) -> list[str]:
    """The IRIs that a path may stand for, as they are written in data: escaped, or as they read."""
    served = state.served
    known = {DATASET: served.dataset, ONTOLOGY: served.ontology.rstrip("#/")}
    if path in known:
        return [known[path]] if known[path] else []
    starts = [served.uri_space] if served.uri_space else []
    rest = path
    if path.startswith(f"{ONTOLOGY}/") and served.ontology:
        bare = served.ontology.rstrip("#/")
        starts, rest = [f"{bare}#", f"{bare}/"], path.removeprefix(f"{ONTOLOGY}/")
    elif path.startswith("x/"):
        starts, rest = [*starts, "https://", "http://"], path.removeprefix("x/")
    spelled = dict.fromkeys((rest, unquote(rest), quote(unquote(rest), safe="/:@!$&'()*+,;=~-._%")))
    ways = [start + each for start in starts for each in spelled]
    return [iri for iri in ways if not _NOT_IN_IRI.search(iri) and len(iri) < 2_000]

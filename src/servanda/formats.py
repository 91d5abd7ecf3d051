"""The one table of RDF syntaxes and result formats: names, media types, file suffixes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat

__all__ = ["MEDIA_TYPES", "SYNTAXES", "Syntax", "media_type", "syntax_of", "web_type"]


@dataclass(frozen=True, slots=True)
class Syntax:
    """A concrete syntax of RDF: `quads` says whether it keeps graph names."""

    name: str
    suffix: str
    media_type: str
    rdf_format: RdfFormat
    quads: bool


SYNTAXES: Final = (
    Syntax("Turtle", ".ttl", "text/turtle", RdfFormat.TURTLE, quads=False),
    Syntax("N-Triples", ".nt", "application/n-triples", RdfFormat.N_TRIPLES, quads=False),
    Syntax("N-Quads", ".nq", "application/n-quads", RdfFormat.N_QUADS, quads=True),
    Syntax("TriG", ".trig", "application/trig", RdfFormat.TRIG, quads=True),
    Syntax("JSON-LD", ".jsonld", "application/ld+json", RdfFormat.JSON_LD, quads=True),
    Syntax("RDF/XML", ".rdf", "application/rdf+xml", RdfFormat.RDF_XML, quads=False),
)

MEDIA_TYPES: Final = (
    *((syntax.suffix, syntax.media_type) for syntax in SYNTAXES),
    (".rq", "application/sparql-query"),
    (".csv", "text/csv"),
    (".csv-metadata.json", "application/csvm+json"),
    (".json", "application/json"),
    (".parquet", "application/vnd.apache.parquet"),
    (".well-known/void", "text/turtle"),
)

# What else a server of a release sends; the manifest names no type for the pages of the site.
_WEB_TYPES: Final = (
    *MEDIA_TYPES,
    (".atom", "application/atom+xml"),
    (".css", "text/css"),
    (".html", "text/html"),
    (".ico", "image/x-icon"),
    (".ics", "text/calendar"),
    (".js", "text/javascript"),
    (".md", "text/markdown"),
    (".png", "image/png"),
    (".svg", "image/svg+xml"),
    (".txt", "text/plain"),
    (".wasm", "application/wasm"),
    (".woff2", "font/woff2"),
    (".xml", "application/xml"),
    (".sha256", "text/plain"),
    (".tsv", "text/tab-separated-values"),
    (".yaml", "application/yaml"),
)


def syntax_of(path: Path) -> Syntax | None:
    """The RDF syntax that the suffix of `path` stands for, or None if it stands for none."""
    suffix = {".owl": ".rdf", ".xml": ".rdf"}.get(path.suffix.lower(), path.suffix.lower())
    return next((syntax for syntax in SYNTAXES if syntax.suffix == suffix), None)


def media_type(name: str) -> str:
    """The media type of a file name (IANA registry); `application/octet-stream` if unknown."""
    return _fitting(name, MEDIA_TYPES)


def web_type(name: str) -> str:
    """The same for a server, which sends pages, scripts and pictures as well."""
    return _fitting(name, _WEB_TYPES)


def _fitting(name: str, types: tuple[tuple[str, str], ...]) -> str:
    fits = [(suffix, kind) for suffix, kind in types if name.endswith(suffix)]
    return max(fits, key=lambda fit: len(fit[0]))[1] if fits else "application/octet-stream"

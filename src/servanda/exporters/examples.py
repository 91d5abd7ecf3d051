"""The ready-made queries as examples of SPARQL in Turtle, as collections of them are exchanged.

Conventions: https://github.com/sib-swiss/sparql-examples. A query is a SHACL SPARQL executable
(https://www.w3.org/TR/shacl/#sparql-constraints, section 5.2.1 for prefixes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.catalog import Head, part
from servanda.exporters.base import Source
from servanda.query import Query, declared_prefixes, query_form, read_query
from servanda.serialize.turtle import turtle
from servanda.vocab import DCTERMS, OWL, RDF, RDFS, SCHEMA, SH, SKOS, XSD
from servanda.wording import LANGUAGES, word

__all__ = ["examples"]

COMBINED: Final = "sparql-examples.ttl"
_PREFIXES: Final = "prefixes"
# SHACL has no word for DESCRIBE: such a query is an executable without a narrower class.
_FORMS: Final = ("select", "ask", "construct")


def examples(source: Source, folder: Path) -> None:
    """Write `examples/<name>.ttl` for each query, `examples/prefixes.ttl`, `sparql-examples.ttl`.

    The last holds all of them. The text of each is the query as it is, without its head; it
    declares its prefixes itself, so it runs with and without those of `prefixes.ttl`.
    """
    queries = [read_query(path) for path in source.workspace.queries]
    out = folder / "examples"
    out.mkdir()
    head = source.head
    parts = {_name(query): list(_example(query, head)) for query in queries}
    parts[_PREFIXES] = list(_declared(queries, head))
    for name, triples in parts.items():
        _write(out / f"{name}.ttl", triples, source)
    _write(folder / COMBINED, (triple for each in parts.values() for triple in each), source)


def _write(path: Path, triples: Iterable[Triple], source: Source) -> None:
    path.write_text(turtle(set(triples), source.prefixes), encoding="utf-8", newline="\n")


def _name(query: Query) -> str:
    """The name of the file of a query, which is not that of the prefixes."""
    return f"{query.name}-query" if query.name == _PREFIXES else query.name


def _example(query: Query, head: Head) -> Iterator[Triple]:
    node = part(head.dataset, "query", query.name)
    yield Triple(node, RDF.type, SH.SPARQLExecutable)
    form = query_form(query.text).lower()
    if form in _FORMS:
        yield Triple(node, RDF.type, SH[f"SPARQL{form.capitalize()}Executable"])
        yield Triple(node, SH[form], Literal(_without_head(query.text)))
    else:
        yield Triple(node, SCHEMA.text, Literal(_without_head(query.text)))
    yield Triple(node, SH.prefixes, part(head.dataset, _PREFIXES))
    for language in LANGUAGES:
        yield from _told(query, node, language)
    for endpoint in head.endpoints:
        yield Triple(node, SCHEMA.target, endpoint)
    for licence in head.licences:
        yield Triple(node, DCTERMS.license, licence)


def _told(query: Query, node: NamedNode, language: str) -> Iterator[Triple]:
    """What a query is for, in one language."""
    yield Triple(node, RDFS.comment, Literal(query.title[language], language=language))
    about = Literal(query.description[language], language=language)
    yield Triple(node, DCTERMS.description, about)
    for keyword in query.keywords[language]:
        yield Triple(node, SCHEMA.keywords, Literal(keyword, language=language))
    for each in query.parameters:
        text = word(
            "examples-parameter",
            language,
            name=f"?{each.name}",
            datatype=each.datatype,
            label=each.label[language],
        )
        yield Triple(node, SKOS.note, Literal(text, language=language))


def _declared(queries: Iterable[Query], head: Head) -> Iterator[Triple]:
    """The prefixes of all queries; where two queries disagree on one, it is left to the texts."""
    node = part(head.dataset, _PREFIXES)
    yield Triple(node, RDF.type, OWL.Ontology)
    found: dict[str, set[str]] = {}
    for query in queries:
        for name, base in declared_prefixes(query.text).items():
            found.setdefault(name, set()).add(base)
    for name, bases in found.items():
        if name and len(bases) == 1:
            declared = part(head.dataset, "prefix", name)
            yield Triple(node, SH.declare, declared)
            yield Triple(declared, SH.prefix, Literal(name))
            for base in bases:
                yield Triple(declared, SH.namespace, Literal(base, datatype=XSD.anyURI))


def _without_head(text: str) -> str:
    return re.sub(r"\A(?:#\+.*\r?\n)+", "", text)

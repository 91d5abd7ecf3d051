"""The rows of a table as they were imported: provenance, order, and what later edits start from.

The terms are those of CSVW in RDF: a `csvw:Table` lists its rows in order (`rdf:_1`, `rdf:_2`, …),
a `csvw:Row` says what it describes and keeps its filled cells as JSON in `prov:value`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.errors import InputError
from servanda.tables.metadata import Description
from servanda.tables.resolve import Resolver, Statement
from servanda.vocab import CSVW, DCTERMS, PROV, RDF

__all__ = [
    "Rows",
    "find_rows",
    "is_member",
    "row_node",
    "row_triples",
    "table_iri",
    "table_triples",
]

_MEMBER: Final = re.compile(re.escape(RDF.base) + r"_([1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table in order: their nodes, what they describe, their cells."""

    nodes: tuple[NamedNode, ...]
    subjects: Mapping[NamedNode, NamedNode]
    cells: Mapping[NamedNode, Mapping[str, str]]


def table_iri(base: str, description: Description) -> NamedNode:
    """The IRI of the record of a table."""
    return NamedNode(f"{base}table/{description.name}")


def row_node(subject: NamedNode, description: Description) -> NamedNode:
    """The IRI of the row that describes `subject`, in the record of `subject`."""
    record, _, fragment = subject.value.partition("#")
    return NamedNode("-".join(filter(None, (f"{record}#row-{description.name}", fragment))))


def row_triples(
    base: str, description: Description, subject: NamedNode, cells: Mapping[str, str]
) -> Iterator[Statement]:
    """What is kept of one row: its filled cells, by the names of the columns."""
    node = row_node(subject, description)
    filled = {
        column.name: cells[column.name] for column in description.columns if cells.get(column.name)
    }
    yield node, RDF.type, CSVW.Row
    yield node, CSVW.describes, subject
    yield node, DCTERMS.isPartOf, table_iri(base, description)
    yield node, PROV.value, Literal(json.dumps(filled, ensure_ascii=False))


def table_triples(
    base: str, description: Description, nodes: Sequence[NamedNode]
) -> Iterator[Statement]:
    """The record of a table: its name, its titles, and its rows in order."""
    table = table_iri(base, description)
    yield table, RDF.type, CSVW.Table
    if description.keeps_rows:
        yield table, RDF.type, RDF.Seq
    yield table, CSVW.url, Literal(description.url)
    for predicate, texts in (
        (DCTERMS.title, description.titles),
        (DCTERMS.description, description.notes),
    ):
        for language, text in sorted(texts.items()):
            yield table, predicate, Literal(text, language=language or None)
    for number, node in enumerate(nodes, start=1):
        yield table, RDF[f"_{number}"], node


def is_member(predicate: NamedNode) -> bool:
    """Whether a property says which place something has in a list (RDF Schema, section 5.1.5)."""
    return _MEMBER.fullmatch(predicate.value) is not None


def find_rows(resolver: Resolver, base: str, description: Description) -> Rows:
    """The rows of a table that the records keep; none if it was never imported.

    Raises InputError if a table of another `url` bears its name.
    """
    urls = sorted(value.value for value in resolver.values(table_iri(base, description), CSVW.url))
    if urls and description.url not in urls:
        raise InputError(
            f"the records keep a table {description.name!r} from {urls[0]!r}",
            path=description.path,
            hint="Write that as the url if it is the same table, else give this one another name",
        )
    members = {
        int(match[1]): value
        for predicate, values in resolver.describe(table_iri(base, description)).items()
        if (match := _MEMBER.fullmatch(predicate.value))
        for value in values
    }
    listed = [members[number] for number in sorted(members)]
    subjects = {
        node: each
        for node in listed
        if isinstance(node, NamedNode)
        for each in resolver.values(node, CSVW.describes)
        if isinstance(each, NamedNode)
    }
    nodes = tuple(subjects)
    return Rows(nodes, subjects, {node: _cells(resolver, node) for node in nodes})


def _cells(resolver: Resolver, node: NamedNode) -> dict[str, str]:
    for value in sorted(resolver.values(node, PROV.value), key=str):
        try:
            content = json.loads(value.value)
        except ValueError:
            continue
        if isinstance(content, dict):
            return {
                name: text.encode("utf-8", "replace").decode()  # half a character is none
                for name, text in content.items()
                if isinstance(text, str)
            }
    return {}

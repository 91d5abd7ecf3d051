"""One graph of a dataset as canonical Turtle, from its lines to text without building terms.

Gives what `servanda.serialize.turtle` gives for the same triples, many times as fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servanda.errors import InputError
from servanda.ntriples import facts_of, triple_of
from servanda.serialize.lines import statement_lines
from servanda.serialize.names import Names
from servanda.serialize.turtle import turtle_blocks
from servanda.vocab import RDF

__all__ = ["graph_blocks"]

_TYPE: Final = str(RDF.type)
_Statement = tuple[str, str, list[str]]  # what it is sorted by, its verb, its objects


def graph_blocks(text: str, names: Names, first: str = "") -> list[str]:
    """The blocks of a graph, one for each subject: the one whose IRI ends in `first` leads.

    `text` is sorted, unique, canonical N-Triples. A graph with blank nodes takes the long way,
    where nodes are nested. Raises InputError for a triple term of RDF 1.2.
    """
    if " <<(" in text and any(value.startswith("<<(") for _, _, value in facts_of(text)):
        raise InputError("triple terms of RDF 1.2 cannot be written as RDF 1.1 Turtle")
    if "_:" in text and _has_blank_nodes(text):
        return list(turtle_blocks(map(triple_of, facts_of(text)), names, first))
    end = f"{first}>" if first else "\n"
    term, found = names.term, []
    for subject, statements in _by_subject(text, names):
        # By IRI and not by line: a `>` would come after the `/` of a longer IRI.
        order = (not subject.endswith(end), subject[1:-1])
        if len(statements) > 1:
            statements.sort()
        lines = statement_lines([each[1:] for each in statements], 1)
        found.append((order, f"{term(subject)}{lines} .\n"))
    return [block for _, block in sorted(found)]


def _by_subject(text: str, names: Names) -> Iterator[tuple[str, list[_Statement]]]:
    term, verb = names.term, names.predicate
    subject = predicate = ""
    statements: list[_Statement] = []
    values: list[str] = []
    for line in text.split("\n"):
        if not line:
            continue
        about, link, value = line.split(" ", 2)
        if about != subject:
            if subject:
                yield subject, statements
            subject, predicate, statements = about, "", []
        if link != predicate:
            predicate, values = link, []
            statements.append(("" if link == _TYPE else link[1:-1], verb(link), values))
        if value[0] == '"' and value[-3] != ">" and "\\" not in value:
            values.append(value[:-2])  # the same in Turtle, so not worth being remembered
        else:
            values.append(term(value[:-2]))
    if subject:
        yield subject, statements


def _has_blank_nodes(text: str) -> bool:
    facts = facts_of(text)
    return any(subject.startswith("_:") or value.startswith("_:") for subject, _, value in facts)

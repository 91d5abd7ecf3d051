"""One graph of a dataset, from its lines to Turtle and JSON-LD without building terms.

Gives what `servanda.serialize.turtle` and the engine give for the same triples, several times as
fast.
"""

from __future__ import annotations

from typing import Final

from servanda.errors import InputError
from servanda.ntriples import facts_of, triple_of
from servanda.serialize.lines import statement_lines
from servanda.serialize.names import Names
from servanda.serialize.turtle import turtle_blocks
from servanda.vocab import RDF

__all__ = [
    "Subject",
    "graph_blocks",
    "has_blank_nodes",
    "json_graph",
    "subject_blocks",
    "subjects_of",
]

Subject = tuple[str, list[tuple[str, list[str]]]]
"""A subject with its predicates and their objects, all in the order of the lines."""

_TYPE: Final = str(RDF.type)


def subjects_of(text: str) -> list[Subject]:
    """Sorted, unique, canonical N-Triples by subject and predicate."""
    found: list[Subject] = []
    subject = predicate = ""
    statements: list[tuple[str, list[str]]] = []
    values: list[str] = []
    for line in text.split("\n")[:-1]:
        about, link, value = line.split(" ", 2)
        if about != subject:
            subject, predicate, statements = about, "", []
            found.append((subject, statements))
        if link != predicate:
            predicate, values = link, []
            statements.append((link, values))
        values.append(value[:-2])
    return found


def graph_blocks(text: str, names: Names, first: str = "") -> list[str]:
    """The blocks of a graph, one for each subject: the one whose IRI ends in `first` leads.

    `text` is sorted, unique, canonical N-Triples. A graph with blank nodes takes the long way,
    where nodes are nested. Raises InputError for a triple term of RDF 1.2.
    """
    if " <<(" in text and any(value.startswith("<<(") for _, _, value in facts_of(text)):
        raise InputError("triple terms of RDF 1.2 cannot be written as RDF 1.1 Turtle")
    subjects = subjects_of(text)
    if "_:" in text and has_blank_nodes(subjects):
        return list(turtle_blocks(map(triple_of, facts_of(text)), names, first))
    return subject_blocks(subjects, names, first)


def has_blank_nodes(subjects: list[Subject]) -> bool:
    """Whether a subject or an object is a blank node."""
    return any(
        subject.startswith("_:") or any(value.startswith("_:") for value in values)
        for subject, statements in subjects
        for _, values in statements
    )


def subject_blocks(subjects: list[Subject], names: Names, first: str) -> list[str]:
    """The blocks of subjects that know no blank nodes; see `graph_blocks`."""
    term, verb = names.term, names.predicate
    end = f"{first}>" if first else "\n"
    found = []
    for subject, statements in subjects:
        lines = [
            (
                "" if link == _TYPE else link[1:-1],
                verb(link),
                [
                    # Most literals are the same in Turtle, so not worth being remembered.
                    value
                    if value[0] == '"' and value[-1] != ">" and "\\" not in value
                    else term(value)
                    for value in values
                ],
            )
            for link, values in statements
        ]
        lines.sort()
        body = statement_lines([each[1:] for each in lines], 1)
        # By IRI and not by line: a `>` would come after the `/` of a longer IRI.
        order = (not subject.endswith(end), subject[1:-1])
        found.append((order, f"{term(subject)}{body} .\n"))
    return [block for _, block in sorted(found)]


def json_graph(name: str, subjects: list[Subject]) -> str:
    """A graph as JSON-LD in expanded form, as the engine writes it.

    The escapes of its literals must be those that JSON has as well, and no object a blank node.
    """
    nodes = []
    for subject, statements in subjects:
        members = [f'{{"@id":"{subject[1:-1]}"']
        for link, values in statements:
            objects = ",".join([_json(value) for value in values])
            members.append(f'"{link[1:-1]}":[{objects}]')
        nodes.append(",".join(members) + "}")
    return f'{{"@id":"{name[1:-1]}","@graph":[{",".join(nodes)}]}}'


def _json(value: str) -> str:
    if value[0] == "<":
        return f'{{"@id":"{value[1:-1]}"}}'
    end = value.rindex('"') + 1
    text, kind = value[:end], value[end:]
    if not kind:
        return f'{{"@value":{text}}}'
    if kind[0] == "@":
        language, _, direction = kind[1:].partition("--")
        told = f',"@direction":"{direction}"' if direction else ""
        return f'{{"@language":"{language}"{told},"@value":{text}}}'
    return f'{{"@type":"{kind[3:-1]}","@value":{text}}}'

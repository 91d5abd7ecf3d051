"""Answers as text: a table for people, the W3C result formats and Turtle for programs."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET

from pyoxigraph import BlankNode, Literal, NamedNode

from servanda.errors import UsageError
from servanda.query.answer import Answer, Row, Term
from servanda.serialize.names import Names
from servanda.serialize.turtle import turtle
from servanda.vocab import PREFIXES, XSD

__all__ = ["FORMATS", "format_answer"]

FORMATS: Final = ("table", "csv", "tsv", "json", "xml", "turtle")
_SPARQL_XML: Final = "http://www.w3.org/2005/sparql-results#"


def format_answer(answer: Answer, form: str, *, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """The answer in one of FORMATS.

    CSV, TSV, JSON and XML follow the SPARQL 1.1 results recommendations; the truth value of an
    ASK query is `true` or `false` in the formats of tables, for which no recommendation exists.
    Raises UsageError where a format does not fit the answer.
    """
    if (form == "turtle") != (answer.triples is not None):
        fits = "turtle" if answer.triples is not None else ", ".join(FORMATS[:-1])
        raise UsageError(f"this answer cannot be written as {form}", hint=f"Formats: {fits}")
    if answer.triples is not None:
        return turtle(answer.triples, prefixes)
    if form == "json":
        return json.dumps(_json(answer), ensure_ascii=False, indent=2) + "\n"
    if form == "xml":
        return _xml(answer)
    if answer.boolean is not None:
        return f"{str(answer.boolean).lower()}\n"
    if form == "table":
        return _table(answer, Names(prefixes))
    return _csv(answer) if form == "csv" else _tsv(answer)


def _csv(answer: Answer) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(answer.variables)
    writer.writerows([_plain(term) for term in row] for row in answer.rows)
    return out.getvalue()


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, BlankNode) else term.value


def _tsv(answer: Answer) -> str:
    names = Names({})
    head = "\t".join(f"?{name}" for name in answer.variables)
    lines = ("\t".join(_turtle_term(term, names) for term in row) for row in answer.rows)
    return "\n".join((head, *lines)) + "\n"


def _turtle_term(term: Term | None, names: Names) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal) and term.datatype in (XSD.integer, XSD.decimal, XSD.double):
        return names.literal(term)
    return str(term).replace("\t", "\\t")


def _json(answer: Answer) -> dict[str, Any]:
    if answer.boolean is not None:
        return {"head": {}, "boolean": answer.boolean}
    bindings = [
        {name: _json_term(term) for name, term in _bound(answer, row)} for row in answer.rows
    ]
    return {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}


def _bound(answer: Answer, row: Row) -> list[tuple[str, Term]]:
    pairs = zip(answer.variables, row, strict=True)
    return [(name, term) for name, term in pairs if term is not None]


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype == XSD.string:
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _xml(answer: Answer) -> str:
    root = ET.Element("sparql", {"xmlns": _SPARQL_XML})
    head = ET.SubElement(root, "head")
    for name in answer.variables:
        ET.SubElement(head, "variable", {"name": name})
    if answer.boolean is not None:
        ET.SubElement(root, "boolean").text = str(answer.boolean).lower()
    else:
        results = ET.SubElement(root, "results")
        for row in answer.rows:
            result = ET.SubElement(results, "result")
            for name, term in _bound(answer, row):
                _xml_term(ET.SubElement(result, "binding", {"name": name}), term)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _xml_term(binding: ET.Element, term: Term) -> None:
    kind = {NamedNode: "uri", BlankNode: "bnode"}.get(type(term), "literal")
    element = ET.SubElement(binding, kind)
    element.text = term.value
    if isinstance(term, Literal):
        if term.language:
            element.set("xml:lang", term.language)
        elif term.datatype != XSD.string:
            element.set("datatype", term.datatype.value)


def _table(answer: Answer, names: Names) -> str:
    if not answer.rows:
        return "No rows.\n"
    cells = [[_shown(term, names) for term in row] for row in answer.rows]
    table = [list(answer.variables), *cells]
    widths = [max(_width(row[at]) for row in table) for at in range(len(answer.variables))]
    lines = [_line(row, widths) for row in table]
    rule = "  ".join("─" * width for width in widths)
    count = f"{len(cells)} row{'' if len(cells) == 1 else 's'}"
    return "\n".join((lines[0], rule, *lines[1:], "", count)) + "\n"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
    return "  ".join(padded).rstrip()


def _shown(term: Term | None, names: Names) -> str:
    if term is None:
        return ""
    text = names.iri(term) if isinstance(term, NamedNode) else _plain(term)
    # What is shown may be hostile: no control character reaches a terminal.
    return "".join(char if char.isprintable() else " " for char in text)


def _width(text: str) -> int:
    """The columns that a text takes on a terminal: Chinese characters take two, marks none."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) != 0 for char in text)

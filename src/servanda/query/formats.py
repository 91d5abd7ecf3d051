"""Answers as text: a table for people, the W3C result formats and Turtle for programs."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from pyoxigraph import BlankNode, NamedNode

from servanda.errors import UsageError
from servanda.query.answer import Answer, Term
from servanda.query.results import RESULT_FORMATS, write_boolean, write_rows
from servanda.serialize.names import Names
from servanda.serialize.turtle import turtle
from servanda.vocab import PREFIXES

__all__ = ["FORMATS", "format_answer"]

FORMATS: Final = ("table", *RESULT_FORMATS, "turtle")


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
    if answer.boolean is not None:
        return write_boolean(answer.boolean, form)
    if form == "table":
        return _table(answer, Names(prefixes))
    return "".join(write_rows(answer.variables, answer.rows, form))


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, BlankNode) else term.value


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

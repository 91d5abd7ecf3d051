"""Ready-made queries and ad-hoc SPARQL: read, bind parameters, run here or elsewhere, format."""

from __future__ import annotations

from servanda.query.answer import Answer
from servanda.query.bind import bind
from servanda.query.constants import with_constants
from servanda.query.directions import looks_back
from servanda.query.formats import FORMATS, format_answer
from servanda.query.head import Column, Parameter, Query, find_query, list_queries, read_query
from servanda.query.local import run_local, select_rows
from servanda.query.patterns import Patterns, patterns_of
from servanda.query.remote import run_remote
from servanda.query.sparql import declared_prefixes, query_form

__all__ = [
    "FORMATS",
    "Answer",
    "Column",
    "Parameter",
    "Patterns",
    "Query",
    "bind",
    "declared_prefixes",
    "find_query",
    "format_answer",
    "list_queries",
    "looks_back",
    "patterns_of",
    "query_form",
    "read_query",
    "run_local",
    "run_remote",
    "select_rows",
    "with_constants",
]

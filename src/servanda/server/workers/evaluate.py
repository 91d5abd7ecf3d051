"""One query on the store, in the process that may die of it: its answer, whole or visibly cut.

All rows up to the limit are read before anything is written, so that an answer that is cut says so
before its first byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from servanda.formats import SYNTAXES
from servanda.query.answer import Row
from servanda.query.results import write_boolean, write_rows
from servanda.query.sparql import dataset_clause, declared_prefixes, in_order, sparql_tokens
from servanda.server.refusal import Refusal
from servanda.server.workers.faults import failed, syntax
from servanda.server.workers.job import Kind
from servanda.server.workers.results import FORMATS
from servanda.server.workers.rows import Rows, respelled, written

__all__ = ["Setting", "evaluate"]

_SYNTAX: Final = {syntax.suffix.removeprefix("."): syntax for syntax in SYNTAXES}
_COMPUTING: Final = re.compile(r"AS|VALUES")
_COMMENTS: Final = frozenset({"ttl", "nt", "nq", "trig"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What all queries of a release share.

    `graphs` are the names of its graphs; `spellings` give the literals of the data for those that
    the store spells otherwise, `in_json` the same as they stand in JSON, None where that cannot be
    told; `base` is what relative IRIs of queries are resolved against, `more`
    the address where all data can be had.
    """

    store: Store
    graphs: frozenset[str]
    spellings: Mapping[Literal, Literal]
    in_json: Mapping[bytes, bytes] | None
    max_rows: int
    max_answer: int
    base: str
    more: str


def evaluate(setting: Setting, job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The head and the bytes of the answer to a job, the fields of `Job`.

    Raises Refusal for a query that is faulty, names graphs that are not here, or has an answer
    that no acceptable format can hold.
    """
    text: str = job["text"]
    results = _asked(setting, text, job["default_graphs"], job["named_graphs"])
    match results:
        case QueryBoolean():
            form = _format(job, Kind.BOOLEAN)
            return _head(Kind.BOOLEAN, form), write_boolean(bool(results), form).encode()
        case QuerySolutions():
            return _rows(setting, text, results, _format(job, Kind.ROWS))
        case _:
            return _graph(setting, text, results, _format(job, Kind.GRAPH))


def _asked(
    setting: Setting, text: str, default: list[str] | None, named: list[str] | None
) -> QuerySolutions | QueryTriples | QueryBoolean:
    protocol = default is not None or named is not None
    clause = [] if protocol else dataset_clause(text, setting.base)
    for name in clause:
        if name not in setting.graphs:
            raise Refusal(400, f"no graph of this dataset is called <{name}>, which FROM names")
    try:
        if protocol:
            return setting.store.query(
                text,
                base_iri=setting.base,
                default_graph=[NamedNode(each) for each in default or ()],
                named_graphs=[NamedNode(each) for each in named or ()],
            )
        return setting.store.query(
            text, base_iri=setting.base, use_default_graph_as_union=not clause
        )
    except SyntaxError as error:
        raise syntax(error, text) from error
    except (ValueError, OSError, RuntimeError) as error:
        raise failed(error) from error


def _format(job: Mapping[str, Any], kind: Kind) -> str:
    form: str | None = job[kind.value]
    if form is None:
        offered = sorted(each.media_type for each in FORMATS.values() if kind in each.kinds)
        raise Refusal(406, f"this answer can be had as: {', '.join(offered)}")
    return form


def _head(kind: Kind, form: str, truncated: str = "") -> dict[str, Any]:
    return {"kind": kind.value, "format": form, "truncated": truncated}


def _rows(
    setting: Setting, text: str, results: QuerySolutions, form: str
) -> tuple[dict[str, Any], bytes]:
    names = [variable.value for variable in results.variables]
    variables = in_order(names, text)
    computed = (
        _computed(text) if setting.spellings and _COMPUTING.search(text.upper()) else frozenset()
    )
    spelled = [bool(setting.spellings) and name not in computed for name in variables]
    solutions: QuerySolutions | Rows = results
    try:
        if form == "json" and variables == names:
            told = written(results, setting.max_rows, setting.max_answer)
            told = respelled(told, spelled, setting.in_json) if isinstance(told, bytes) else told
            if isinstance(told, bytes):
                return _head(Kind.ROWS, form), told
            solutions = told
        found = list(islice(_spelt(setting, solutions, variables, spelled), setting.max_rows + 1))
    except (ValueError, OSError, RuntimeError) as error:
        raise failed(error) from error
    is_whole = not isinstance(solutions, Rows) or solutions.is_whole
    return _cut(setting, variables, found, form, is_whole=is_whole)


def _spelt(
    setting: Setting,
    solutions: QuerySolutions | Rows,
    variables: Sequence[str],
    spelled: Sequence[bool],
) -> Iterator[Row]:
    """The rows with the literals of the data in the columns that are spelled so."""
    for solution in solutions:
        yield tuple(
            setting.spellings.get(term, term) if again and isinstance(term, Literal) else term
            for term, again in zip(map(solution.__getitem__, variables), spelled, strict=True)
        )


def _cut(
    setting: Setting, variables: Sequence[str], found: list[Row], form: str, *, is_whole: bool
) -> tuple[dict[str, Any], bytes]:
    """An answer of rows within the limits; where `is_whole` is false there are more than found."""
    cut = len(found) > setting.max_rows
    truncated = f"rows={setting.max_rows}" if cut else ""
    rows = found[: setting.max_rows]
    content = _written(variables, rows, form, link=setting.more if cut else "")
    if len(content) > setting.max_answer or not (cut or is_whole):
        truncated = f"bytes={setting.max_answer}"
        kept = _fitting(setting, variables, rows, form)
        content = _written(variables, rows[:kept], form, link=setting.more)
    return _head(Kind.ROWS, form, truncated), content


def _written(variables: Sequence[str], rows: Sequence[Row], form: str, *, link: str) -> bytes:
    return "".join(write_rows(variables, rows, form, link=link)).encode("utf-8", "replace")


def _fitting(setting: Setting, variables: Sequence[str], rows: Sequence[Row], form: str) -> int:
    """How many of the rows fit into an answer, with its head and end."""
    size = len(setting.more.encode()) + 64
    for number, piece in enumerate(write_rows(variables, rows, form)):
        size += len(piece.encode("utf-8", "replace"))
        if size > setting.max_answer:
            return max(0, number - 1)
    return len(rows)


def _computed(text: str) -> frozenset[str]:
    """The variables of a query whose values may not come from the data: by AS and by VALUES."""
    if not _COMPUTING.search(text.upper()):
        return frozenset()
    tokens = list(sparql_tokens(text))
    computed: set[str] = set()
    for at, token in enumerate(tokens):
        if token.kind == "word" and token.text.upper() == "AS":
            computed |= {each.text[1:] for each in tokens[at + 1 : at + 2]}
        if token.kind == "word" and token.text.upper() == "VALUES":
            after = islice(tokens, at + 1, None)
            computed |= set(_until_brace(each.text for each in after))
    return frozenset(computed)


def _until_brace(texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        if text == "{":
            return
        yield text[1:]


def _graph(
    setting: Setting, text: str, results: QueryTriples, form: str
) -> tuple[dict[str, Any], bytes]:
    try:
        found = list(islice(results, setting.max_rows + 1))
    except (ValueError, OSError, RuntimeError) as error:
        raise failed(error) from error
    cut = len(found) > setting.max_rows
    truncated = f"rows={setting.max_rows}" if cut else ""
    triples = [_spelled(setting, each) for each in dict.fromkeys(found[: setting.max_rows])]
    prefixes = declared_prefixes(text)
    content = _serialized(triples, form, prefixes)
    while len(content) > setting.max_answer and triples:
        truncated = f"bytes={setting.max_answer}"
        share = setting.max_answer / len(content) * 0.9
        triples = triples[: int(len(triples) * share)]
        content = _serialized(triples, form, prefixes)
    if truncated and form in _COMMENTS:
        content = f"# Cut ({truncated}). All data: {setting.more}\n".encode() + content
    return _head(Kind.GRAPH, form, truncated), content


def _spelled(setting: Setting, triple: Triple) -> Triple:
    """A triple of the dataset as the data spell it."""
    other = setting.spellings.get(triple.object) if isinstance(triple.object, Literal) else None
    if other is None:
        return triple
    subject: NamedNode | BlankNode = triple.subject  # type: ignore[assignment]
    known = setting.store.quads_for_pattern(subject, triple.predicate, triple.object)
    return Triple(subject, triple.predicate, other) if next(known, None) else triple


def _serialized(triples: list[Triple], form: str, prefixes: Mapping[str, str]) -> bytes:
    syntax = _SYNTAX[form].rdf_format
    try:
        return pyoxigraph.serialize(triples, format=syntax, prefixes=dict(prefixes)) or b""
    except ValueError as error:  # RDF/XML has no name for some predicates
        raise Refusal(406, f"this graph cannot be written in that syntax: {error}") from error

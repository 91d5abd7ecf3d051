"""Query files: SPARQL under a head of `#+ ` lines that hold YAML, as grlc has them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from pyoxigraph import Store

from servanda.errors import EngineError, InputError, UsageError
from servanda.parse import read_text
from servanda.query.local import run_local
from servanda.query.sparql import sparql_tokens

__all__ = ["TYPES", "Column", "Parameter", "Query", "find_query", "list_queries", "read_query"]

_HEAD: Final = "#+"
# The same as `safe_load`, in C where PyYAML was built with it: ten times as fast here.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LANGUAGES: Final = ("fr", "en", "zh")
_KEYS: Final = frozenset(
    {"title", "description", "keywords", "parameters", "waits", "example", "columns"}
)
TYPES: Final = frozenset(
    {
        "iri",
        *(
            f"xsd:{name}"
            for name in (
                "anyURI",
                "boolean",
                "date",
                "dateTime",
                "decimal",
                "duration",
                "gYear",
                "integer",
                "string",
            )
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: the variable of that name, its type, and its label by language."""

    name: str
    datatype: str
    default: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title by language and its CSVW datatype."""

    title: Mapping[str, str]
    datatype: str


@dataclass(frozen=True, slots=True)
class Query:
    """A ready-made query; the text runs as it is on any endpoint."""

    name: str
    path: Path
    text: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]
    parameters: tuple[Parameter, ...] = ()
    waits: Mapping[str, str] = field(default_factory=dict)
    example: str = ""
    columns: Mapping[str, Column] = field(default_factory=dict)


def list_queries(folder: Path) -> list[Query]:
    """The queries of a folder by name. Raises InputError for a faulty one, UsageError for none."""
    paths = sorted(folder.glob("*.rq"))
    if not paths:
        raise _no_queries(folder)
    return [read_query(path) for path in paths]


def _no_queries(folder: Path) -> UsageError:
    return UsageError("no queries here", path=folder, hint="Give --workspace or --release")


def find_query(folder: Path, name: str) -> Query:
    """The query of that name. Raises UsageError with the nearest names if there is none."""
    path = folder / f"{name}.rq"
    known = sorted(each.stem for each in folder.glob("*.rq"))
    if not known:
        raise _no_queries(folder)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or known[:3]
        raise UsageError(
            f"no query is called {name!r}", path=folder, hint=f"Did you mean {', '.join(near)}?"
        )
    return read_query(path)


def read_query(path: Path) -> Query:
    """Read and check one query file.

    Raises InputError with the line for a faulty head, a missing language, a parameter without
    its VALUES block, a SPARQL syntax error, and a query that is refused.
    """
    text = read_text(path)
    _check_sparql(path, text)
    head = _head(path, text)
    columns = {
        name: Column(_texts(path, said, "title"), str(said.get("datatype", "string")))
        for name, said in _mapping(path, head.get("columns"), "columns").items()
    }
    return Query(
        name=path.stem,
        path=path,
        text=text,
        title=_texts(path, head, "title"),
        description=_texts(path, head, "description"),
        keywords={
            language: tuple(map(str, words if isinstance(words, list) else [words]))
            for language, words in _by_language(path, head, "keywords").items()
        },
        parameters=_parameters(path, text, head),
        waits=_texts(path, head, "waits") if "waits" in head else {},
        example=str(head.get("example", "")),
        columns=columns,
    )


def _check_sparql(path: Path, text: str) -> None:
    try:
        run_local(Store(), text)
    except (UsageError, EngineError) as error:
        place = re.search(r"(?:line |at )(\d+)(?::(\d+))?", error.message)
        line = int(place[1]) if place else 1
        column = int(place[2]) if place and place[2] else None
        raise InputError(error.message, path=path, line=line, column=column) from error


def _head(path: Path, text: str) -> dict[str, Any]:
    lines = text.splitlines()
    # Lines outside the head become empty ones, so that YAML counts the lines of the file.
    inside = [line[2:].removeprefix(" ") if line.startswith(_HEAD) else "" for line in lines]
    try:
        head = _loaded("\n".join(inside))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(
            f"the head is no YAML: {getattr(error, 'problem', None) or 'unreadable'}",
            path=path,
            line=mark.line + 1 if mark else 1,
        ) from error
    if not isinstance(head, dict):
        raise InputError(
            "the head is missing",
            path=path,
            line=1,
            hint="Start with #+ title: {fr: …, en: …, zh: …}",
        )
    unknown = sorted(set(map(str, head)) - _KEYS)
    if unknown:
        line = _line(text, unknown[0])
        raise InputError(f"unknown key {unknown[0]!r} in the head", path=path, line=line)
    return head


def _loaded(text: str) -> Any:  # noqa: ANN401  whatever stands there
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506  both are safe
    except yaml.YAMLError:
        return yaml.safe_load(text)  # for the words of its faults


def _line(text: str, word: str) -> int:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(_HEAD) and re.match(rf"#\+\s*{re.escape(word)}\s*:", line):
            return number
    return 1


def _mapping(path: Path, value: object, what: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(each, dict) for each in value.values()):
        raise InputError(f"{what} must map names to their descriptions", path=path, line=1)
    return value


def _by_language(path: Path, head: Mapping[str, Any], key: str) -> dict[str, Any]:
    said = head.get(key)
    given = said if isinstance(said, dict) else {}
    missing = [language for language in _LANGUAGES if not given.get(language)]
    if missing:
        line = _line(read_text(path), key)
        raise InputError(f"{key} is missing in: {', '.join(missing)}", path=path, line=line)
    return {language: given[language] for language in _LANGUAGES}


def _texts(path: Path, head: Mapping[str, Any], key: str) -> dict[str, str]:
    return {
        name: " ".join(str(text).split()) for name, text in _by_language(path, head, key).items()
    }


def _parameters(path: Path, text: str, head: Mapping[str, Any]) -> tuple[Parameter, ...]:
    found = []
    for name, said in _mapping(path, head.get("parameters"), "parameters").items():
        datatype = str(said.get("type", ""))
        if datatype not in TYPES:
            known = ", ".join(sorted(TYPES))
            raise InputError(
                f"parameter {name}: unknown type {datatype!r}",
                path=path,
                line=_line(text, name),
                hint=f"Known: {known}",
            )
        span = default_span(text, name)
        if span is None:
            raise InputError(
                f"parameter {name} has no default",
                path=path,
                line=_line(text, name),
                hint=f"Write VALUES ?{name} {{ … }} with one value in the query",
            )
        label = _texts(path, said, "label")
        found.append(Parameter(name, datatype, text[span[0] : span[1]], label))
    return tuple(found)


def default_span(text: str, name: str) -> tuple[int, int] | None:
    """Where the one value of `VALUES ?name { value }` stands in a query (offsets); None if none."""
    tokens = list(sparql_tokens(text))
    for at, token in enumerate(tokens[:-3]):
        if token.kind == "word" and token.text.upper() == "VALUES":
            variable, brace = tokens[at + 1], tokens[at + 2]
            if variable.text[1:] == name and variable.kind == "variable" and brace.text == "{":
                inside = tokens[at + 3 :]
                end = next((n for n, each in enumerate(inside) if each.text == "}"), 0)
                return (inside[0].start, inside[end - 1].end) if end else None
    return None

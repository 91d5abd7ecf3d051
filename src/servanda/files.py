"""The general tools over files: reason and validate, with the places of what they find."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import Triple

from servanda.errors import InputError, UsageError
from servanda.formats import SYNTAXES, syntax_of
from servanda.parse import Document, parse
from servanda.places import Found, place
from servanda.reason import reason
from servanda.rules import compile_rules
from servanda.serialize.turtle import turtle
from servanda.validate import validate
from servanda.vocab import PREFIXES

__all__ = ["reason_files", "rules_of_files", "validate_files"]

_IRI: Final = re.compile("<([^>]*)>")
_BLANK: Final = re.compile(r"_:[0-9A-Za-z]+(?![(\w])")


def reason_files(
    data: Sequence[Path], ontology: Sequence[Path], *, engine: str, out: Path | None
) -> str:
    """Infer over files; the new triples are written to `out`, or returned as Turtle.

    Axioms are read from `ontology` and, as OWL files often hold both, from `data` too. What is
    returned is empty when `out` is given. Graph names are ignored.
    """
    documents, axioms = _parse_all(data), _parse_all(ontology)
    if out is not None and syntax_of(out) is None:
        raise UsageError("not the name of an RDF file", path=out, hint=_known())
    facts = _triples(documents)
    inferred = reason(facts, _triples(axioms) or facts, engine=engine)
    if out is None:
        return turtle(inferred, _prefixes((*axioms, *documents)))
    _write(inferred, out, _prefixes((*axioms, *documents)))
    return ""


def rules_of_files(data: Sequence[Path], ontology: Sequence[Path]) -> str:
    """The rules that the axioms of files stand for, one a line, each with where it is applied.

    Blank nodes are numbered in the order in which they come.
    """
    documents = [*_parse_all(ontology), *_parse_all(data)]
    prefixes = _prefixes(documents)
    numbers: dict[str, str] = {}
    lines = []
    for where, rule in compile_rules(_triples(documents)).table():
        text = _IRI.sub(lambda found: _short(found[1], prefixes), f"{where:9}{rule}")
        lines.append(
            _BLANK.sub(lambda found: numbers.setdefault(found[0], f"_:{len(numbers) + 1}"), text)
        )
    return "".join(f"{line}\n" for line in lines)


def _short(iri: str, prefixes: dict[str, str]) -> str:
    """A prefixed name by the longest namespace, or the IRI itself."""
    fitting = [(space, name) for name, space in prefixes.items() if iri.startswith(space)]
    if not fitting:
        return f"<{iri}>"
    space, name = max(fitting)
    return f"{name}:{iri[len(space) :]}"


def validate_files(
    data: Sequence[Path], shapes: Sequence[Path], *, engine: str | None, report: Path | None
) -> tuple[bool, list[Found]]:
    """Validate files; whether they conform, and each result with its file and line.

    The W3C report is written to `report` if given. Graph names are ignored.
    """
    documents, shape_documents = _parse_all(data), _parse_all(shapes)
    done = validate(_triples(documents), _triples(shape_documents), engine=engine)
    if report is not None:
        _write(done.triples(None), report, _prefixes((*shape_documents, *documents)))
    return done.conforms, place(done.results, documents)


def _parse_all(paths: Sequence[Path]) -> list[Document]:
    return [parse(each) for path in paths for each in _files(path)]


def _files(path: Path) -> list[Path]:
    """The file itself, or the RDF files below a folder, by name."""
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.rglob("*") if each.is_file() and syntax_of(each))
    if not found:
        raise InputError("no RDF file in this folder", path=path, hint=_known())
    return found


def _triples(documents: Sequence[Document]) -> list[Triple]:
    return [triple for document in documents for triple in document.triples]


def _prefixes(documents: Sequence[Document]) -> dict[str, str]:
    found = dict(PREFIXES)
    for document in documents:
        found |= document.prefixes
    return found


def _known() -> str:
    return "Known: " + " ".join(syntax.suffix for syntax in SYNTAXES)


def _write(triples: Sequence[Triple], path: Path, prefixes: dict[str, str]) -> None:
    syntax = syntax_of(path) or SYNTAXES[0]
    try:
        if syntax is SYNTAXES[0]:
            path.write_text(turtle(triples, prefixes), encoding="utf-8", newline="\n")
        else:
            pyoxigraph.serialize(triples, str(path), syntax.rdf_format, prefixes=prefixes)
    except OSError as error:
        reason_why = (error.strerror or "cannot be written").lower()
        raise InputError(reason_why, path=path, hint="Give another file") from error

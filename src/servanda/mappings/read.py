"""Read a file of mappings: SSSOM/TSV with its head in lines that begin with `#`.

Specification: https://mapping-commons.github.io/sssom/spec-formats-tsv/. What spreadsheets do to
such a file is forgiven: a byte order mark, CRLF, quoted cells, tabs after the head, empty rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml
from pyoxigraph import NamedNode

from servanda.errors import InputError
from servanda.mappings.curies import expand, orcid
from servanda.mappings.model import REVIEW, MappingSet
from servanda.mappings.model import Mapping as Row
from servanda.mappings.slots import (
    BUILT_IN,
    ENTITIES,
    JUSTIFICATIONS,
    MODIFIER,
    PEOPLE,
    PREDICATES,
    REQUIRED,
    faulty,
)

__all__ = ["read_mappings"]

_LARGEST: Final = 256 * 1024 * 1024
_HEAD_LINES: Final = 2000
_PREFIXES: Final = "curie_map"
_SET: Final = "mapping_set_id"


def read_mappings(path: Path, *, name: str) -> MappingSet:
    """The mappings of a file; `name` is what messages call it.

    Raises InputError with the line for what is not SSSOM, for predicates that are no mapping
    properties of SKOS, for a pair that is both accepted and rejected, and for a candidate that is
    rejected by nobody.
    """
    lines = _lines(path, name)
    count = next((at for at, line in enumerate(lines) if not _is_head(line)), len(lines))
    head = _head(lines[:count], name)
    prefixes = _prefixes(head, name)
    identity = head.pop(_SET, None)
    iri = expand(identity, prefixes) if isinstance(identity, str) else None
    if iri is None:
        raise InputError(
            f"the head has no {_SET} that is an IRI",
            path=name,
            line=1,
            hint=f"Write #{_SET}: https://...",
        )
    rows = tuple(_rows(lines[count:], count + 1, {**BUILT_IN, **prefixes}, name))
    _check_pairs(rows, name)
    return MappingSet(path, name, NamedNode(iri), prefixes, head, rows)


def _lines(path: Path, name: str) -> list[str]:
    if path.stat().st_size > _LARGEST:
        raise InputError("the file is larger than 256 MB", path=name, hint="Divide it")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8 at byte {error.start}", path=name, hint="Save it as UTF-8"
        ) from None
    return [line.removesuffix("\r") for line in text.split("\n")]


def _is_head(line: str) -> bool:
    return line.lstrip('"').startswith("#")


def _head(lines: Sequence[str], name: str) -> dict[str, Any]:
    if len(lines) > _HEAD_LINES:
        raise InputError("the head is too long", path=name, line=_HEAD_LINES)
    try:
        text = "\n".join(_bare(line) for line in lines)
        # The base loader makes texts of all scalars, so that `no` and dates stay as written.
        head = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  it builds no objects
    except (csv.Error, yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(
            "the head is no YAML",
            path=name,
            line=mark.line + 1 if mark else 1,
            hint="Write lines such as #license: https://...",
        ) from None
    if not isinstance(head, dict):
        raise InputError(
            "the head with curie_map and mapping_set_id is missing",
            path=name,
            line=1,
            hint="Begin the file with lines that start with #",
        )
    return head


def _bare(line: str) -> str:
    if line.startswith('"'):  # a spreadsheet quoted a line with commas or quotes, or every cell
        line = next(csv.reader([line], delimiter="\t"))[0]
    return line.rstrip("\t\r ").removeprefix("#")


def _prefixes(head: dict[str, Any], name: str) -> dict[str, str]:
    given = head.pop(_PREFIXES, None) or {}
    if not isinstance(given, dict) or not all(isinstance(base, str) for base in given.values()):
        raise InputError("curie_map is no table of prefixes", path=name, line=1)
    for prefix, base in BUILT_IN.items():
        if given.get(prefix, base) != base:
            raise InputError(f"the prefix {prefix} stands for {base}", path=name, line=1)
    return dict(sorted(given.items()))


def _rows(
    lines: Sequence[str], first: int, prefixes: Mapping[str, str], name: str
) -> Iterator[Row]:
    # Strict: a quotation mark that nothing closes would swallow the rows after it.
    reader = csv.reader(lines, delimiter="\t", strict=True)
    begun = first
    try:
        columns = [cell.strip() for cell in next(reader, [])]
        _check_columns(columns, first, name)
        begun = first + reader.line_num
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(columns, cells, begun, prefixes, name)
            begun = first + reader.line_num
    except csv.Error as error:
        hint = 'Close each quotation mark that begins a cell, and double it within: "a ""b"" c"'
        raise InputError(f"no table: {error}", path=name, line=begun, hint=hint) from None


def _check_columns(columns: Sequence[str], line: int, name: str) -> None:
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise InputError(
            f"these columns are missing: {', '.join(missing)}",
            path=name,
            line=line,
            hint="The columns are parted by tabs",
        )
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise InputError(f"two columns are called {twice[0]}", path=name, line=line)


def _row(
    columns: Sequence[str], cells: Sequence[str], line: int, prefixes: Mapping[str, str], name: str
) -> Row:
    if [cell for cell in cells[len(columns) :] if cell.strip()]:
        raise InputError("the row has more cells than columns", path=name, line=line)
    texts = {
        column: _unescaped(cell.strip())
        for column, cell in zip(columns, cells, strict=False)
        if column and cell.strip()
    }
    for column, text in texts.items():
        wrong = faulty(column, text)
        if wrong:
            raise InputError(f"{column}: {wrong}", path=name, line=line)
    four = {
        column: _entity(column, texts.pop(column, ""), line, prefixes, name) for column in REQUIRED
    }
    _check_words(four, line, name)
    negated = texts.pop(MODIFIER, "") != ""
    slots = {
        column: _entities(column, text, line, prefixes, name) if column in ENTITIES else text
        for column, text in texts.items()
    }
    subject, predicate, object_, justification = (four[column] for column in REQUIRED)
    return Row(subject, predicate, object_, justification, negated, slots, line)


def _unescaped(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from reading it as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@"} else cell


def _entity(column: str, text: str, line: int, prefixes: Mapping[str, str], name: str) -> NamedNode:
    person = column in PEOPLE
    iri = expand(text, prefixes) or (orcid(text) if person else None)
    if iri is None:
        what = f"{text!r} is no CURIE of the curie_map" if text else "the cell is empty"
        hint = "Write prefix:name, such as wd:Q90"
        if person:
            hint = "Write an ORCID, such as 0000-0002-1825-0097, or an address"
        raise InputError(f"{column}: {what}", path=name, line=line, hint=hint)
    return NamedNode(iri)


def _entities(column: str, text: str, line: int, prefixes: Mapping[str, str], name: str) -> str:
    found = (_entity(column, part.strip(), line, prefixes, name) for part in text.split("|"))
    return "|".join(each.value for each in found)


def _check_words(four: Mapping[str, NamedNode], line: int, name: str) -> None:
    if four["subject_id"] == four["object_id"]:
        raise InputError("a resource is mapped to itself", path=name, line=line)
    if four["predicate_id"] not in PREDICATES:
        raise InputError(
            f"predicate_id: <{four['predicate_id'].value}> is no mapping property of SKOS",
            path=name,
            line=line,
            hint="Write skos:exactMatch, closeMatch, broadMatch, narrowMatch or relatedMatch; "
            "owl:sameAs would make one thing of two",
        )
    if four["mapping_justification"] not in JUSTIFICATIONS:
        raise InputError(
            f"mapping_justification: <{four['mapping_justification'].value}> is no justification",
            path=name,
            line=line,
            hint="Write a term such as semapv:ManualMappingCuration",
        )


def _check_pairs(rows: Sequence[Row], name: str) -> None:
    seen: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        if row.negated and "reviewer_id" not in row.slots and name.startswith(f"{REVIEW}/"):
            raise InputError(
                "reviewer_id does not say who rejects the candidate",
                path=name,
                line=row.line,
                hint="Write an ORCID or an address into reviewer_id",
            )
        key = (row.subject.value, row.predicate.value, row.object.value)
        other = seen.setdefault(key, row)
        if other is not row and other.negated != row.negated:
            raise InputError(
                f"<{row.subject.value}> and <{row.object.value}> are accepted and rejected "
                f"(line {other.line})",
                path=name,
                line=row.line,
                hint="Keep one of the two rows",
            )
        if other is not row and other.justification == row.justification:
            raise InputError(
                f"the row says the same as line {other.line}",
                path=name,
                line=row.line,
                hint="Delete one of the two",
            )

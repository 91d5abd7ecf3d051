"""Answers in the W3C result formats, written row by row: JSON, XML, CSV and TSV of SPARQL 1.1.

A writer never holds more than a row. It is given what a reader is to be told of a cut answer as
`link`, an address that stands in the head of JSON and XML, which have a place for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from servanda.query.answer import Row, Term
from servanda.serialize.names import Names
from servanda.vocab import XSD

__all__ = ["RESULT_FORMATS", "json_term", "write_boolean", "write_rows"]

_quoted: Final = json.JSONEncoder(ensure_ascii=False).encode
_XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
# Characters that XML 1.0 cannot hold (section 2.2), and those that have a meaning.
_XML_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_MARKS: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
)
_CSV_MARKS: Final = re.compile('[",\r\n]')
_SHORT: Final = (XSD.integer, XSD.decimal, XSD.double)
_NAMES: Final = Names({})


def write_rows(
    variables: Sequence[str], rows: Iterable[Row], form: str, *, link: str = ""
) -> Iterator[str]:
    """The pieces of an answer of rows in one of `RESULT_FORMATS`: a head, each row, an end."""
    head, line, end = _WRITERS[form]
    yield head(variables, link)
    for number, row in enumerate(rows):
        yield line(variables, row, number)
    yield end


def write_boolean(value: bool, form: str) -> str:  # noqa: FBT001  it is what is written
    """A truth value in JSON or XML; in CSV and TSV, which no recommendation says, a word."""
    word = "true" if value else "false"
    if form == "json":
        return f'{{"head":{{}},"boolean":{word}}}\n'
    if form == "xml":
        return f"{_XML_HEAD}  <head/>\n  <boolean>{word}</boolean>\n</sparql>\n"
    return f"{word}\n"


def _json_head(variables: Sequence[str], link: str) -> str:
    links = f',"link":[{_quoted(link)}]' if link else ""
    return f'{{"head":{{"vars":{_quoted(list(variables))}{links}}},"results":{{"bindings":['


def _json_row(variables: Sequence[str], row: Row, number: int) -> str:
    bound = ",".join(
        f"{_quoted(name)}:{json_term(term)}"
        for name, term in zip(variables, row, strict=True)
        if term is not None
    )
    return f"{',' if number else ''}\n{{{bound}}}"


def json_term(term: Term) -> str:
    """A term as it stands in JSON (SPARQL 1.1 Query Results JSON Format, section 3.2.2)."""
    kind, name, more = _told(term)
    rest = f',"{name}":{_quoted(more)}' if name else ""
    return f'{{"type":"{kind}","value":{_quoted(term.value)}{rest}}}'


def _told(term: Term) -> tuple[str, str, str]:
    """What JSON and XML call a kind of term, and what else they tell of it: name and value."""
    if isinstance(term, NamedNode):
        return "uri", "", ""
    if isinstance(term, BlankNode):
        return "bnode", "", ""
    if term.language:
        return "literal", "xml:lang", term.language
    if term.datatype == XSD.string:
        return "literal", "", ""
    return "literal", "datatype", term.datatype.value


def _xml_head(variables: Sequence[str], link: str) -> str:
    names = "".join(f'    <variable name="{_xml(name)}"/>\n' for name in variables)
    links = f'    <link href="{_xml(link)}"/>\n' if link else ""
    head = f"  <head>\n{names}{links}  </head>\n" if names or links else "  <head/>\n"
    return f"{_XML_HEAD}{head}  <results>\n"


def _xml_row(variables: Sequence[str], row: Row, number: int) -> str:
    del number
    bound = "".join(
        f'      <binding name="{_xml(name)}">{_xml_term(term)}</binding>\n'
        for name, term in zip(variables, row, strict=True)
        if term is not None
    )
    return f"    <result>\n{bound}    </result>\n" if bound else "    <result/>\n"


def _xml_term(term: Term) -> str:
    kind, name, more = _told(term)
    rest = f' {name}="{_xml(more)}"' if name else ""
    return f"<{kind}{rest}>{_xml(term.value)}</{kind}>"


def _xml(text: str) -> str:
    """Text for an element or an attribute; what XML cannot hold becomes U+FFFD."""
    return _XML_UNFIT.sub("\ufffd", text).translate(_XML_MARKS)


def _csv_head(variables: Sequence[str], link: str) -> str:
    del link  # CSV and TSV have no place for it
    return ",".join(variables) + "\r\n"


def _csv_row(variables: Sequence[str], row: Row, number: int) -> str:
    del variables, number
    # A row of one empty cell would be an empty line, which readers of CSV skip.
    return (",".join(map(_csv_cell, row)) or ('""' if row else "")) + "\r\n"


def _csv_cell(term: Term | None) -> str:
    if term is None:
        return ""
    text = str(term) if isinstance(term, BlankNode) else term.value
    return '"' + text.replace('"', '""') + '"' if _CSV_MARKS.search(text) else text


def _tsv_head(variables: Sequence[str], link: str) -> str:
    del link
    return "\t".join(f"?{name}" for name in variables) + "\n"


def _tsv_row(variables: Sequence[str], row: Row, number: int) -> str:
    del variables, number
    return "\t".join(map(_tsv_cell, row)) + "\n"


def _tsv_cell(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal) and term.datatype in _SHORT:
        return _NAMES.literal(term)
    return str(term).replace("\t", "\\t")


_Writer = tuple[Callable[[Sequence[str], str], str], Callable[[Sequence[str], Row, int], str], str]
_WRITERS: Final[MappingProxyType[str, _Writer]] = MappingProxyType(
    {
        "json": (_json_head, _json_row, "\n]}}\n"),
        "xml": (_xml_head, _xml_row, "  </results>\n</sparql>\n"),
        "csv": (_csv_head, _csv_row, ""),
        "tsv": (_tsv_head, _tsv_row, ""),
    }
)
RESULT_FORMATS: Final = tuple(_WRITERS)

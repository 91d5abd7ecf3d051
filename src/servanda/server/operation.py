"""What a request asks of the endpoint (SPARQL 1.1 Protocol, section 2.1), from untrusted bytes.

Nothing here parses SPARQL: a query is a text of bounded size until a worker reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.requests import Request

from servanda.datatypes import IRI
from servanda.server.refusal import Refusal

__all__ = [
    "FORM",
    "METHODS",
    "QUERY",
    "Operation",
    "body_of",
    "decoded",
    "operation_of",
    "pairs_of",
    "read",
]

METHODS: Final = ("GET", "HEAD", "POST")
FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_FIELDS: Final = 1000  # parameters of one request
_CHARSET: Final = re.compile(r';\s*charset\s*=\s*"?([^";\s]*)', re.IGNORECASE)
_UTF8: Final = frozenset({"utf-8", "utf8", "us-ascii", ""})
_ACCEPT_POST: Final = (("Accept-Post", f"{QUERY}, {FORM}"),)
_READ_ONLY: Final = "This endpoint is read-only: it answers queries and takes no updates."

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """A query with its dataset; `query` is empty where the request names nothing but a format.

    Graphs are None where the request names none of that kind. `form` is the short name or the
    media type of a format that the request asks for by a parameter, or empty.
    """

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    form: str = ""


async def read(request: Request, largest: int) -> Operation:
    """The operation of a GET, HEAD or POST request whose body has at most `largest` bytes.

    Raises Refusal: 400 for no or two queries, for what is not UTF-8, and for a graph without an
    IRI, 403 for an update, 413 and 414 for what is too long, 415 for another type or encoding.
    """
    if request.method != "POST":
        return operation_of(request.scope["query_string"], largest)
    pairs = pairs_of(request.scope["query_string"], largest)
    pairs += await _from_body(request, largest)
    return _operation(pairs, may_be_empty=False)


def operation_of(query: bytes, largest: int) -> Operation:
    """The operation of a GET or HEAD request with these parameters. Raises Refusal as `read`."""
    return _operation(pairs_of(query, largest), may_be_empty=True)


def pairs_of(query: bytes, largest: int) -> Pairs:
    """The parameters of an address in their order. Raises Refusal 400 and 414."""
    if len(query) > largest:
        raise Refusal(414, f"The address is longer than {largest} bytes. Send the query by POST.")
    return decoded(query, "The address")


async def _from_body(request: Request, largest: int) -> Pairs:
    content_type = request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind == _UPDATE:
        raise Refusal(403, _READ_ONLY)
    if kind not in {FORM, QUERY}:
        said = f"a body of the type {kind[:100]!r}" if kind else "a body without Content-Type"
        raise Refusal(415, f"Send {QUERY} or {FORM}, not {said}.", headers=_ACCEPT_POST)
    charset = _CHARSET.search(content_type)
    if charset and charset[1].lower() not in _UTF8:
        raise Refusal(415, "Send the query in UTF-8.", headers=_ACCEPT_POST)
    body = await body_of(request, largest)
    return decoded(body, "The body") if kind == FORM else [("query", _text(body, "The body"))]


async def body_of(request: Request, largest: int) -> bytes:
    """The body of a request, read no further than `largest` bytes. Raises Refusal 413 and 415."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", ""}:
        raise Refusal(
            415,
            "Send the body as it is, without Content-Encoding.",
            headers=(("Accept-Encoding", "identity"),),
        )
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > largest:
            raise Refusal(413, f"The body is larger than {largest} bytes.")
    return bytes(found)


def decoded(text: bytes, where: str) -> Pairs:
    """The parameters of a form in their order; `where` is its name in a Refusal 400."""
    _text(text, where)
    parts = text.split(b"&")
    if len(parts) > _FIELDS:
        raise Refusal(400, f"{where} has more than {_FIELDS} parameters.")
    found = []
    for part in parts:
        if part:
            name, _, value = part.partition(b"=")
            found.append((_text(_plain(name), where), _text(_plain(value), where)))
    return found


def _plain(text: bytes) -> bytes:
    """Without the escapes of forms (URL Standard, section 5.1)."""
    if b"+" in text:
        text = text.replace(b"+", b" ")
    if b"%" not in text:
        return text
    # The escapes of Python's own texts are read in a tenth of the time.
    told = text.replace(b"\\", b"\\\\").replace(b"%", b"\\x")
    try:
        return told.decode("unicode_escape").encode("latin-1")
    except UnicodeDecodeError:  # there is a sign of percent that begins no escape
        return unquote_to_bytes(text)


def _text(text: bytes, where: str) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(400, f"{where} is not UTF-8.") from error


def _operation(pairs: Pairs, *, may_be_empty: bool) -> Operation:
    if any(name == "update" for name, _ in pairs):
        raise Refusal(403, _READ_ONLY)
    queries = [value for name, value in pairs if name == "query"]
    forms = [value for name, value in pairs if name in {"format", "output"} and value]
    alone = all(name in {"format", "output"} for name, _ in pairs)
    if len(queries) > 1:
        raise Refusal(400, "The request has more than one query; send one.")
    if not queries and not (may_be_empty and alone):
        raise Refusal(400, "The request has no query; send one as the parameter `query`.")
    if queries and not queries[0].strip():
        raise Refusal(400, "The query is empty.")
    if len(pairs) == 1:
        return Operation(pairs[0][1]) if queries else Operation("", form="".join(forms))
    return Operation(
        query=queries[0] if queries else "",
        default_graphs=_graphs(pairs, "default-graph-uri"),
        named_graphs=_graphs(pairs, "named-graph-uri"),
        form=forms[0] if forms else "",
    )


def _graphs(pairs: Pairs, parameter: str) -> tuple[str, ...] | None:
    found = tuple(dict.fromkeys(value for name, value in pairs if name == parameter))
    for value in found:
        if not IRI.fullmatch(value):
            raise Refusal(400, f"{parameter} must be an absolute IRI, not {value[:100]!r}.")
    return found or None

"""Run a query on a remote endpoint by the SPARQL 1.1 Protocol, through SPARQLWrapper."""

from __future__ import annotations

import io
import warnings
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat, parse_query_results

from servanda.errors import EngineError, UsageError
from servanda.query.answer import Answer, answer_of
from servanda.query.sparql import query_form, refuse_unsafe

__all__ = ["MAX_ANSWER", "run_remote"]

MAX_ANSWER: Final = 50_000_000
_AGENT: Final = "servanda (+https://w3id.org/servanda/)"
_JSON: Final = ("application/sparql-results+json", "application/json")
_XML: Final = ("application/sparql-results+xml", "application/xml", "text/xml")
_GRAPHS: Final = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


def run_remote(endpoint: str, text: str, *, timeout: int = 30) -> Answer:
    """The answer of `endpoint` to a query, sent by POST; `timeout` is in seconds.

    Raises UsageError for an address that is no http(s) address and for a query that is refused,
    EngineError if the endpoint cannot be reached, refuses the query, or gives no SPARQL answer.
    """
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{endpoint!r} is no address of an endpoint", hint="Give http(s)://…")
    refuse_unsafe(text)
    kind, body = _send(endpoint, text, timeout)
    return _read(endpoint, kind, body)


def _send(endpoint: str, text: str, timeout: int) -> tuple[str, bytes]:
    # The wrapper and rdflib below it are loaded only when somebody asks a remote endpoint.
    from SPARQLWrapper import POST, SPARQLWrapper  # noqa: PLC0415
    from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException  # noqa: PLC0415

    wrapper = SPARQLWrapper(endpoint, agent=_AGENT)
    wrapper.setQuery(text)
    # The wrapper takes words such as LOAD in comments and strings for the form of the query.
    wrapper.queryType = query_form(text)
    wrapper.setMethod(POST)
    wrapper.setTimeout(timeout)
    # Its parameters of the format contradict the header, to which Virtuoso answers 406.
    wrapper.setOnlyConneg(True)
    graph = wrapper.queryType in ("CONSTRUCT", "DESCRIBE")
    accepted = "application/n-triples, text/turtle;q=0.8" if graph else ", ".join(_JSON)
    wrapper.addCustomHttpHeader("Accept", accepted)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            response: Any = wrapper.query().response
        with response:
            return str(response.headers.get("Content-Type", "")), _bounded(response, endpoint)
    except SPARQLWrapperException as error:
        _close(error.__context__)
        raise EngineError(f"{endpoint} refused the query: {_first_line(error)}") from error
    except HTTPError as error:
        _close(error)
        raise EngineError(f"{endpoint} answered {error.code} {error.reason}") from error
    except URLError as error:
        raise EngineError(f"{endpoint} cannot be reached: {error.reason}") from error
    except (OSError, ValueError) as error:
        raise EngineError(f"{endpoint} failed: {_first_line(error)}") from error


def _bounded(response: Any, endpoint: str) -> bytes:  # noqa: ANN401  a response of urllib
    body: bytes = response.read(MAX_ANSWER + 1)
    if len(body) > MAX_ANSWER:
        raise EngineError(
            f"the answer of {endpoint} is larger than {MAX_ANSWER} bytes", hint="Add a LIMIT"
        )
    return body


def _close(error: BaseException | None) -> None:
    """An HTTP error holds the connection on which it came."""
    if isinstance(error, HTTPError):
        error.close()


def _first_line(error: BaseException) -> str:
    text = str(error)
    # SPARQLWrapper quotes the body of the response as the representation of bytes.
    text = text.replace("\\n", "\n").rpartition("Response:")[2].strip().removeprefix("b'")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__


def _read(endpoint: str, content_type: str, body: bytes) -> Answer:
    kind = content_type.split(";", maxsplit=1)[0].strip().lower()
    try:
        if kind in _JSON:
            return answer_of(parse_query_results(io.BytesIO(body), QueryResultsFormat.JSON))
        if kind in _XML:
            return answer_of(parse_query_results(io.BytesIO(body), QueryResultsFormat.XML))
        if kind in _GRAPHS:
            quads = pyoxigraph.parse(body, _GRAPHS[kind])
            return Answer(triples=tuple(sorted({quad.triple for quad in quads}, key=str)))
    except (SyntaxError, ValueError) as error:
        raise EngineError(f"{endpoint} gave a broken answer: {_first_line(error)}") from error
    raise EngineError(f"{endpoint} gave no SPARQL answer but {kind or 'nothing'}")

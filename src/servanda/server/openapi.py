"""The description of all that is answered, as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0).

It is made from the tables that the answers are made from: questions with their parameters, formats
of each kind of answer, limits. Titles of questions come in the language of the client.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from servanda.query import Parameter, Query
from servanda.query.bind import example_of
from servanda.server.answering import Kept, found, key_of, whole
from servanda.server.formats import FORMS, OFFERED
from servanda.server.limits import LIMITS
from servanda.server.negotiation import best_language
from servanda.server.operation import FORM, QUERY
from servanda.server.questions import offered
from servanda.server.ready_made import json_schema
from servanda.server.state import State

__all__ = ["document", "openapi", "routes"]

_IRIS: Final = {"type": "array", "items": {"type": "string", "format": "iri"}}
_REFUSALS: Final = {
    "400": "The request is faulty; the text says where.",
    "404": "There is nothing of this name; the text says what is near.",
    "406": "No acceptable format is offered; the text lists those that are.",
    "413": "The request is larger than a limit.",
    "429": "The client has spent its budget; Retry-After says when to come again.",
    "503": "The answer took too long, or all are busy; Retry-After says when to come again.",
}


def routes() -> list[Route]:
    """The document."""
    return [Route("/openapi.json", openapi, methods=["GET", "HEAD"])]


async def openapi(request: Request) -> Response:
    """The document in the language that the client prefers."""
    state: State = request.state.release
    language = best_language(request.headers.get("accept-language", ""), state.languages)
    key = key_of(state, "openapi", state.address, language)
    response = await found(request, key, vary="Accept-Language")
    if response is None:
        text = json.dumps(document(state, language), ensure_ascii=False, indent=1)
        kept = Kept("application/json", text.encode(), vary="Accept-Language")
        response = await whole(request, kept, key)
    return response


def document(state: State, language: str) -> dict[str, Any]:
    """The whole description of a release that is served."""
    served = state.served
    title = served.title.get(language) or next(iter(served.title.values()), "Servanda")
    limits = ", ".join(
        f"{each.option.removeprefix('--')} {getattr(state.limits, each.name):g} {each.unit}"
        for each in LIMITS
    )
    paths = {"/sparql": {"get": _sparql_get(), "post": _sparql_post()}, "/query/": {"get": _list()}}
    paths |= {
        f"/query/{query.name}": {"get": _question(query, language)}
        for query in state.questions.values()
    }
    if state.matcher.holdings.manifest:
        paths |= _reconciliation()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": served.version or served.key[:12],
            "description": f"Read-only; every page may ask. Limits: {limits}.",
        },
        "servers": [{"url": state.address.rstrip("/")}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "responses": {
                f"Refused{status}": {"description": text, **_content(["text/plain"])}
                for status, text in _REFUSALS.items()
            },
        },
    }


def _sparql_get() -> dict[str, Any]:
    said = "A query of SPARQL 1.1; without one, the answer is the description of the service."
    return {
        "operationId": "sparql",
        "summary": "Answer a SPARQL query",
        "description": "SPARQL 1.1 Protocol. The default graph is the union of all named graphs.",
        "parameters": [
            _parameter("query", {"type": "string"}, said),
            _parameter("default-graph-uri", _IRIS, "Graphs whose union is the default graph."),
            _parameter("named-graph-uri", _IRIS, "Named graphs of the dataset."),
            _parameter("format", {"enum": list(FORMS)}, "Goes before the header Accept."),
        ],
        "responses": {"200": _answer(_all_formats()), **_refused(*_REFUSALS)},
    }


def _sparql_post() -> dict[str, Any]:
    fields = {
        "query": {"type": "string"},
        "default-graph-uri": _IRIS,
        "named-graph-uri": _IRIS,
        "format": {"enum": list(FORMS)},
    }
    form = {"type": "object", "properties": fields, "required": ["query"]}
    return {
        "operationId": "sparqlByPost",
        "summary": "Answer a SPARQL query that is sent as a body",
        "requestBody": {
            "required": True,
            "content": {QUERY: {"schema": {"type": "string"}}, FORM: {"schema": form}},
        },
        "responses": {"200": _answer(_all_formats()), **_refused(*_REFUSALS)},
    }


def _all_formats() -> list[str]:
    return list(dict.fromkeys(media for kind in OFFERED.values() for media, _ in kind))


def _list() -> dict[str, Any]:
    return {
        "operationId": "questions",
        "summary": "List the questions with their parameters",
        "responses": {"200": _answer(["application/json"])},
    }


def _question(query: Query, language: str) -> dict[str, Any]:
    formats = offered(query)
    controls = [
        _parameter("format", {"enum": list(formats)}, "Goes before the header Accept."),
        _parameter("limit", {"type": "integer", "minimum": 1}, "Rows of a page; without it all."),
        _parameter("offset", {"type": "integer", "minimum": 0}, "Rows that are left out before."),
    ]
    return {
        "operationId": f"question-{query.name}",
        "summary": query.title[language],
        "description": query.description[language],
        "parameters": [*(_own(each, language) for each in query.parameters), *controls],
        "responses": {
            "200": _answer(formats.values(), objects="objects" in formats),
            **_refused("400", "406", "429", "503"),
        },
    }


def _own(parameter: Parameter, language: str) -> dict[str, Any]:
    told = _parameter(parameter.name, json_schema(parameter), parameter.label[language])
    return {**told, "example": json_schema(parameter).get("default", example_of(parameter))}


def _reconciliation() -> dict[str, Any]:
    get = {
        "operationId": "reconcile",
        "summary": "Reconciliation Service API 0.2: the manifest, or candidates for queries",
        "parameters": [
            _parameter("queries", {"type": "string"}, "A batch of queries as JSON."),
            _parameter("extend", {"type": "string"}, "Ids and properties as JSON."),
        ],
        "responses": {"200": _answer(["application/json"]), **_refused("400", "413", "503")},
    }
    fields = {"queries": {"type": "string"}, "extend": {"type": "string"}}
    form = {FORM: {"schema": {"type": "object", "properties": fields}}}
    post = {key: each for key, each in get.items() if key != "parameters"}
    post |= {"operationId": "reconcileByPost", "requestBody": {"required": True, "content": form}}
    draft = {
        "operationId": "match",
        "summary": "Reconciliation Service API, draft of 1.0: candidates for queries",
        "requestBody": {"required": True, **_content(["application/json"])},
        "responses": {"200": _answer(["application/json"]), **_refused("400", "413", "503")},
    }
    return {"/reconcile": {"get": get, "post": post}, "/reconcile/1.0/match": {"post": draft}}


def _parameter(name: str, schema: Mapping[str, Any], said: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": said, "schema": dict(schema)}


def _answer(media_types: Iterable[str], *, objects: bool = False) -> dict[str, Any]:
    content = _content(media_types)
    if objects:
        content["content"]["application/json"] = {
            "schema": {"$ref": "#/components/schemas/Objects"}
        }
    headers = {
        name: {"description": said, "schema": {"type": "string"}}
        for name, said in (
            ("Servanda-Truncated", "What cut the answer, as in rows=10000; absent if whole."),
            ("Link", "Pages before and after, or the whole dataset where the answer is cut."),
            ("ETag", "Stays the same while the release does."),
        )
    }
    return {"description": "The answer.", "headers": headers, **content}


def _content(media_types: Iterable[str]) -> dict[str, Any]:
    schemas = {
        "application/sparql-results+json": {"$ref": "#/components/schemas/Results"},
        "application/json": {},
    }
    return {
        "content": {each: {"schema": schemas.get(each, {"type": "string"})} for each in media_types}
    }


def _refused(*statuses: str) -> dict[str, Any]:
    return {each: {"$ref": f"#/components/responses/Refused{each}"} for each in statuses}


def _schemas() -> dict[str, Any]:
    """Answers of questions as plain objects, and SPARQL 1.1 Query Results JSON."""
    plain = {"type": ["string", "number", "boolean", "null"]}
    row = {"type": "object", "additionalProperties": plain}
    truth = {"type": "object", "properties": {"boolean": {"type": "boolean"}}}
    return {
        "Objects": {"oneOf": [{"type": "array", "items": row}, truth]},
        "Results": {
            "type": "object",
            "properties": {"head": {"type": "object"}},
            "required": ["head"],
        },
    }

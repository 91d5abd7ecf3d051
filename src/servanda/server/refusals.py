"""How a refusal is told: text, JSON for programs, a page for people."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from servanda.server.negotiation import best, best_language
from servanda.server.pages import refusal_page
from servanda.server.refusal import Refusal
from servanda.server.state import State

__all__ = ["fault", "refused"]

_FORMS: Final = ("text/plain", "application/json", "text/html")


def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal in the form that the client wants: text, JSON, or a page."""
    state: State = request.state.release
    headers = {"Cache-Control": "no-store", **dict(refusal.headers)}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    form = best(request.headers.get("accept", ""), _FORMS) or _FORMS[0]
    if form == "application/json":
        told: dict[str, object] = {"status": refusal.status, "message": refusal.message}
        if refusal.line is not None:
            told |= {"line": refusal.line, "column": refusal.column}
        return JSONResponse(told, refusal.status, headers)
    if form == "text/html":
        language = best_language(request.headers.get("accept-language", ""), state.languages)
        root = "../" * (request.scope["path"].count("/") - 1)
        page = refusal_page(state, refusal, language, root)
        return Response(page, refusal.status, headers, "text/html; charset=utf-8")
    place = f" (line {refusal.line}, column {refusal.column})" if refusal.line else ""
    return PlainTextResponse(f"{refusal.message}{place}\n", refusal.status, headers)


def fault() -> Response:
    """The answer 500; what failed is told in the log alone."""
    said = "The server met a fault of its own; it is in its log.\n"
    return PlainTextResponse(said, 500, {"Cache-Control": "no-store"})

"""The addresses that a part of its own answers, before files and documents are looked up."""

from __future__ import annotations

from starlette.routing import Route

from servanda.server import openapi, questions, reconciliation, sparql

__all__ = ["routes"]


def routes() -> list[Route]:
    """The routes of all parts; the first that fits an address answers it."""
    return [*sparql.routes(), *questions.routes(), *reconciliation.routes(), *openapi.routes()]

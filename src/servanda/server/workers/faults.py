"""What a query did wrong, in a sentence with its place, from what the engine says of it."""

from __future__ import annotations

import re
from typing import Final

from servanda.query.sparql import declared_prefixes, sparql_tokens
from servanda.server.refusal import Refusal

__all__ = ["failed", "syntax"]

_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_LISTED: Final = "expected one of "
_UNEXPECTED: Final = "what stands here was not expected"


def syntax(error: SyntaxError, text: str) -> Refusal:
    """The refusal of a query that is no SPARQL, with line and column where they are known."""
    said = " ".join(str(error.msg or error).split())
    place = _PLACE.fullmatch(said)
    if place is None:
        return Refusal(400, f"SPARQL syntax error: {said}")
    line, column, what = int(place[1]), int(place[2]), _expected(place[3])
    unknown = _undeclared(text)
    if unknown is not None:
        # The engine tells of what it might have read in the place of the name.
        prefix, line, column = unknown
        what = f"the prefix {prefix}: is not declared"
    where = f"line {line}, column {column}"
    return Refusal(400, f"SPARQL syntax error at {where}: {what}", line=line, column=column)


def _expected(said: str) -> str:
    """What the engine expected, without the classes of characters that nobody reads."""
    if said.startswith("expected ") and not said.startswith(_LISTED):
        said = said.replace("expected ", _LISTED, 1)
    head, listed, rest = said.partition(_LISTED)
    words = [each for each in rest.split(", ") if not each.startswith(("[", "'", '"\\'))]
    sentences = [each for each in words if " " in each]
    if sentences:
        return "; ".join(sentences)
    if not listed or not words:
        return said if not listed else _UNEXPECTED
    return f"{head}expected {' or '.join(words)}"


def _undeclared(text: str) -> tuple[str, int, int] | None:
    """The first prefix that a query uses without declaring it, with its line and column."""
    known = declared_prefixes(text)
    before = ""
    for token in sparql_tokens(text):
        prefix, colon, _ = token.text.partition(":")
        if token.kind == "name" and colon and before != "PREFIX" and prefix not in known:
            line = text.count("\n", 0, token.start) + 1
            return prefix, line, token.start - text.rfind("\n", 0, token.start)
        before = token.text.upper() if token.kind == "word" else ""
    return None


def failed(error: Exception) -> Refusal:
    """The refusal of a query that parsed and could not be answered."""
    if isinstance(error, OSError):
        return Refusal(400, "the query tried to open a file or the network, and cannot")
    return Refusal(400, f"the query failed: {' '.join(str(error).split())[:300]}")

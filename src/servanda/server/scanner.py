"""What can be told of a query before any parser sees it: whether it is refused, and its shape.

The process that holds the sockets does this much and no more (see `refuse_unsafe` for why it is no
wall). The shape is what stays of a query when its constants are taken away: queries of one shape
cost about the same, so that what is known to be cheap need not wait behind what is not.
"""

from __future__ import annotations

import hashlib
from typing import Final

from servanda.errors import UsageError
from servanda.query.sparql import refuse_unsafe
from servanda.server.limits import Limits
from servanda.server.refusal import Refusal

__all__ = ["scan"]

_CONSTANTS: Final = frozenset({"iri", "string", "number"})


def scan(text: str, limits: Limits) -> bytes:
    """The shape of a query, a hash. Raises Refusal: 413 for too large a text, 400 for the rest."""
    if len(text) > limits.max_query or len(text.encode()) > limits.max_query:
        raise Refusal(413, f"the query is larger than {limits.max_query} bytes (max-query)")
    try:
        tokens = refuse_unsafe(
            text,
            most_bytes=limits.max_query,
            most_levels=limits.max_nesting,
            most_tokens=limits.max_tokens,
        )
    except UsageError as error:
        message = f"{error.message}. {error.hint}" if error.hint else error.message
        raise Refusal(400, message, line=error.line, column=error.column) from error
    shape = "\0".join([kind if kind in _CONSTANTS else token for kind, token in tokens])
    return hashlib.blake2b(shape.encode("utf-8", "surrogatepass"), digest_size=16).digest()

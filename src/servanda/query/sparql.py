"""The tokens of a SPARQL text, for what must be known before a parser or an engine sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from urllib.parse import urljoin

from servanda.errors import UsageError

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "SparqlToken",
    "dataset_clause",
    "declared_prefixes",
    "in_order",
    "query_form",
    "refuse_unsafe",
    "sparql_tokens",
]

MAX_BYTES: Final = 100_000
MAX_DEPTH: Final = 64

# Each part takes what it can at once and gives nothing back, and a string that is not closed takes
# what is left, so that no text makes it slow. Prefixes of more than 65 characters are not known.
_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s++)
  | (?P<comment>\#[^\r\n]*+)
  | (?P<iri><[^\x00-\x20<>"{}|^`\\]*+>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.?|\"{1,2}(?!\"))*+(?:\"\"\")?
      |\'\'\'(?:[^'\\]|\\.?|\'{1,2}(?!\'))*+(?:\'\'\')?
      |"(?:[^"\\\r\n]|\\.?)*+"?|'(?:[^'\\\r\n]|\\.?)*+'?)
  | (?P<variable>[?$]\w++)
  | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
  | (?P<name>(?:[^\W\d_][\w.\-]{0,64}+)?:(?:[\w:\-%]|\\.|\.(?=[\w:\-%\\]))*+)
  | (?P<number>[+-]?(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?)
  | (?P<word>[A-Za-z_]\w*+)
  | (?P<mark>\^\^|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_FORBIDDEN: Final = {
    "SERVICE": "SERVICE would open the network",
    "LOAD": "LOAD would open the network",
    "INSERT": "updates are refused",
    "DELETE": "updates are refused",
    "CLEAR": "updates are refused",
    "DROP": "updates are refused",
    "CREATE": "updates are refused",
    "COPY": "updates are refused",
    "MOVE": "updates are refused",
    "ADD": "updates are refused",
}
_SKIPPED: Final = frozenset({"space", "comment"})
_STAR: Final = re.compile(r"select\s+(?:\w+\s+)?\*|select\s*\*", re.IGNORECASE)
_OPENING: Final = frozenset("{([")
_CLOSING: Final = frozenset("})]")
_CODEPOINT: Final = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")


class SparqlToken(NamedTuple):
    """One token: what it is, its text, and where it stands in the query (offsets)."""

    kind: str
    text: str
    start: int
    end: int


def sparql_tokens(text: str) -> Iterator[SparqlToken]:
    """The tokens of a query without spaces and comments, in linear time."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind not in _SKIPPED:
            yield SparqlToken(kind, match[0], *match.span())


def declared_prefixes(text: str) -> dict[str, str]:
    """The prefixes that a query declares, with their namespaces; the last of a name stands."""
    tokens = list(sparql_tokens(text))
    return {
        tokens[at + 1].text[:-1]: tokens[at + 2].text[1:-1]
        for at, token in enumerate(tokens[:-2])
        if token.kind == "word" and token.text.upper() == "PREFIX"
    }


def dataset_clause(text: str, base: str = "") -> list[str]:
    """The IRIs of the graphs that a query names by FROM and FROM NAMED (SPARQL 1.1, section 13.2).

    A relative IRI is resolved against the BASE of the query, or else against `base`.
    """
    if "FROM" not in text.upper():  # most queries have none, and this is soon seen
        return []
    tokens = list(sparql_tokens(text))
    prefixes = declared_prefixes(text)
    found: list[str] = []
    for at, token in enumerate(tokens):
        if token.kind != "word" or token.text.upper() not in ("BASE", "FROM"):
            continue
        if token.text.upper() == "BASE":
            base = urljoin(base, "".join(each.text[1:-1] for each in tokens[at + 1 : at + 2]))
            continue
        rest = tokens[at + 1 : at + 3]
        if rest and rest[0].text.upper() == "NAMED":
            rest = rest[1:]
        if rest and rest[0].kind == "iri":
            found.append(urljoin(base, rest[0].text[1:-1]))
        elif rest and rest[0].kind == "name":
            prefix, _, local = rest[0].text.partition(":")
            found.append(urljoin(base, prefixes.get(prefix, "") + local.replace("\\", "")))
    return found


def in_order(variables: Sequence[str], text: str) -> list[str]:
    """The columns of an answer as a reader expects them.

    Those that a query names are in its order already; for `SELECT *` the order is that in which
    they first appear in the text.
    """
    if "*" not in text or not _STAR.search(text):
        return list(variables)
    tokens = [token for token in sparql_tokens(text) if token.kind != "string"]
    words = [token.text.upper() for token in tokens if token.kind in ("word", "mark")]
    first = words.index("SELECT") if "SELECT" in words else len(words)
    if "*" not in words[first + 1 : first + 3]:
        return list(variables)
    seen: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.kind == "variable":
            seen.setdefault(token.text[1:], at)
    return sorted(variables, key=lambda name: seen.get(name, len(tokens)))


def query_form(text: str) -> str:
    """The form of a query that parses: SELECT, ASK, CONSTRUCT or DESCRIBE."""
    words = (token.text.upper() for token in sparql_tokens(text) if token.kind == "word")
    return next((word for word in words if word in _FORMS), "SELECT")


def refuse_unsafe(
    text: str,
    *,
    most_bytes: int = MAX_BYTES,
    most_levels: int = MAX_DEPTH,
    most_tokens: int = MAX_BYTES,
) -> list[tuple[str, str]]:
    """The tokens, kind and text, of a query that is neither too large nor too deep, no update.

    Raises UsageError, with line and column where the fault has a place; also for what would open
    the network. It gives a good message
    early; it is no wall, for it does not know the grammar (`1<2` may begin an IRI).
    """
    if len(text) > most_bytes or len(text.encode()) > most_bytes:
        raise UsageError(f"the query is larger than {most_bytes} bytes")
    # Escaped characters are decoded before SPARQL is parsed (section 19.2), so keywords may hide.
    plain = text
    if "\\" in text:
        plain = _CODEPOINT.sub(lambda match: _decoded(match.group()), text)
    depth, tokens = 0, []
    for match in _TOKEN.finditer(plain):
        kind = match.lastgroup or ""
        if kind in _SKIPPED:
            continue
        token = match[0]
        tokens.append((kind, token))
        if len(tokens) > most_tokens:
            said = f"the query has more than {most_tokens} words and signs"
            raise _unsafe(plain, match.start(), said)
        if kind == "mark":
            depth += 1 if token in _OPENING else -1 if token in _CLOSING else 0
            if depth > most_levels:
                said = f"the query is nested deeper than {most_levels} levels"
                raise _unsafe(plain, match.start(), said)
        elif kind == "word" and token.upper() in _FORBIDDEN:
            hint = "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE on one dataset"
            raise _unsafe(plain, match.start(), _FORBIDDEN[token.upper()], hint=hint)
    return tokens


def _unsafe(text: str, start: int, why: str, *, hint: str | None = None) -> UsageError:
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return UsageError(f"line {line}: {why}", line=line, column=column, hint=hint)


def _decoded(escape: str) -> str:
    code = int(escape[2:], base=16)  # noqa: FURB166  "\\u" is no prefix of Python's
    return chr(code) if code < 0x110000 else "\ufffd"

"""Parameters as constants, for endpoints that lose sight of a variable.

Virtuoso 7 does not see the variable of a VALUES block in the filter of an OPTIONAL group.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Store

from servanda.query.sparql import SparqlToken, sparql_tokens

__all__ = ["with_constants"]

_TERMS = frozenset({"iri", "name", "number", "string"})


def with_constants(text: str) -> str:
    """A SELECT query with the value of each block `VALUES ?name { term }` for its variable.

    A block is taken if it stands in the outermost group, and its variable is neither selected nor
    bound elsewhere, nor used in a subquery, where it is another one. A query with MINUS, where
    that could change the meaning, stays as it is, and so does one that would no longer parse.
    """
    tokens = list(sparql_tokens(text))
    words = [token.text.upper() for token in tokens]
    start = words.index("SELECT") if "SELECT" in words else len(words)
    if "MINUS" in words or words[start + 1 : start + 2] in ([], ["*"]):
        return text
    edits: dict[tuple[int, int], str] = {}
    for at, end in _blocks(tokens, words):
        name = tokens[at + 1].text[1:]
        uses = [n for n, t in enumerate(tokens) if t.kind == "variable" and t.text[1:] == name]
        others = [use for use in uses if use != at + 1]
        if all(_is_free(words, use) and not _in_subquery(words, use) for use in others):
            term = text[tokens[at + 3].start : tokens[end - 1].end]
            edits[tokens[at].start, tokens[end].end] = ""
            edits |= {(tokens[use].start, tokens[use].end): term for use in others}
    changed = text
    for (start, stop), term in sorted(edits.items(), reverse=True):
        changed = changed[:start] + term + changed[stop:]
    return changed if changed != text and _parses(changed) else text


def _blocks(tokens: Sequence[SparqlToken], words: Sequence[str]) -> list[tuple[int, int]]:
    """Where blocks of one variable and one term begin and end, by number of token."""
    found, depth = [], 0
    for at, word in enumerate(words):
        depth += (word == "{") - (word == "}")
        if word == "VALUES" and depth == 1 and words[at + 2 : at + 3] == ["{"]:
            end = next((n for n in range(at + 3, len(words)) if words[n] == "}"), at)
            if tokens[at + 1].kind == "variable" and _is_term(tokens[at + 3 : end]):
                found.append((at, end))
    return found


def _is_term(tokens: Sequence[SparqlToken]) -> bool:
    kinds = [token.kind for token in tokens]
    if len(kinds) == 1:
        return kinds[0] in _TERMS
    if kinds == ["string", "language"]:
        return True
    typed = len(kinds) == 3 and kinds[0] == "string" and tokens[1].text == "^^"
    return typed and kinds[2] in ("iri", "name")


def _is_free(words: Sequence[str], use: int) -> bool:
    """Whether a variable stands where a term may stand too."""
    before = list(words[max(0, use - 2) : use])
    inside = words[:use].count("{") > words[:use].count("}")
    return inside and before[-1:] not in (["AS"], ["VALUES"]) and before != ["BOUND", "("]


def _in_subquery(words: Sequence[str], use: int) -> bool:
    groups: list[bool] = []
    for at, word in enumerate(words[:use]):
        if word == "{":
            groups.append(words[at + 1] == "SELECT")
        elif word == "}" and groups:
            groups.pop()
    return any(groups)


def _parses(text: str) -> bool:
    try:
        Store().query(text)
    except (SyntaxError, ValueError):
        return False
    return True

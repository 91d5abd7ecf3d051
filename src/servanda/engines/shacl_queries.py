"""The SPARQL that the engine `shacl` was shown to read as rdflib does, word by word.

One thing it cannot do: SPARQL 1.1 leaves the order of dates open, and to this engine two of them
cannot be compared. So comparisons of variables are written anew, for dates as for times of day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from servanda.vocab import XSD

__all__ = ["MARK", "has_open_predicate", "is_covered", "joinable", "with_dates"]

# A deeper or longer query could overflow the stack of the engine, which no one can catch.
_LONGEST: Final = 8_000
_DEEPEST: Final = 32
_MOST_TOKENS: Final = 1_500

# Stands for values of $this that are joined to a query.
MARK: Final = "<urn:x-servanda:this>"

Token = tuple[str, str]

_TOKEN: Final = re.compile(
    r"(?P<space>\s+|#[^\n]*)"
    r"|(?P<iri><[^<>\"{}|^`\\\x00-\x20]*>)"
    r"|(?P<text>\"[^\"\\\n]*\"|'[^'\\\n]*')"
    r"|(?P<variable>[?$][A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<name>(?:[A-Za-z][A-Za-z0-9_-]*)?:(?:[A-Za-z0-9_][A-Za-z0-9_-]*)?)"
    r"|(?P<word>[A-Za-z]+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    r"|(?P<sign>\^\^|&&|\|\||!=|<=|>=|[{}(),.;|/^*+?!=<>-])"
)
_WORDS: Final = frozenset(
    (
        *("SELECT", "DISTINCT", "WHERE", "FILTER", "NOT", "EXISTS", "UNION", "OPTIONAL", "BIND"),
        *(
            "AS",
            "IN",
            "A",
            "TRUE",
            "FALSE",
            "BOUND",
            "STR",
            "LANG",
            "LANGMATCHES",
            "DATATYPE",
            "LCASE",
            "UCASE",
        ),
        *("STRLEN", "SUBSTR", "CONTAINS", "STRSTARTS", "STRENDS", "CONCAT"),
        *("ISIRI", "ISURI", "ISLITERAL", "ISBLANK"),
    )
)
_COMPARED: Final = frozenset(("=", "!=", "<", ">", "<=", ">="))
# Calls whose value is text or a number, and so no date.
_PLAIN: Final = frozenset(("STR", "LCASE", "UCASE", "SUBSTR", "CONCAT", "LANG", "STRLEN"))
# No expression may stand for these; of a computed ?value the engine loses the term.
_GIVEN: Final = frozenset(("this", "PATH", "value"))
# What SHACL gives a meaning of its own: parts of the result, and the graph of the shapes.
_RESERVED: Final = frozenset(("message", "path", "shapesGraph", "currentShape"))


def is_covered(query: str) -> bool:
    """Whether a query is one SELECT of variables in the words and signs of the table, and short.

    Left out are subqueries, VALUES, MINUS, GRAPH, aggregates, calls by IRI and reserved variables.
    """
    tokens = [] if len(query) > _LONGEST else _tokens(query)
    if not 0 < len(tokens) <= _MOST_TOKENS:
        return False
    depth = deepest = 0
    before = ("", "")
    for (kind, token), (_, after) in zip(tokens, [*tokens[1:], ("", "")], strict=True):
        depth += (token in {"{", "("}) - (token in {"}", ")"})
        deepest = max(deepest, depth)
        if (
            (kind == "word" and token.upper() not in _WORDS)
            or (kind in {"name", "iri"} and after == "(")
            or (kind == "variable" and token[1:] in _RESERVED)
            or (before[1].upper() == "AS" and token[1:] in _GIVEN)
        ):
            return False
        before = kind, token
    words = [token.upper() for kind, token in tokens if kind == "word"]
    return (
        deepest <= _DEEPEST
        and words.count("SELECT") == 1
        and tokens[0][1].upper() == "SELECT"
        and tokens[1 + (words[1:2] == ["DISTINCT"])][0] == "variable"
        and all(
            _of_variables(tokens, at) or _of_no_date(tokens, at)
            for at, token in enumerate(tokens)
            if token[0] == "sign" and token[1] in _COMPARED
        )
    )


def with_dates(query: str) -> str:
    """A query that is covered, with comparisons of two variables that dates may stand for."""
    tokens = _tokens(query)
    places = {at for at in range(len(tokens)) if _of_variables(tokens, at)}
    if not places:
        return query
    written: list[str] = []
    for at, (_, token) in enumerate(tokens):
        if at in places:
            left, right = tokens[at - 1][1], tokens[at + 1][1]
            both = " && ".join(f"DATATYPE({each}) = {XSD.date}" for each in (left, right))
            dated = f"{_midnight(left)} {token} {_midnight(right)}"
            written.append(f"IF(COALESCE({both}, false), {dated}, {left} {token} {right})")
        elif at + 1 not in places and at - 1 not in places:
            written.append(token)
    return " ".join(written)


def _midnight(date: str) -> str:
    """The time at which a date begins; its time zone stands after ten characters."""
    text = f'SUBSTR(STR({date}), 1, 10), "T00:00:00", SUBSTR(STR({date}), 11)'
    return f"STRDT(CONCAT({text}), {XSD.dateTime})"


def _of_variables(tokens: Sequence[Token], at: int) -> bool:
    """Whether two variables and nothing else are compared there."""
    around = tokens[max(at - 2, 0) : at + 3]
    if tokens[at][1] not in _COMPARED or tokens[at][0] != "sign" or len(around) != 5:
        return False
    (_, before), (left, _), _, (right, _), (_, after) = around
    return (
        left == right == "variable" and before in {"(", "&&", "||"} and after in {")", "&&", "||"}
    )


def _of_no_date(tokens: Sequence[Token], at: int) -> bool:
    """Whether one side is seen to be an IRI, text or a number."""
    return _is_plain_before(tokens[:at]) or _is_plain_after(tokens[at + 1 :])


def _is_plain_after(tokens: Sequence[Token]) -> bool:
    kinds = [kind for kind, _ in tokens[:2]]
    text = len(tokens) > 1 and kinds[0] == "text" and tokens[1][1] != "^^"
    call = bool(tokens) and tokens[0][1].upper() in _PLAIN
    return text or call or kinds[:1] in (["number"], ["name"], ["iri"])


def _is_plain_before(tokens: Sequence[Token]) -> bool:
    if not tokens or tokens[-1][1] != ")":
        return bool(tokens) and tokens[-1][0] in {"text", "number"}
    depth = 0
    for at in range(len(tokens) - 1, 0, -1):
        depth += (tokens[at][1] == ")") - (tokens[at][1] == "(")
        if not depth:
            return tokens[at - 1][1].upper() in _PLAIN
    return False


def has_open_predicate(query: str) -> bool:
    """Whether a query that is covered has a variable for a predicate: three terms on end."""
    kinds = [
        "term" if kind in {"variable", "name", "iri", "text", "number"} else token
        for kind, token in _tokens(query)
    ]
    variables = [kind == "variable" for kind, _ in _tokens(query)]
    start = kinds.index("{") if "{" in kinds else 0
    return any(
        variables[at] and kinds[at - 1] in {"term", ";"} and kinds[at + 1] in {"term", "(", "-"}
        for at in range(start + 1, len(kinds) - 1)
    )


def joinable(query: str) -> str | None:
    """A covered query with `MARK` as a value of $this wherever one may be joined; None if not.

    They are joined to the outermost group and, so that each branch is quick, to all others that
    have $this in a triple. They may not be where a group looks at $this in a filter only. What is
    within EXISTS sees the value from outside anyhow.

    A group with values is made a query of its own, which changes nothing in its meaning: else a
    store might go through the values again for each solution of what the group is joined with. Of
    one that is optional the filters may see what is outside, so that it stays.
    """
    tokens = [text for _, text in _tokens(query)]
    groups: list[tuple[bool, int, list[int]]] = []  # whether it counts, its place, triples, filters
    outermost = tokens.index("{") if "{" in tokens else -1
    ends: dict[int, int] = {}
    depth = 0
    for at, text in enumerate(tokens):
        if text == "{":
            counts = tokens[at - 1].upper() != "EXISTS" and (not groups or groups[-1][0])
            groups.append((counts, at, [0, 0]))
        elif text == "}":
            counts, place, (triples, filters) = groups.pop()
            if counts and filters and not triples:
                return None
            if counts and triples:
                ends[place] = at
        depth += (text == "(") - (text == ")")
        if text[1:] == "this" and text[0] in "?$" and groups:
            groups[-1][2][int(depth > 0)] += 1
    return _joined(tokens, outermost, ends) if ends else None


def _joined(tokens: Sequence[str], outermost: int, ends: Mapping[int, int]) -> str:
    """The query with the values in its outermost group and in those that begin and end there."""
    values = f"VALUES $this {{ {MARK} }}"
    apart = {
        place: end
        for place, end in ends.items()
        if place != outermost and tokens[place - 1].upper() != "OPTIONAL"
    }
    closing = set(apart.values())
    written: list[str] = []
    for at, text in enumerate(tokens):
        written.append(f"{{ SELECT * WHERE {text}" if at in apart else text)
        if at == outermost or at in ends:
            written.append(values)
        if at in closing:
            written.append("}")
    return " ".join(written)


def _tokens(query: str) -> list[Token]:
    """The tokens and their kinds; none if there is one that the table does not have."""
    found: list[Token] = []
    at = 0
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:
            return []
        if match.lastgroup != "space":
            found.append((str(match.lastgroup), match[0]))
        at = match.end()
    return found

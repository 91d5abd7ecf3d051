"""Malformed queries and requests by chance: the same ones for the same seed and number."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from serving.client import request

from attacks.corpus import Case, Places, ways

__all__ = ["malformed", "of_queries", "of_requests", "sources"]

_ANY: Final = frozenset({"any"})
_WHY: Final = "by chance"
_HERE: Final = Path(__file__).parent
_WORDS: Final = (*(_HERE / "words.txt").read_text("utf-8").split(), "\n", "\t")
_PIECES: Final = (
    "{ ?s ?p ?o }",
    "SERVICE <http://127.0.0.1:18731/> { ?s ?p ?o }",
    "FILTER(1<2)SERVICE#>\n<http://127.0.0.1:18731/> {?s ?p ?o}",
    "FROM <file:///canary.nt>",
    "FILTER EXISTS { ?s ?p ?o }",
    "VALUES (?x ?y) { (1 UNDEF) (2) }",
    "{ SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (?n > 1) }",
    "?s (<a:b>|^<a:b>)*/!(<a:b>|^a) ?o .",
    "BIND(REPLACE(STR(?s), '(a+)+$', '$1') AS ?r)",
    "?s ?p [ ?p (1 2 [ a ?t ]) ] .",
    "<< ?s ?p ?o >> ?q ?r .",
    "ORDER BY DESC(?s) LIMIT 10 OFFSET 5",
)
_STRANGE: Final = (
    b"\x00", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\r", b"\n",
    b"%00", b"%0d%0a", b"%", b"\x7f", b"\t", b" ", b":", b"/", b"../", b"\\", b"{", b"}", b"<",
    b"0", b"-1", b"99999999999999999999", b"\xf0\x9f\x98\x80", b"'", b'"', b",", b";", b"=", b"&",
)  # fmt: skip
_HEADERS: Final = tuple((_HERE / "headers.txt").read_bytes().splitlines())
_METHODS: Final = (
    b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"TRACE", b"CONNECT", b"get",
)  # fmt: skip


def sources(root: Path) -> list[str]:
    """The ready-made queries of a workspace, to begin from."""
    return [path.read_text("utf-8") for path in sorted((root / "queries").glob("*.rq"))]


def _cut(chance: random.Random, length: int) -> tuple[int, int]:
    """Two places of a sequence in order, mostly near to each other."""
    start = chance.randrange(length + 1)
    return start, min(length, start + int(chance.expovariate(1 / 8)))


def _drop(chance: random.Random, words: list[str]) -> list[str]:
    start, end = _cut(chance, len(words))
    return words[:start] + words[end:]


def _again(chance: random.Random, words: list[str]) -> list[str]:
    start, end = _cut(chance, len(words))
    return words[:end] + words[start:end] * chance.choice((1, 2, 70, 900)) + words[end:]


def _swap(chance: random.Random, words: list[str]) -> list[str]:
    (a, b), (c, d) = sorted((_cut(chance, len(words)), _cut(chance, len(words))))
    return words if b > c else words[:a] + words[c:d] + words[b:c] + words[a:b] + words[d:]


def _put(chance: random.Random, words: list[str]) -> list[str]:
    place = chance.randrange(len(words) + 1)
    return [*words[:place], chance.choice(_WORDS + _PIECES), *words[place:]]


def _change(chance: random.Random, words: list[str]) -> list[str]:
    place = chance.randrange(len(words) + 1)
    return [*words[:place], chance.choice(_WORDS), *words[place + 1 :]]


def _wrap(chance: random.Random, words: list[str]) -> list[str]:
    start, end = _cut(chance, len(words))
    left, right = chance.choice((("{", "}"), ("(", ")"), ("[", "]"), ("<<(", ")>>"), ("{", "")))
    count = chance.choice((1, 3, 30, 64, 65, 3000))
    return [*words[:start], *[left] * count, *words[start:end], *[right] * count, *words[end:]]


def _end(chance: random.Random, words: list[str]) -> list[str]:
    return words[: chance.randrange(len(words) + 1)]


_WORDWISE: Final[Sequence[Callable[[random.Random, list[str]], list[str]]]] = (
    _drop, _again, _swap, _put, _put, _change, _change, _wrap, _end,
)  # fmt: skip


def _grown(chance: random.Random) -> str:
    """A query put together from pieces of the grammar."""
    inner = " ".join(chance.choices(_PIECES + _WORDS, k=chance.randrange(1, 12)))
    head = chance.choice(("SELECT *", "ASK", "CONSTRUCT WHERE", "DESCRIBE ?s", "SELECT (1 AS ?x)"))
    return f"{head} {{ {inner} }}"


def of_queries(chance: random.Random, ready_made: Sequence[str]) -> str:
    """One query, damaged in up to three places; bounded to 200,000 characters."""
    text = chance.choice(ready_made) if chance.random() < 0.5 else _grown(chance)
    words = text.split(" ")
    for _ in range(chance.randrange(4)):
        words = chance.choice(_WORDWISE)(chance, words)
    text = " ".join(words)[:200_000]
    if chance.random() < 0.15:
        start, end = _cut(chance, len(text))
        text = text[:start] + chance.choice(_STRANGE).decode("utf-8", "replace") + text[end:]
    return text


def _plain(chance: random.Random) -> bytes:
    """A request as it should be, to be damaged."""
    target = chance.choice((
        "/", "/sparql", "/sparql?query=ASK%7B%7D", "/healthz", "/void.ttl", "/dump/dataset.nq",
        "/id/dataset", "/doc/dataset.ttl", "/query/agreement-end?format=csv", "/ontology",
        "/openapi.json", "/reconcile", "/catalog", "/metrics", "/fr/index.html", "/v/0.1.0/",
    ))  # fmt: skip
    if chance.random() < 0.3:
        kind = chance.choice(("application/sparql-query", "application/x-www-form-urlencoded"))
        body = b"ASK {}" if "sparql" in kind else b"query=ASK%20%7B%7D"
        return request("/sparql", method="POST", body=body, Content_Type=kind)
    return request(target, Accept=chance.choice(("*/*", "text/turtle", "text/html, */*;q=0.1")))


def of_requests(chance: random.Random) -> bytes:
    """One request, damaged in one to four places."""
    data = _plain(chance)
    for _ in range(chance.randrange(1, 5)):
        head, _, rest = data.partition(b"\r\n")
        start, end = _cut(chance, len(data))
        data = chance.choice((
            data[:start] + data[end:],
            data[:start] + chance.choice(_STRANGE) + data[end:],
            data[:start] + chance.choice(_STRANGE) * chance.choice((2, 100, 20_000)) + data[start:],
            data[:start] + chance.randbytes(chance.randrange(1, 30)) + data[end:],
            data[:end] + data[start:end] * chance.choice((1, 50, 2_000)) + data[end:],
            head + b"\r\n" + chance.choice(_HEADERS) + b"\r\n" + rest,
            head + b"\r\n" + chance.choice(_HEADERS) + b"\r\n" + rest,
            chance.choice(_METHODS) + b" " + data.partition(b" ")[2],
            data.replace(b"HTTP/1.1", chance.choice((b"HTTP/1.0", b"HTTP/2.0", b"HTTP/1.", b""))),
            data.replace(b"\r\n", b"\n"),
        ))  # fmt: skip
    return data[:300_000]


def malformed(
    seed: int, numbers: Iterable[int], ready_made: Sequence[str], places: Places
) -> Iterator[Case]:
    """The cases of these numbers: two of three are queries in a way of the protocol."""
    for number in numbers:
        chance = random.Random(f"{seed} {number}")  # noqa: S311  the same ones each time
        name = f"{seed}/{number}"
        if number % 3:
            text = places.put(of_queries(chance, ready_made))
            yield chance.choice(list(ways(f"query {name}", text, _ANY, _WHY)))
        else:
            yield Case(f"request {name}", of_requests(chance), _ANY, _WHY, complete=False)

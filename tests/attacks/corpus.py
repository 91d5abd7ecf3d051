"""The cases that lie in files: README.md says how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import yaml
from serving.client import Manner, request

__all__ = ["Case", "Places", "cases", "queries", "requests", "ways"]

HERE: Final = Path(__file__).parent
_LISTENER: Final = "127.0.0.1:18731"
_CANARY: Final = "/canary.nt"
_LARGEST: Final = 64 << 10
_ANSWERED: Final = frozenset({"200", "503"})
_EITHER: Final = frozenset({"200", "400", "503"})
_REFUSED: Final = frozenset({"400"})
_TOO_LARGE: Final = frozenset({"413"})
_ESCAPES: Final = {b"r": b"\r", b"n": b"\n", b"\\": b"\\"}


@dataclass(frozen=True, slots=True)
class Case:
    """A request as bytes, with the statuses that are right for it: numbers, "closed" or "any".

    `complete` is false where the request never ends by itself, so that the time-out of requests
    counts, and not the deadline of queries.
    """

    name: str
    data: bytes
    expected: frozenset[str]
    why: str
    manner: Manner = field(default_factory=Manner)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Places:
    """Where the listener is reached, as in 127.0.0.1:80; the path of the file not to be read."""

    listener: str = _LISTENER
    canary: str = _CANARY

    def put(self, text: str) -> str:
        """The text of a case with the real places."""
        return text.replace(_LISTENER, self.listener).replace(_CANARY, self.canary)


def _head(text: str) -> tuple[dict[str, str], str]:
    """What the comments at the beginning of a case say, and all after them."""
    said = {}
    while found := re.match(r"# (expect|why|send): (.*)\n", text):
        said[found[1]] = found[2]
        text = text[found.end() :]
    return said, text


def _unescaped(text: str) -> bytes:
    def escape(found: re.Match[bytes]) -> bytes:
        return bytes([int(found[2], 16)]) if found[2] else _ESCAPES[found[1]]

    data = text.replace("\n", "\r\n").encode("utf-8")
    return re.sub(rb"\\(x([0-9a-f]{2})|[rn\\])", escape, data)


def _expanded(text: str) -> bytes:
    """A text with its repetitions written out."""
    parts = re.split(r"\{\{(.*?)\*(\d+)\}\}", text, flags=re.DOTALL)
    data = _unescaped(parts[0])
    for text_, count, rest in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        data += _unescaped(text_) * int(count) + _unescaped(rest)
    return data


def _manner(said: str) -> Manner:
    if said == "leave":
        return Manner(leave=True)
    if not said:
        return Manner()
    piece, pause = said.split()
    return Manner(int(piece), float(pause))


def requests(places: Places) -> Iterator[Case]:
    """The requests that are files, by name."""
    for path in sorted((HERE / "requests").glob("*.http")):
        said, text = _head(places.put(path.read_text("utf-8")))
        head, separator, body = text.partition("\n\n")
        data = _expanded(body.removesuffix("\n"))
        head = (head + separator).replace("{{length}}", str(len(data)))
        expected = frozenset(said["expect"].split())
        manner = _manner(said.get("send", ""))
        complete = not {"408", "closed"} & expected
        yield Case(path.stem, _expanded(head) + data, expected, said["why"], manner, complete)


def ways(name: str, query: str, expected: frozenset[str], why: str) -> Iterator[Case]:
    """The ways in which the protocol sends a query (SPARQL 1.1 Protocol, section 2.1)."""
    data = query.encode("utf-8", "surrogatepass")
    large = len(data) > _LARGEST
    ctype = "application/sparql-query"
    direct = request("/sparql", method="POST", body=data, Content_Type=ctype)
    yield Case(f"{name} direct", direct, _TOO_LARGE if large else expected, why)
    form = b"query=" + quote(data).encode("ascii")
    large = len(form) > _LARGEST
    body = request(
        "/sparql", method="POST", body=form, Content_Type="application/x-www-form-urlencoded"
    )
    yield Case(f"{name} form", body, _TOO_LARGE if large else expected, why)
    target = "/sparql?" + form.decode("ascii")
    if len(target) < 2 * _LARGEST:
        address = frozenset({"414"}) if len(target) > _LARGEST else expected
        yield Case(f"{name} address", request(target, Accept="*/*"), address, why)


def _repeated(row: dict[str, Any], count: int) -> str:
    def part(key: str) -> str:
        text = str(row.get(key, ""))
        if "{n}" not in text:
            return text * count
        return "".join(text.replace("{n}", str(number)) for number in range(count))

    begin, middle, end = (str(row.get(key, "")) for key in ("begin", "middle", "end"))
    return begin + part("open") + middle + part("close") + end


def queries(places: Places) -> Iterator[tuple[str, str, frozenset[str], str]]:
    """Name, text, right statuses and reason of every query, those of the table too."""
    for path in sorted((HERE / "queries").glob("*.rq")):
        said, text = _head(places.put(path.read_text("utf-8")))
        yield path.stem, text, frozenset(said["expect"].split()), said["why"]
    for row in yaml.safe_load((HERE / "repeated.yaml").read_text("utf-8")):
        for size, expected in (("small", _ANSWERED), ("edge", _EITHER), ("large", _REFUSED)):
            for count in row.get(size, ()):
                name = f"{row['name']} × {count}"
                yield name, _repeated(row, count), expected, f"{count} times the same construct"


def cases(places: Places, *, every_way: bool = True) -> Iterator[Case]:
    """Every case of the corpus; queries in each way of the protocol, or by turns in one of them.

    Queries of the table, of which there are many alike, are always sent by turns.
    """
    yield from requests(places)
    for number, (name, text, expected, why) in enumerate(queries(places)):
        sent = list(ways(name, text, expected, why))
        yield from sent if every_way and " × " not in name else [sent[number % len(sent)]]

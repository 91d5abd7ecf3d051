"""A small reconciliation service on loopback, over real sockets: versions 0.2 and draft of 1.0.

It holds ids with their names, and answers by the similarity of names. `/0.2` and `/1.0` are the
two services; every answer of theirs has the form of its specification.
"""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rapidfuzz import fuzz, process

from servanda.reconcile.names import folded

SPACE = "http://www.wikidata.org/entity/"
BATCH = 20
PLACE = {"id": "Q618123", "name": "geographical object"}


class Names:
    """Ids and names, found by similarity."""

    def __init__(self, rows: Iterator[tuple[str, str]]) -> None:
        self.by_id = dict(rows)
        self._texts = {key: folded(name) for key, name in self.by_id.items()}

    def candidates(self, name: str, limit: int) -> list[dict[str, Any]]:
        """The nearest entries; one that alone has the very name is a match."""
        found = process.extract(
            folded(name), self._texts, scorer=fuzz.token_sort_ratio, limit=limit, score_cutoff=40
        )
        sure = [key for _, score, key in found if score == 100]
        return [
            {
                "id": key,
                "name": self.by_id[key],
                "score": round(score, 2),
                "match": sure == [key],
                "type": [PLACE],
                "features": [
                    {"id": "name", "name": "similarity of names", "value": round(score, 2)}
                ],
            }
            for _, score, key in sorted(found, key=lambda each: (-each[1], each[2]))
        ]

    def beginning(self, prefix: str, limit: int = 10) -> list[dict[str, Any]]:
        """The entries whose names begin so, by name."""
        start = folded(prefix)
        found = sorted((text, key) for key, text in self._texts.items() if text.startswith(start))
        return [
            {"id": key, "name": self.by_id[key], "notable": [PLACE]} for _, key in found[:limit]
        ]


def read_names(path: Path, *, key: str = "", name: str = "") -> Names:
    """The names of a table: of two columns without a head, or of the columns so called."""
    with path.open(encoding="utf-8", newline="") as opened:
        if key:
            return Names((row[key], row[name]) for row in csv.DictReader(opened))
        rows = (line.rstrip("\r\n").split("\t") for line in opened)
        return Names((row[0], row[1]) for row in rows)


def _manifest(url: str) -> dict[str, Any]:
    return {
        "versions": ["0.2"],
        "name": "Names for tests",
        "identifierSpace": SPACE,
        "schemaSpace": "http://www.wikidata.org/prop/direct/",
        "view": {"url": f"{SPACE}{{{{id}}}}"},
        "preview": {"url": f"{url}/preview?id={{{{id}}}}", "width": 400, "height": 100},
        "defaultTypes": [PLACE],
        "suggest": {"entity": {"service_url": url, "service_path": "/suggest/entity"}},
        "extend": {"propose_properties": {"service_url": url, "service_path": "/properties"}},
        "batchSize": BATCH,
    }


def _manifest_draft() -> dict[str, Any]:
    return {
        "versions": ["1.0-draft"],
        "name": "Names for tests",
        "view": {"url": f"{SPACE}{{id}}"},
        "defaultTypes": [PLACE],
        "suggest": {"entity": True, "property": False, "type": False},
        "batchSize": BATCH,
        "standardizedScore": True,
    }


def _name_of(query: Mapping[str, Any]) -> str:
    named = [each for each in query["conditions"] if each["matchType"] == "name"]
    return str(named[0]["propertyValue"]) if named else ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    names: Names
    url: str

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        at = urlsplit(self.path)
        given = parse_qs(at.query)
        if at.path.endswith("/suggest/entity"):
            self._send({"result": self.names.beginning(given.get("prefix", [""])[0])})
        elif at.path == "/0.2":
            self._answer(given)
        elif at.path in ("/1.0", "/1.0/"):
            self._send(_manifest_draft())
        else:
            self._send({"error": "nothing here"}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if self.path == "/0.2":
            self._answer(parse_qs(body))
        elif self.path == "/1.0/match":
            queries = json.loads(body)["queries"]
            if len(queries) > BATCH:
                self._send({"error": f"more than {BATCH} queries"}, 413)
                return
            found = [self.names.candidates(_name_of(q), int(q.get("limit", 5))) for q in queries]
            self._send({"results": [{"candidates": some} for some in found]})
        else:
            self._send({"error": "nothing here"}, 404)

    def _answer(self, given: Mapping[str, Sequence[str]]) -> None:
        """What 0.2 says at its one address: queries, an extension, or else the manifest."""
        if "queries" in given:
            batch = json.loads(given["queries"][0])
            self._send(
                {
                    key: {"result": self.names.candidates(q.get("query", ""), q.get("limit", 5))}
                    for key, q in batch.items()
                }
            )
        elif "extend" in given:
            asked = json.loads(given["extend"][0])
            wanted = [each["id"] for each in asked["properties"]]
            rows = {
                key: {name: [{"str": self.names.by_id[key]}] for name in wanted}
                for key in asked["ids"]
                if key in self.names.by_id
            }
            self._send({"meta": [{"id": name, "name": name} for name in wanted], "rows": rows})
        else:
            self._send(_manifest(f"{self.url}/0.2"))

    def _send(self, content: object, status: int = 200) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(names: Names) -> Iterator[str]:
    """The address of a service that runs while the context is open."""
    handler = type("Handler", (_Handler,), {"names": names, "url": ""})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    url = f"http://127.0.0.1:{server.server_port}"
    handler.url = url  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

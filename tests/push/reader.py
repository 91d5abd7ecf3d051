"""Readers who ask a store all the time, while a release is pushed to it."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from push.releases import SIGNATURE, Signature

from servanda.push.names import Names

CURRENT = """
SELECT ?release WHERE { GRAPH <%s> { ?release <urn:servanda:push:turn> ?turn } }
ORDER BY DESC(?turn) LIMIT 1
"""


def ask(endpoint: str, query: str, **dataset: str) -> list[list[str]]:
    """The rows of an answer; `default_graph_uri` names the default graph."""
    fields = {"query": query, **{name.replace("_", "-"): at for name, at in dataset.items()}}
    request = urllib.request.Request(  # noqa: S310  loopback
        endpoint,
        urllib.parse.urlencode(fields).encode(),
        {"Accept": "application/sparql-results+json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        found = json.load(answer)
    variables = found["head"]["vars"]
    return [
        [row[v]["value"] for v in variables if v in row] for row in found["results"]["bindings"]
    ]


def of_all_graphs(endpoint: str) -> Signature:
    """What a reader counts in the union of all graphs."""
    [[statements, *characters]] = ask(endpoint, SIGNATURE)
    return int(statements), int(characters[0]) if characters else 0


def of_the_current(endpoint: str, names: Names) -> Signature | None:
    """What a reader counts in the release that the journal names; None if it was replaced since."""
    before = ask(endpoint, CURRENT % names.journal.value)
    if not before:
        return 0, 0
    [[statements, *characters]] = ask(endpoint, SIGNATURE, default_graph_uri=before[0][0])
    if ask(endpoint, CURRENT % names.journal.value) != before:
        return None
    return int(statements), int(characters[0]) if characters else 0


@dataclass
class Seen:
    """How often each count was seen."""

    counts: dict[Signature, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def wait_for(self, count: Signature, seconds: float = 20.0) -> None:
        """Wait until the reader has had its turn on a busy machine."""
        end = time.monotonic() + seconds
        while count not in self.counts and time.monotonic() < end:
            time.sleep(0.01)


@contextmanager
def reading(count: Callable[[], Signature | None]) -> Iterator[Seen]:
    """Count every few milliseconds in a thread of its own until the block ends."""
    seen, stop = Seen(), threading.Event()

    def run() -> None:
        while not stop.wait(0.008):
            try:
                found = count()
            except (OSError, ValueError) as error:
                seen.failures.append(str(error))
                continue
            if found is not None:
                seen.counts[found] = seen.counts.get(found, 0) + 1

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join(timeout=60)

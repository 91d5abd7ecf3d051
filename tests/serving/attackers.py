"""Clients that send the worst queries without a pause, in a process of their own.

Usage: python -m serving.attackers PORT CLIENTS SECONDS (same|other)

All come from the address 127.0.0.1, or each from another. At the end the counts of statuses are
printed as JSON.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from collections import Counter

from attacks.corpus import Places, queries

from serving.client import exchange, request

__all__ = ["worst"]


def worst() -> list[str]:
    """The queries of the corpus that never end, or take all memory."""
    return [
        text for name, text, *_ in queries(Places()) if name.startswith(("endless-", "memory-"))
    ]


async def _attack(port: int, source: str, until: float, counts: Counter[int], first: int) -> None:
    texts = worst()
    for number in itertools.count(first):
        if time.monotonic() > until:
            return
        # Another text each time, so that none is known from before.
        query = f"{texts[number % len(texts)]}# {source} {number}"
        data = request(
            "/sparql",
            method="POST",
            body=query.encode("utf-8"),
            Content_Type="application/sparql-query",
        )
        answer = await exchange(port, data, patience=60, source=source)
        counts[answer.status] += 1


async def main(port: int, clients: int, seconds: float, *, same: bool) -> Counter[int]:
    """Attack for so long, and give the counts of statuses."""
    counts: Counter[int] = Counter()
    until = time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        for number in range(clients):
            source = "127.0.0.1" if same else f"127.0.2.{number + 1}"
            group.create_task(_attack(port, source, until, counts, number * 1000))
    return counts


if __name__ == "__main__":
    port, clients, seconds, whence = sys.argv[1:]
    found = asyncio.run(main(int(port), int(clients), float(seconds), same=whence == "same"))
    json.dump(found, sys.stdout)

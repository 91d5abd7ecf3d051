"""Attack a server that serves a release, and report as JSON how it stood.

Usage: python -m attacks RELEASE [--attacks N] [--seed N] [--server NAME] [--deadline SECONDS]

The whole corpus is sent, then N generated cases. The exit code is 1 if any answer was wrong, the
server ended, or anything was reached that must not be. NAME is servanda, or a control that fails:
oxigraph, talkative.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from serving.island import alone, enter, listening
from serving.server import Server, free_port, oxigraph, running, servanda

from attacks.assault import assault
from attacks.controls import reach
from attacks.corpus import Case, Places, cases
from attacks.judge import Rules
from attacks.mutations import malformed, sources

ROOT = Path(__file__).parents[2]
_SECRET = "CANARY-4f1c-that-nobody-may-see"  # noqa: S105  no password: it marks a file


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m attacks", description=__doc__)
    parser.add_argument("release", type=Path)
    parser.add_argument("--attacks", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--server", default="servanda")
    parser.add_argument("--deadline", type=float, default=2, metavar="SECONDS")
    parser.add_argument("--request-time", type=float, default=2, metavar="SECONDS")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--queries", type=int, default=4, metavar="N", help="queries at once")
    parser.add_argument("--one-way", action="store_true", help="each query in one way only")
    parser.add_argument("--only", metavar="TEXT", help="cases whose name contains it")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write what failed there")
    parser.add_argument("--report", type=Path, metavar="FILE")
    return parser.parse_args()


def lanes(chosen: argparse.Namespace, places: Places) -> list[tuple[Iterator[Case], int]]:
    """Queries with few connections, so that each is tried; requests with many."""

    def kept(kind: str) -> Iterator[Case]:
        numbers = [number for number in range(chosen.attacks) if bool(number % 3) == bool(kind)]
        generated = malformed(chosen.seed, numbers, sources(ROOT), places)
        found = chain(cases(places, every_way=not chosen.one_way), generated)
        for case in found:
            wanted = chosen.only is None or chosen.only in case.name
            if wanted and bool(kind) == (" " in case.name.removeprefix("request ")):
                yield case

    return [(kept(""), 24), (kept("queries"), chosen.queries)]


def started(chosen: argparse.Namespace, port: int, folder: Path) -> list[str]:
    """The command of the server that is attacked."""
    if chosen.server == "oxigraph":
        return oxigraph(chosen.release, folder / "store", port)
    if chosen.server == "talkative":
        return [sys.executable, "-m", "attacks.controls", str(port)]
    limits = ["--deadline", f"{chosen.deadline:g}", "--request-time", f"{chosen.request_time:g}"]
    return servanda(chosen.release, port, *limits, "--workers", str(chosen.workers))


async def attacked(chosen: argparse.Namespace, server: Server, canary: Path) -> dict[str, Any]:
    """The report of one attack, with what the listener saw before it was tried itself."""
    paths = [str(chosen.release.resolve()), str(server.folder), str(ROOT), sys.prefix]
    rules = Rules(chosen.deadline, chosen.request_time, _SECRET, paths)
    async with listening() as listener:
        where = f"127.0.0.1:{listener.port}"
        sent = lanes(chosen, Places(where, str(canary)))
        report = await assault(server, sent, rules, chosen.keep)
        reached = list(listener.seen)
        await asyncio.to_thread(reach, where, afar=False)
        works = len(listener.seen) > len(reached)
    return asdict(report) | {"reached": reached, "listener_works": works, "alone": alone()}


def main() -> int:
    """Attack, and give the exit code."""
    chosen = arguments()
    if chosen.keep:
        chosen.keep.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        canary = folder / "canary.nt"
        canary.write_text(f'<a:canary> <a:canary> "{_SECRET}" .\n', "utf-8")
        with running(started(chosen, port, folder), port, folder) as server:
            report = asyncio.run(attacked(chosen, server, canary))
        report["left"] = sorted(each.name for each in (folder / "tmp").iterdir())
        report["traces"] = server.said().count("Traceback (most recent call last)")
        report["log"] = server.said()[-2000:]
    text = json.dumps(report, indent=1, ensure_ascii=False)
    if chosen.report:
        chosen.report.write_text(text, "utf-8")
    else:
        sys.stdout.write(text + "\n")
    good = report["lives"] and report["answers"] and report["listener_works"]
    return 0 if good and not report["faults"] and not report["reached"] else 1


if __name__ == "__main__":
    code = enter("attacks", sys.argv[1:])
    raise SystemExit(main() if code is None else code)

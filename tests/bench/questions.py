"""The ready-made queries on a release: in process, by the Oxigraph server, by Virtuoso.

Usage: python -m bench.questions RELEASE RUNS, which asks them in this process and prints JSON
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from push.stores import INI, wait_for
from pyoxigraph import Store
from serving.server import free_port, oxigraph, running
from synthetic.agreement import slug
from synthetic.turtle import SPACE

from bench.measure import measured
from bench.stages import ROOT, Bench, Rows
from servanda.ask import open_release
from servanda.query import Query, bind, list_queries, run_local

_PATIENCE: Final = 60.0  # seconds for one query
_SERVED: Final = 10_000  # agreements; to load more into both servers takes longer than all else
_FRAMEWORK: Final = 23  # the first agreement that another one implements
_FOLDERS: Final = (ROOT / "queries", ROOT / "examples" / "world" / "queries")
# What parameters that take a resource are bound to, where it is one of the workspace.
_VALUES: Final[Mapping[str, str]] = {
    "agreement": f"{SPACE}agreement/{slug(1)}",
    "country": f"{SPACE}place/country-cn",
    "framework": f"{SPACE}agreement/{slug(_FRAMEWORK)}",
    "party": f"{SPACE}party/p00001",
    "party_or_territory": f"{SPACE}party/p00001",
    "territory": f"{SPACE}place/city-0",
}
# What one question is bound to beside, by its name.
_OTHERS: Final[Mapping[str, Mapping[str, str]]] = {
    "conflicts": {"subject": f"{SPACE}agreement/{slug(1)}#signature"},
}
_WHOLE: Final = "in process, about all"
_DUMPS: Final = ("dump/dataset.nq", "dump/inferred.nq", "ontology.ttl")
Ask = Callable[[str], int]


def texts() -> dict[str, str]:
    """The text of each ready-made query of both workspaces, about resources that this one has."""
    found = {}
    for query in _queries():
        known = {each.name for each in query.parameters if each.datatype == "iri"}
        values = {name: value for name, value in _VALUES.items() if name in known}
        found[query.name] = bind(query, values | dict(_OTHERS.get(query.name, {})))
    return found


def whole_texts() -> dict[str, str]:
    """The queries that ask about all if no resource is given, as they are."""
    return {
        query.name: query.text
        for query in _queries()
        if any((each.datatype, each.default) == ("iri", "UNDEF") for each in query.parameters)
    }


def _queries() -> Iterator[Query]:
    for folder in _FOLDERS:
        yield from list_queries(folder)


def timed(ask: Ask, runs: int, queries: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The median time of each query in milliseconds, and its rows; or why there is none.

    A query that takes long is asked once.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, text in queries.items():
        times: list[float] = []
        try:
            while len(times) < runs and sum(times) < 5:
                start = time.perf_counter()
                count = ask(text)
                times.append(time.perf_counter() - start)
        except (OSError, ValueError) as error:
            found[name] = {"failed": str(error)[:80]}
            continue
        found[name] = {"ms": round(statistics.median(times) * 1000, 1), "rows": count}
    return found


def main() -> None:
    """Ask in this process."""
    release, runs = Path(sys.argv[1]), int(sys.argv[2])
    start = time.perf_counter()
    store, _ = open_release(release)
    loaded = time.perf_counter() - start
    ask = partial(_in_process, store)
    found = timed(ask, runs, texts())
    whole = timed(ask, 1, whole_texts())
    said = {"load": round(loaded, 2), "found": found, "whole": whole}
    sys.stdout.write(json.dumps(said) + "\n")


def _in_process(store: Store, text: str) -> int:
    return len(run_local(store, text).rows)


def asked(bench: Bench) -> Rows:
    """All queries by all three."""
    release = bench.folder / f"release-{bench.size}"
    if not (release / "manifest.json").is_file():
        measured(bench.build("--no-site", "--no-cache", "--jobs", "2"), bench.log)
    measured(bench.module("bench.questions", release, bench.runs), bench.log)
    said = json.loads(bench.log.read_text("utf-8").splitlines()[-1])
    ways: dict[str, dict[str, Any]] = {"in process": said["found"], _WHOLE: said["whole"]}
    loads = {"in process": said["load"]}
    servers = {"Oxigraph": _oxigraph, "Virtuoso": _virtuoso}
    for name, server in servers.items() if bench.agreements <= _SERVED else ():
        try:
            start = time.perf_counter()
            with server(release, bench.emptied(name.lower())) as ask:
                loads[name] = round(time.perf_counter() - start, 2)
                ways[name] = timed(ask, bench.runs, texts())
        except FileNotFoundError as error:
            sys.stderr.write(f"{name} is left out: {error}\n")
    rows: Rows = [
        {"name": name, **{way: found.get(name, {}) for way, found in ways.items()}}
        for name in texts()
    ]
    loaded = {way: {"ms": loads[way]} if way in loads else {} for way in ways}
    return [{"name": "load, s", **loaded}, *rows]


def _over_http(address: str) -> Ask:
    def ask(text: str) -> int:
        request = urllib.request.Request(  # noqa: S310  loopback
            address,
            urllib.parse.urlencode({"query": text}).encode(),
            {"Accept": "application/sparql-results+json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
                return len(json.loads(answer.read())["results"]["bindings"])
        except urllib.error.HTTPError as error:
            said = error.read().decode("utf-8", "replace")
            raise OSError(" ".join(said.split())[:60]) from error

    return ask


@contextmanager
def _oxigraph(release: Path, folder: Path) -> Iterator[Ask]:
    port = free_port()
    command = oxigraph(release, folder / "store", port)
    with running(command, port, folder) as server:
        yield _over_http(f"http://127.0.0.1:{server.port}/query")


@contextmanager
def _virtuoso(release: Path, folder: Path) -> Iterator[Ask]:
    """A Virtuoso that has loaded the dumps; its default graph is the union of all."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or client is None:
        raise FileNotFoundError("Virtuoso 7 is not installed: virtuoso-opensource-7-bin of Debian")
    sql, http = free_port(), free_port()
    (folder / "vsp").mkdir(parents=True)
    settings = INI.format(sql=sql, http=http).replace("= 10000\n", "= 170000\n")
    settings = settings.replace("= 7000\n", "= 130000\n")
    allowed = f"DirsAllowed = {release.resolve()}\n[HTTPServer]"
    (folder / "virtuoso.ini").write_text(settings.replace("[HTTPServer]", allowed), "utf-8")
    line = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with (folder / "output.txt").open("wb") as output:
        server = subprocess.Popen(line, cwd=folder, stdout=output, stderr=output)
    try:
        wait_for(f"http://127.0.0.1:{http}/sparql", _PATIENCE)
        _load([client, f"127.0.0.1:{sql}", "dba", "dba"], release.resolve())
        yield _over_http(f"http://127.0.0.1:{http}/sparql")
    finally:
        server.kill()  # what it holds is thrown away
        server.wait(timeout=30)


def _load(login: Sequence[str], release: Path) -> None:
    """Load the dumps with the loader for quads of Virtuoso (flag 512) and the ontology."""
    for name in _DUMPS:
        flags = 512 if name.endswith(".nq") else 0
        path = release / name
        statement = (
            f"DB.DBA.TTLP(file_to_string_output('{path}'), '', 'urn:ontology', {flags}); "
            "checkpoint;"
        )
        done = subprocess.run(
            [*login, f"exec={statement}"], check=False, capture_output=True, timeout=900
        )
        if b"Error" in done.stdout + done.stderr:
            raise ValueError((done.stdout + done.stderr).decode("utf-8", "replace")[-500:])


if __name__ == "__main__":
    main()

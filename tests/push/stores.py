"""Stores started for real on loopback: Oxigraph from its package, Virtuoso from Debian's."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
    "oxigraph"
)


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """The address of a server with an empty store in `folder`; its default graph is the union."""
    if OXIGRAPH is None:
        pytest.skip("the oxigraph server is not installed: it is in the test group")
    at = f"127.0.0.1:{free_port()}"
    line = [OXIGRAPH, "serve", "--location", str(folder), "--bind", at, "--union-default-graph"]
    server = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://{at}/")
        yield f"http://{at}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_for(address: str, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  loopback
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the server at {address} did not start")


PASSWORD = "a b:ü-1"  # noqa: S105  of a store that lives as long as a test
INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
CaseMode = 2
DisableUnixSocket = 1
ServerThreads = 20
CheckpointInterval = 60
AllowOSCalls = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 7000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = vsp
ServerThreads = 5
DavRoot = DAV
EnabledDavVSP = 0
[SPARQL]
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 60
[I18N]
XAnyNormalization = 0
"""


def virtuoso_program() -> str:
    """Where `virtuoso-t` is; it is installed from Debian where that is possible, else a skip."""
    found = shutil.which("virtuoso-t")
    apt = shutil.which("apt-get")
    if found is None and apt is not None and os.geteuid() == 0:
        wait = ["-o", "DPkg::Lock::Timeout=200"]  # several processes may want it at once
        package = ["--no-install-recommends", "virtuoso-opensource-7-bin"]
        for step in (["update", "-qq", *wait], ["install", "-y", *wait, *package]):
            subprocess.run([apt, *step], check=False, capture_output=True, timeout=240)
        found = shutil.which("virtuoso-t")
    if found is None or shutil.which("isql-vt") is None:
        pytest.skip("Virtuoso 7 is not installed: virtuoso-opensource-7-bin of Debian")
    return found


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """The address of a Virtuoso with an empty database in `folder`; its user is dba."""
    program = virtuoso_program()
    sql, http = free_port(), free_port()
    (folder / "vsp").mkdir(parents=True)
    (folder / "virtuoso.ini").write_text(INI.format(sql=sql, http=http), encoding="ascii")
    line = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with (folder / "output.txt").open("wb") as output:
        server = subprocess.Popen(line, cwd=folder, stdout=output, stderr=output)
    try:
        wait_for(f"http://127.0.0.1:{http}/sparql", 60)
        change = f'set password "dba" "{PASSWORD}"; checkpoint;'
        login = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={change}"]
        done = subprocess.run(login, check=False, capture_output=True, timeout=30)
        assert b"Error" not in done.stdout + done.stderr, done.stdout + done.stderr
        yield f"http://127.0.0.1:{http}"
    finally:
        server.kill()  # what it holds is thrown away
        server.wait(timeout=10)

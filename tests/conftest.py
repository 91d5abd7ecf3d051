"""Fixtures that several tests share: the workspace, one built release and its quads in a store."""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import hostile_workspace as hostile
import plain_workspace as plain
import pyoxigraph
import pytest
from pyoxigraph import RdfFormat, Store

from servanda.ask import open_release
from servanda.build import build
from servanda.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
# Nothing that a test leaves to the next build is left to the user, or to another run of the tests.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="servanda-tests-")
WORLD = ROOT / "examples" / "world"
PARTS = ("data", "ontology", "queries", "shapes")

# The files that take longest, with the longest first; the others take seconds each.
LONGEST = (
    "spark",
    *("browser_crawl", "import_random", "browser_access", "docs", "import", "import_again"),
    *("explain", "verify", "diff", "new", "site_servers", "site_changes", "site_calendar"),
    *("bad_input", "browser_hostile", "browser_lighthouse", "build", "browser_walk", "yamlld"),
    *("in_force", "site_questions", "tables_grid", "preview", "model", "world_queries"),
    *("difficulties", "catalog", "export", "mappings", "site_browse", "site_agreements", "cli"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that processes which share the work end together."""
    place = {f"test_{name}.py": at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture(scope="session")
def workspace_root() -> Path:
    """The repository, which is itself a workspace."""
    return ROOT


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of one file."""
    from browser.watch import launched  # noqa: PLC0415  only where a browser is wanted

    with launched() as opened:
        yield opened


@pytest.fixture(scope="module")
def base(release: Path) -> Iterator[str]:
    """The address at which the release of the repository is served."""
    from browser.serve import served  # noqa: PLC0415

    with served(release) as address:
        yield address


def built_once(
    factory: pytest.TempPathFactory,
    name: str,
    workspace: Callable[[Path], Path],
    before: Path | None = None,
) -> Path:
    """The release of a workspace, built by the first of the processes that want it.

    `workspace` gives the root of the workspace; what it makes, it makes in the folder it is given.
    The release follows on the one at `before`, of which a copy is made.
    """
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "dist").exists():
            if before is not None:
                shutil.copytree(before, folder / "following", dirs_exist_ok=True)
            build(workspace(folder / "workspace"), folder / "following")
            (folder / "following").rename(folder / "dist")
    return folder / "dist"


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One release of the repository's own workspace, built once; tests do not change it."""
    return built_once(tmp_path_factory, "release", lambda _: ROOT)


@pytest.fixture(scope="session")
def world_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One release of `examples/world`, built once; tests do not change it."""
    return built_once(tmp_path_factory, "world", lambda _: WORLD)


@pytest.fixture(scope="session")
def hostile_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One release of `tests/hostile`, built once; tests do not change it."""
    return built_once(tmp_path_factory, "hostile", hostile.make)


@pytest.fixture(scope="session")
def plain_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One release of the plain workspace, built once; tests build further only on a copy."""
    return built_once(tmp_path_factory, "plain", plain.make)


@pytest.fixture(scope="session")
def plain_twice(plain_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second release of the plain workspace, which keeps the first; tests do not change it."""
    return built_once(tmp_path_factory, "twice", plain.second, before=plain_release)


@pytest.fixture(scope="session")
def release_store(release: Path) -> Store:
    """Everything a ready-made query is asked of: stated, inferred and the ontology."""
    store = Store()
    for name in ("dump/dataset.nq", "dump/inferred.nq", "ontology.ttl"):
        store.extend(pyoxigraph.parse(path=str(release / name)))
    return store


@pytest.fixture(scope="session")
def world_store(world_release: Path) -> Store:
    """The same of the real agreements in `examples/world`; tests do not change it."""
    return open_release(world_release)[0]


@pytest.fixture
def copy_of_workspace(tmp_path: Path) -> Path:
    """A copy of the repository's workspace that a test may spoil."""
    copy = tmp_path / "workspace"
    for part in PARTS:
        shutil.copytree(ROOT / part, copy / part)
    return copy


Servanda = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def servanda() -> Servanda:
    """Run the command line as a user does.

    It has a process of its own where an input or an environment is given; else it runs in this
    one, where the engines are loaded already.
    """

    def run(
        *arguments: str | Path, cwd: Path | None = None, text: str | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        words = [str(each) for each in arguments]
        if text is None and not env:
            return run_here(words, cwd or Path.cwd())
        return subprocess.run(
            [sys.executable, "-m", "servanda", *words],
            cwd=cwd,
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=300,
            env={**os.environ, "PYTHONUTF8": "1", **env},
        )

    return run


def run_here(arguments: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in this process, in a folder, without a terminal and without input.

    An error that the command line does not turn into a message is raised.
    """
    kept, code = sys.argv, 0
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    sys.argv = ["servanda", *arguments]
    try:
        with chdir(cwd), redirect_stdout(out), redirect_stderr(err), no_input():
            main()
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 1
    finally:
        sys.argv = kept
    said, told = (_text_of(stream) for stream in (out, err))
    return subprocess.CompletedProcess(["servanda", *arguments], code, said, told)


@contextmanager
def no_input() -> Iterator[None]:
    """Standard input is at its end."""
    kept, sys.stdin = sys.stdin, io.StringIO()
    try:
        yield
    finally:
        sys.stdin = kept


def _text_of(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def quads_of(path: Path) -> set[str]:
    """The quads of an N-Quads file as strings."""
    return {str(quad) for quad in pyoxigraph.parse(path=str(path), format=RdfFormat.N_QUADS)}

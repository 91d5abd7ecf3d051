"""The examples of the pages for researchers and for OpenRefine give what the pages show."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from interop.environments import HERE, ROOT, Environment, UnavailableError, environment

DOCS = ROOT / "docs"


def made(name: str) -> Environment:
    try:
        return environment(name)
    except UnavailableError as error:
        pytest.skip(str(error))


def run(name: str, page: Path, folder: Path) -> int:
    """Run the examples of a page in an environment, compare what they print, and count them."""
    done = made(name).run(HERE / "drivers/in_notebook.py", page, cwd=folder)
    assert done.returncode == 0, done.stderr
    cells = json.loads(done.stdout)
    for cell in cells:
        assert cell["printed"].strip() == (cell["shown"] or "").strip(), cell["code"]
    return len(cells)


@pytest.mark.slow
def test_the_notebook_of_the_page_for_researchers_prints_what_it_shows(
    world_release: Path, tmp_path: Path
) -> None:
    (tmp_path / "world").symlink_to(world_release)
    assert run("tables", DOCS / "researchers.md", tmp_path) >= 8


@pytest.mark.slow
def test_the_script_of_the_page_for_portal_teams_prints_what_it_shows(
    release: Path, tmp_path: Path
) -> None:
    (tmp_path / "dist").symlink_to(release)
    assert run("ckan", DOCS / "portals.md", tmp_path) == 1


@pytest.fixture
def service(release: Path, tmp_path: Path) -> Iterator[str]:
    """A csv-reconcile of the names of a release, made and started as docs/openrefine.md says."""
    environment_of_it = made("reconcile")
    shutil.copytree(release / "reconciliation", tmp_path / "reconciliation")
    page = (DOCS / "openrefine.md").read_text("utf-8")
    settings = page.partition("```ini\n")[2].partition("```")[0]
    (tmp_path / "settings.cfg").write_text(settings, "utf-8")
    command = next(line for line in page.splitlines() if line.startswith("csv-reconcile init"))
    begun = environment_of_it.run(
        environment_of_it.python.parent / "csv-reconcile", *command.split()[1:], cwd=tmp_path
    )
    assert "Initialized" in begun.stdout, begun.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = f"from csv_reconcile import create_app; create_app().run(port={port})"
    with subprocess.Popen(
        [environment_of_it.python, "-c", start],
        cwd=tmp_path,  # where its database was made
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        running.terminate()


@pytest.mark.slow
def test_a_service_of_our_names_answers_as_the_page_for_openrefine_shows(
    service: str, tmp_path: Path
) -> None:
    text = (DOCS / "openrefine.md").read_text("utf-8")
    page = tmp_path / "page.md"
    page.write_text(text.replace("http://127.0.0.1:5000", service), "utf-8")
    assert run("tables", page, tmp_path) == 1

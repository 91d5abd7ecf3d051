"""The documentation is true: every command has a page, every example runs, every link leads."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import run_here

from servanda.cli import cli
from servanda.site import PAGES as KINDS_OF_PAGES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
PAGES_OF_COMMANDS = sorted(DOCS / f"{name}.md" for name in cli.commands)

Servanda = Callable[..., subprocess.CompletedProcess[str]]


def examples(page: Path) -> Iterator[str]:
    for block in re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), flags=re.DOTALL):
        yield from (line for line in block.splitlines() if "servanda " in line)


def block(page: Path, language: str) -> str:
    """The first block of a page that is in a language."""
    found = re.search(rf"```{language}\n(.*?)```", page.read_text("utf-8"), flags=re.DOTALL)
    assert found is not None, f"{page.name} has no block in {language}"
    return found[1]


EXAMPLES = sorted(
    {
        line.removeprefix(".venv/bin/")
        for page in PAGES
        for line in examples(page)
        if not line.startswith(("scripts/", "#"))
    }
)


@pytest.fixture(scope="module")
def playground(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's workspace with its release in dist/, where examples run.

    The table that docs/tables.md describes lies there too, with its description, and the workspace
    of the real agreements. Examples run in the order of their text: an export before an import.
    """
    root = tmp_path_factory.mktemp("playground")
    for language, name in (("csv", "agreements.csv"), ("json", "agreements.csv-metadata.json")):
        (root / name).write_text(block(DOCS / "tables.md", language), "utf-8")
    for part in ("data", "ontology", "queries", "shapes", "tests/queries"):
        shutil.copytree(ROOT / part, root / part)
    shutil.copytree(ROOT / "examples", root / "examples")
    shutil.copytree(release, root / "dist")
    return root


def test_every_command_has_a_page() -> None:
    assert [page for page in PAGES_OF_COMMANDS if not page.is_file()] == []


@pytest.mark.parametrize("page", PAGES_OF_COMMANDS, ids=lambda page: page.stem)
def test_a_page_names_every_option_of_its_command(page: Path) -> None:
    text = page.read_text("utf-8")
    command = cli.commands[page.stem]
    common = {"--format", "--lang", "--help"}
    options = {name for option in command.params for name in option.opts if name.startswith("--")}
    assert [name for name in sorted(options - common) if name not in text] == []


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_help_shows_an_example(name: str) -> None:
    done = CliRunner().invoke(cli, [name, "--help"])
    assert done.exit_code == 0
    assert f"Example: servanda {name}" in done.output


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line: in this process where it is a command alone, else by a shell."""
    words = shlex.split(line)
    if words[0] == "servanda" and not set(line) & set("|<>&;$`*?~"):
        return run_here(words[1:], folder)
    command = line.replace("servanda ", f'"{sys.executable}" -m servanda ')
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.slow
@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_runs(line: str, playground: Path) -> None:
    done = run(line, playground)
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    expected = {0, 1} if " validate " in line else {0}
    assert done.returncode in expected, said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_the_three_readmes_name_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        return [line.split("#")[0].split(" --lang")[0] for line in examples(ROOT / name)]

    assert commands("README.fr.md") == commands("README.zh.md") == commands("README.md")


def test_the_page_of_the_site_names_every_kind_of_page() -> None:
    table = re.findall(r"^\| `([a-z]+)` \|", (DOCS / "site.md").read_text("utf-8"), re.MULTILINE)
    assert table == [name for name, _ in KINDS_OF_PAGES]


@pytest.mark.slow
def test_the_page_of_the_site_names_files_that_a_release_has(release: Path) -> None:
    text = (DOCS / "site.md").read_text("utf-8")
    named = re.findall(r"`([a-z][\w./{},-]*\.(?:html|svg|js|ics|atom|txt|csv|ttl))`", text)
    # Places in this repository, and the example, are no files of this release.
    elsewhere = {"greeting.txt", "shapes/layout.ttl", "data/dataset.ttl"}
    files = [each for each in named if "{" not in each and each not in elsewhere]
    assert [each for each in files if not (release / each).is_file()] == []

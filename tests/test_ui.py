"""The front-end bundle: what it is made from, what is in it, and whose work it contains."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from servanda.wording import words

ROOT = Path(__file__).parents[1]
UI = ROOT / "ui"
BUNDLE = ROOT / "src" / "servanda" / "assets" / "ui"
FILES = {
    *("LICENSES.txt", "question.js", "search.js", "site.js"),
    *("sparql-engine.js", "sparql.css", "sparql.js"),
}
ALLOWED = {"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD"}


def lock() -> dict[str, dict[str, object]]:
    packages = json.loads((UI / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert isinstance(packages, dict)
    return packages


def test_the_lock_file_names_no_registry() -> None:
    text = (UI / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert "registry" not in text


def test_every_locked_package_has_a_hash() -> None:
    assert all("integrity" in said for path, said in lock().items() if path)


def test_dependencies_are_exact_versions() -> None:
    said = json.loads((UI / "package.json").read_text(encoding="utf-8"))
    versions = [*said["dependencies"].values(), *said["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
    assert said["private"] is True


def test_the_bundle_has_its_files_and_no_others() -> None:
    assert {path.name for path in BUNDLE.iterdir()} == FILES


def licences() -> list[str]:
    text = (BUNDLE / "LICENSES.txt").read_text(encoding="utf-8")
    return re.split(r"\n={78}\n\n", text)[1:]


def test_each_package_in_the_bundle_has_name_version_licence_and_text() -> None:
    entries = licences()
    locked = {path.rpartition("node_modules/")[2]: said for path, said in lock().items()}
    for entry in entries:
        name, version = entry.splitlines()[0].split(" ")
        assert locked[name]["version"] == version
        said = re.search(r"^Licence: \(?(.+?)\)?$", entry, re.MULTILINE)
        assert said, name
        assert ALLOWED & set(re.split(" OR | AND ", said[1])), name
        assert len(entry) > 600, name
    names = {entry.split(" ")[0] for entry in entries}
    assert {"@zazuko/yasgui", "@zazuko/yasqe", "codemirror", "minisearch", "oxigraph"} <= names


@pytest.mark.parametrize("name", sorted(FILES - {"LICENSES.txt", "sparql.css"}))
def test_scripts_are_classic_and_evaluate_no_text(name: str) -> None:
    text = (BUNDLE / name).read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function\(|\bimport\(|^export ", text)


@pytest.mark.parametrize("name", sorted(FILES - {"LICENSES.txt"}))
def test_the_bundle_names_no_service_of_others(name: str) -> None:
    text = (BUNDLE / name).read_text(encoding="utf-8")
    for host in ("prefix.cc", "lov.linkeddata.es", "dbpedia.org/sparql", "unpkg", "jsdelivr"):
        assert host not in text


def test_styles_load_nothing() -> None:
    text = (BUNDLE / "sparql.css").read_text(encoding="utf-8")
    assert "@import" not in text
    assert not re.search(r"url\((?![\"']?(?:data:|#))", text)


def test_scripts_say_only_words_that_exist_and_none_in_vain() -> None:
    scripts = [path.read_text(encoding="utf-8") for path in (UI / "src").rglob("*.js")]
    said = set(re.findall(r'"(ui-[a-z-]+)"', "\n".join(scripts)))
    assert said == {key for key in words() if key.startswith("ui-")}


def test_the_site_is_small_on_every_page() -> None:
    assert (BUNDLE / "site.js").stat().st_size < 30_000


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node, which only building asks for")
def test_the_parts_of_the_scripts_do_what_their_tests_say() -> None:
    tests = sorted(str(path) for path in (UI / "test").glob("*.mjs"))
    ran = subprocess.run(["node", "--test", *tests], capture_output=True, text=True, check=False)  # noqa: S607
    assert ran.returncode == 0, ran.stdout + ran.stderr


@dataclass(frozen=True)
class Seen:
    """What a browser made of a page: its elements, and what it complained of."""

    page: str
    complaints: list[str]


def seen(address: str, profile: Path) -> Seen:
    """A page of a folder, opened in Chromium without a server."""
    flags = "--headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run"
    command = ["chromium", *flags.split(), "--disable-component-update", "--disable-sync"]
    command += [f"--user-data-dir={profile}", "--enable-logging=stderr", "--log-level=0"]
    command += ["--virtual-time-budget=15000", "--dump-dom", address]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return Seen(ran.stdout, [line for line in ran.stderr.splitlines() if ":CONSOLE" in line])


IN_BROWSER = (
    ("fr/browse.html", "2 accords sur 2"),
    ("en/browse.html?field=field/agronomy&country=gone", "1 of 2 agreements"),
    ("zh/search.html?q=浙江大学", "浙江大学"),
    ("fr/search.html?q=universite+zhejiang", 'class="search-group"'),
    ("en/sparql.html?query=ASK%20%7B%7D", 'class="CodeMirror'),
)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="needs the browser Chromium")
@pytest.mark.parametrize(("path", "text"), IN_BROWSER, ids=[path for path, _ in IN_BROWSER])
def test_the_scripts_work_from_a_folder(
    release: Path, tmp_path: Path, path: str, text: str
) -> None:
    found = seen(f"{release.as_uri()}/{path}", tmp_path)
    assert found.complaints == []
    assert text in found.page
    assert not re.search(r">[^<]*\bui-[a-z]+-[a-z-]+[^<]*</(?!script)", found.page)

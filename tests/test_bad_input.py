"""Bad input: one clear message with file and line, the right exit code, the old release intact."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import foreign_workspace as foreign
import pytest

from servanda.digests import describe_files

Servanda = Callable[..., subprocess.CompletedProcess[str]]

AGREEMENT = "data/agreement/idf-zhejiang-2018.ttl"
PARTY = "data/party/zhejiang-province.ttl"
OURS = "https://w3id.org/servanda"


@pytest.fixture(scope="module")
def published(
    workspace_root: Path, release: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A copy of the workspace with a release that was published from it before."""
    root = tmp_path_factory.mktemp("published")
    for part in ("data", "ontology", "queries", "shapes"):
        shutil.copytree(workspace_root / part, root / part)
    shutil.copytree(release, root / "dist")
    return root


@pytest.fixture
def spoil(published: Path) -> Iterator[Callable[[str, Callable[[str], str]], Path]]:
    """Change a file of the published workspace; it is put back after the test."""
    before: dict[Path, bytes | None] = {}

    def change(name: str, edit: Callable[[str], str]) -> Path:
        path = published / name
        known = path.is_file()
        before.setdefault(path, path.read_bytes() if known else None)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(edit(path.read_text("utf-8") if known else ""), encoding="utf-8")
        return path

    yield change
    for path, content in before.items():
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)


def line_of(path: Path, words: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


def refused(
    servanda: Servanda, root: Path, code: int, *wanted: str
) -> subprocess.CompletedProcess[str]:
    """A build fails with `code`, says what is wanted, and leaves the old release as it was."""
    before = describe_files(root / "dist")
    done = servanda("build", root, "--out", root / "dist", "--no-site")
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert "Traceback" not in said
    for words in wanted:
        assert words in said
    assert describe_files(root / "dist") == before
    assert not list(root.glob(".dist.building-*"))
    return done


Spoil = Callable[[str, Callable[[str], str]], Path]


def test_a_syntax_error(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    path = spoil(PARTY, lambda text: text + "\n<https://x.example/a> <https://x.example/b> ; .\n")
    line = len(path.read_text("utf-8").splitlines())
    refused(servanda, published, 2, f"{PARTY}:{line}:")


def test_a_wrong_encoding(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    path = spoil(PARTY, lambda text: text)
    path.write_bytes(b"# one line\n# R\xe9gion\n" + path.read_bytes())
    refused(servanda, published, 2, f"{PARTY}:2:4", "0xe9", "UTF-8")


def test_an_empty_file(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    spoil(PARTY, lambda _: "")
    refused(servanda, published, 2, f"{PARTY}:1", "empty")


def test_an_undeclared_prefix(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    spoil(PARTY, lambda text: "nobody:knows nobody:this nobody:prefix .\n" + text)
    refused(servanda, published, 2, f"{PARTY}:1:", "nobody:", "@prefix")


def test_an_unknown_property(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    path = spoil(AGREEMENT, lambda text: text.replace("servanda:hasParty", "servanda:hasPaty", 1))
    line = line_of(path, "servanda:hasPaty")
    refused(servanda, published, 2, f"{AGREEMENT}:{line}", "hasPaty", "Did you mean", "hasParty")


def test_an_iri_that_does_not_fit_its_file(servanda: Servanda, published: Path) -> None:
    good = published / PARTY
    wrong = good.with_name("zhejiang-provinz.ttl")
    good.rename(wrong)
    try:
        refused(servanda, published, 2, "data/party/zhejiang-provinz.ttl:", "does not fit its file")
    finally:
        wrong.rename(good)


def test_two_files_that_claim_one_iri(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    spoil(
        AGREEMENT,
        lambda text: (
            f"{text}\n<{OURS}/id/party/zhejiang-province> "
            '<http://www.w3.org/2000/01/rdf-schema#comment> "twice" .\n'
        ),
    )
    refused(servanda, published, 2, "is described here and in", AGREEMENT)


def test_a_dangling_link_to_a_party(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    path = spoil(
        AGREEMENT,
        lambda text: (
            f"{text}\n<{OURS}/id/agreement/idf-zhejiang-2018> "
            f"<{OURS}/ontology#hasParty> <{OURS}/id/party/zhejiang-provinc> .\n"
        ),
    )
    line = len(path.read_text("utf-8").splitlines())
    refused(servanda, published, 2, f"{AGREEMENT}:{line}", "dangling", "zhejiang-province>?")


def test_an_impossible_date(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    path = spoil(AGREEMENT, lambda text: text.replace('"2018-06-14"', '"2018-02-30"'))
    line = line_of(path, "2018-02-30")
    refused(servanda, published, 2, f"{AGREEMENT}:{line}", "'2018-02-30' is no xsd:date")


@pytest.mark.slow
def test_an_end_before_the_start(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    path = spoil(AGREEMENT, lambda text: text.replace('"2028-06-14"', '"2008-06-14"'))
    line = line_of(path, "2008-06-14")
    refused(servanda, published, 1, f"{AGREEMENT}:{line}", "The end comes before the start")


@pytest.mark.slow
def test_a_missing_language(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    def without_chinese(text: str) -> str:
        lines = text.splitlines(keepends=True)
        at = next(number for number, line in enumerate(lines) if "@zh" in line)
        return "".join([*lines[:at], lines[at].replace("@zh", "@de"), *lines[at + 1 :]])

    spoil("data/place/hangzhou.ttl", without_chinese)
    done = servanda("check", published)
    said = done.stdout + done.stderr
    assert "data/place/hangzhou.ttl:" in said
    assert "warning [shapes]" in said
    assert "Traceback" not in said


def test_a_broken_query(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    path = spoil("queries/broken.rq", lambda _: "SELECT ?x WHERE { ?x ?y }\n")
    done = refused(servanda, published, 2, "queries/broken.rq:")
    assert path.name in done.stderr


def test_an_unknown_parameter(servanda: Servanda, release: Path) -> None:
    done = servanda(
        "query", "agreements-in-force", "--release", release, "--param", "day=2020-01-01"
    )
    assert done.returncode == 2
    assert "day" in done.stderr
    assert "date" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_parameter_of_the_wrong_type(servanda: Servanda, release: Path) -> None:
    done = servanda(
        "query", "agreements-in-force", "--release", release, "--param", "date=2018-02-30"
    )
    assert done.returncode == 2
    assert "2018-02-30" in done.stderr
    assert "xsd:date" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_output_folder_that_is_no_release(servanda: Servanda, tmp_path: Path) -> None:
    root = foreign.make(tmp_path / "workspace")
    out = tmp_path / "holidays"
    out.mkdir()
    (out / "photo.jpg").write_bytes(b"dear to someone")
    done = servanda("build", root, "--out", out, "--no-site")
    assert done.returncode == 2
    assert "no release" in done.stderr
    assert [path.name for path in out.iterdir()] == ["photo.jpg"]


@pytest.mark.skipif(
    os.geteuid() == 0, reason="root may write anywhere; the next test needs no permission"
)
def test_a_read_only_output_folder(servanda: Servanda, tmp_path: Path) -> None:
    root = foreign.make(tmp_path / "workspace")
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    done = servanda("build", root, "--out", locked / "dist")
    assert done.returncode == 2
    assert "cannot write the release" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_output_that_cannot_be_written(servanda: Servanda, tmp_path: Path) -> None:
    root = foreign.make(tmp_path / "workspace")
    done = servanda("build", root, "--out", "/proc/servanda/dist")
    assert done.returncode == 2
    assert "cannot write the release" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk(tmp_path: Path) -> None:
    """The limit on file sizes makes every larger write fail, as a full disk does."""
    root = foreign.make(tmp_path / "workspace")
    assert build_in(root, "").returncode == 0
    before = describe_files(root / "dist")
    done = build_in(root, "ulimit -f 1; trap '' XFSZ; ")
    assert done.returncode == 2, done.stderr
    assert "cannot write the release" in done.stderr
    assert "Traceback" not in done.stderr
    assert describe_files(root / "dist") == before


def build_in(root: Path, before: str) -> subprocess.CompletedProcess[str]:
    command = f'{before}exec "{sys.executable}" -B -m servanda build "{root}" --out "{root}/dist"'
    return subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_build(tmp_path: Path, how: signal.Signals) -> None:
    root = foreign.make(tmp_path / "workspace")
    assert build_in(root, "").returncode == 0
    before = describe_files(root / "dist")
    process = subprocess.Popen(
        [sys.executable, "-m", "servanda", "build", str(root), "--out", str(root / "dist")],
        stderr=subprocess.PIPE,
        text=True,
        # A runner in the background may have been started with interrupts ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    deadline = time.monotonic() + 60
    while not list(root.glob(".dist.building-*")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    assert process.returncode == (130 if how is signal.SIGINT else -signal.SIGKILL)
    assert "Traceback" not in said
    assert describe_files(root / "dist") == before
    assert build_in(root, "").returncode == 0
    assert not list(root.glob(".dist.building-*")), "the next build sweeps what was left"


def test_check_lists_every_fault(servanda: Servanda, published: Path, spoil: Spoil) -> None:
    spoil(PARTY, lambda _: "")
    spoil("data/place/paris.ttl", lambda text: text + "<a:a> <a:b> ; .\n")
    done = servanda("check", published)
    assert done.returncode == 2
    assert f"{PARTY}:1: error [records] the file is empty" in done.stdout
    assert "data/place/paris.ttl:" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_workspace(servanda: Servanda, tmp_path: Path) -> None:
    done = servanda("build", tmp_path, "--out", tmp_path / "dist", "--no-site")
    assert done.returncode == 2
    assert "data/dataset.ttl" in done.stderr

"""The preview shows what is saved, says what is wrong with it, and answers this machine only."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import foreign_workspace as foreign
import pytest

from servanda.build import build
from servanda.errors import InputError, UsageError
from servanda.preview import Preview, open_preview
from servanda.preview.drafts import read_draft, write_stated
from servanda.preview.saving import read_saved
from servanda.preview.show import Show, Sources
from servanda.preview.worker import Task, outcome_of

PATIENCE = 60  # seconds: the engines share the machine with other tests
HEAD = re.compile(
    rb'<link rel="stylesheet" href="/_preview/live.css">\n'
    rb'<script src="/_preview/live.js" data-generation="\d+" defer></script>\n'
)
# What tells of all the files of a published release.
PUBLISHED = re.compile(r"manifest\.json|site\.sha256|sitemap.*|../downloads\.html")
OAK = "data/plant/oak.ttl"

State = dict[str, Any]


class Listener:
    """What a page hears, one event after another."""

    def __init__(self, preview: Preview, language: str = "en") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port(preview), timeout=PATIENCE)
        self.connection.request("GET", f"/_preview/events?language={language}")
        self.answer = self.connection.getresponse()

    def next(self) -> State:
        """The next event."""
        while line := self.answer.readline():
            if line.startswith(b"data: "):
                return json.loads(line[6:])
        raise AssertionError("the stream ended")

    def until(self, fits: Callable[[State], object]) -> State:
        """The first event that fits."""
        while not fits(state := self.next()):
            pass
        return state

    def checked(self) -> State:
        """The first event that says that nothing is at work."""
        return self.until(lambda state: not state["checking"])

    def close(self) -> None:
        """Stop listening."""
        self.answer.close()
        self.connection.close()


def port(preview: Preview) -> int:
    return int(preview.address.rstrip("/").rpartition(":")[2])


@contextmanager
def running(root: Path) -> Iterator[Preview]:
    """A preview that is served, and whose engines have seen everything once."""
    with open_preview(root) as preview:
        thread = Thread(target=preview.serve)
        thread.start()
        try:
            with closing(Listener(preview)) as listener:
                listener.checked()
            yield preview
        finally:
            preview.stop()
            thread.join()


def ask(
    preview: Preview, path: str, method: str = "GET", **headers: str
) -> tuple[int, bytes, http.client.HTTPMessage]:
    """Status, content and head of an answer; the path is sent as it is."""
    with closing(http.client.HTTPConnection("127.0.0.1", port(preview), timeout=PATIENCE)) as made:
        made.request(method, path, headers=headers)
        answer = made.getresponse()
        return answer.status, answer.read(), answer.headers


def page(preview: Preview, path: str) -> str:
    status, content, _ = ask(preview, path)
    assert status == 200, path
    return content.decode("utf-8")


def change(path: Path, before: str, after: str) -> None:
    """Save a file in which a text was replaced."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def without_news(content: bytes) -> bytes:
    return HEAD.sub(b"", content, count=1)


def assert_as_built(preview: Preview, root: Path, out: Path) -> None:
    """Every file of a release of the workspace is served with the same bytes."""
    build(root, out)
    files = sorted(each for each in out.rglob("*") if each.is_file())
    names = [each.relative_to(out).as_posix() for each in files]
    different = [
        name
        for name, file in zip(names, files, strict=True)
        if not PUBLISHED.match(name)
        and without_news(ask(preview, f"/{name}")[1]) != file.read_bytes()
    ]
    assert different == []


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return foreign.make(tmp_path / "workspace")


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview whose workspace no test changes."""
    with running(foreign.make(tmp_path_factory.mktemp("preview") / "workspace")) as opened:
        yield opened


def test_every_file_has_the_bytes_of_the_release(root: Path, tmp_path: Path) -> None:
    with running(root) as preview:
        assert_as_built(preview, root, tmp_path / "out")


def test_a_page_carries_the_script_that_waits_for_news(preview: Preview) -> None:
    text = ask(preview, "/fr/index.html")[1]
    head = text.partition(b"</head>")[0]
    assert len(HEAD.findall(text)) == len(HEAD.findall(head)) == 1


def test_the_root_and_the_folders_lead_to_their_first_page(preview: Preview) -> None:
    assert page(preview, "/") == page(preview, "/index.html")
    assert page(preview, "/fr/") == page(preview, "/fr/index.html")


def test_nothing_is_kept_by_a_browser(preview: Preview) -> None:
    for path in ("/", "/dump/dataset.nq", "/_preview/live.js"):
        assert ask(preview, path)[2]["Cache-Control"] == "no-store"


def test_a_saved_label_is_on_the_page_after_the_next_event(root: Path) -> None:
    with running(root) as preview, closing(Listener(preview)) as listener:
        before = listener.next()["generation"]
        assert "Mighty" not in page(preview, "/en/plant/oak.html")
        change(root / OAK, '"Oak"', '"Mighty oak"')
        listener.until(lambda state: state["generation"] > before)
        assert "Mighty oak" in page(preview, "/en/plant/oak.html")
        assert b"Mighty oak" in ask(preview, "/id/plant/oak.ttl")[1]


def test_a_file_that_cannot_be_read_is_named_and_the_page_stays(root: Path) -> None:
    with running(root) as preview, closing(Listener(preview, "fr")) as listener:
        before = listener.next()["generation"]
        page_before = without_news(ask(preview, "/fr/plant/oak.html")[1])
        text = (root / OAK).read_text("utf-8")
        (root / OAK).write_text(text + "\nnonsense\n", encoding="utf-8")
        state = listener.until(lambda state: state["items"])
        (item,) = state["items"]
        assert item["place"] == f"{OAK}:{len(text.splitlines()) + 2}"
        assert (item["word"], item["language"], state["title"]) == ("erreur", "en", "1 erreur")
        assert state["generation"] == before
        assert without_news(ask(preview, "/fr/plant/oak.html")[1]) == page_before
        (root / OAK).write_text(text, encoding="utf-8")
        assert listener.until(lambda state: not state["items"])["title"] == ""


def test_what_a_shape_says_is_told_in_the_language_of_the_page(root: Path) -> None:
    with running(root) as preview, closing(Listener(preview, "fr")) as listener:
        listener.next()
        change(root / OAK, "t:growsIn", "t:neighbourOf")
        (item,) = listener.until(lambda state: state["items"])["items"]
        assert item["place"].startswith(OAK)
        assert item["text"].startswith("Une plante pousse dans un jardin")
        assert item["language"] == ""


def test_an_unknown_property_is_told_before_the_engines_are_done(root: Path) -> None:
    with running(root) as preview, closing(Listener(preview)) as listener:
        listener.next()
        change(root / OAK, "t:height", "t:heigth")
        state = listener.until(lambda state: state["items"])
        assert "unknown property" in state["items"][0]["text"]
        assert state["checking"]


def test_records_come_and_go(root: Path) -> None:
    with running(root) as preview, closing(Listener(preview)) as listener:
        first = listener.next()["generation"]
        elm = foreign.plant("elm", f't:growsIn <{foreign.SPACE}garden/old> ;\n    t:name "Elm"')
        assert ask(preview, "/en/plant/elm.html")[0] == 404
        (root / "data/plant/elm.ttl").write_text(elm, encoding="utf-8")
        listener.until(lambda state: state["generation"] > first)
        assert "plant/elm" in page(preview, "/en/plant/elm.html")
        (root / "data/plant/elm.ttl").unlink()
        while ask(preview, "/en/plant/elm.html")[0] != 404:
            listener.next()
        assert listener.checked()["items"] == []


def test_a_link_to_a_removed_record_is_told_where_it_stands(root: Path) -> None:
    with running(root) as preview, closing(Listener(preview)) as listener:
        (root / "data/garden/new.ttl").unlink()
        state = listener.until(lambda state: state["items"])
        assert [item["place"] for item in state["items"]] == ["data/plant/rose.ttl:6"]


def test_a_faulty_ontology_leaves_the_pages_and_is_named(root: Path) -> None:
    ontology = root / "ontology" / "terms.ttl"
    text = ontology.read_text("utf-8")
    with running(root) as preview, closing(Listener(preview)) as listener:
        first = listener.next()["generation"]
        ontology.write_text(text + "nonsense", encoding="utf-8")
        state = listener.until(lambda state: state["items"])
        assert state["items"][0]["place"].startswith("ontology/terms.ttl:")
        assert ask(preview, "/en/plant/oak.html")[0] == 200
        # Records are followed all the same.
        change(root / OAK, '"Oak"', '"Mighty oak"')
        listener.until(lambda state: state["generation"] > first)
        assert "Mighty oak" in page(preview, "/en/plant/oak.html")
        ontology.write_text(text, encoding="utf-8")
        listener.until(lambda state: not state["items"])


def test_after_many_changes_every_file_is_as_a_new_build_has_it(root: Path, tmp_path: Path) -> None:
    with running(root) as preview, closing(Listener(preview)) as listener:
        first = listener.next()["generation"]
        change(root / OAK, "garden/old", "garden/new")
        change(root / "data/plant/rose.ttl", "garden/new", "garden/old")
        (root / "data/plant/fern.ttl").unlink()
        listener.until(lambda state: state["generation"] > first)
        change(root / "data/dataset.ttl", '"Herbarium"', '"Green book"')
        while "Green book" not in page(preview, "/en/index.html"):
            listener.next()
        listener.checked()
        assert_as_built(preview, root, tmp_path / "out")


def test_what_follows_from_a_record_takes_the_place_of_what_did(root: Path, tmp_path: Path) -> None:
    build(root, tmp_path / "before", site=False)
    draft = read_draft(root)
    write_stated(draft, tmp_path / "stated.nq")
    with closing(Show(tmp_path)) as show:
        inferred = tmp_path / "before" / "dump" / "inferred.nq"
        show.open(draft, Sources(tmp_path / "stated.nq", inferred))
        change(root / OAK, "garden/old", "garden/new")
        saved = read_saved(draft, {root / OAK})
        show.put_records(saved.workspace, saved.changes, saved.gone)
        task = Task(saved.workspace, draft.reference, draft.index, {}, (root / OAK,))
        inferred_now = outcome_of(1, task, tmp_path).inferred
        assert show.put_inferred(saved.workspace, {f"{foreign.SPACE}plant/oak"}, inferred_now)
        build(root, tmp_path / "after", site=False)
        assert show.infers(tmp_path / "after" / "dump" / "inferred.nq")
        # The same again is nothing new.
        about = {f"{foreign.SPACE}plant/oak"}
        assert not show.put_inferred(saved.workspace, about, inferred_now)


def test_a_record_that_cannot_be_read_at_the_start_is_left_out_and_named(root: Path) -> None:
    (root / OAK).write_text("nonsense", encoding="utf-8")
    with running(root) as preview, closing(Listener(preview)) as listener:
        assert listener.next()["items"][0]["place"].startswith(OAK)
        assert ask(preview, "/en/plant/oak.html")[0] == 404
        assert ask(preview, "/en/plant/rose.html")[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "evil.example:80", "", "[::1]"])
def test_only_the_names_of_this_machine_are_answered(preview: Preview, host: str) -> None:
    assert ask(preview, "/", Host=host)[0] == 403


def test_both_names_of_this_machine_are_answered(preview: Preview) -> None:
    assert ask(preview, "/", Host=f"localhost:{port(preview)}")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5cetc/passwd",
        "//etc/passwd",
        "/fr/../../data/dataset.ttl",
        "/data/dataset.ttl",
        "/_preview/../server.py",
        "/_preview/%2e%2e/css/20-base.css",
        "/dump/../../stated.nq",
        "/dump/%00",
        "//[",
        "/%ff%fe",
        "/<script>alert(1)</script>",
    ],
)
def test_no_path_leads_out_of_the_site(preview: Preview, path: str) -> None:
    status, content, _ = ask(preview, path)
    assert status == 404
    assert b"<script>alert" not in content
    assert b"root:" not in content


def test_an_unknown_page_is_told_in_its_language_and_leads_back(preview: Preview) -> None:
    status, content, head = ask(preview, "/zh/no/such.html")
    assert (status, head["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "找不到页面" in content.decode("utf-8")
    assert b'href="../index.html"' in content
    assert HEAD.search(content)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_is_taken(preview: Preview, method: str) -> None:
    assert ask(preview, "/", method)[0] == 501


def test_head_gives_the_head_alone(preview: Preview) -> None:
    status, content, head = ask(preview, "/fr/index.html", "HEAD")
    assert (status, content) == (200, b"")
    assert int(head["Content-Length"]) == len(ask(preview, "/fr/index.html")[1])


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/dump/dataset.nq", "application/n-quads"),
        ("/id/plant/oak.ttl", "text/turtle; charset=utf-8"),
        ("/assets/site.css", "text/css; charset=utf-8"),
        ("/_preview/live.js", "text/javascript; charset=utf-8"),
    ],
)
def test_files_have_their_media_type(preview: Preview, path: str, kind: str) -> None:
    assert ask(preview, path)[2]["Content-Type"] == kind


def test_what_is_no_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no workspace here"), open_preview(tmp_path):
        pass


def test_a_workspace_without_a_readable_ontology_is_refused(root: Path) -> None:
    (root / "ontology" / "terms.ttl").write_text("nonsense", encoding="utf-8")
    with pytest.raises(InputError), open_preview(root):
        pass


@contextmanager
def started(*arguments: str | Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The command as a user starts it, with `folder` for its temporary files."""
    with subprocess.Popen(
        [sys.executable, "-m", "servanda", "preview", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder), "PYTHONUTF8": "1"},
        # A runner in the background may have been started with interrupts ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_its_address_once_and_ends_clean(
    root: Path, tmp_path: Path, how: signal.Signals
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    with started(root, "--port", "0", folder=folder) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        assert re.fullmatch(r"Preview at http://127\.0\.0\.1:\d+/\n", line)
        assert any(folder.iterdir())
        process.send_signal(how)
        assert process.wait(timeout=PATIENCE) == 130
        assert process.stdout.read() == ""
        assert process.stderr.read().strip() == "servanda: interrupted"
    assert list(folder.iterdir()) == []


def test_the_command_names_another_port_where_its_own_is_taken(root: Path, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        number = taken.getsockname()[1]
        with started(root, "--port", str(number), "--no-open", folder=tmp_path) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
    assert f"(port {number} is taken)" in line
    assert f":{number}/" not in line

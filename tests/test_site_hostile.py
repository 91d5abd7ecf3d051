"""Hostile labels, addresses and questions (`tests/hostile`) are text, and break nothing."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import hostile_workspace as hostile
import pyoxigraph
import pytest
from conftest import Servanda
from page_marks import Marks, marks_of, strange

from servanda.site.read.paths import resource_path
from servanda.wording import LANGUAGES

SPACE = hostile.SPACE


@pytest.fixture(scope="module")
def out(hostile_release: Path) -> Path:
    return hostile_release


def files(out: Path, pattern: str) -> Iterator[tuple[str, str]]:
    """The texts of files by their paths."""
    found = sorted(out.rglob(pattern))
    assert found, pattern
    for path in found:
        yield path.relative_to(out).as_posix(), path.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def pages(out: Path) -> dict[str, Marks]:
    return {path: marks_of(text) for path, text in files(out, "*.html")}


@pytest.mark.parametrize(
    ("rest", "path"),
    [
        ("agreement/lyon-turin", "agreement/lyon-turin"),
        ("index", "index-?"),
        ("question/who-signed", "question-?/who-signed"),
        ("pictures/map", "pictures-?/map"),
        ("ontology/Agreement", "ontology-?/Agreement"),
        ("x/example.org", "x-?/example.org"),
        ("party/con", "party/con-?"),
        ("party/Nul.txt", "party/Nul-txt-?"),
        ("party/x.html", "party/x.html"),
        ("party/x.html/y", "party/x-html-?/y"),
        ("party/x.TTL/y", "party/x-TTL-?/y"),
        ("party/x--2", "party/x-2-?"),
        ("party/..%2F..%2Fetc", "party/etc-?"),
        ("party/..", "party/?"),
        ("party/%22%3E%3Cb%3E", "party/b-?"),
        ("party/" + "deep/" * 100, "party/party-deep-deep-deep-deep-deep-deep-deep-?"),
    ],
)
def test_an_address_gives_a_path_that_no_other_file_has(rest: str, path: str) -> None:
    found = resource_path(SPACE + rest, SPACE)
    assert re.sub(r"\b[0-9a-f]{10}(?=/|$)", "?", found) == path


@pytest.mark.slow
def test_a_page_holds_nothing_that_templates_do_not_write(pages: dict[str, Marks]) -> None:
    assert {
        path: found for path, marks in pages.items() if (found := sorted(set(strange(marks))))
    } == {}


SHOWN = {
    "en/agreement/markup.html": [
        "<script>alert(1)</script>",
        "<script>alert('as signed')</script>",
        "' onmouseover='alert(1)",
        "<iframe src=javascript:alert(1)></iframe>",
        "</script><script>alert('date')</script>",
        "\"><img src=x onerror=alert('identifier')>",
        "</textarea></style></noscript><script>alert('note')</script>",
        "{{ 7*7 }}",
        "{% raise %}",
        "]]>",
        "<!--",
        "</title>",
        "</script>",
        "&lt;script&gt;alert('entities')&lt;/script&gt; &amp;amp; &#60;",
        "<style>*{display:none}</style>",
        "<a href=javascript:alert(1)>action</a>",
        "javascript:alert(1)",
    ],
    "fr/agreement/markup.html": ['"><img src=x onerror=alert(1)>'],
    "zh/agreement/markup.html": ["</title></script><!-- 协议 ]]>"],
    "en/agreement/marks.html": [
        "a  Set-Cookie: x=1",
        "بروتوكول التعاون",
        "👩‍❤️‍💋‍👨 🏳️‍🌈 🇫🇷🇨🇳 👍🏿",
        "𠮷𪚥𠀀𰻞",
        "\\ \\n \\u003c \" ' ` ${alert(1)} %3Cscript%3E \\x3cscript\\x3e",
    ],
    "en/agreement/long.html": ["W" * 10_000, "9" * 10_000],
    "fr/agreement/long.html": ["mots " * 2_000],
    "zh/agreement/long.html": ["长" * 10_000, "超长标签没有空格" * 1_000],
    "en/party/quotes.html": [
        "' onmouseover='alert(1)' \" onfocus=\"alert(1)\" autofocus `back` \\"
    ],
    "en/question/hostile.html": [
        "</title><script>alert('question')</script>",
        "<script>alert('description')</script> {{ 7*7 }}",
        "\"><script>alert('p')</script>",
        "# </textarea><script>alert('query text')</script>",
    ],
    "en/questions.html": ["</title><script>alert('question')</script>"],
    "en/index.html": ["<script>alert('description')</script> --> ]]> {{ 7*7 }} {% raise %}"],
}


@pytest.mark.slow
@pytest.mark.parametrize("path", SHOWN)
def test_a_hostile_text_is_shown_as_text(path: str, pages: dict[str, Marks]) -> None:
    text = "".join(pages[path].text)
    assert [each for each in SHOWN[path] if each not in text] == []


@pytest.mark.slow
def test_no_page_shows_marks_that_turn_or_hide_the_text_around_them(
    pages: dict[str, Marks],
) -> None:
    hidden = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
    for path, marks in pages.items():
        named = [each for _, said in marks.elements for each in said.items()]
        # Addresses are the only ones that no reader sees as they are written.
        said = [*marks.text, *(text for name, text in named if name not in {"href", "data-iri"})]
        # Isolates that pictures put around a name end with it.
        bare = [re.sub("\u2068([^\u2066-\u2069]*)\u2069", r"\1", each) for each in said]
        assert {each[:80] for each in bare if hidden.search(each)} == set(), path


@pytest.mark.slow
def test_each_page_has_one_heading_and_no_id_twice(pages: dict[str, Marks]) -> None:
    for path, marks in pages.items():
        ids = Counter(said["id"] for _, said in marks.elements if "id" in said)
        assert [name for name, count in ids.items() if count > 1] == [], path
        if path.count("/") and not path.startswith("latest/"):
            assert sum(tag == "h1" for tag, _ in marks.elements) == 1, path


@pytest.mark.slow
def test_every_link_has_a_text_that_can_be_seen(pages: dict[str, Marks]) -> None:
    unseen = re.compile("[\\s\u115f\u1160\u200b-\u200f\u2060\u2800\u3164\ufeff\uffa0]*")
    for path, marks in pages.items():
        assert not any(unseen.fullmatch(each) for each in marks.links), path


@pytest.mark.slow
def test_a_text_of_controls_is_refused_with_its_place(tmp_path: Path, servanda: Servanda) -> None:
    workspace = hostile.make(tmp_path / "workspace")
    record = workspace / "data" / "person" / "script.ttl"
    text = record.read_text(encoding="utf-8").replace("alert('person')", "\\u0000")
    record.write_text(text, encoding="utf-8")
    ran = servanda("build", workspace, "--out", tmp_path / "dist")
    assert ran.returncode == 2
    assert re.search(r"data/person/script\.ttl:\d+: ", ran.stderr)
    assert "is no rdf:langString" in ran.stderr


@pytest.mark.slow
def test_calendars_have_whole_lines_that_no_label_breaks(out: Path) -> None:
    for path, text in files(out, "*.ics"):
        lines = text.split("\r\n")
        assert lines.pop() == "", path
        assert [line for line in lines if len(line.encode("utf-8")) > 75] == [], path
        assert not re.search("[\0-\x08\n\r\x0b-\x1f\x7f]", "".join(lines)), path
        begun, ended = (Counter(text.split("\r\n"))[f"{each}:VEVENT"] for each in ("BEGIN", "END"))
        assert begun == ended, path
        assert [line for line in unfolded(lines) if not re.match(r"[A-Z-]+[;:]", line)] == [], path


def unfolded(lines: list[str]) -> list[str]:
    return "\n".join(lines).replace("\n ", "").split("\n")


@pytest.mark.slow
def test_every_address_has_a_page_of_its_own(pages: dict[str, Marks]) -> None:
    record = hostile.FOLDER / "data" / "party" / "addresses.ttl"
    names = re.findall(r'"(Address: .*)"@en', record.read_text(encoding="utf-8"))
    for language in LANGUAGES:
        headings = Counter(
            marks.heading.split("\xa0")[0].removesuffix(" en")
            for path, marks in pages.items()
            if path.startswith(f"{language}/") and marks.heading.startswith("Address: ")
        )
        assert headings == Counter(names)


@pytest.mark.slow
def test_files_have_names_that_every_file_system_takes(out: Path) -> None:
    names = [path.relative_to(out).as_posix() for path in out.rglob("*")]
    assert Counter(name.lower() for name in names).most_common(1)[0][1] == 1
    device = re.compile(r"(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?($|/)", re.IGNORECASE)
    assert [name for name in names if device.search(name)] == []
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9._~/-]+", name)] == []
    assert [name for name in names if len(name) > 240 or re.search(r"\.(/|$)|--\d+--", name)] == []


@pytest.mark.slow
@pytest.mark.parametrize("pattern", ["*.svg", "*.atom", "*.rdf"])
def test_pictures_and_feeds_are_well_formed_and_run_nothing(out: Path, pattern: str) -> None:
    for path, text in files(out, pattern):
        for element in ET.fromstring(text).iter():  # noqa: S314  written by us
            name = element.tag.rpartition("}")[2].lower()
            assert name not in {"script", "foreignobject", "iframe", "image", "use"}, path
            assert [each for each in element.attrib if each.lower().startswith("on")] == [], path
            links = [value for key, value in element.attrib.items() if key.endswith("href")]
            assert [each for each in links if re.match(r"(?!https?:)[a-zA-Z.+-]+:", each)] == []


@pytest.mark.slow
def test_data_for_scripts_is_one_assignment_of_json(out: Path) -> None:
    for path, text in files(out, "assets/*/*.js"):
        found = re.fullmatch(r"window\.\w+ ?= ?(.*);\n", text, flags=re.DOTALL)
        assert found, path
        json.loads(found[1])
        assert not re.search("[<\u2028\u2029]", text), path


def documents(out: Path, language: str) -> dict[str, str]:
    text = (out / "assets" / "search" / f"{language}.js").read_text(encoding="utf-8")
    data = json.loads(text.partition("=")[2].rstrip(";\n"))
    return {each["path"]: each["title"] for each in data["documents"]}


@pytest.mark.slow
def test_the_search_index_has_hostile_titles_as_they_are_shown(out: Path) -> None:
    assert documents(out, "en")["agreement/markup.html"] == "<script>alert(1)</script>"
    assert documents(out, "fr")["agreement/markup.html"] == '"><img src=x onerror=alert(1)>'
    assert documents(out, "zh")["agreement/markup.html"] == "</title></script><!-- 协议 ]]>"
    assert len(documents(out, "en")["agreement/long.html"]) <= 200


@pytest.mark.slow
def test_blocks_of_data_in_pages_are_json(pages: dict[str, Marks]) -> None:
    for marks in pages.values():
        for block in marks.data:
            json.loads(block)


@pytest.mark.slow
@pytest.mark.parametrize("pattern", ["*.json", "*.jsonld"])
def test_json_files_parse(out: Path, pattern: str) -> None:
    for _, text in files(out, pattern):
        json.loads(text)


@pytest.mark.slow
def test_the_data_beside_a_page_is_the_same_in_all_syntaxes(out: Path) -> None:
    for path, _ in files(out / "id", "*.ttl"):
        file = out / "id" / path
        sizes = {
            len(set(pyoxigraph.parse(path=str(file.with_suffix(suffix)))))
            for suffix in (".ttl", ".nt", ".jsonld")
        }
        assert len(sizes) == 1, path


@pytest.mark.slow
def test_tables_read_back_with_a_cell_for_each_column(out: Path) -> None:
    for path, text in files(out, "*.csv"):
        head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert {len(row) for row in rows} <= {len(head)}, path


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["lists", "answers"])
def test_no_download_for_readers_holds_a_formula(out: Path, folder: str) -> None:
    for path, text in files(out, f"{folder}/*.csv"):
        for row in csv.reader(io.StringIO(text, newline="")):
            assert [each for each in row if re.match(r"[=+\-@\t\r](?![\d.]*$)", each)] == [], path


@pytest.mark.slow
def test_another_hash_seed_gives_the_same_bytes(
    out: Path, servanda: Servanda, tmp_path: Path
) -> None:
    other = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    workspace = hostile.make(tmp_path / "workspace")
    ran = servanda("build", workspace, "--out", tmp_path / "dist", PYTHONHASHSEED=other)
    assert ran.returncode == 0, ran.stderr
    assert contents(tmp_path / "dist") == contents(out)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

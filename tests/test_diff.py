"""What changed between two releases, told as a reader expects it: the cases are in tests/diff.

A case is one edit of the records in tests/diff/base: files in `after/` take the place of the
others, those in `gone.txt` are removed. `expected.<language>.txt` is what is told.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plain_workspace as plain
import pyoxigraph
import pytest
from click.testing import CliRunner
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple
from tiny_release import ROOT, make_release, records

import servanda as library
from servanda.build import build
from servanda.cli import cli
from servanda.diff import diff
from servanda.diff.formats import written
from servanda.diff.model import Kind, Level
from servanda.diff.page import fragment
from servanda.diff.text import as_text
from servanda.errors import ServandaError, UsageError

FOLDER = Path(__file__).parent / "diff"
CASES = sorted(path.name for path in (FOLDER / "cases").iterdir())
LANGUAGES = ("en", "fr", "zh")
AGREEMENT = "agreement/lyon-turin.ttl"
SERVANDA = "https://w3id.org/servanda/ontology#"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("base") / "r", records(FOLDER / "base"))


def edited(out: Path, case: str) -> Path:
    folder = FOLDER / "cases" / case
    texts = {**records(FOLDER / "base"), **records(folder / "after")}
    gone = folder / "gone.txt"
    for name in gone.read_text("utf-8").split() if gone.is_file() else ():
        del texts[name]
    return make_release(out, texts, version="1.1.0", issued="2026-03-15")


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_told_in_three_languages(case: str, base: Path, tmp_path: Path) -> None:
    changes = diff(base, edited(tmp_path / "after", case))
    for language in LANGUAGES:
        expected = FOLDER / "cases" / case / f"expected.{language}.txt"
        assert as_text(changes, language) == expected.read_text("utf-8"), language


def test_a_release_does_not_differ_from_itself(base: Path) -> None:
    changes = diff(base, base)
    assert not changes
    assert changes.proposal.level is Level.NONE


def test_the_way_back_tells_the_opposite(base: Path, tmp_path: Path) -> None:
    after = edited(tmp_path / "after", "party-added")
    there, back = diff(base, after).resources[0], diff(after, base).resources[0]
    assert [fact.kind for fact in there.facts] == [Kind.ADDED]
    assert [fact.kind for fact in back.facts] == [Kind.REMOVED]
    assert set(there.added) == set(back.removed)


def test_of_a_first_release_everything_is_added(base: Path) -> None:
    changes = diff(None, base)
    told = {resource.iri.value for resource in changes.resources}
    assert {resource.kind for resource in changes.resources} == {Kind.ADDED}
    assert "https://example.org/id/agreement/lyon-turin" in told
    assert not any("#" in iri or "/claim/" in iri or "/selector/" in iri for iri in told)


# The ontology.


def with_ontology(tmp_path: Path, *edits: tuple[str, str]) -> Path:
    text = (ROOT / "ontology" / "servanda.ttl").read_text("utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "ontology.ttl"
    path.write_text(text, encoding="utf-8")
    return make_release(
        tmp_path / "after", records(FOLDER / "base"), version="2.0.0", ontology=path
    )


HEAD = "servanda:endDate\n    a owl:DatatypeProperty"


@pytest.mark.parametrize(
    ("edit", "level", "kind", "breaking"),
    [
        ((HEAD, "servanda:finish\n    a owl:DatatypeProperty"), Level.MAJOR, Kind.REMOVED, True),
        ((HEAD, f"{HEAD} , owl:FunctionalProperty"), Level.MAJOR, Kind.CHANGED, True),
        ((HEAD, f"{HEAD} ;\n    owl:deprecated true"), Level.MINOR, Kind.DEPRECATED, False),
        ((HEAD, f"{HEAD} ;\n    rdfs:comment 'x'"), Level.PATCH, Kind.CHANGED, False),
        ((HEAD, f"{HEAD} ;\n    schema:domainIncludes skos:X"), Level.MINOR, Kind.CHANGED, False),
    ],
    ids=["removed", "another class", "deprecated", "explained", "wider"],
)
def test_a_change_of_the_ontology_moves_its_part_of_the_version(
    edit: tuple[str, str], level: Level, kind: Kind, breaking: bool, base: Path, tmp_path: Path
) -> None:
    changes = diff(base, with_ontology(tmp_path, edit))
    found = {change.iri.value: change for change in changes.terms}[f"{SERVANDA}endDate"]
    assert (changes.proposal.level, found.kind, found.breaking) == (level, kind, breaking)


@pytest.mark.parametrize(
    "edit",
    [
        ("skos:changeNote\n    a owl:AnnotationProperty .\n", ""),
        ("owl:priorVersion <https://w3id.org/servanda/ontology/0.1.0> ;", ""),
    ],
    ids=["a property for remarks", "the version before"],
)
def test_what_binds_no_data_breaks_nothing(
    edit: tuple[str, str], base: Path, tmp_path: Path
) -> None:
    changes = diff(base, with_ontology(tmp_path, edit))
    assert changes.terms
    assert not any(change.breaking for change in changes.terms)
    assert changes.proposal.level != Level.MAJOR


def test_terms_are_told_with_their_labels_in_every_language(base: Path, tmp_path: Path) -> None:
    changes = diff(base, with_ontology(tmp_path, (HEAD, f"{HEAD} ;\n    owl:deprecated true")))
    assert "Deprecated: end date" in as_text(changes, "en")
    assert "Déprécié\u00a0: date de fin" in as_text(changes, "fr")
    assert "弃用：终止日期" in as_text(changes, "zh")


# The forms.


def test_every_page_is_without_script_style_and_unescaped_data(base: Path, tmp_path: Path) -> None:
    changes = diff(base, edited(tmp_path / "after", "hostile-label"))
    for language in LANGUAGES:
        page = written(changes, "html", language, stylesheet="style.css")
        assert f'<html lang="{language}">' in page
        assert '<link rel="stylesheet" href="style.css">' in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert not [word for word in ("<script", "<style", "style=", "onload") if word in page]
        assert "\u202e" not in page
        assert "\u2066" not in page


def test_the_fragment_links_to_the_pages_that_exist(base: Path, tmp_path: Path) -> None:
    changes = diff(base, edited(tmp_path / "after", "party-added"))
    pages = {"https://example.org/id/party/quito": "party/quito.html"}
    html = fragment(changes, "fr", pages.get)
    assert '<a href="party/quito.html"><bdi>Quito</bdi></a>' in html
    assert html.count("<a ") == 1


def test_a_link_that_is_no_web_address_is_left_out(base: Path, tmp_path: Path) -> None:
    changes = diff(base, edited(tmp_path / "after", "party-added"))
    assert "<a " not in fragment(changes, "en", lambda _: "javascript:alert(1)")


def test_what_is_printed_keeps_the_spaces_of_french(base: Path, tmp_path: Path) -> None:
    _, said = run(base, edited(tmp_path / "after", "evidence-added"), "--lang", "fr")
    assert "pour «\u00a0Domaine\u00a0: culture\u00a0»" in said


def test_a_name_in_another_language_says_so(base: Path, tmp_path: Path) -> None:
    changes = diff(base, edited(tmp_path / "after", "name-in-another-language"))
    html = fragment(changes, "zh", lambda _: None)
    assert '<bdi lang="en">Quito</bdi>&#160;<abbr class="stand-in"' in html


def test_a_name_of_ten_thousand_characters_is_shortened(base: Path, tmp_path: Path) -> None:
    texts = records(FOLDER / "base")
    texts[AGREEMENT] = texts[AGREEMENT].replace("Lyon – Turin agreement", "x" * 10_000)
    changes = diff(base, make_release(tmp_path / "after", texts))
    assert max(map(len, as_text(changes, "en").splitlines())) < 1_000


def test_the_json_is_what_the_documentation_says(base: Path, tmp_path: Path) -> None:
    changes = diff(base, edited(tmp_path / "after", "end-date-less-exact"))
    content = json.loads(written(changes, "json", "en"))
    assert content["formatVersion"] == 1
    assert content["before"] == {"version": "1.0.0", "issued": "2026-01-01", "asOf": "2026-01-01"}
    assert content["proposal"] == {"level": "minor", "reasons": ["facts"]}
    (resource,) = content["resources"]
    assert resource["facts"] == [
        {
            "kind": "changed",
            "subject": "https://example.org/id/agreement/lyon-turin",
            "property": f"{SERVANDA}endDate",
            "before": {
                "text": "2028-06-14",
                "datatype": "http://www.w3.org/2001/XMLSchema#date",
            },
            "after": {"text": "2028", "datatype": "http://www.w3.org/2001/XMLSchema#gYear"},
            "inferred": False,
        }
    ]
    (evidence,) = resource["evidence"]
    assert (evidence["kind"], evidence["role"]) == ("changed", "claim")
    keys = {*content, *resource, *evidence, *resource["facts"][0]}
    text = (ROOT / "docs" / "diff.md").read_text("utf-8")
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []


@pytest.mark.parametrize("case", CASES)
def test_the_rdf_brings_a_copy_of_the_older_release_to_the_newer_one(
    case: str, base: Path, tmp_path: Path
) -> None:
    after = edited(tmp_path / "after", case)
    triples = [
        quad.triple
        for quad in pyoxigraph.parse(
            written(diff(base, after), "rdf", "en"), format=RdfFormat.TURTLE
        )
    ]
    assert not any(isinstance(each.subject, BlankNode) for each in triples)
    copy = triples_of(base)
    copy -= set(statements(triples, "removal"))
    copy |= set(statements(triples, "addition"))
    assert copy == triples_of(after)


def triples_of(release: Path) -> set[Triple]:
    quads = pyoxigraph.parse(path=str(release / "dump" / "dataset.nq"))
    return {quad.triple for quad in quads}


def statements(triples: list[Triple], name: str) -> list[Triple]:
    said: dict[object, dict[str, object]] = {}
    for triple in triples:
        said.setdefault(triple.subject, {})[triple.predicate.value.rsplit("#", 1)[-1]] = (
            triple.object
        )
    predicate = NamedNode(f"http://purl.org/vocab/changeset/schema#{name}")
    found = [said[triple.object] for triple in triples if triple.predicate == predicate]
    return [Triple(each["subject"], each["predicate"], each["object"]) for each in found]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "html", "json", "rdf"])
def test_the_same_releases_give_the_same_bytes(
    form: str, base: Path, tmp_path: Path, servanda: Callable[..., Any]
) -> None:
    after = edited(tmp_path / "after", "record-renamed")
    first, second = (
        servanda("diff", base, after, "--format", form, PYTHONHASHSEED=seed, TZ=zone).stdout
        for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/Lima"))
    )
    assert first
    assert first == second


# Bad input: one line says what is wrong and how to mend it.


def spoil_manifest(release: Path) -> None:
    release.joinpath("manifest.json").write_text("{", encoding="utf-8")


def spoil_keys(release: Path) -> None:
    release.joinpath("manifest.json").write_text('{"dataset": 7}', encoding="utf-8")


def spoil_order(release: Path) -> None:
    path = release / "dump" / "dataset.nq"
    path.write_bytes(b"".join(reversed(path.read_bytes().splitlines(keepends=True))))


def spoil_line(release: Path) -> None:
    path = release / "dump" / "dataset.nq"
    path.write_bytes(b"<a\n" + path.read_bytes())


def spoil_bytes(release: Path) -> None:
    release.joinpath("dump", "dataset.nq").write_bytes(b"\xff\xfe\x00")


def spoil_blank(release: Path) -> None:
    path = release / "dump" / "dataset.nq"
    path.write_bytes(path.read_bytes() + b"_:b <http://a/p> <http://a/o> <http://a/g> .\n")


def spoil_ontology(release: Path) -> None:
    release.joinpath("ontology.ttl").write_text("@prefix", encoding="utf-8")


def without(name: str) -> Callable[[Path], None]:
    def spoil(release: Path) -> None:
        release.joinpath(name).unlink()

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without("manifest.json"), "no release here: manifest.json is missing"),
        (without("dump/dataset.nq"), "dataset.nq: the release lacks this file"),
        (without("dump/inferred.nq"), "inferred.nq: the release lacks this file"),
        (without("ontology.ttl"), "ontology.ttl: the release lacks this file"),
        (without("shapes.ttl"), "shapes.ttl: the release lacks this file"),
        (spoil_manifest, "manifest.json: is not JSON"),
        (spoil_keys, "manifest.json: dataset is missing or no text"),
        (spoil_order, "the lines are not sorted"),
        (spoil_line, "dataset.nq:1: this line is no statement"),
        (spoil_bytes, "dataset.nq:1: this line is no statement"),
        (spoil_blank, "this line is no statement"),
        (spoil_ontology, "ontology.ttl: is not Turtle"),
    ],
)
def test_a_broken_release_is_refused(
    spoil: Callable[[Path], None], said: str, base: Path, tmp_path: Path
) -> None:
    broken = shutil.copytree(base, tmp_path / "broken")
    spoil(broken)
    for pair in ((base, broken), (broken, base)):
        with pytest.raises(ServandaError) as caught:
            diff(*pair)
        assert said in str(caught.value)
        assert caught.value.hint
        assert "\n" not in str(caught.value)


def test_two_datasets_are_not_compared(base: Path, tmp_path: Path) -> None:
    other = make_release(tmp_path / "other", {}, dataset="https://example.org/other")
    with pytest.raises(UsageError, match="is a release of "):
        diff(base, other)


# The command.


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["diff", *map(str, arguments)])
    if isinstance(done.exception, ServandaError):
        return done.exception.exit_code, str(done.exception)
    return done.exit_code, done.output


def test_the_exit_code_says_whether_anything_changed_if_asked(base: Path, tmp_path: Path) -> None:
    after = edited(tmp_path / "after", "label-corrected")
    assert run(base, after)[0] == 0
    assert run(base, after, "--exit-code")[0] == 1
    assert run(base, base, "--exit-code")[0] == 0
    assert run(base, tmp_path, "--exit-code")[0] == 2


def test_the_command_writes_a_file_or_says_why_not(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "changes.html"
    assert run(base, base, "--format", "html", "--lang", "zh", "--out", out) == (0, "")
    assert "没有变更" in out.read_text("utf-8")
    code, said = run(base, base, "--out", tmp_path / "no" / "where.txt")
    assert code == 2
    assert "cannot be written" in said


def test_the_function_is_part_of_the_library(base: Path) -> None:
    assert not library.diff(base, base)


# Releases as they are built.


@pytest.mark.slow
def test_a_built_release_tells_what_was_edited(tmp_path: Path) -> None:
    before, after = plain.make(tmp_path / "a"), plain.make(tmp_path / "b")
    record = after / "data" / "agreement" / "lyon-turin.ttl"
    text = record.read_text("utf-8").replace('"2019-05-04"', '"2019-05"')
    record.write_text(text, encoding="utf-8")
    folders = [build(each, each / "out", site=False).folder for each in (before, after)]
    told = as_text(diff(*folders), "en")
    assert "Event date changed from 4 May 2019 to May 2019" in told
    assert "Latest date changed from 4 May 2019 to 31 May 2019 (inferred)" in told


@pytest.mark.slow
def test_one_change_among_thousands_of_statements_is_found_at_once(
    release: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(release, tmp_path / "other")
    path = other / "dump" / "dataset.nq"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if b'/ontology#endDate> "' not in line))
    start = time.monotonic()
    changes = diff(release, other)
    assert time.monotonic() - start < 1
    assert [each.kind for each in changes.resources] == [Kind.CHANGED]

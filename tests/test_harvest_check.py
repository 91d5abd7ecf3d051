"""The rehearsal of a harvest says of each catalogue what the portals do with it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.cli import cli
from servanda.errors import InputError
from servanda.harvest_check import PORTALS, Rehearsal, grouped, harvest_check, written
from servanda.harvest_check.model import Verdict
from servanda.harvest_check.quality import band
from servanda.harvest_check.report import points_of
from servanda.harvest_check.udata_terms import licence_of, slug
from servanda.wording import LANGUAGES, words

CASES = Path(__file__).parent / "harvest"
FILES = sorted(CASES.rglob("*.ttl"))


def rehearsal(path: Path) -> Rehearsal:
    return harvest_check(path, [path.parent.name])[0]


def verdicts(path: Path) -> set[str]:
    """One line for each field: verdict, kind, field, note."""
    parts = json.loads(written([rehearsal(path)], "json", "en"))[0]["parts"]
    return {
        f"{each['verdict']} {part['kind']} {each['field']} {each['note']}".strip()
        for part in parts
        for each in part["fields"]
    }


def said(path: Path, word: str) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line.removeprefix(f"# {word}: ") for line in lines if line.startswith(f"# {word}: ")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_catalogue_has_the_verdicts_that_it_names(path: Path) -> None:
    assert set(said(path, "expect")) - verdicts(path) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_exit_code_tells_whether_anything_is_refused(path: Path) -> None:
    done = CliRunner().invoke(cli, ["harvest-check", str(path), "--as", path.parent.name])
    assert [str(done.exit_code)] == said(path, "exit"), done.output


def test_every_portal_has_a_good_and_an_empty_catalogue() -> None:
    assert {path.parent.name for path in FILES if path.stem == "good"} == set(PORTALS)
    assert {path.parent.name for path in FILES if path.stem == "empty"} == set(PORTALS)


def test_every_note_that_a_rule_can_give_has_words() -> None:
    source = Path(harvest_check.__code__.co_filename).parent
    code = "".join(path.read_text("utf-8") for path in source.glob("*.py"))
    notes = [key.removeprefix("harvest-note-") for key in words() if "harvest-note-" in key]
    assert [note for note in notes if f'"{note}"' not in code] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_can_be_written_in_every_language(language: str) -> None:
    for path in FILES:
        assert written([rehearsal(path)], "text", language).count("\n") > 2


def test_every_rule_names_the_file_that_it_was_read_from() -> None:
    sources = {rule.source for portal in PORTALS.values() for rule in portal.rules}
    assert all(source.endswith((".py", ".ttl")) for source in sources)


def test_files_that_fare_alike_are_told_once(release: Path) -> None:
    found = harvest_check(release, ["udata"])[0]
    files = [part for part in found.parts if part.kind == "distribution"]
    told = [each for each in grouped(found, "en") if each.kind == "distribution"]
    assert len(files) > 20
    assert len(told) < 5
    assert sum(len(each.names) for each in told) == len(files)


def test_a_file_that_is_no_catalogue_is_refused_with_exit_code_2(tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text("<https://example.org/a> <https://example.org/b> 1 .\n", "utf-8")
    broken = tmp_path / "broken.ttl"
    broken.write_text("<https://example.org/a> a\n", "utf-8")
    table = tmp_path / "table.csv"
    table.write_text("a,b\n", "utf-8")
    for path in (other, broken, table, tmp_path, tmp_path / "absent.ttl"):
        assert CliRunner().invoke(cli, ["harvest-check", str(path)]).exception is not None
        with pytest.raises(InputError):
            harvest_check(path)


DEEP = 20_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("objects.jsonld", '{"https://example.org/p":' * DEEP + "1" + "}" * DEEP),
        ("lists.jsonld", "[" * DEEP),
        ("in-strings.jsonld", '["' + "\\" * DEEP + '",' + "[" * DEEP),
        ("terms.ttl", "<https://example.org/s> a " + "<<( <a:b> a " * DEEP + "1"),
    ],
)
def test_a_file_that_nests_too_deep_is_refused_and_crashes_nothing(
    name: str, text: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match="nested more than 500 deep"):
        harvest_check(path)


def test_brackets_in_texts_of_a_catalogue_are_no_nesting(tmp_path: Path) -> None:
    path = tmp_path / "catalog.jsonld"
    about = {"@id": "https://example.org/d", "@type": "http://www.w3.org/ns/dcat#Dataset"}
    title = {"http://purl.org/dc/terms/title": '"[{' * 1000}
    path.write_text(json.dumps({**about, **title}), "utf-8")
    assert len(harvest_check(path)) == len(PORTALS)


@pytest.mark.parametrize(("name", "other"), [("rdf", "xml"), ("jsonld", "json")])
def test_a_catalogue_may_bear_the_names_that_portals_give_it(
    name: str, other: str, release: Path, tmp_path: Path
) -> None:
    path = tmp_path / f"catalog.{other}"
    path.write_bytes((release / f"catalog.{name}").read_bytes())
    told = [each.parts for each in harvest_check(path, ["ckan"])]
    assert told == [each.parts for each in harvest_check(release, ["ckan"])]


def test_a_context_elsewhere_is_not_fetched_and_the_message_says_so(tmp_path: Path) -> None:
    path = tmp_path / "catalog.jsonld"
    path.write_text('{"@context": "https://example.org/context.jsonld"}', "utf-8")
    with pytest.raises(InputError, match="nothing is fetched"):
        harvest_check(path)


def test_the_time_grows_with_the_datasets_and_no_faster(tmp_path: Path) -> None:
    path = tmp_path / "catalog.nt"
    dcat, title = "http://www.w3.org/ns/dcat#", "<http://purl.org/dc/terms/title>"
    kind = f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{dcat}Dataset>"
    nodes = [f"<https://example.org/{number}>" for number in range(1000)]
    path.write_text("".join(f'{n} {kind} .\n{n} {title} "Same"@fr .\n' for n in nodes), "utf-8")
    before = time.process_time()
    found = harvest_check(path, ["udata", "eu"])
    assert [len(each.parts) for each in found] == [1000, 1001]
    assert time.process_time() - before < 8


def test_what_no_field_reads_is_shown_with_its_value() -> None:
    rows = [row for _, row in rehearsal(CASES / "eu" / "good.ttl").rows(Verdict.KEEP)]
    assert [row for row in rows if not row.outcome.value] == []


def test_control_characters_of_a_catalogue_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "catalog.ttl"
    path.write_text(
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
        "<https://example.org/d> a dcat:Dataset ;\n"
        '    <http://purl.org/dc/terms/title> "\\u001b[31mred\\u0007"@fr .\n',
        "utf-8",
    )
    assert "\x1b" not in written(harvest_check(path), "text", "en")


def test_the_score_of_a_release_is_full_in_every_dimension(release: Path) -> None:
    score = harvest_check(release, ["eu"])[0].scores[0]
    assert [most for _, _, most in points_of(score)] == [100, 100, 110, 75, 20]
    assert score.points == score.most == 405
    assert score.certain == 405 - 80


def test_a_catalogue_without_recommended_things_has_fewer_points() -> None:
    score = harvest_check(CASES / "eu" / "good.ttl", ["eu"])[0].scores[0]
    points = {metric.key: metric.points for metric in score.metrics}
    assert points["keyword"] == 30
    assert points["theme"] == points["spatial"] == points["contact"] == 0
    assert points["licence"] + points["known-licence"] == 30


@pytest.mark.parametrize(
    ("points", "rating"),
    [(405, "excellent"), (351, "excellent"), (350, "good"), (221, "good"), (220, "sufficient"),
     (121, "sufficient"), (120, "bad"), (0, "bad")],
)  # fmt: skip
def test_ratings_have_the_bounds_of_the_methodology(points: int, rating: str) -> None:
    assert band(points) == rating


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("lov2", "lov2"),
        ("Licence Ouverte version 2.0", "lov2"),
        ("https://spdx.org/licenses/etalab-2.0", "lov2"),
        ("http://www.opendefinition.org/licenses/cc-by", "cc-by"),
        ("Creative Commons Attribution", "cc-by"),
        ("Creative Comons Atribution", "cc-by"),
        ("https://example.org/licence", ""),
        ("", ""),
    ],
)
def test_data_gouv_fr_guesses_a_licence_by_key_address_or_title(text: str, key: str) -> None:
    assert licence_of(text) == key


def test_tags_of_data_gouv_fr_are_small_letters_joined_by_hyphens() -> None:
    assert slug("Île-de-France : accords") == "ile-de-france-accords"


def test_the_site_shows_every_portal_in_every_language(release: Path) -> None:
    for language in LANGUAGES:
        page = (release / language / "harvest.html").read_text("utf-8")
        assert all(portal.reference in page for portal in PORTALS.values())
        assert "405" in page
        assert "harvest.html" in (release / language / "downloads.html").read_text("utf-8")

"""New: what it writes passes the check, what exists is left alone, what is missing is named."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import foreign_workspace as foreign
import plain_workspace as plain
import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Triple

import servanda as library
from servanda.check import check
from servanda.cli import cli
from servanda.errors import ServandaError, UsageError
from servanda.findings import Level
from servanda.new import absent, slug_of, write_dataset
from servanda.workspace import open_workspace

Servanda = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).parents[1]
WORKSPACE = (
    *("--base", "https://example.org/id/", "--publisher", "City of Lyon"),
    *("--title-fr", "Accords", "--title-en", "Agreements", "--title-zh", "协议"),
    *("--contact", "data@example.org", "--as-of", "2026-01-31"),
)
AGREEMENT = (
    *("--label-en", "Lyon – Turin agreement", "--party", "lyon", "--party", " TURIN "),
    *("--signed", "2019-05", "--place", "Turin", "--source", "https://example.org/news/2"),
    *("--kind", "municipal-twinning", "--instrument", "twinning"),
    *("--source-title", "Deux villes", "--source-language", "fr", "--retrieved", "2026-01"),
)
WRITTEN = """\
@prefix : <https://example.org/id/agreement/second#> .
@prefix agreement: <https://example.org/id/agreement/> .
@prefix agreementkind: <https://w3id.org/servanda/id/agreement-kind/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix eventtype: <https://w3id.org/servanda/id/event-type/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix instrument: <https://w3id.org/servanda/id/instrument-type/> .
@prefix party: <https://example.org/id/party/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix role: <https://w3id.org/servanda/id/role/> .
@prefix servanda: <https://w3id.org/servanda/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

agreement:second
    a servanda:Agreement ;
    skos:prefLabel "Lyon – Turin agreement"@en ;
    prov:hadPrimarySource :source ;
    servanda:hasAgreementKind agreementkind:municipal-twinning ;
    servanda:hasEvent :signature ;
    servanda:hasInstrumentType instrument:twinning ;
    servanda:hasParticipation
        :party-1 ,
        :party-2 .

:party-1
    a servanda:Participation ;
    servanda:hasRole role:signatory ;
    servanda:participant party:lyon .

:party-2
    a servanda:Participation ;
    servanda:hasRole role:signatory ;
    servanda:participant party:turin .

:signature
    a servanda:Event ;
    servanda:eventDate "2019-05"^^edtf:EDTF ;
    servanda:hasEventType eventtype:signature ;
    servanda:placeAsStated "Turin"@fr .

:source
    a servanda:Source ;
    dcterms:title "Deux villes"@fr ;
    foaf:page <https://example.org/news/2> ;
    servanda:retrievalDate "2026-01"^^xsd:gYearMonth .
"""


def errors(root: Path) -> list[str]:
    return [each.message("en") for each in check(root) if each.level is Level.ERROR]


def wanting(root: Path) -> list[str]:
    """The terms that portals look for and the description leaves out; nothing else may be wrong."""
    found = check(root)
    assert {(each.check, each.level) for each in found} <= {("catalog", Level.WARNING)}
    return sorted(each.message("en").split()[0] for each in found)


def without(options: tuple[str, ...], name: str) -> list[str]:
    """The options without one of them and its value."""
    at = options.index(name)
    return [*options[:at], *options[at + 2 :]]


def refused(*arguments: str | Path) -> str:
    """What a faulty call says; off a terminal, in this process."""
    done = CliRunner().invoke(cli, ["new", *map(str, arguments)])
    assert isinstance(done.exception, UsageError), done.output
    return str(done.exception)


def on_terminal(*arguments: str | Path, answers: str) -> tuple[int, str]:
    """Run the command line on a terminal on which `answers` were typed."""
    master, slave = pty.openpty()
    os.write(master, answers.encode())
    with os.fdopen(master, "rb"), os.fdopen(slave, "rb") as terminal:
        done = subprocess.run(
            [sys.executable, "-m", "servanda", *map(str, arguments)],
            stdin=terminal,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
    return done.returncode, done.stdout + done.stderr


def test_a_new_workspace_passes_the_check(servanda: Servanda, tmp_path: Path) -> None:
    root = tmp_path / "new"
    done = servanda("new", "workspace", root, *WORKSPACE)
    assert done.returncode == 0, done.stderr
    assert f"servanda check {root}" in done.stdout
    assert [path.name for path in root.rglob("*") if path.is_file()] == ["dataset.ttl"]
    assert wanting(root) == ["dcat:startDate", "dcterms:type"]  # of period and publisher
    opened = open_workspace(root)
    assert (opened.uri_space, opened.version) == ("https://example.org/id/", "0.1.0")
    assert (opened.issued, opened.as_of) == ("2026-01-31", "2026-01-31")


def test_a_workspace_is_never_written_over(servanda: Servanda, tmp_path: Path) -> None:
    root = plain.make(tmp_path)
    done = servanda("new", "workspace", root, *WORKSPACE)
    assert done.returncode == 2
    assert f"{root / 'data' / 'dataset.ttl'}: the file exists" in done.stderr
    assert (root / "data" / "dataset.ttl").read_text("utf-8") == plain.DATASET


def test_missing_answers_are_one_error(servanda: Servanda, tmp_path: Path) -> None:
    given = without(without(WORKSPACE, "--title-zh"), "--as-of")
    done = servanda("new", "workspace", tmp_path / "new", *given, "--title-zh", "  ")
    assert done.returncode == 2
    assert "answers are missing: --title-zh, --as-of. Give them as options" in done.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("--base", "example.org", "--base: the base 'example.org' is no absolute IRI"),
        ("--as-of", "2026-02-30", "--as-of: '2026-02-30' is no date"),
        ("--as-of", "2026", "'2026' is no day"),
        ("--contact", "me", "'me' is no address"),
        ("--licence", "free", "--licence: 'free' is no address"),
        ("--version", "v 1", "'v 1' is no version number"),
        ("--prefix", "dcat", "the prefix 'dcat' is taken"),
        ("--theme", "music", "'music' is no code of the EU table data-theme"),
        ("--spatial", "France", "'France' is no code of the EU table country"),
        ("--temporal", "1990/soon", "'soon' is no date"),
    ],
)
def test_a_wrong_answer_is_named(tmp_path: Path, name: str, value: str, words: str) -> None:
    given = without(WORKSPACE, name) if name in WORKSPACE else list(WORKSPACE)
    assert words in refused("workspace", tmp_path / "new", *given, name, value)
    assert not (tmp_path / "new").exists()


def test_a_dataset_from_python_needs_base_and_day_only(tmp_path: Path) -> None:
    write_dataset(tmp_path, base="https://example.org/x#", as_of="2025-12-31")
    assert wanting(tmp_path) == ["dcat:startDate", "dcterms:type"]
    text = (tmp_path / "data" / "dataset.ttl").read_text("utf-8")
    for title in ('"Accords de coopération"@fr', '"Cooperation agreements"@en', '"合作协议"@zh'):
        assert title in text


def test_a_dataset_from_python_says_what_it_is_given(tmp_path: Path) -> None:
    path = write_dataset(
        tmp_path,
        base="https://example.org/id/",
        as_of="2025-12-31",
        titles={"en": "Twinnings"},
        keywords={"zh": ["友好城市"]},
        publisher="https://example.org/us",
        spatial=("FRA", "https://example.org/id/place/rhone"),
        temporal=("1947", "2025-06"),
    )
    text = path.read_text("utf-8")
    for words in (
        '"Accords de coopération"@fr ,\n        "Twinnings"@en',
        '"友好城市"@zh',
        "dcterms:publisher <https://example.org/us>",
        "authority/country/FRA>",
        'dcat:endDate "2025-06"^^xsd:gYearMonth ;\n    dcat:startDate "1947"^^xsd:gYear',
    ):
        assert words in text
    place = ["dcat:bbox", "dcat:centroid", "dcterms:spatial"]
    assert wanting(tmp_path) == [*place, "dcterms:type"]


def test_a_new_agreement_is_written_in_the_qualified_form(
    servanda: Servanda, tmp_path: Path
) -> None:
    root = plain.make(tmp_path)
    done = servanda("new", "agreement", "second", *AGREEMENT, cwd=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Wrote data/agreement/second.ttl\nNext:\n  servanda check .\n"
    assert (root / "data" / "agreement" / "second.ttl").read_text("utf-8") == WRITTEN
    assert errors(root) == []


@pytest.mark.slow
@pytest.mark.parametrize("untagged", [False, True])
def test_yaml_says_the_same_as_turtle(tmp_path: Path, *, untagged: bool) -> None:
    options = without(AGREEMENT, "--source-language") if untagged else list(AGREEMENT)
    said = []
    for name in ("second.ttl", "second.yaml"):
        root = plain.make(tmp_path / name)
        form = ["--yaml"] if name.endswith("yaml") else []
        done = CliRunner().invoke(
            cli, ["new", "agreement", "second", "--into", str(root), *options, *form]
        )
        assert done.exception is None, done.exception
        opened = open_workspace(root)
        said.append(set(opened.record(root / "data" / "agreement" / name).quads))
        assert errors(root) == []
    assert said[0] == said[1]


def test_yaml_nests_the_parts_of_a_record(tmp_path: Path) -> None:
    root = plain.make(tmp_path)
    options = [*AGREEMENT, "--party", "Milan", "--create", "fr", "--yaml"]
    CliRunner().invoke(cli, ["new", "agreement", "second", "--into", str(root), *options])
    text = (root / "data" / "agreement" / "second.yaml").read_text("utf-8")
    assert text.startswith("type: Agreement\nlabel:\n  en: Lyon – Turin agreement\nsource:\n")
    assert "- id: '#party-3'\n  type: Participation\n  hasRole: signatory\n" in text
    made = (root / "data" / "party" / "milan.yaml").read_text("utf-8")
    assert made == "type: Party\nlabel:\n  fr: Milan\n"


def test_yaml_keeps_resources_beside_the_record(tmp_path: Path) -> None:
    root = plain.make(tmp_path)
    here, label = f"{plain.SPACE}place/lyon", "http://www.w3.org/2004/02/skos/core#altLabel"
    triples = [
        Triple(NamedNode(here), NamedNode(label), Literal("Lyons", language="en")),
        Triple(NamedNode(f"{here}#old"), NamedNode(label), Literal("Lugdunum", language="la")),
    ]
    path = library.new(root, "place", "lyon", triples, yaml=True)
    assert {quad.triple for quad in open_workspace(root).record(path).quads} == set(triples)


def test_yaml_has_no_key_for_every_term(tmp_path: Path) -> None:
    lyon = NamedNode(f"{plain.SPACE}place/lyon")
    odd = Triple(lyon, NamedNode("https://example.org/terms#odd"), lyon)
    with pytest.raises(ServandaError, match="YAML has no key"):
        library.new(plain.make(tmp_path), "place", "lyon", [odd], yaml=True)


def test_what_is_not_answered_is_not_stated(servanda: Servanda, tmp_path: Path) -> None:
    root = plain.make(tmp_path)
    options = ("--label-zh", "协议", "--party", "里昂", "--party", "turin")
    source = ("--source", "https://example.org/a")
    done = servanda("new", "agreement", "bare", "--into", root, *options, *source)
    assert done.returncode == 0, done.stderr
    text = (root / "data" / "agreement" / "bare.ttl").read_text("utf-8")
    assert "participant party:lyon" in text
    assert "hasEvent" not in text
    assert "Kind" not in text
    assert errors(root) == []


def test_a_new_party(servanda: Servanda, tmp_path: Path) -> None:
    root = plain.make(tmp_path)
    options = ("--label-fr", "Milan", "--label-zh", "米兰", "--type", "municipality")
    done = servanda("new", "party", "milan", "--into", root, *options)
    assert done.returncode == 0, done.stderr
    text = (root / "data" / "party" / "milan.ttl").read_text("utf-8")
    assert '"Milan"@fr ,\n        "米兰"@zh' in text
    assert "servanda:hasPartyType partytype:municipality" in text
    assert errors(root) == []


def test_unknown_parties_are_made_where_their_language_is_said(
    servanda: Servanda, tmp_path: Path
) -> None:
    root = plain.make(tmp_path)
    options = [*without(AGREEMENT, "--party"), "--party", "São Paulo"]
    done = servanda("new", "agreement", "third", "--into", root, *options, "--create", "en")
    assert done.returncode == 0, done.stderr
    text = (root / "data" / "party" / "sao-paulo.ttl").read_text("utf-8")
    assert 'skos:prefLabel "São Paulo"@en' in text
    assert errors(root) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--party", "Milan"], "no party is called 'Milan'. Make it with servanda new party"),
        (["--party", "Lyon"], "the party 'Lyon' is given twice"),
        (["--signed", "May 2019"], "--signed: 'May 2019' is no date of EDTF"),
        (["--signed", "2019-02-30"], "'2019-02-30' is no date of EDTF"),
        (["--kind", "friendship"], "no agreement-kind is called 'friendship'. Known: academic"),
        (["--source", "page 3"], "--source: 'page 3' is no address"),
        (["--source-language", "f r"], "'f r' is no language tag"),
        (["--retrieved", "last year"], "'last year' is no date"),
    ],
)
def test_an_answer_that_cannot_be_written(tmp_path: Path, options: list[str], words: str) -> None:
    root = plain.make(tmp_path)
    assert words in refused("agreement", "second", "--into", root, *AGREEMENT, *options)
    assert not (root / "data" / "agreement" / "second.ttl").exists()


def test_all_that_is_missing_of_an_agreement_is_named(tmp_path: Path) -> None:
    said = refused("agreement", "second", "--into", plain.make(tmp_path))
    wanted = "--label-fr or --label-en or --label-zh, --party (twice or more), --source"
    assert f"answers are missing: {wanted}." in said


def test_a_name_that_several_have_must_be_made_clear(tmp_path: Path) -> None:
    root = plain.make(tmp_path)
    other = plain.PARTY.format(slug="lyon-2", name="Lyon", chinese="里昂")
    (root / "data" / "party" / "lyon-2.ttl").write_text(other, encoding="utf-8")
    options = [*without(AGREEMENT, "--party"), "--party", "Lyon"]
    said = refused("agreement", "second", "--into", root, *options)
    assert "several parties are called 'Lyon'. Give one of: lyon, lyon-2" in said


@pytest.mark.parametrize("name", ["lyon.ttl", "lyon.yaml"])
def test_a_record_is_never_written_over(servanda: Servanda, tmp_path: Path, name: str) -> None:
    root = plain.make(tmp_path)
    path = root / "data" / "party" / "lyon.ttl"
    path = path.rename(path.with_name(name))
    before = path.read_bytes()
    done = servanda("new", "party", "lyon", "--into", root, "--label-fr", "Lyon")
    assert done.returncode == 2
    assert str(path) in done.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize("slug", ["Lyon", "../lyon", "lyon turin", "里昂", ""])
def test_a_slug_must_give_an_iri(tmp_path: Path, slug: str) -> None:
    said = refused("party", slug, "--into", plain.make(tmp_path), "--label-fr", "Lyon")
    assert "no name for a record" in said


def test_an_ontology_without_events_is_told(tmp_path: Path) -> None:
    root = foreign.make(tmp_path)
    said = refused("party", "lyon", "--into", root, "--label-fr", "Lyon")
    assert "has no term hasEvent" in said


def test_a_terminal_is_asked_until_the_answers_are_right(tmp_path: Path) -> None:
    answers = "\n".join(
        [
            *("example.org", "https://example.org/id/", "Accords", "", "Agreements", "协议"),
            *("", "", "", "Us", "https://example.org/", "", "soon", "2026-01-31"),
            *("", "", "", "", "", "INTR,EDUC", "FRA", "1990/", "", ""),
        ]
    )
    code, said = on_terminal("new", "workspace", tmp_path / "new", answers=answers)
    assert code == 0, said
    assert "Error: the base 'example.org' is no absolute IRI" in said
    assert "Error: 'soon' is no date" in said
    assert wanting(tmp_path / "new") == ["dcterms:type"]
    text = (tmp_path / "new" / "data" / "dataset.ttl").read_text("utf-8")
    for words in ('"协议"@zh', "data-theme/EDUC", "country/FRA", '"1990"^^xsd:gYear'):
        assert words in text


def test_a_terminal_is_asked_for_the_names_of_an_unknown_party(tmp_path: Path) -> None:
    root = plain.make(tmp_path)
    answers = "\n".join(
        [
            *("Lyon – Milan", "", "里昂与米兰", "Lyon", "lyon", "Mailand", "milan"),
            *("Milan", "", "米兰", "", "2019-13", "2019-12", "Milano", "friends", "", ""),
            *("https://example.org/b", "", "", "", ""),
        ]
    )
    code, said = on_terminal("new", "agreement", "lyon-milan", "--into", root, answers=answers)
    assert code == 0, said
    assert "the party 'lyon' is given twice" in said
    assert "no agreement-kind is called 'friends'" in said
    party = (root / "data" / "party" / "milan.ttl").read_text("utf-8")
    assert '"Milan"@fr ,\n        "米兰"@zh' in party
    text = (root / "data" / "agreement" / "lyon-milan.ttl").read_text("utf-8")
    assert 'eventDate "2019-12"^^edtf:EDTF' in text
    assert errors(root) == []


def test_from_python_any_record_is_written(tmp_path: Path) -> None:
    root = plain.make(tmp_path)
    label = NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
    lyon = NamedNode(f"{plain.SPACE}place/lyon")
    match = NamedNode("http://www.wikidata.org/entity/Q456")
    path = library.new(root, "place", "lyon", [Triple(lyon, label, match)])
    assert path.read_text("utf-8").endswith("place:lyon\n    skos:exactMatch wd:Q456 .\n")
    with pytest.raises(UsageError, match="the file exists"):
        absent(path)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("São Paulo", "sao-paulo"),
        ("杭州", "hangzhou"),
        ("Île-de-France", "ile-de-france"),
        ("!", ""),
    ],
)
def test_a_slug_from_a_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize("name", sorted(cli.commands["new"].commands))
def test_the_page_names_every_option(name: str) -> None:
    page = (ROOT / "docs" / "new.md").read_text("utf-8")
    command = cli.commands["new"].commands[name]
    options = {each for option in command.params for each in option.opts if each.startswith("--")}
    assert [each for each in sorted(options) if f"`{each}" not in page] == []

"""The pages of ready-made questions: one in each language, with the answers of `servanda query`."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import foreign_workspace as foreign
import pytest
from pyoxigraph import Store
from site_of import site_of_release, site_of_workspace

from servanda.query import Query, bind, format_answer, list_queries, run_local
from servanda.site import Site
from servanda.site.asking.answers import table
from servanda.site.asking.form import fields, pieces
from servanda.site.asking.stores import Asking, ready_made
from servanda.site.questions import grouped, questions
from servanda.wording import LANGUAGES

ROOT = Path(__file__).parents[1]
WORLD = ROOT / "examples" / "world"
PAIRS = [(query, language) for query in list_queries(ROOT / "queries") for language in LANGUAGES]


class Reading(HTMLParser):
    """The links, texts, inputs and scripts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.words.append(data)

    @property
    def text(self) -> str:
        """All texts, with single spaces."""
        return " ".join(" ".join(self.words).split())

    def named(self, name: str) -> dict[str, str | None]:
        """The attributes of the input of that name."""
        return next(found for _, found in self.tags if found.get("name") == name)


def opened(root: Path, work: Path) -> Iterator[Site]:
    """The site of a workspace, without its release."""
    with site_of_workspace(root, work) as site:
        yield site


@pytest.fixture(scope="module")
def site(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_release(ROOT, release, tmp_path_factory.mktemp("root")) as opened_site:
        yield opened_site


@pytest.fixture(scope="module")
def world(world_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_release(WORLD, world_release, tmp_path_factory.mktemp("world")) as opened_site:
        yield opened_site


@pytest.fixture(scope="module")
def files(site: Site) -> dict[str, str]:
    return written(site)


def written(site: Site) -> dict[str, str]:
    return {page.path: str(page.make()) for page in questions(site)}


def values(query: Query, language: str) -> dict[str, str]:
    return {each.name: language for each in query.parameters if each.name == "lang"}


@pytest.mark.parametrize(("query", "language"), PAIRS, ids=lambda each: getattr(each, "name", each))
def test_every_question_has_a_page_in_every_language(
    files: dict[str, str], query: Query, language: str
) -> None:
    page = Reading(files[f"{language}/question/{query.name}.html"])
    assert query.title[language] in page.text
    assert query.description[language] in page.text
    assert f"question/{query.name}.html" in Reading(files[f"{language}/questions.html"]).links


@pytest.mark.parametrize(("query", "language"), PAIRS, ids=lambda each: getattr(each, "name", each))
def test_the_answer_is_that_of_servanda_query(
    files: dict[str, str], release_store: Store, query: Query, language: str
) -> None:
    answer = run_local(release_store, bind(query, values(query, language)))
    for form in ("csv", "json"):
        expected = format_answer(answer, form)
        assert files[f"answers/{query.name}.{language}.{form}"] == expected


@pytest.mark.slow
def test_the_questions_about_the_world_are_answered_in_every_language(
    world: Site, world_store: Store
) -> None:
    made = written(world)
    for query in list_queries(WORLD / "queries"):
        for language in LANGUAGES:
            answer = run_local(world_store, bind(query, values(query, language)))
            expected = format_answer(answer, "csv")
            assert made[f"answers/{query.name}.{language}.csv"] == expected
            page = Reading(made[f"{language}/question/{query.name}.html"])
            assert query.title[language] in page.text
            rows = sum(tag == "tr" for tag, _ in page.tags)
            assert rows == (min(len(answer.rows), 500) + 1 if answer.rows else 0)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Pas encore de réponse. Il faudrait\u00a0: des notices de publications."),
        ("en", "No answer yet. It waits for: publication records."),
        ("zh", "尚无答案。有待补充："),
    ],
)
def test_a_question_without_answer_says_what_it_waits_for(
    files: dict[str, str], language: str, words: str
) -> None:
    page = Reading(files[f"{language}/question/co-publications.html"])
    sentence = words.replace("\u00a0", " ").split(":")[0]
    assert sentence in page.text.replace("\u00a0", " ")
    assert not any(tag == "table" for tag, _ in page.tags)


def test_a_form_offers_what_fits(files: dict[str, str]) -> None:
    page = Reading(files["fr/question/agreements-in-force.html"])
    assert page.named("date")["type"] == "date"
    assert page.named("date")["value"] == "2020-01-01"
    options = [found for tag, found in page.tags if tag == "option"]
    chosen = [found["value"] for found in options if "selected" in found]
    assert chosen == ["https://w3id.org/servanda/id/party/ile-de-france-region", "fr"]
    parties = [found["value"] for found in options if "/party/" in (found["value"] or "")]
    assert len(parties) > 3


def test_a_code_is_chosen_by_its_name(site: Site) -> None:
    (query,) = (each for each in ready_made(site.workspace) if each.name == "action-type")
    (field,) = (each for each in fields(site, query, "fr") if each.name == "type")
    assert field.kind == "select"
    assert "double diplôme" in [option.name.text for option in field.options]


def test_a_parameter_called_after_two_classes_offers_both(site: Site) -> None:
    (query,) = (each for each in ready_made(site.workspace) if each.name == "who-signed")
    field = fields(site, query, "fr")[0]
    assert (field.name, field.kind) == ("party_or_territory", "select")
    kinds = {option.value.split("/")[-2] for option in field.options}
    assert kinds == {"party", "place"}


@pytest.mark.slow
def test_a_resource_that_may_be_left_out_is_offered_with_any(world: Site) -> None:
    (query,) = (each for each in ready_made(world.workspace) if each.name == "money")
    field = fields(world, query, "en")[0]
    assert (field.name, field.kind, field.value) == ("party", "select", "")
    assert any("/party/" in option.value for option in field.options)


def test_links_of_answers_lead_to_pages(files: dict[str, str], site: Site) -> None:
    paths = {path for _, path in site.resources.pages()}
    page = Reading(files["zh/question/who-signed.html"])
    people = [link for link in page.links if link.startswith("../person/")]
    assert people
    for link in people:
        assert unquote(urlsplit(link).path).removeprefix("../").removesuffix(".html") in paths


def test_rows_are_told_in_the_language_of_the_page(files: dict[str, str]) -> None:
    assert "14 juin 2018" in Reading(files["fr/question/agreements-in-force.html"]).text
    assert "2018年6月14日" in Reading(files["zh/question/agreements-in-force.html"]).text
    assert "nature juridique" in Reading(files["fr/question/missing-information.html"]).text


def test_pieces_make_the_query_again(site: Site) -> None:
    for query in ready_made(site.workspace):
        found, rest = pieces(query, query.text)
        text = "".join(each.before + each.default for each in found) + rest
        assert text == query.text
        assert {each.name for each in found} == {each.name for each in query.parameters}


def test_the_list_has_every_question_under_its_keywords(site: Site) -> None:
    queries = ready_made(site.workspace)
    groups = grouped(queries, "zh")
    for query in queries:
        titles = {group.title for group in groups if query in group.queries}
        assert titles == set(query.keywords["zh"])


@pytest.mark.slow
def test_the_same_statements_give_the_same_bytes(files: dict[str, str], tmp_path: Path) -> None:
    for again in opened(ROOT, tmp_path):
        assert written(again) == files


HOSTILE = """\
#+ title: {{fr: "{bad}", en: "{bad}", zh: "{bad}"}}
#+ description: {{fr: "{bad}", en: "{bad}", zh: "{bad}"}}
#+ keywords: {{fr: ["{bad}"], en: ["{bad}"], zh: ["{bad}"]}}
#+ parameters:
#+   words: {{type: "xsd:string", label: {{fr: "{bad}", en: "{bad}", zh: "{bad}"}}}}
PREFIX t: <https://flora.example/terms/>
SELECT ?plant ?name ?words ?bad WHERE {{
  VALUES ?words {{ "</script><script>alert(1)</script>\\"" }}
  ?plant a t:Plant ; t:name ?name . BIND ("javascript:alert(1)" AS ?bad)
}}
ORDER BY ?plant ?name
"""
BAD = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("garden")
    plants = {"bad": f't:growsIn <https://flora.example/r/garden/old> ;\n    t:name "{BAD}"'}
    root = foreign.make(folder / "workspace", plants)
    (root / "queries" / "hostile.rq").write_text(HOSTILE.format(bad=BAD), encoding="utf-8")
    (root / "queries" / "graph.rq").write_text(
        foreign.QUERY.replace("SELECT ?plant", "CONSTRUCT { ?plant a t:Found }").replace(
            "ORDER BY ?plant\n", ""
        ),
        encoding="utf-8",
    )
    (root / "queries" / "whether.rq").write_text(
        foreign.QUERY.replace("SELECT ?plant WHERE", "ASK").replace("ORDER BY ?plant\n", ""),
        encoding="utf-8",
    )
    yield from opened(root, folder)


def test_a_foreign_workspace_has_its_own_questions(garden: Site) -> None:
    page = Reading(written(garden)["en/question/plants.html"])
    gardens = [found["value"] for tag, found in page.tags if tag == "option"]
    assert gardens == [f"{foreign.SPACE}garden/new", f"{foreign.SPACE}garden/old"]
    assert "3 rows." in page.text


def test_what_is_hostile_stays_text(garden: Site) -> None:
    made = written(garden)
    for language in LANGUAGES:
        page = Reading(made[f"{language}/question/hostile.html"])
        assert BAD in page.text
        assert not any(tag == "img" for tag, _ in page.tags)
        assert not any("onerror" in found for _, found in page.tags)
        assert not any(link.startswith("javascript:") for link in page.links)
        assert page.named("words")["value"] == '</script><script>alert(1)</script>"'
        assert not any(tag == "img" for tag, _ in Reading(made[f"{language}/questions.html"]).tags)


def test_other_forms_of_answers_are_told_too(garden: Site) -> None:
    made = written(garden)
    assert "Oui." in Reading(made["fr/question/whether.html"]).text
    assert json.loads(made["answers/whether.fr.json"])["boolean"] is True
    assert "3 statements." in Reading(made["en/question/graph.html"]).text
    assert "answers/graph.zh.ttl" in made
    assert "answers/graph.zh.csv" not in made


@pytest.mark.slow
def test_a_large_store_is_asked_the_same(
    files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servanda.site.asking.stores._MOST_IN_MEMORY", 0)
    for again in opened(ROOT, tmp_path):
        asking = Asking(again.index)
        for query in ready_made(again.workspace)[:5]:
            found = format_answer(asking.ask(query, "fr").answer, "csv")
            assert found == files[f"answers/{query.name}.fr.csv"]
    assert (tmp_path / "site.store").is_dir()


def test_downloads_are_rows_of_the_page(files: dict[str, str]) -> None:
    rows = list(csv.reader(io.StringIO(files["answers/who-signed.en.csv"])))
    page = Reading(files["en/question/who-signed.html"])
    assert sum(tag == "tr" for tag, _ in page.tags) == len(rows)
    assert re.search(r"answers/who-signed\.en\.csv", " ".join(page.links))


def test_what_is_counted_is_drawn(files: dict[str, str]) -> None:
    for language in LANGUAGES:
        page = Reading(files[f"{language}/question/connected-territories.html"])
        assert any(found.get("id") == "answer-bars" for _, found in page.tags)
    page = Reading(files["en/question/who-signed.html"])
    assert not any(found.get("id") == "answer-bars" for _, found in page.tags)


@pytest.mark.slow
def test_a_name_stands_in_the_column_of_its_code(world: Site) -> None:
    (query,) = (each for each in ready_made(world.workspace) if each.name == "gaps")
    answer = Asking(world.index).ask(query, "fr").answer
    found = table(world, query, answer, "fr")
    assert [each.title for each in found.headings] == ["fait absent", "accords", "sur"]
    first = found.rows[0][0]
    assert first.data == "hasLegalNature"
    assert first.node == world.terms.hasLegalNature

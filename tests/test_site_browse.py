"""The list of agreements: the page without scripts, the data with facets, and the files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import foreign_workspace as foreign
import plain_workspace as plain
import pytest
from conftest import ROOT, WORLD
from site_of import site_of_release, site_of_workspace, text_of

from servanda.site import Site
from servanda.site.asking.scripts import inert_json
from servanda.site.browse import browse
from servanda.site.listing.tabular import csv_text
from servanda.wording import LANGUAGES

HOSTILE = (
    "=HYPERLINK(1)</script><script>alert(1)</script><!-- <script>line\u2028and\u2029more\u202eleft",
    "🜚" * 3000,
)


@pytest.fixture(scope="module")
def site(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_release(ROOT, release, tmp_path_factory.mktemp("site")) as opened:
        yield opened


def named(root: Path, name: str) -> Path:
    """The plain workspace with its agreement called otherwise."""
    plain.make(root)
    path = root / "data" / "agreement" / "lyon-turin.ttl"
    escaped = json.dumps(name, ensure_ascii=False)[1:-1]
    text = path.read_text("utf-8").replace('"Lyon – Turin agreement"@en', f'"{escaped}"@en')
    path.write_text(text, encoding="utf-8")
    return root


def data_of(script: str) -> Any:  # noqa: ANN401  JSON
    """What a data script sets."""
    start, end = "window.servandaBrowse=", ";\n"
    assert script.startswith(start)
    assert script.endswith(end)
    return json.loads(script[len(start) : -len(end)])


def table_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_every_agreement_stands_in_the_page_without_scripts(site: Site) -> None:
    page = text_of(browse(site), "fr/browse.html")
    assert 'href="agreement/idf-zhejiang-2018.html"' in page
    assert "Région Île-de-France" in page
    assert "14 juin 2018" in page
    assert "14 juin 2028" in page


def test_the_data_give_each_agreement_its_values(site: Site) -> None:
    data = data_of(text_of(browse(site), "assets/browse/en.js"))
    (row,) = [r for r in data["rows"] if r["path"] == "agreement/idf-zhejiang-2018.html"]
    assert row["values"]["country"] == ["CN", "FR"]
    assert row["values"]["year"] == ["2018"]
    assert row["values"]["party"] == ["party/ile-de-france-region", "party/zhejiang-province"]
    assert row["values"]["end"] == ["dated"]


def test_every_value_of_a_row_is_a_value_of_its_facet(site: Site) -> None:
    data = data_of(text_of(browse(site), "assets/browse/zh.js"))
    for facet in data["facets"]:
        keys = [value["value"] for value in facet["values"]]
        assert len(keys) == len(set(keys))
        for row in data["rows"]:
            assert set(row["values"][facet["name"]]) <= set(keys)


def test_what_is_missing_is_a_value_that_can_be_chosen(site: Site) -> None:
    data = data_of(text_of(browse(site), "assets/browse/fr.js"))
    (end,) = [facet for facet in data["facets"] if facet["name"] == "end"]
    assert end["values"][-1] == {"value": "-", "label": "Aucune fin indiquée"}
    (row,) = [r for r in data["rows"] if r["path"] == "agreement/paris-saclay-zju-2018.html"]
    assert row["values"]["end"] == ["-"]


def test_a_facet_in_which_nothing_is_stated_is_left_out(site: Site) -> None:
    data = data_of(text_of(browse(site), "assets/browse/fr.js"))
    assert "kind" not in [facet["name"] for facet in data["facets"]]


def test_each_row_has_a_cell_for_each_column(site: Site) -> None:
    data = data_of(text_of(browse(site), "assets/browse/en.js"))
    assert {len(row["cells"]) for row in data["rows"]} == {len(data["columns"])}


def test_the_csv_says_dates_as_written_and_names_in_its_language(site: Site) -> None:
    rows = table_of(text_of(browse(site), "lists/agreements.fr.csv"))
    (row,) = [r for r in rows if r["Identifiant"].endswith("idf-zhejiang-2018")]
    assert row["Accord"].startswith("Accord de coopération")
    assert row["Pays"] == "Chine; France"
    assert row["Signature"] == "2018-06-14"
    assert row["Durée énoncée"] == "P10Y"


def test_the_csv_has_the_line_ends_of_its_standard(site: Site) -> None:
    text = text_of(browse(site), "lists/agreements.zh.csv")
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n") == 3


def test_the_json_is_an_array_of_objects_with_identifiers(site: Site) -> None:
    entries = json.loads(text_of(browse(site), "lists/agreements.en.json"))
    (entry,) = [e for e in entries if e["iri"].endswith("idf-zhejiang-2018")]
    assert entry["page"].endswith("en/agreement/idf-zhejiang-2018.html")
    assert [party["countries"] for party in entry["parties"]] == [["FR"], ["CN"]]
    assert entry["signed"] == {
        "written": ["2018-06-14"],
        "asStated": [],
        "earliest": "2018-06-14",
        "latest": "2018-06-14",
    }


def test_each_class_of_several_resources_has_a_list(site: Site) -> None:
    page = text_of(browse(site), "en/browse/territorial-party.html")
    assert 'href="../party/zhejiang-province.html"' in page
    rows = table_of(text_of(browse(site), "lists/territorial-party.en.csv"))
    assert {row["Name"] for row in rows} == {"Île-de-France Region", "Zhejiang Province"}
    assert {row["Agreements"] for row in rows} == {"1"}


def test_a_workspace_without_agreements_has_lists_all_the_same(tmp_path: Path) -> None:
    foreign.make(tmp_path / "w")
    with site_of_workspace(tmp_path / "w", tmp_path) as site:
        pages = {page.path: page.make() for page in browse(site)}
    assert "en/browse.html" in pages
    assert "en/browse/plant.html" in pages
    assert not [path for path in pages if path.startswith("assets/browse/")]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_stays_a_name(name: str, tmp_path: Path) -> None:
    with site_of_workspace(named(tmp_path / "w", name), tmp_path) as site:
        pages = {page.path: str(page.make()) for page in browse(site)}
    script = pages["assets/browse/en.js"]
    assert not set(script) & set("<>&\u2028\u2029")
    assert all(len(row["title"]) <= 200 for row in data_of(script)["rows"])
    assert "<script>alert" not in pages["en/browse.html"]
    for row in table_of(pages["lists/agreements.en.csv"]):
        assert not row["Agreement"].startswith("=")


def test_json_in_a_script_cannot_end_it() -> None:
    value = {"a": "</script>", "b": "\u2028&<!--", "c": "\ud800"}
    text = inert_json(value)
    assert not set(text) & set("<>&\u2028\u2029")
    text.encode("utf-8")
    assert json.loads(text) == value


def test_numbers_are_no_formulas() -> None:
    assert csv_text(["a"], [["-5"], ["+1"], ["-x"], ["@y"]]).splitlines()[1:] == [
        "-5",
        "+1",
        "'-x",
        "'@y",
    ]


def test_no_page_shows_the_key_of_a_word(site: Site) -> None:
    for page in browse(site):
        if page.path.endswith("browse.html"):
            text = page.make()
            assert isinstance(text, str)
            assert ">browse-" not in text
            assert all(f">{language}<" not in text for language in LANGUAGES)


@pytest.mark.slow
def test_real_agreements_fill_every_facet(world_release: Path, tmp_path: Path) -> None:
    with site_of_release(WORLD, world_release, tmp_path) as site:
        script = text_of(browse(site), "assets/browse/fr.js")
    facets = {f["name"]: [v["label"] for v in f["values"]] for f in data_of(script)["facets"]}
    assert list(facets) == [
        *("party", "country", "domain", "field", "year"),
        *("status", "kind", "instrument", "end"),
    ]
    assert facets["country"][:3] == ["France", "Chine", "États-Unis"]
    assert facets["year"][0] == "2025"
    assert facets["year"][-1] == "Année inconnue ou incertaine"

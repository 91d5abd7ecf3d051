"""The SPARQL page and what scripts load: settings, statements as N-Quads, terms in queries."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import foreign_workspace as foreign
import pyoxigraph
import pytest
from pyoxigraph import RdfFormat, Store
from site_of import site_of_release, site_of_workspace

from servanda.errors import UsageError
from servanda.query import bind, list_queries, read_query, run_local
from servanda.site import Site
from servanda.site.asking.dumps import sizes
from servanda.site.asking.form import pieces
from servanda.site.asking.stores import ready_made
from servanda.site.read.places import places
from servanda.site.sparql import sparql
from servanda.wording import LANGUAGES

ROOT = Path(__file__).parents[1]
TERM = ROOT / "ui" / "src" / "question" / "term.js"


@pytest.fixture(scope="module")
def site(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_release(ROOT, release, tmp_path_factory.mktemp("site")) as opened:
        yield opened


@pytest.fixture(scope="module")
def files(site: Site) -> dict[str, str | bytes]:
    return {page.path: page.make() for page in sparql(site)}


def settings_of(files: dict[str, str | bytes], language: str) -> dict[str, Any]:
    text = str(files[f"assets/sparql/{language}.js"])
    found = re.fullmatch(r"window\.servandaSparql=(.*);\n", text, re.DOTALL)
    assert found
    settings = json.loads(found[1])
    assert isinstance(settings, dict)
    return settings


def unpacked(files: dict[str, str | bytes], name: str) -> bytes:
    return gzip.decompress(base64.b64decode(str(files[name]).split('"')[1]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_what_its_scripts_load(
    files: dict[str, str | bytes], release: Path, language: str
) -> None:
    page = str(files[f"{language}/sparql.html"])
    for name, path in re.findall(
        r'data-(config|land|dump|inferred)(?:-script)?="\.\./([^"]+)"', page
    ):
        assert path in files or (release / path).is_file(), name
    for query in list_queries(ROOT / "queries"):
        assert f'href="question/{query.name}.html"' in page


def test_the_script_of_the_dump_is_the_dump(
    files: dict[str, str | bytes], release: Path, site: Site
) -> None:
    dump = (release / "dump" / "dataset.nq").read_bytes()
    assert unpacked(files, "assets/sparql/dump.js") == dump
    found = sizes(site)
    assert (found.dump_bytes, found.dump_quads) == (len(dump), dump.count(b"\n"))


def test_queries_in_the_page_see_what_servanda_query_sees(
    files: dict[str, str | bytes], release: Path, release_store: Store
) -> None:
    more = unpacked(files, "assets/sparql/more.js")
    assert more == files["assets/sparql/more.nq"]
    store = Store()
    store.extend(pyoxigraph.parse(path=str(release / "dump" / "dataset.nq")))
    store.extend(pyoxigraph.parse(more, RdfFormat.N_QUADS))
    assert len(store) == len(release_store)
    for query in list_queries(ROOT / "queries"):
        assert run_local(store, query.text) == run_local(release_store, query.text)


def test_the_settings_say_what_the_dataset_has(files: dict[str, str | bytes]) -> None:
    settings = settings_of(files, "fr")
    labels = {each["label"]: each["count"] for each in settings["classes"]}
    assert labels["accord"] == 2
    assert settings["prefixes"]["skos"] == "http://www.w3.org/2004/02/skos/core#"
    texts = [query["text"] for group in settings["groups"] for query in group["queries"]]
    assert len(texts) == len(list_queries(ROOT / "queries"))
    assert not any("#+" in text for text in texts)


def led(settings: dict[str, Any], iri: str) -> str | None:
    """Where `ui/src/sparql/links.js` leads."""
    if iri in settings["places"]:
        return str(settings["places"][iri])
    fitting = [each for each in settings["pages"] if iri.startswith(each["prefix"])]
    rule = max(fitting, key=lambda each: len(each["prefix"]), default=None)
    return f"{rule['path']}{iri[len(rule['prefix']) :]}.html" if rule and rule["path"] else None


def test_every_resource_is_found_by_the_rules(files: dict[str, str | bytes], site: Site) -> None:
    settings = settings_of(files, "zh")
    for node, path in site.resources.pages():
        assert led(settings, node.value) == f"{path}.html"
        for part in site.resources.parts(node):
            assert str(led(settings, part.value)).startswith(f"{path}.html")
    assert len(places(site).rules) < 100


def test_resources_of_others_have_no_rule(site: Site) -> None:
    own = (site.workspace.uri_space, *(str(term) for term in site.reference.terms.namespaces))
    assert all(start.startswith(own) for start in places(site).rules)


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("garden")
    with site_of_workspace(foreign.make(folder / "workspace"), folder) as opened:
        yield opened


def test_a_foreign_workspace_can_be_asked_too(garden: Site) -> None:
    made = {page.path: page.make() for page in sparql(garden)}
    settings = settings_of(made, "en")
    assert settings["classes"][0]["count"] > 0
    assert settings["countries"] == {}
    assert b"flora.example" in unpacked(made, "assets/sparql/dump.js")


def test_too_much_for_a_browser_is_said_with_its_size(
    garden: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servanda.site.asking.dumps.MOST_BYTES", 100)
    monkeypatch.setattr("servanda.site.asking.dumps.LIGHT_BYTES", 100)
    made = {page.path: page.make() for page in sparql(garden)}
    page = str(made["fr/sparql.html"])
    assert "trop lourdes pour un navigateur" in page
    assert "data-dump" not in page
    assert not any(path.startswith("assets/sparql/dump") for path in made)


def test_pages_are_the_same_each_time(files: dict[str, str | bytes], site: Site) -> None:
    assert {page.path: page.make() for page in sparql(site)} == files


class Blocks(HTMLParser):
    """The inert blocks of a page, parsed as a browser does."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note whether a block begins."""
        self._inside = tag == "script" and ("type", "application/json") in attrs

    def handle_data(self, data: str) -> None:
        """Note the text of a block."""
        if self._inside:
            self.found.append(data)
            self._inside = False


def test_the_blocks_of_the_page_are_json(files: dict[str, str | bytes]) -> None:
    (block,) = Blocks(str(files["zh/sparql.html"])).found
    assert json.loads(block)["ui-sparql-run"]


VALUES = [
    *("plain", "", 'quote " and \\ backslash', "</script>", "line\nbreak\ttab", "\u202eright"),
    *('x" } INSERT DATA { <a:b> <a:b> <a:b> } #', "null\x00", "2020-01-31", "2020-02-30", "😀"),
    *("2020-13-01", "0000-01-01", "12", "+5", "-7", "1.5", "1e5", " 12", "true", "TRUE", "P1Y"),
    *("https://example.org/a", "https://example.org/a> <b", "javascript:alert(1)", "no iri", "a:b"),
    *("https://example.org/é", "2020", "-2020", "20", "2020-01-31T10:00:00Z", "P"),
    *("2020-01-31T25:00:00", "<https://example.org/a>"),
]
TYPES = ["iri", *(f"xsd:{name}" for name in ("anyURI", "boolean", "date", "dateTime", "decimal"))]
TYPES += [f"xsd:{name}" for name in ("duration", "gYear", "integer", "string")]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="the scripts need Node")
def test_a_value_in_the_page_becomes_the_term_of_the_command(tmp_path: Path) -> None:
    pairs = [(value, datatype) for datatype in TYPES for value in VALUES]
    shutil.copyfile(TERM, tmp_path / "term.mjs")
    script = "import {termOf} from './term.mjs';import {readFileSync} from 'node:fs';"
    script += "const all=JSON.parse(readFileSync(0));"
    script += "console.log(JSON.stringify(all.map(([v,t])=>termOf(v,t))));"
    (tmp_path / "run.mjs").write_text(script, encoding="utf-8")
    run = subprocess.run(
        [str(shutil.which("node")), "run.mjs"],
        cwd=tmp_path,
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    for (value, datatype), found in zip(pairs, json.loads(run.stdout), strict=True):
        assert parsed(found) == parsed(expected(tmp_path, value, datatype)), (
            value,
            datatype,
            found,
        )


def expected(folder: Path, value: str, datatype: str) -> str | None:
    """The term that the command line would put into a query; None where it refuses the value."""
    path = folder / "one.rq"
    path.write_text(
        "#+ title: {fr: t, en: t, zh: t}\n#+ description: {fr: d, en: d, zh: d}\n"
        "#+ keywords: {fr: [k], en: [k], zh: [k]}\n"
        f'#+ parameters: {{x: {{type: "{datatype}", label: {{fr: x, en: x, zh: x}}}}}}\n'
        "SELECT ?x WHERE { VALUES ?x { UNDEF } }\n",
        encoding="utf-8",
    )
    query = read_query(path)
    try:
        (piece,), _ = pieces(query, bind(query, {"x": value}))
    except UsageError:
        return None
    return piece.default


def parsed(term: str | None) -> object:
    """The term that a text stands for."""
    if term is None:
        return None
    line = f"<urn:x> <urn:x> {term} ."
    (quad,) = pyoxigraph.parse(line, RdfFormat.N_QUADS)
    return quad.object


def test_ready_made_queries_are_sorted_by_name(site: Site) -> None:
    names = [query.name for query in ready_made(site.workspace)]
    assert names == sorted(names)

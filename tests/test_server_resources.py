"""Every IRI of a release dereferences, in every form and language, to one and the same graph."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, urljoin

import pyoxigraph
import pytest
from browser.tools import module, node
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple
from server.asgi import BROWSER, Client, cache_of, client_of, state_in

from servanda.serialize.turtle import canonical_triples
from servanda.server.documents import path_of
from servanda.server.state import State

BASE = "https://w3id.org/servanda/"
PARTY = "/doc/party/ile-de-france-region"
SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/json": RdfFormat.JSON_LD,
}
SUFFIXES = ("ttl", "nt", "nq", "trig", "jsonld", "rdf", "json")
LANGUAGES = ("fr", "en", "zh")


@pytest.fixture(scope="module")
def client(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """Somebody who asks the server of our release."""
    return client_of(state_in(release, cache_of(tmp_path_factory)))


def lines(triples: Iterable[Triple]) -> list[str]:
    """A graph as canonical N-Triples."""
    return [f"{each} ." for each in canonical_triples(triples)]


def graph(body: bytes, media_type: str) -> list[str]:
    """The graph of a representation, which names no graph."""
    if media_type == "text/csv":
        return lines(rows(body))
    quads = list(pyoxigraph.parse(body, format=SYNTAXES[media_type]))
    assert all(isinstance(quad.graph_name, pyoxigraph.DefaultGraph) for quad in quads)
    return lines(quad.triple for quad in quads)


def rows(body: bytes) -> Iterator[Triple]:
    def node(text: str) -> NamedNode | BlankNode:
        return BlankNode(text[2:]) if text.startswith("_:") else NamedNode(text)

    for row in csv.DictReader(io.StringIO(body.decode(), newline="")):
        value = row["object"]
        term: NamedNode | BlankNode | Literal = Literal(value)
        if row["kind"] != "literal":
            term = node(value)
        elif row["language"]:
            term = Literal(value, language=row["language"])
        elif row["datatype"]:
            term = Literal(value, datatype=NamedNode(row["datatype"]))
        yield Triple(node(row["subject"]), NamedNode(row["predicate"]), term)


def described(release: Path) -> list[str]:
    """The IRIs of which the release says anything."""
    found = set()
    for name in ("dump/dataset.nq", "dump/inferred.nq", "ontology.ttl"):
        for quad in pyoxigraph.parse(path=str(release / name)):
            if isinstance(quad.subject, NamedNode):
                found.add(quad.subject.value)
    return sorted(found)


async def walk(client: Client, release: Path) -> int:
    """Dereference every IRI in every form and language; how many documents that are.

    What begins as ours leads to its document; of what others name there is one as well.
    """
    state = client.app.releases.current()
    base, seen = state.served.base, set()
    for iri in described(release):
        thing = iri.partition("#")[0] if iri.startswith(base) else iri
        if iri.startswith(base):
            led = await client.asked("GET", f"/{thing.removeprefix(base)}", Accept="*/*")
            assert led.status == 303, iri
            document = led.headers["location"]
            assert document.startswith("/doc/"), iri
        else:
            document = f"/doc/{quote(path_of(state, iri))}"
        if document not in seen:
            seen.add(document)
            told = await in_every_form(client, document)
            assert any(f"<{thing}" in line for line in told), iri
    return len(seen)


async def in_every_form(client: Client, document: str) -> list[str]:
    """The graph of a document, which is that of each of its forms."""
    first = await client.asked("GET", document, Accept="application/n-triples")
    told = graph(first.body, "application/n-triples")
    assert told
    for kind in (*SYNTAXES, "text/csv"):
        answer = await client.asked("GET", document, Accept=kind)
        assert answer.status == 200, (document, kind)
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert graph(answer.body, kind) == told, (document, kind)
        assert answer.headers["content-location"].startswith(f"{document}."), document
    for language in LANGUAGES:
        page = await client.asked("GET", document, Accept=BROWSER, Accept_Language=language)
        assert page.headers["content-type"] == "text/html; charset=utf-8", document
        assert f'<html lang="{language}">' in page.text[:60], document
        assert page.headers["content-language"] == language
        place = page.headers["content-location"]
        assert place.startswith(f"/{language}/"), document
    return told


def test_every_iri_in_every_form_and_language_is_one_graph(client: Client, release: Path) -> None:
    assert asyncio.run(walk(client, release)) > 1000


@pytest.mark.slow
def test_every_iri_of_the_real_agreements_is_one_graph(
    world_release: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = state_in(world_release, cache_of(tmp_path_factory))
    assert asyncio.run(walk(client_of(state), world_release)) > 800


def test_each_form_has_an_address_of_its_own(client: Client) -> None:
    for document in (PARTY, "/doc/claim/ile-de-france-region-governs", "/doc/ontology"):
        for kind in (*SYNTAXES, "text/csv", "text/html"):
            answer = client.get(document, kind)
            again = client.get(answer.headers["content-location"], "image/png")
            assert (again.status, again.body) == (200, answer.body)


def test_a_document_tells_what_it_is_and_where_its_other_forms_are(client: Client) -> None:
    answer = client.get(PARTY, "text/turtle")
    assert answer.headers["vary"].startswith("Accept, Accept-Language")
    links = answer.headers["link"]
    for suffix in (*SUFFIXES, "csv"):
        assert f'<{PARTY}.{suffix}>; rel="alternate"; type="' in links
    for language in LANGUAGES:
        page = f"/{language}/party/ile-de-france-region.html"
        assert f'<{page}>; rel="alternate"; type="text/html"; hreflang="{language}"' in links
    assert f'<{BASE}id/party/ile-de-france-region>; rel="describes"' in links
    assert f'<{BASE}doc/party/ile-de-france-region>; rel="canonical"' in links
    assert '</doc/dataset>; rel="describedby"' in links
    assert f'<{BASE}ontology>; rel="profile"' in links


def test_the_alternates_view_lists_the_same_as_the_header(client: Client) -> None:
    answer = client.get(f"{PARTY}?_profile=alt")
    assert answer.headers["content-type"] == "application/linkset+json"
    (links,) = json.loads(answer.body)["linkset"]
    assert links["anchor"] == PARTY
    assert len(links["alternate"]) == len(SYNTAXES) + 1 + len(LANGUAGES)
    assert links["profile"] == [{"href": f"{BASE}ontology"}]


def test_the_form_can_be_asked_for_in_the_address(client: Client) -> None:
    answer = client.get(f"{PARTY}?_mediatype=text/csv", BROWSER)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0", "application/pdf, text/x"])
def test_a_form_that_is_not_there_is_refused_with_a_list(client: Client, accept: str) -> None:
    answer = client.get(PARTY, accept)
    assert answer.status == 406
    assert "text/turtle" in answer.text
    assert answer.headers["vary"] == "Accept, Accept-Language"


def test_forms_of_one_document_have_different_tags(client: Client) -> None:
    kinds = (*SYNTAXES, "text/csv", "text/html")
    tags = [client.get(PARTY, kind).headers["etag"] for kind in kinds]
    assert len(set(tags)) == len(kinds)
    for kind, tag in zip(kinds, tags, strict=True):
        assert client.get(PARTY, kind, If_None_Match=tag).status == 304


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/dataset", "/doc/dataset"),
        ("/ontology", "/doc/ontology"),
        ("/id/party/ile-de-france-region", PARTY),
        ("/id/scheme/status", "/doc/scheme/status"),
        ("/id/ontology/Agreement", "/doc/ontology/Agreement"),
    ],
)
def test_a_thing_leads_to_its_document(client: Client, path: str, to: str) -> None:
    answer = client.get(path, "text/turtle")
    assert (answer.status, answer.headers["location"]) == (303, to)
    assert client.get(to, "text/turtle").status == 200


def test_what_is_unknown_is_not_an_empty_document(client: Client) -> None:
    paths = (
        "/id/party/x",
        "/doc/party/x",
        "/doc/party/x.ttl",
        "/id/party/x.ttl",
        "/en/party/x.html",
    )
    for path in paths:
        assert client.get(path, BROWSER).status == 404, path
        assert client.get(path, "text/turtle").status == 404, path


def test_statements_without_a_page_are_told_in_three_languages(client: Client) -> None:
    claim = "/doc/claim/ile-de-france-region-governs"
    for language, word in (("fr", "Propriété"), ("en", "Property"), ("zh", "属性")):
        page = client.get(claim, BROWSER, Accept_Language=language).text
        assert word in page
        assert 'href="../../id/party/ile-de-france-region"' in page
    assert client.get("/id/claim/ile-de-france-region-governs.ttl").status == 200


def test_an_address_without_a_suffix_has_the_form_that_is_wanted(client: Client) -> None:
    for path, kinds in (
        ("/catalog", ("text/turtle", "application/ld+json", "application/rdf+xml")),
        ("/void", ("text/turtle",)),
        ("/shapes", ("text/turtle",)),
    ):
        for kind in kinds:
            answer = client.get(path, f"{kind}, application/pdf;q=0.2")
            assert answer.headers["content-type"].partition(";")[0] == kind
            assert answer.headers["content-location"].startswith(f"{path}.")
            assert answer.headers["vary"].startswith("Accept")
    assert client.get("/catalog", "text/csv").status == 406


@pytest.mark.parametrize("path", ["/browse", "/browse.html", "/doc/browse.html"])
def test_a_page_without_its_language_leads_to_that_of_the_reader(client: Client, path: str) -> None:
    for header, language in (("zh-CN", "zh"), ("fr-BE, en;q=0.5", "fr"), ("de", "en")):
        answer = client.get(f"{path}?country=FR", BROWSER, Accept_Language=header)
        assert answer.status == 303
        assert answer.headers["location"] == f"/{language}/browse.html?country=FR"
        assert answer.headers["vary"] == "Accept-Language"


def test_the_root_is_a_page_for_people_and_the_dataset_for_programs(client: Client) -> None:
    assert client.get("/", BROWSER).text.startswith("<!DOCTYPE html>")
    led = client.get("/", BROWSER, Accept_Language="fr")
    assert (led.status, led.headers["location"]) == (302, "/fr/")
    assert client.get("/fr/").text.startswith('<!DOCTYPE html>\n<html lang="fr">')
    led = client.get("/", "text/turtle")
    assert (led.status, led.headers["location"]) == (303, "/doc/dataset")


def test_the_newest_version_is_where_its_address_leads(client: Client) -> None:
    for path in ("/latest/en/index.html", "/v/0.1.0/en/index.html"):
        led = client.get(path)
        assert (led.status, led.headers["location"]) == (302, "/en/index.html")
    assert client.get("/latest/").headers["location"] == "/"
    assert client.get("/v/9.9.9/en/index.html").status == 404


def test_all_links_of_a_page_keep_working_below_doc(client: Client) -> None:
    """At `/doc/…` a page lies as deep as below its language, so that its links lead as before."""
    for path in ("/doc/dataset", PARTY, "/doc/ontology", "/doc/ontology/Agreement"):
        assert sorted(broken(client, path)) == []


def test_all_links_of_a_page_of_statements_lead_somewhere(client: Client) -> None:
    assert sorted(broken(client, "/doc/claim/ile-de-france-region-governs")) == []


def broken(client: Client, path: str) -> Iterator[str]:
    text = client.get(path, BROWSER).text
    for link in sorted(set(re.findall(r'(?:href|src|action)="([^"#]+)', text))):
        if not link.startswith(("http", "mailto:", "data:")):
            target = urljoin(path, link.replace("&amp;", "&"))
            answer = client.get(target, "*/*")
            for _ in range(3):
                if answer.status in {302, 303}:
                    answer = client.get(answer.headers["location"], "*/*")
            if answer.status != 200:
                yield f"{link} → {target}: {answer.status}"


@pytest.fixture(scope="module")
def versions(release: Path, tmp_path_factory: pytest.TempPathFactory) -> State:
    """Our release with an earlier one in it, which has the same files."""
    folder = tmp_path_factory.mktemp("versions")
    for place, version, issued in (("", "0.2.0", "2026-03-01"), ("v/0.1.0", "0.1.0", "2026-01-01")):
        out = folder / "out" / place
        shutil.copytree(release, out, copy_function=os.link)
        content = json.loads((release / "manifest.json").read_bytes())
        (out / "manifest.json").unlink()
        content |= {"version": version, "issued": issued}
        (out / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    return state_in(folder / "out", cache_of(tmp_path_factory))


THING = "doc/party/ile-de-france-region"


def test_earlier_versions_are_told_for_ever(versions: State) -> None:
    client = client_of(versions)
    led = client.get("/v/0.1.0/id/party/ile-de-france-region")
    assert (led.status, led.headers["location"]) == (303, f"/v/0.1.0/{THING}")
    answer = client.get(f"/v/0.1.0/{THING}", "text/turtle")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-location"] == f"/v/0.1.0/{THING}.ttl"
    assert answer.headers["memento-datetime"] == "Thu, 01 Jan 2026 00:00:00 GMT"
    assert client.get("/v/0.1.0/en/index.html").headers["cache-control"].endswith("immutable")
    assert client.get(f"/v/0.1.0/{THING}", BROWSER).headers["content-type"].startswith("text/html")
    assert client.get("/v/0.2.0/en/").headers["location"] == "/en/"
    assert client.get("/en/index.html").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("when", "to"),
    [
        ("Sun, 01 Feb 2026 00:00:00 GMT", f"/v/0.1.0/{THING}"),
        ("Sun, 01 Feb 2015 00:00:00 GMT", f"/v/0.1.0/{THING}"),
        ("Sun, 01 Mar 2026 00:00:00 GMT", ""),
        ("yesterday", ""),
    ],
)
def test_a_document_leads_to_what_it_was_at_a_time(versions: State, when: str, to: str) -> None:
    answer = client_of(versions).get(f"/{THING}", "text/turtle", Accept_Datetime=when)
    assert answer.headers.get("location", "") == to
    assert (answer.status == 302) is bool(to)
    told = client_of(versions).get(f"/{THING}", "text/turtle").headers["link"]
    assert f'</{THING}>; rel="original timegate"' in told


def test_names_that_are_no_plain_paths_dereference_as_well(
    hostile_release: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = state_in(hostile_release, cache_of(tmp_path_factory))
    client = client_of(state)
    base = state.served.base
    space = state.served.uri_space
    things = [iri for iri in described(hostile_release) if iri.startswith(space)]
    assert len(things) > 10
    lost = []
    for iri in things:
        address = f"/{iri.removeprefix(base).partition('#')[0]}"
        thing = client.get(quote(address, safe="/%:@!$&'()*+,;=~-._?"))
        document = thing.headers.get("location", "/nothing")
        if (thing.status, client.get(document, "text/turtle").status) != (303, 200):
            lost.append(iri)
    assert lost == []


@pytest.mark.slow
def test_pages_that_only_a_server_has_are_valid_html(client: Client, tmp_path: Path) -> None:
    for language in LANGUAGES:
        for name, path in (("claim", "/doc/claim/ile-de-france-region-governs"), ("404", "/no/x")):
            page = client.get(path, BROWSER, Accept_Language=language)
            (tmp_path / f"{name}.{language}.html").write_bytes(page.body)
    program = module("html-validate/bin/html-validate.mjs")
    config = Path(__file__).parent / "browser" / "htmlvalidate.cjs"
    pages = sorted(map(str, tmp_path.glob("*.html")))
    said = subprocess.run(
        [node(), program, "--config", config, *pages], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout

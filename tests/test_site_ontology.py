"""The page of the ontology: whole in each language, with every constraint in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import foreign_workspace
import pytest
from pyoxigraph import NamedNode
from site_of import site_of_release, site_of_workspace, text_of

from servanda.site import Site
from servanda.site.ontology import ontology
from servanda.site.resource import resource
from servanda.site.terms.constraints import SILENT, WORDED, constraints
from servanda.site.terms.entries import entry_of
from servanda.site.terms.sentences import Sentence, Speaker
from servanda.site.view import View
from servanda.vocab import RDF, SH
from servanda.wording import LANGUAGES, words

ROOT = Path(__file__).parents[1]
# SHACL, section 4 and 5, without sh:property, which groups constraints.
COMPONENTS = (
    "class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive"
    " minLength maxLength pattern languageIn uniqueLang equals disjoint lessThan lessThanOrEquals"
    " not and or xone node qualifiedValueShape closed hasValue in sparql"
)


class Anchors(HTMLParser):
    """The ids and the links within the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(  # noqa: D102  as HTMLParser has it
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and (value or "").startswith("#"):
                self.links.add((value or "")[1:])


@pytest.fixture(scope="module")
def site(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_release(ROOT, release, tmp_path_factory.mktemp("site")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, str]:
    return {each: text_of(ontology(site), f"{each}/ontology.html") for each in LANGUAGES}


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def own_terms(site: Site) -> list[NamedNode]:
    """The terms that the ontology declares; its namespace is none."""
    own = site.reference.terms.own
    return [NamedNode(iri) for iri in sorted(own) if not iri.endswith(("#", "/"))]


def foreign(root: Path, **files: str) -> Path:
    """The workspace of gardens, with more text at the end of some of its files."""
    foreign_workspace.make(root)
    for name, text in files.items():
        path = root / {"ontology": "ontology/terms.ttl", "shapes": "shapes/plant.ttl"}[name]
        path.write_text(path.read_text("utf-8") + text, "utf-8")
    return root


def foreign_page(tmp_path: Path, language: str, **files: str) -> str:
    root = foreign(tmp_path / "flora", **files)
    (tmp_path / "scratch").mkdir()
    with site_of_workspace(root, tmp_path / "scratch") as opened:
        return text_of(ontology(opened), f"{language}/ontology.html")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_has_an_anchor_that_is_its_local_name(
    site: Site, pages: dict[str, str], language: str
) -> None:
    anchors = set(Anchors(pages[language]).ids)
    own = {term.value.rpartition("#")[2] for term in own_terms(site)}
    assert len(own) > 130
    assert own <= anchors


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_within_the_page_has_its_target(pages: dict[str, str], language: str) -> None:
    found = Anchors(pages[language])
    assert found.links - set(found.ids) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_elements_have_the_same_id(pages: dict[str, str], language: str) -> None:
    ids = Anchors(pages[language]).ids
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_ontology_lacks_no_text_in_any_language(
    pages: dict[str, str], language: str
) -> None:
    page = main_of(pages[language])
    assert 'class="asked"' not in page
    assert "stand-in" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_called_by_its_label(site: Site, language: str) -> None:
    view = View(site, language, f"{language}/ontology.html")
    for term in own_terms(site):
        entry = entry_of(view, term, anchors=True)
        assert entry is not None
        assert entry.label.name is not None
        assert entry.label.name.language == language
        assert not entry.label.asked


def test_every_component_of_the_standard_has_words() -> None:
    assert set(COMPONENTS.split()) == set(WORDED)
    assert {f"ontology-sh-{name}" for name in WORDED} <= set(words())


def test_every_statement_of_our_shapes_is_worded_or_known_to_be_no_constraint(site: Site) -> None:
    shapes = site.definitions.shapes
    used = {
        predicate
        for shape in shapes.all_subjects()
        for predicate in shapes.predicates(shape)
        if shapes.objects(shape, SH.path) or SH.NodeShape in shapes.nodes(shape, RDF.type)
    }
    assert used - SILENT - {SH[name] for name in WORDED} == set()


CASES = {
    "sh:minCount 2": "at least 2 values",
    "sh:maxCount 1": "at most 1 value",
    "sh:class t:Garden": "each value is an instance of Garden",
    "sh:datatype xsd:decimal": "each value has the datatype xsd:decimal",
    "sh:nodeKind sh:IRI": "each value is a named resource",
    "sh:nodeKind sh:BlankNodeOrIRI": "each value is a resource",
    "sh:minLength 3": "at least 3 characters",
    "sh:maxLength 1": "at most 1 character",
    'sh:pattern "^a<b"': "each value matches the pattern ^a<b",
    "sh:minInclusive 0": "0 at least",
    "sh:maxExclusive 9": "less than 9",
    'sh:languageIn ( "fr" "zh" )': "text in one of these languages: fr, zh",
    "sh:uniqueLang true": "one text for each language",
    "sh:in ( 1 2 )": "each value is one of: 1, 2",
    "sh:hasValue 7": "one of the values is 7",
    "sh:equals t:name": "the same values as name",
    "sh:disjoint t:name": "no value in common with name",
    "sh:lessThan t:name": "each value is less than those of name",
    "sh:not [ sh:datatype xsd:date ]": "none of this holds: | each value has the datatype xsd:date",
    "sh:or ( [ sh:minCount 1 ] [ sh:maxCount 0 ] )": (
        "at least one of these: | at least 1 value | at most 0 values"
    ),
    "sh:xone ( [ sh:minCount 1 ] [ sh:maxCount 0 ] )": (
        "exactly one of these: | at least 1 value | at most 0 values"
    ),
    "sh:node s:Name": "all of this holds: | on name: | at least 1 value",
    "sh:qualifiedMinCount 2 ; sh:qualifiedValueShape [ sh:class t:Garden ]": (
        "at least 2 values of which this holds: | each value is an instance of Garden"
    ),
    'sh:sparql [ sh:message "Too tall"@en ; sh:select "SELECT $this WHERE {}" ]': (
        "a query checks: “Too tall”"
    ),
    "sh:expression t:name": "sh:expression: name",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each case, in English."""
    folder = tmp_path_factory.mktemp("cases")
    shapes = "".join(
        f"s:Part{n} a sh:PropertyShape ; sh:path t:height ; {case} .\n"
        for n, case in enumerate(CASES)
    )
    root = foreign(folder / "flora", shapes=shapes)
    (folder / "scratch").mkdir()
    with site_of_workspace(root, folder / "scratch") as opened:
        speaker = Speaker(View(opened, "en", "en/ontology.html"), anchors=True)
        book = opened.definitions.shapes
        return {
            case: flat(
                constraints(speaker, book, NamedNode(f"https://flora.example/shapes#Part{n}"))
            )
            for n, case in enumerate(CASES)
        }


def flat(sentences: tuple[Sentence, ...]) -> str:
    """Sentences with what they introduce, as plain text."""
    return " · ".join(
        " | ".join([each.text, *map(flat, each.inside)]) if each.inside else each.text
        for each in sentences
    )


@pytest.mark.parametrize("case", CASES)
def test_a_constraint_is_said_in_words(told: dict[str, str], case: str) -> None:
    assert told[case] == CASES[case]


def test_a_foreign_ontology_without_labels_asks_for_them_in_plain_sight(tmp_path: Path) -> None:
    page = foreign_page(tmp_path, "fr")
    assert {"Plant", "growsIn", "height"} <= set(Anchors(page).ids)
    assert page.count("Il manque un nom en français.") == 8
    assert page.count("Il manque une définition en français.") == 8
    assert "Une plante pousse dans un jardin" in page


def test_a_message_that_the_language_lacks_is_shown_with_a_mark(tmp_path: Path) -> None:
    page = foreign_page(tmp_path, "zh")
    assert re.search(r'<bdi lang="en">A plant grows in a garden</bdi> <abbr class="stand-in"', page)


HOSTILE = """
t:Evil a owl:Class ;
    rdfs:label "<script>alert(1)</script>\\u202Eevil \\U0001F331 \\"quoted\\""@en , "%s"@fr ;
    rdfs:comment "</main><img src=x onerror=alert(1)>"@en ;
    rdfs:seeAlso <javascript:alert%%281%%29> ;
    rdfs:subClassOf t:Plant .
t:leads a owl:ObjectProperty ; rdfs:label "\\u0627\\u0644\\u062D\\u062F\\u064A\\u0642\\u0629"@ar ;
    <https://schema.org/domainIncludes> t:Evil ; <https://schema.org/rangeIncludes> t:Plant .
""" % ("long " * 2000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_the_ontology_breaks_out_of_the_page(tmp_path: Path, language: str) -> None:
    page = foreign_page(tmp_path, language, ontology=HOSTILE)
    found = Anchors(page)
    assert "<script>alert" not in page
    assert "onerror" not in page or "&lt;img" in page
    assert "img" not in found.tags
    assert 'href="javascript' not in page
    assert "\u202e" not in page
    assert "Evil" in found.ids


def test_the_page_is_the_same_each_time(site: Site, pages: dict[str, str]) -> None:
    for language in LANGUAGES:
        assert text_of(ontology(site), f"{language}/ontology.html") == pages[language]


def test_a_term_tells_how_often_it_is_used_and_gives_an_example(site: Site) -> None:
    view = View(site, "en", "en/ontology/hasParty.html")
    entry = entry_of(view, site.terms.hasParty, anchors=False)
    assert entry is not None
    assert entry.uses.stated > 0
    assert str(site.terms.hasParty) in entry.query
    assert [piece.name.text for piece in entry.example][1] == "has party"


def test_a_property_tells_what_the_shapes_ask_of_it(site: Site) -> None:
    view = View(site, "en", "en/ontology/hasParty.html")
    entry = entry_of(view, site.terms.hasParty, anchors=False)
    assert entry is not None
    said = {demand.shape: flat(demand.sentences) for demand in entry.demands}
    assert said["AgreementPartyIsAParty"] == (
        "each value is an instance of party · each value is a named resource"
    )
    assert said["AgreementHasTwoParties"].startswith("a query checks: “An agreement has at least")


def test_what_only_lays_out_pages_is_told_as_no_shape(pages: dict[str, str]) -> None:
    assert "PlaceOf" not in pages["en"]


def test_a_workspace_without_ontology_has_a_page_that_says_so(tmp_path: Path) -> None:
    root = foreign_workspace.make(tmp_path / "flora")
    for path in ("ontology/terms.ttl", "shapes/plant.ttl", "shapes/closure/self.ttl"):
        (root / path).unlink()
    (tmp_path / "scratch").mkdir()
    with site_of_workspace(root, tmp_path / "scratch") as opened:
        page = text_of(ontology(opened), "en/ontology.html")
    assert "This workspace has no ontology of its own." in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_term_tells_the_same_and_leads_to_the_page_of_all(
    site: Site, pages: dict[str, str], language: str
) -> None:
    page = text_of(resource(site), f"{language}/ontology/hasParty.html")
    anchors = set(re.findall(r'href="\.\./ontology\.html#([^"]+)"', page))
    assert {"hasParty", "shape-AgreementPartyIsAParty"} <= anchors
    assert anchors <= set(Anchors(pages[language]).ids)


def test_what_is_no_term_has_no_entry(site: Site) -> None:
    view = View(site, "en", "en/ontology.html")
    assert entry_of(view, site.workspace.iri, anchors=True) is None

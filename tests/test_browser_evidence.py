"""What is stated of an agreement is on its page, each statement once, with a mark of its evidence.

Counted are the statements about the agreement and about what its record describes beside it, such
as participations, signatures and actions. Claims, passages, selectors and rows of tables are the
evidence, which the marks open; blank nodes are axioms.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, parse

from servanda.vocab import OA, RDF

pytestmark = pytest.mark.slow

SERVANDA = "https://w3id.org/servanda/ontology#"
CLAIM_KIND = NamedNode(SERVANDA + "hasClaimKind")
DERIVED = "claim-kind/derived"
EVIDENCE = {
    NamedNode(SERVANDA + "Claim"),
    *(OA.SpecificResource, OA.TextPositionSelector, OA.FragmentSelector, OA.TextQuoteSelector),
}


@dataclass
class Page(HTMLParser):
    """Whom a page is about, and how many marks of each origin it has."""

    about: str = ""
    marks: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one element says."""
        said = {name: value or "" for name, value in attrs}
        if tag == "article" and not self.about:
            self.about = said.get("data-iri", "")
        kinds = said.get("class", "").split()
        if tag == "details" and kinds[:1] == ["mark"]:
            self.marks[kinds[1]] += 1


@dataclass(frozen=True)
class Record:
    """What a dump says of an agreement in its record."""

    store: Store
    graph: NamedNode

    def described(self) -> set[NamedNode]:
        """The resources that the record describes and that are no evidence."""
        subjects = {
            quad.subject for quad in self.store.quads_for_pattern(None, None, None, self.graph)
        }
        return {
            node
            for node in subjects
            if isinstance(node, NamedNode)
            and not any(quad.object in EVIDENCE for quad in self.quads(node, RDF.type))
        }

    def quads(self, node: NamedNode, predicate: NamedNode | None = None) -> list[Quad]:
        """The statements about a resource in any record."""
        return list(self.store.quads_for_pattern(node, predicate, None, None))

    def told(self) -> set[NamedNode]:
        """The agreement, and what its record describes, as far as one leads to the other."""
        described, told, ahead = self.described(), set[NamedNode](), [self.graph]
        while ahead:
            node = ahead.pop()
            told.add(node)
            ahead += [
                quad.object
                for quad in self.quads(node)
                if quad.object in described - told and quad.predicate != RDF.type
            ]
        # Last on the page stands what nothing leads to.
        return told | {node for node in described if "#" in node.value}

    def marks(self) -> Counter[str]:
        """How many statements are to have a mark, by what the mark says."""
        triples = {
            quad.triple
            for node in self.told()
            for quad in self.quads(node)
            if not isinstance(quad.object, BlankNode)
        }
        found: Counter[str] = Counter()
        for triple in triples:
            kinds = [
                kind.object.value
                for claim in self._claims(triple)
                for kind in self.store.quads_for_pattern(claim, CLAIM_KIND, None, None)
            ]
            derived = kinds and all(kind.endswith(DERIVED) for kind in kinds)
            found["derived" if derived else "stated"] += 1
        return found

    def _claims(self, triple: object) -> set[object]:
        named = (
            {q.subject for q in self.store.quads_for_pattern(None, predicate, value, None)}
            for predicate, value in (
                (RDF.subject, triple.subject),
                (RDF.predicate, triple.predicate),
                (RDF.object, triple.object),
            )
        )
        return set.intersection(*named)


@pytest.fixture(scope="module", params=["release", "world_release"])
def pages(request: pytest.FixtureRequest) -> list[tuple[Page, Record]]:
    release: Path = request.getfixturevalue(request.param)
    store = Store()
    store.extend(parse(path=str(release / "dump" / "dataset.nq"), format=RdfFormat.N_QUADS))
    found = []
    for path in sorted((release / "fr" / "agreement").glob("*.html")):
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        found.append((page, Record(store, NamedNode(page.about))))
    assert found
    return found


def test_every_stated_fact_of_an_agreement_has_its_mark(pages: list[tuple[Page, Record]]) -> None:
    wrong = {
        page.about: (page.marks["stated"], wanted["stated"])
        for page, record in pages
        if page.marks["stated"] != (wanted := record.marks())["stated"]
    }
    assert wrong == {}

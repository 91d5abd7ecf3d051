"""A small workspace that changes: agreements, parties, domains, their own few terms and shapes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

DATASET = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://change.example/dataset>
    a dcat:Dataset ;
    dcterms:title "Changeants"@fr , "Changing"@en , "变化"@zh ;
    dcterms:description "Des accords."@fr , "Some agreements."@en , "一些协议。"@zh ;
    dcterms:issued "2026-01-01"^^xsd:date ;
    dcterms:valid "2026-01-01"^^xsd:date ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dcterms:publisher <https://change.example/us> ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/FRA> ;
    dcterms:spatial <http://publications.europa.eu/resource/authority/country/FRA> ;
    dcterms:temporal <https://change.example/dataset#period> ;
    dcat:contactPoint <https://change.example/contact> ;
    dcat:keyword "accord"@fr , "agreement"@en , "协议"@zh ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/INTR> ;
    vann:preferredNamespacePrefix "ch" ;
    void:uriSpace "https://change.example/id/" ;
    dcat:landingPage <https://change.example/pages/> ;
    dcat:version "1" .
"""

TERMS = """\
@prefix : <https://change.example/terms#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vann: <http://purl.org/vocab/vann/> .

<https://change.example/terms> a owl:Ontology ;
    vann:preferredNamespaceUri "https://change.example/terms#" .
:Agreement a owl:Class ; rdfs:label "{agreement}"@en .
:Party a owl:Class .
:Participation a owl:Class .
:Event a owl:Class .
:Domain a owl:Class .
:hasParticipation a owl:ObjectProperty .
:participant a owl:ObjectProperty .
:hasParty a owl:ObjectProperty ; owl:propertyChainAxiom ( :hasParticipation :participant ) .
:hasEvent a owl:ObjectProperty ; rdfs:range :Event .
:hasDomain a owl:ObjectProperty .
:signatureDate a owl:DatatypeProperty .
:hasRank a owl:ObjectProperty .
"""

SHAPES = """\
@prefix : <https://change.example/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix t: <https://change.example/terms#> .

:Agreement a sh:NodeShape ; sh:targetClass t:Agreement ; sh:property :Name .
:Name a sh:PropertyShape ; sh:path t:signatureDate ; sh:maxCount 9 ;
    sh:message "{message}"@en .
"""

QUERY = """\
#+ title: {fr: "Accords", en: "Agreements", zh: "协议"}
#+ description: {fr: "Tous.", en: "All.", zh: "全部。"}
#+ keywords: {fr: [accord], en: [agreement], zh: [协议]}
PREFIX t: <https://change.example/terms#>
SELECT ?agreement ?party WHERE { ?agreement t:hasParty ?party }
ORDER BY ?agreement ?party
"""

HEAD = """\
@prefix agreement: <https://change.example/id/agreement/> .
@prefix domain: <https://change.example/id/domain/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix party: <https://change.example/id/party/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://change.example/terms#> .

"""

AGREEMENT = """\
agreement:{slug}
    a t:Agreement ;
    skos:prefLabel "{name}"@en , "Accord {name}"@fr ;
    t:hasParticipation <https://change.example/id/agreement/{slug}#one> ,
        <https://change.example/id/agreement/{slug}#two> ;
    t:hasDomain domain:{domain} ;
    t:signatureDate "{date}"^^edtf:EDTF .

<https://change.example/id/agreement/{slug}#one>
    a t:Participation ;
    t:participant party:{one} .

<https://change.example/id/agreement/{slug}#two>
    a t:Participation ;
    t:participant party:{two} .

<https://change.example/id/agreement/{slug}#claim>
    a rdf:Statement ;
    rdf:subject agreement:{slug} ;
    rdf:predicate {claimed} .
"""

CLAIMS = (
    't:signatureDate ;\n    rdf:object "{date}"^^edtf:EDTF',
    "t:hasDomain ;\n    rdf:object domain:{domain}",
    't:signatureDate ;\n    rdf:object "1999"^^edtf:EDTF',
)
PARTY = 'party:{slug}\n    a t:Party ;\n    skos:prefLabel "{name}"@en .\n'
DOMAIN = 'domain:{slug}\n    a t:Domain ;\n    skos:prefLabel "{name}"@en .\n'
WORDS = ("river", "forest", "harbour", "school", "bridge", "garden", "archive", "market")


@dataclass(slots=True)
class Deal:
    """An agreement: what it is called, who agrees, about what, since when, which claim it has."""

    name: str
    one: str
    two: str
    domain: str
    date: str
    claim: int = 0


@dataclass(slots=True)
class Changing:
    """The workspace in the folder `root`, and the changes that it can be given."""

    root: Path
    random: Random
    deals: dict[str, Deal] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    term: str = "Agreement"
    message: str = "Too many"
    count: int = 0

    def begin(self, agreements: int) -> None:
        """Make parties and domains, and a number of agreements."""
        self.parties = {each: each.title() for each in ("lyon", "turin", "genoa", "tours", "jena")}
        self.domains = {each: each.title() for each in ("water", "schools")}
        for _ in range(agreements):
            self.add_agreement()
        self.write()

    def change(self, name: str) -> None:
        """Make one of the changes, and write the files."""
        getattr(self, name)()
        self.write()

    def add_agreement(self) -> None:
        """A new agreement between two parties."""
        self.count += 1
        one, two = self.random.sample(sorted(self.parties), 2)
        domain = self.random.choice(sorted(self.domains))
        self.deals[f"deal-{self.count}"] = Deal(self._words(), one, two, domain, self._date())

    def remove_agreement(self) -> None:
        """One agreement less."""
        del self.deals[self._any()]

    def rename_agreement(self) -> None:
        """An agreement gets another IRI."""
        old = self._any()
        self.deals[f"{old}-{self.random.randrange(1000)}"] = self.deals.pop(old)

    def change_label(self) -> None:
        """Another name for an agreement."""
        self.deals[self._any()].name = self._words()

    def change_date(self) -> None:
        """Another date of signature."""
        self.deals[self._any()].date = self._date()

    def change_party(self) -> None:
        """Another party to an agreement."""
        deal = self.deals[self._any()]
        deal.one = self.random.choice(sorted(set(self.parties) - {deal.two}))

    def change_claim(self) -> None:
        """Another claim about an agreement."""
        deal = self.deals[self._any()]
        deal.claim = (deal.claim + 1) % len(CLAIMS)

    def change_party_label(self) -> None:
        """Another name for a party."""
        self.parties[self.random.choice(sorted(self.parties))] = self._words()

    def change_domain_label(self) -> None:
        """Another name for a domain, or none: then it has no page of its own."""
        self.domains[self.random.choice(sorted(self.domains))] = self._words()

    def change_ontology(self) -> None:
        """Another label of a class."""
        self.term = self._words()

    def change_shape(self) -> None:
        """Another message of a shape."""
        self.message = self._words()

    def _any(self) -> str:
        return self.random.choice(sorted(self.deals))

    def _words(self) -> str:
        return " ".join(self.random.sample(WORDS, 2))

    def _date(self) -> str:
        return f"{self.random.randrange(1990, 2030)}-0{self.random.randrange(1, 10)}-11"

    def write(self) -> None:
        """Write all files anew."""
        shutil.rmtree(self.root, ignore_errors=True)
        files = {
            "data/dataset.ttl": DATASET,
            "ontology/terms.ttl": TERMS.replace("{agreement}", self.term),
            "shapes/agreement.ttl": SHAPES.replace("{message}", self.message),
            "queries/parties.rq": QUERY,
        }
        for slug, deal in self.deals.items():
            claimed = CLAIMS[deal.claim].format(date=deal.date, domain=deal.domain)
            files[f"data/agreement/{slug}.ttl"] = HEAD + AGREEMENT.format(
                slug=slug,
                name=deal.name,
                one=deal.one,
                two=deal.two,
                domain=deal.domain,
                date=deal.date,
                claimed=claimed,
            )
        for kind, text, named in (("party", PARTY, self.parties), ("domain", DOMAIN, self.domains)):
            for slug, name in named.items():
                files[f"data/{kind}/{slug}.ttl"] = HEAD + text.format(slug=slug, name=name)
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

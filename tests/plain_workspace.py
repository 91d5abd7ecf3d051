"""A workspace of data only: description, two parties, one agreement; it follows our model."""

from __future__ import annotations

from pathlib import Path

SPACE = "https://example.org/id/"

DATASET = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://example.org/dataset>
    a dcat:Dataset ;
    dcterms:description
        "Quelques accords."@fr ,
        "Some agreements."@en ,
        "若干协议。"@zh ;
    dcterms:issued "2026-01-01"^^xsd:date ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/ENG> ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dcterms:publisher <https://example.org/us> ;
    dcterms:spatial <http://publications.europa.eu/resource/authority/country/FRA> ;
    dcterms:temporal <https://example.org/dataset#period> ;
    dcterms:title
        "Accords"@fr ,
        "Agreements"@en ,
        "协议"@zh ;
    dcterms:valid "2026-01-01"^^xsd:date ;
    vann:preferredNamespacePrefix "ex" ;
    void:uriSpace "https://example.org/id/" ;
    dcat:contactPoint <https://example.org/contact> ;
    dcat:keyword
        "accord"@fr ,
        "agreement"@en ,
        "协议"@zh ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/INTR> ;
    dcat:version "0.1.0" .
"""

PARTY = """\
@prefix party: <https://example.org/id/party/> .
@prefix servanda: <https://w3id.org/servanda/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

party:{slug}
    a servanda:Party ;
    skos:prefLabel
        "{name}"@en ,
        "{name}"@fr ,
        "{chinese}"@zh .
"""

AGREEMENT = """\
@prefix : <https://example.org/id/agreement/lyon-turin#> .
@prefix agreement: <https://example.org/id/agreement/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix eventtype: <https://w3id.org/servanda/id/event-type/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix instrument: <https://w3id.org/servanda/id/instrument-type/> .
@prefix party: <https://example.org/id/party/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix role: <https://w3id.org/servanda/id/role/> .
@prefix servanda: <https://w3id.org/servanda/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

agreement:lyon-turin
    a servanda:Agreement ;
    skos:prefLabel
        "Accord Lyon – Turin"@fr ,
        "Lyon – Turin agreement"@en ,
        "里昂与都灵协议"@zh ;
    prov:hadPrimarySource :source ;
    servanda:hasEvent :signature ;
    servanda:hasInstrumentType instrument:cooperation-agreement ;
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
    servanda:eventDate "2019-05-04"^^edtf:EDTF ;
    servanda:hasEventType eventtype:signature .

:source
    a servanda:Source ;
    foaf:page <https://example.org/news/1> .
"""

PARTIES = {"lyon": ("Lyon", "里昂"), "turin": ("Turin", "都灵")}


def make(root: Path) -> Path:
    """Write the workspace below `root`."""
    files = {"dataset.ttl": DATASET, "agreement/lyon-turin.ttl": AGREEMENT}
    for slug, (name, chinese) in PARTIES.items():
        files[f"party/{slug}.ttl"] = PARTY.format(slug=slug, name=name, chinese=chinese)
    for name, text in files.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


HOSTILE = "</li><script>alert(1)</script>\u202eleft “Lyon” & 'Turin' 🜚"


def second(root: Path) -> Path:
    """Write the workspace of a second version, whose agreement has a hostile name in English."""
    make(root)
    edits = (
        ("dataset.ttl", '"0.1.0"', '"0.2.0"'),
        ("dataset.ttl", '"2026-01-01"', '"2026-03-01"'),
        ("agreement/lyon-turin.ttl", "Lyon – Turin agreement", HOSTILE),
    )
    for name, old, new in edits:
        path = root / "data" / name
        path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    return root

"""A workspace that shares nothing with ours: gardens and plants, its own terms, shapes, queries."""

from __future__ import annotations

from pathlib import Path

SPACE = "https://flora.example/r/"
TERMS = "https://flora.example/terms/"

DATASET = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://flora.example/herbier>
    a dcat:Dataset ;
    dcterms:title "Herbier"@fr , "Herbarium"@en , "植物标本"@zh ;
    dcterms:description "Des plantes."@fr , "Some plants."@en , "一些植物。"@zh ;
    dcterms:publisher <https://flora.example/us> ;
    dcat:contactPoint <https://flora.example/contact> ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/FRA> ;
    dcat:keyword "plante"@fr , "plant"@en , "植物"@zh ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
    dcterms:spatial <http://publications.europa.eu/resource/authority/country/FRA> ;
    dcterms:temporal <https://flora.example/2020> ;
    dcat:version "7" ;
    dcterms:issued "2020-02-29"^^xsd:date ;
    dcterms:valid "2020-02-29"^^xsd:date ;
    void:uriSpace "https://flora.example/r/" ;
    vann:preferredNamespacePrefix "flora" .
"""

ONTOLOGY = """\
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix t: <https://flora.example/terms/> .
@prefix vann: <http://purl.org/vocab/vann/> .

<https://flora.example/terms/> a owl:Ontology ;
    vann:preferredNamespaceUri "https://flora.example/terms/" .
t:LivingThing a owl:Class .
t:Plant a owl:Class ; rdfs:subClassOf t:LivingThing .
t:Garden a owl:Class .
t:growsIn a owl:ObjectProperty .
t:locatedIn a owl:ObjectProperty , owl:TransitiveProperty .
t:growsIn rdfs:subPropertyOf t:locatedIn .
t:neighbourOf a owl:ObjectProperty , owl:SymmetricProperty .
t:height a owl:DatatypeProperty .
t:name a owl:DatatypeProperty .
"""

SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix s: <https://flora.example/shapes#> .
@prefix t: <https://flora.example/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

s:Plant a sh:NodeShape ; sh:targetClass t:Plant ; sh:property s:Garden , s:Height , s:Name .
s:Garden a sh:PropertyShape ; sh:path t:growsIn ; sh:minCount 1 ; sh:class t:Garden ;
    sh:message "Une plante pousse dans un jardin"@fr , "A plant grows in a garden"@en .
s:Height a sh:PropertyShape ; sh:path t:height ; sh:datatype xsd:decimal ; sh:maxCount 1 .
s:Name a sh:PropertyShape ; sh:path t:name ; sh:minCount 1 ; sh:severity sh:Warning .
"""

CLOSURE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix s: <https://flora.example/shapes#> .
@prefix t: <https://flora.example/terms/> .

s:Self a sh:NodeShape ; sh:targetSubjectsOf t:locatedIn ; sh:property s:NotInItself .
s:NotInItself a sh:PropertyShape ; sh:path t:locatedIn ; sh:disjoint t:itself .
"""

QUERY = """\
#+ title: {fr: "Plantes", en: "Plants", zh: "植物"}
#+ description: {fr: "Du jardin.", en: "Of the garden.", zh: "花园里的植物。"}
#+ keywords: {fr: [jardin], en: [garden], zh: [花园]}
#+ parameters:
#+   garden: {type: iri, label: {fr: "jardin", en: "garden", zh: "花园"}}
PREFIX t: <https://flora.example/terms/>
SELECT ?plant WHERE {
  VALUES ?garden { <https://flora.example/r/garden/old> }
  ?plant t:locatedIn ?garden .
}
ORDER BY ?plant
"""

TABLE = """\
#+ title: {fr: "Plantes", en: "Plants", zh: "植物"}
#+ description: {fr: "Les plantes.", en: "The plants.", zh: "植物。"}
#+ keywords: {fr: [plante], en: [plant], zh: [植物]}
#+ columns:
#+   plant: {title: {fr: "plante", en: "plant", zh: "植物"}, datatype: anyURI}
#+   height: {title: {fr: "hauteur", en: "height", zh: "高度"}, datatype: decimal}
PREFIX t: <https://flora.example/terms/>
SELECT ?plant ?height WHERE { ?plant a t:Plant . OPTIONAL { ?plant t:height ?height } }
ORDER BY ?plant ?height
"""

HEAD = """\
@prefix r: <https://flora.example/r/> .
@prefix t: <https://flora.example/terms/> .

"""

GARDENS = {
    "old": '<https://flora.example/r/garden/old> a t:Garden ;\n    t:name "Old" .\n',
    "new": (
        "<https://flora.example/r/garden/new> a t:Garden ;\n"
        "    t:neighbourOf <https://flora.example/r/garden/old> .\n"
    ),
}
PLANTS = {
    "oak": (
        't:growsIn <https://flora.example/r/garden/old> ;\n    t:name "Oak" ;\n    t:height 020.50'
    ),
    "rose": 't:growsIn <https://flora.example/r/garden/new> ;\n    t:name "Rose"',
    "fern": 't:growsIn <https://flora.example/r/garden/old> ;\n    t:name "Fern"',
}


def plant(slug: str, body: str) -> str:
    """The Turtle of one plant."""
    return f"{HEAD}<{SPACE}plant/{slug}>\n    a t:Plant ;\n    {body} .\n"


def make(root: Path, plants: dict[str, str] | None = None) -> Path:
    """Write the workspace below `root`; `plants` replaces or adds bodies of plants."""
    files = {
        "data/dataset.ttl": DATASET,
        "ontology/terms.ttl": ONTOLOGY,
        "shapes/plant.ttl": SHAPES,
        "shapes/closure/self.ttl": CLOSURE,
        "queries/plants.rq": QUERY,
        "queries/tables/plants.rq": TABLE,
    }
    files |= {f"data/garden/{slug}.ttl": HEAD + body for slug, body in GARDENS.items()}
    for slug, body in {**PLANTS, **(plants or {})}.items():
        files[f"data/plant/{slug}.ttl"] = plant(slug, body)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root

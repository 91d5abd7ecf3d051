"""A small workspace with the constructs of our model, which is edited at random, and spoilt.

It has agreements between parties, parties that succeed one another, events with files of their own,
claims in one file about a resource of another, a record in YAML, mappings, concepts that link to
records, shapes and tables that look forwards and backwards.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SPACE = "https://edited.example/id/"
DATASET = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix party: <https://edited.example/id/party/> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://edited.example/dataset>
    a dcat:Dataset ;
    dcterms:title "Edits"@fr , "Edits"@en , "编辑"@zh ;
    dcterms:description "Des accords."@fr , "Some agreements."@en , "一些协议。"@zh ;
    dcterms:issued "{day}"^^xsd:date ;
    dcterms:valid "{day}"^^xsd:date ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dcterms:publisher party:lyon ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/FRA> ;
    dcterms:spatial <http://publications.europa.eu/resource/authority/country/FRA> ;
    dcterms:temporal <https://edited.example/dataset#period> ;
    dcat:contactPoint <https://edited.example/contact> ;
    dcat:keyword "accord"@fr , "agreement"@en , "协议"@zh ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/INTR> ;
    vann:preferredNamespacePrefix "ed" ;
    void:uriSpace "https://edited.example/id/" ;
    dcat:landingPage <https://edited.example/pages/> ;
    dcat:version "{version}" .
"""
TERMS = """\
@prefix : <https://edited.example/terms#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vann: <http://purl.org/vocab/vann/> .

<https://edited.example/terms> a owl:Ontology ;
    vann:preferredNamespaceUri "https://edited.example/terms#" .
:Deal a owl:Class .
:Agreement a owl:Class ; rdfs:subClassOf :Deal ; rdfs:label "{label}"@en .
:Party a owl:Class .
:City a owl:Class ; rdfs:subClassOf :Party .
:Event a owl:Class .
:Participation a owl:Class .
:Role a owl:Class .
:BigDeal a owl:Class ; owl:equivalentClass
    [ a owl:Restriction ; owl:onProperty :hasParty ; owl:someValuesFrom :City ] .
:hasParticipation a owl:ObjectProperty .
:participant a owl:ObjectProperty ; rdfs:range :Party .
:hasParty a owl:ObjectProperty ; owl:inverseOf :isPartyOf ;
    owl:propertyChainAxiom ( :hasParticipation :participant ) .
:isPartyOf a owl:ObjectProperty .
:succeeds a owl:ObjectProperty , owl:TransitiveProperty ; owl:inverseOf :precedes .
:precedes a owl:ObjectProperty .
:partner a owl:ObjectProperty , owl:SymmetricProperty .
:hasEvent a owl:ObjectProperty ; rdfs:range :Event .
:hasRole a owl:ObjectProperty .
:isExampleOf a owl:ObjectProperty ; owl:inverseOf :hasExample .
:hasExample a owl:ObjectProperty .
:day a owl:DatatypeProperty .
:hasRank a owl:ObjectProperty .
{axioms}"""
AXIOMS = (
    ":Accord a owl:Class . :Agreement rdfs:subClassOf :Accord .",
    ":when a owl:DatatypeProperty . :day rdfs:subPropertyOf :when .",
    ":heirOfParty a owl:ObjectProperty ; owl:propertyChainAxiom ( :succeeds :isPartyOf ) .",
    ":partner a owl:TransitiveProperty .",
)
ROLES = """\
@prefix role: <https://edited.example/id/role/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://edited.example/terms#> .

<https://edited.example/id/role> a skos:ConceptScheme ; skos:prefLabel "Roles"@en .
role:signatory a skos:Concept , t:Role ; skos:prefLabel "{label}"@en ;
    skos:inScheme <https://edited.example/id/role> ;
    t:hasExample <https://edited.example/id/party/{example}> .
"""
SHAPES = """\
@prefix : <https://edited.example/shapes#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://edited.example/terms#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

:Agreement a sh:NodeShape ; sh:targetClass t:Agreement ;
    sh:property :Day , :Claimed , :Roles , :Example .
:Day a sh:PropertyShape ; sh:path t:day ; sh:maxCount 1 ; sh:severity sh:{severity} ;
    sh:message "{message}"@en .
:Claimed a sh:PropertyShape ; sh:path [ sh:inversePath rdf:subject ] ; sh:minCount 1 ;
    sh:severity sh:Warning ; sh:message "No claim"@en .
:Roles a sh:PropertyShape ; sh:severity sh:Warning ; sh:message "A city is called otherwise"@en ;
    sh:path ( t:hasParticipation t:participant skos:prefLabel ) ; sh:pattern "^[A-F]" .
:Example a sh:PropertyShape ; sh:severity sh:Warning ; sh:message "The example has a name"@en ;
    sh:path ( t:hasParticipation t:hasRole t:hasExample skos:prefLabel ) ; sh:pattern "^[G-Z]" .
:Party a sh:NodeShape ; sh:targetClass t:Party , t:City ; sh:property :Used ; sh:sparql :Young .
:Used a sh:PropertyShape ; sh:path [ sh:inversePath t:participant ] ; sh:minCount {least} ;
    sh:severity sh:Warning ; sh:message "Party to nothing"@en .
:Young a sh:SPARQLConstraint ; sh:message "Succeeded"@en ; sh:prefixes :prefixes ;
    sh:select \"\"\"SELECT $this ?value WHERE {{ ?value t:succeeds $this }}\"\"\" .
:prefixes a owl:Ontology ; sh:declare
    [ sh:prefix "t" ; sh:namespace "https://edited.example/terms#"^^xsd:anyURI ] .
:Party sh:severity sh:Warning .
"""
CLOSURE = """\
@prefix : <https://edited.example/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix t: <https://edited.example/terms#> .

:Big a sh:NodeShape ; sh:targetClass t:BigDeal ; sh:severity sh:Info ; sh:property :BigDay .
:BigDay a sh:PropertyShape ; sh:path t:hasParty ; sh:minCount 2 ; sh:severity sh:Warning ;
    sh:message "A big deal has two parties"@en .
"""
HEADS = """\
#+ title: {fr: "Rangs", en: "Rows", zh: "行"}
#+ description: {fr: "Tout.", en: "All.", zh: "全部。"}
#+ keywords: {fr: [rang], en: [row], zh: [行]}
#+ columns:
"""
COLUMN = '#+   {name}: {{title: {{fr: "Une", en: "One", zh: "一"}}, datatype: "string"}}\n'
PREFIXES = """\
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX t: <https://edited.example/terms#>
"""
TABLES = {
    "agreements": (
        "agreement party name",
        "?agreement t:hasParty ?party . OPTIONAL { ?party skos:prefLabel ?name }",
    ),
    "claims": ("agreement claim", "?claim rdf:subject ?agreement"),
    "parties": ("party event", "?deal t:hasParty ?party ; t:hasEvent ?event"),
}
MATCHES = """\
#curie_map:
#  ed: https://edited.example/id/
#  wd: http://www.wikidata.org/entity/
#mapping_set_id: https://edited.example/mappings
#license: https://creativecommons.org/publicdomain/zero/1.0/
subject_id\tpredicate_id\tobject_id\tmapping_justification\tauthor_id
"""
HEAD = """\
@prefix agreement: <https://edited.example/id/agreement/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix event: <https://edited.example/id/event/> .
@prefix party: <https://edited.example/id/party/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix role: <https://edited.example/id/role/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://edited.example/terms#> .

"""
AGREEMENT = """\
agreement:{slug}
    a t:Agreement ;
    skos:prefLabel "{name}"@en ;
    t:hasParticipation <https://edited.example/id/agreement/{slug}#one> ,
        <https://edited.example/id/agreement/{slug}#two> ;
    t:hasEvent event:{slug} ;
    t:day "{day}"^^edtf:EDTF .

<https://edited.example/id/agreement/{slug}#one>
    a t:Participation ;
    t:hasRole role:signatory ;
    t:participant party:{one} .

<https://edited.example/id/agreement/{slug}#two>
    a t:Participation ;
    t:participant party:{two} .
"""
EVENT = 'event:{slug} a t:Event ; t:day "{day}"^^edtf:EDTF .\n'
CLAIM = """\
<https://edited.example/id/{home}#claim> a rdf:Statement ;
    rdf:subject agreement:{slug} ; rdf:predicate t:day ; rdf:object "{day}"^^edtf:EDTF .
"""
WORDS = ("Archive", "Bridge", "Forest", "Garden", "Harbour", "Market", "River", "School")


@dataclass(slots=True)
class Deal:
    """An agreement; its event may lie in a file of its own, its claim in that of another one."""

    name: str
    one: str
    two: str
    day: str
    apart: bool = False
    claim: str = ""


@dataclass(slots=True)
class Party:
    """A party, its class, whom it succeeds and whose partner it is."""

    name: str
    kind: str = "Party"
    succeeds: str = ""
    partner: str = ""


@dataclass(slots=True)
class Edited:
    """The workspace in the folder `root`; each public method without arguments is an edit."""

    root: Path
    random: Random
    deals: dict[str, Deal] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    axioms: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=lambda: set(TABLES))
    matches: dict[str, int] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    spoilt: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def begin(self, agreements: int) -> Edited:
        """Make parties and agreements."""
        self.settings = {
            "day": "2026-01-01",
            "version": "1",
            "label": "Agreement",
            "role": "Signatory",
            "example": "lyon",
            "message": "Too many",
            "severity": "Violation",
            "least": "1",
        }
        self.parties = {name: Party(name.title()) for name in ("ghent", "jena", "lyon", "turin")}
        for _ in range(agreements):
            self.add_agreement()
        self.write()
        return self

    # Edits of records.

    def add_agreement(self) -> None:
        """A new agreement between two parties."""
        self.count += 1
        one, two = self.random.sample(sorted(self.parties), 2)
        self.deals[f"deal-{self.count}"] = Deal(self._words(), one, two, self._day())

    def remove_agreement(self) -> None:
        """One agreement less; claims about it go, too."""
        gone = self._deal()
        del self.deals[gone]
        for deal in self.deals.values():
            deal.claim = "" if deal.claim == gone else deal.claim

    def rename_agreement(self) -> None:
        """An agreement with another IRI."""
        old, new = self._deal(), f"deal-{self.count}-b"
        self.deals[new] = self.deals.pop(old)
        for deal in self.deals.values():
            deal.claim = new if deal.claim == old else deal.claim

    def rename_label(self) -> None:
        """Another name of an agreement."""
        self.deals[self._deal()].name = self._words()

    def change_day(self) -> None:
        """Another date of an agreement."""
        self.deals[self._deal()].day = self._day()

    def change_link(self) -> None:
        """Another party to an agreement."""
        self.deals[self._deal()].one = self._party()

    def move_event(self) -> None:
        """The event of an agreement to a file of its own, or back."""
        deal = self.deals[self._deal()]
        deal.apart = not deal.apart

    def move_claim(self) -> None:
        """A claim about another agreement, or none."""
        deal = self.deals[self._deal()]
        deal.claim = "" if deal.claim else self._deal()

    def name_party(self) -> None:
        """Another name of a party."""
        self.parties[self._party()].name = self._words()

    def class_party(self) -> None:
        """Another class of a party."""
        party = self.parties[self._party()]
        party.kind = "City" if party.kind == "Party" else "Party"

    def succeed_party(self) -> None:
        """A party succeeds another one, or no longer."""
        party = self.parties[self._party()]
        party.succeeds = "" if party.succeeds else self._party()

    def partner_party(self) -> None:
        """A party is the partner of another one, or no longer."""
        party = self.parties[self._party()]
        party.partner = "" if party.partner else self._party()

    def add_party(self) -> None:
        """A new party, which succeeds another one."""
        self.count += 1
        self.parties[f"town-{self.count}"] = Party(self._words(), "City", self._party())

    def remove_party(self) -> None:
        """A party that nobody needs goes."""
        used = {name for deal in self.deals.values() for name in (deal.one, deal.two)}
        used |= {n for party in self.parties.values() for n in (party.succeeds, party.partner)}
        used |= {"lyon", self.settings["example"]}
        for name in sorted(set(self.parties) - used)[:1]:
            del self.parties[name]

    def comment(self) -> None:
        """A comment before the first line of a record, so that all others move."""
        path = self.random.choice(sorted(self._records()))
        self.comments[path] = self.comments.get(path, "") + f"# {self._words()}\n"

    # Edits of what all records share.

    def label_class(self) -> None:
        """Another label of a class."""
        self.settings["label"] = self._words()

    def change_axiom(self) -> None:
        """One axiom more or less."""
        self.axioms ^= {self.random.choice(AXIOMS)}

    def label_role(self) -> None:
        """Another label of a concept."""
        self.settings["role"] = self._words()

    def change_example(self) -> None:
        """A concept links to another record."""
        self.settings["example"] = self._party()

    def change_message(self) -> None:
        """Another message of a shape."""
        self.settings["message"] = self._words()

    def change_severity(self) -> None:
        """Another severity of a shape."""
        old = self.settings["severity"]
        self.settings["severity"] = "Warning" if old == "Violation" else "Violation"

    def change_constraint(self) -> None:
        """Another bound in a shape."""
        self.settings["least"] = str(self.random.randrange(1, 4))

    def change_table(self) -> None:
        """A table more or less."""
        self.tables ^= {self.random.choice(sorted(TABLES))}

    def change_as_of(self) -> None:
        """Another day as of which all is said."""
        self.settings["day"] = f"20{self.random.randrange(10, 40)}-01-01"

    def match(self) -> None:
        """A row of the mappings more, less, or another one."""
        party = self._party()
        if self.matches.pop(party, None) is None:
            self.matches[party] = self.random.randrange(1, 4)

    # Faults, each of which `mend` takes back.

    def spoil_syntax(self) -> None:
        """A syntax error."""
        self._spoil(lambda text: text.replace(" ;", " ;; [", 1))

    def spoil_link(self) -> None:
        """A link to what nobody describes."""
        self._spoil(lambda text: text.replace("party:", "party:no-", 2).replace("no-", "", 1))

    def spoil_claim(self) -> None:
        """A second description of a party."""
        about = f"\nparty:{self._party()} a t:Party .\n"
        self._spoil(lambda text: text + about)

    def spoil_shape(self) -> None:
        """Two days where one is allowed."""
        self._spoil(lambda text: text.replace("t:day ", 't:day "1801"^^edtf:EDTF , ', 1))

    def spoil_term(self) -> None:
        """A property that is not in the ontology."""
        self._spoil(lambda text: text.replace("skos:prefLabel", "t:prefLabel", 1))

    def lose_party(self) -> None:
        """The file of a party is gone though others link to it."""
        self.spoilt[f"data/party/{self._party()}.ttl"] = ""

    def mend(self) -> None:
        """All faults are taken back."""
        self.spoilt.clear()

    def touch(self) -> None:
        """Another time of a file whose bytes stay."""
        os.utime(self.root / self.random.choice(sorted(self._records())))

    def forge(self) -> None:
        """Other bytes of the same length in the same file, whose time is set back."""
        self.write()
        path = self.root / "data" / "agreement" / f"{self._deal()}.ttl"
        if not path.exists():
            return
        stat, text = path.stat(), path.read_text("utf-8")
        name = text.partition('prefLabel "')[2].partition('"')[0]
        path.write_text(text.replace(f'"{name}"', f'"{name[::-1]}"'), "utf-8")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        deal = self.deals[path.stem]
        deal.name = deal.name[::-1]

    def _spoil(self, change: Callable[[str], str]) -> None:
        path = f"data/agreement/{self._deal()}.ttl"
        self.spoilt[path] = change(self.spoilt.get(path) or self._records()[path])

    def _deal(self) -> str:
        return self.random.choice(sorted(self.deals))

    def _party(self) -> str:
        return self.random.choice(sorted(self.parties))

    def _words(self) -> str:
        return " ".join(self.random.sample(WORDS, 2))

    def _day(self) -> str:
        return f"{self.random.randrange(1990, 2030)}-0{self.random.randrange(1, 10)}-11"

    def write(self) -> None:
        """Write the files that are other than they were, and remove those that are gone."""
        files = {**self._records(), **self._shared(), **self.spoilt}
        for path in sorted(self.root.rglob("*")):
            if path.is_file() and not files.get(path.relative_to(self.root).as_posix()):
                path.unlink()
        for name, text in files.items():
            path = self.root / name
            if text and not (path.is_file() and path.read_text("utf-8") == text):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")

    def _shared(self) -> dict[str, str]:
        settings = self.settings
        axioms = "".join(f"{axiom}\n" for axiom in sorted(self.axioms))
        files = {
            "data/dataset.ttl": DATASET.format(**settings),
            "ontology/terms.ttl": TERMS.format(axioms=axioms, **settings),
            "ontology/roles.ttl": ROLES.format(label=settings["role"], example=settings["example"]),
            "shapes/agreement.ttl": SHAPES.format(**settings),
            "shapes/closure/big.ttl": CLOSURE,
        }
        for name in sorted(self.tables):
            columns, where = TABLES[name]
            head = HEADS + "".join(COLUMN.format(name=each) for each in columns.split())
            chosen = " ".join(f"?{each}" for each in columns.split())
            query = f"{head}{PREFIXES}SELECT {chosen} WHERE {{ {where} }}\n"
            files[f"queries/tables/{name}.rq"] = query
        if self.matches:
            by = "semapv:ManualMappingCuration\ted:party/lyon"
            rows = [
                f"ed:party/{party}\tskos:exactMatch\twd:Q{number}\t{by}\n"
                for party, number in sorted(self.matches.items())
                if party in self.parties
            ]
            files["data/mappings/wikidata.sssom.tsv"] = MATCHES + "".join(rows)
        return files

    def _records(self) -> dict[str, str]:
        files = {"data/place/here.yaml": "type: Party\nlabel:\n  en: Here\n"}
        for slug, deal in self.deals.items():
            about = {"slug": slug, "day": deal.day}
            text = AGREEMENT.format(name=deal.name, one=deal.one, two=deal.two, **about)
            if deal.claim:
                text += CLAIM.format(slug=deal.claim, day=deal.day, home=f"agreement/{slug}")
            if deal.apart:
                files[f"data/event/{slug}.ttl"] = HEAD + EVENT.format(**about)
            else:
                text += EVENT.format(**about)
            files[f"data/agreement/{slug}.ttl"] = HEAD + text
        for slug, party in self.parties.items():
            text = f'party:{slug} a t:{party.kind} ; skos:prefLabel "{party.name}"@en .\n'
            if party.succeeds:
                text += f"party:{slug} t:succeeds party:{party.succeeds} .\n"
            if party.partner:
                text += f"party:{slug} t:partner party:{party.partner} .\n"
            files[f"data/party/{slug}.ttl"] = HEAD + text
        return {name: self.comments.get(name, "") + text for name, text in files.items()}

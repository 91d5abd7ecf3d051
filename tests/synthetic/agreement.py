"""One agreement: who takes part, what happened, who signed, what is planned, what is claimed.

All are of one form: two to four parties, an event of signature with a place, two signatures, one to
three actions, one to two claims, the first of them with its passage. What differs is chosen at
random from the number and the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from synthetic import world
from synthetic.claims import claims
from synthetic.turtle import Record, iri, text, typed
from synthetic.world import Size, named

INSTRUMENTS: Final = (
    *("cooperation-agreement", "framework-agreement", "memorandum-of-understanding"),
    *("protocol", "twinning"),
)
ACTIONS: Final = (
    ("student-mobility", "Mobilité étudiante", "Student mobility", "学生流动"),
    ("exhibition", "Expositions communes", "Joint exhibitions", "联合展览"),
    ("joint-research", "Recherches communes", "Joint research", "联合研究"),
    ("business-mission", "Missions d’entreprises", "Business missions", "企业考察"),
    ("hosting", "Accueil de stagiaires", "Hosting of trainees", "接待实习生"),
    ("vocational-training", "Formation professionnelle", "Vocational training", "职业培训"),
    ("double-degree", "Double diplôme", "Double degree", "双学位"),
    ("co-publication", "Publications communes", "Joint publications", "联合发表"),
)
FIELDS: Final = ("physics", "chemistry", "mathematics", "economics", "mechanics", "agronomy")
CAPACITIES: Final = ("holder", "deputy", "by-delegation", "acting")
DURATIONS: Final = ("P3Y", "P4Y", "P5Y", "P10Y", "P10Y", "P36M", "P1Y0M")
OBJECTIVES: Final = ("aim", "leverage", "motive", "objective", "stake")
RELATIONS: Final = ("renews", "replaces", "builds-on", "amends", "implements")
CHAIN: Final = 4  # the most agreements that one agreement reaches by its relations


@dataclass(frozen=True, slots=True)
class Made:
    """An agreement and the languages that it has no name in: the warnings that it must give."""

    record: Record
    unnamed: tuple[str, ...]


def slug(number: int) -> str:
    """The last part of the IRI of an agreement."""
    return f"a{number:06}"


def agreement(number: int, size: Size) -> Made:
    """The agreement of a number."""
    at = size.random(0, number)
    record = Record("agreement", slug(number))
    members = _members(at, size)
    academic = any(world.kind_of(each)[0] == "university" for each in members)
    untranslated = number % 50 == 49
    _head(record, at, number, "academic" if academic else "subnational")
    _name(record, members, translated=not untranslated)
    source = iri(f"source:s{number % size.sources:05}")
    record.add(record.this, iri("prov:hadPrimarySource"), source)
    _participations(record, at, members)
    year = 1985 + at.randrange(40)
    _events(record, at, year)
    _signatures(record, at, members)
    _actions(record, at, members)
    claims(record, at, number % size.sources)
    if academic and at.random() < 0.5:
        _fields(record, at)
    if number % 8 == 0:
        _objective(record, at)
    if number % 20 in range(1, CHAIN + 1):
        _relation(record, at, number)
    if number % 5 == 0:
        _amount(record, at)
    return Made(record, ("zh",) if untranslated else ())


def _members(at: Random, size: Size) -> list[int]:
    count = at.choices((2, 3, 4), (3, 2, 1))[0]
    return sorted(at.sample(range(size.parties), count))


def _head(record: Record, at: Random, number: int, kind: str) -> None:
    record.describe(
        record.this,
        "servanda:Agreement",
        hasAgreementKind=iri(f"agreementkind:{kind}"),
        hasInstrumentType=iri(f"instrument:{INSTRUMENTS[at.randrange(5)]}"),
        hasEndType=iri(f"endtype:{'open' if at.random() < 0.1 else 'fixed'}"),
        statedDuration=typed(at.choice(DURATIONS), "xsd:duration"),
    )
    record.add(record.this, iri("dcterms:identifier"), text(f"AG-{number:07}"))
    count = min(at.randrange(1, 7), at.randrange(1, 9))
    chosen = at.sample(range(world.DOMAINS), count)
    record.add(record.this, iri("servanda:hasDomain"), *(iri(f"domain:d{d:02}") for d in chosen))
    if number % 4 == 0:
        record.add(record.this, iri("servanda:hasRenewalMode"), iri("renewalmode:automatic"))
        record.add(record.this, iri("servanda:renewalStep"), typed("P12M", "xsd:duration"))


def _name(record: Record, members: list[int], *, translated: bool) -> None:
    names = [world.place_name(each) for each in members[:2]]
    latin, chinese = " – ".join(each[0] for each in names), "与".join(each[1] for each in names)
    number = record.path[-6:]
    named(
        record,
        record.this,
        f"Accord de coopération {latin} ({number})",
        f"Cooperation agreement {latin} ({number})",
        f"{chinese}合作协议（{number}）" if translated else "",
    )


def _participations(record: Record, at: Random, members: list[int]) -> None:
    for place, who in enumerate(members, start=1):
        node = record.part(f"party-{place}")
        record.add(record.this, iri("servanda:hasParticipation"), node)
        role = "first-member" if place == 1 and at.random() < 0.2 else "signatory"
        record.describe(
            node,
            "servanda:Participation",
            participant=iri(f"party:p{who:05}"),
            hasRole=iri(f"role:{role}"),
        )
        if at.random() < 0.5:
            name = world.party_names(who)[0]
            record.add(node, iri("servanda:nameAsSigned"), text(name, "fr"))


def _events(record: Record, at: Random, year: int) -> None:
    month, day = at.randrange(1, 13), at.randrange(1, 29)
    forms = (f"{year}-{month:02}-{day:02}", f"{year}-{month:02}", f"{year}", f"{year}~")
    date = at.choices((*forms, f"XXXX-{month:02}-{day:02}"), (14, 3, 1, 1, 1))[0]
    node = record.part("signature")
    record.add(record.this, iri("servanda:hasEvent"), node)
    region = at.randrange(len(world.COUNTRIES) * world.REGIONS * world.CITIES)
    record.describe(
        node,
        "servanda:Event",
        hasEventType=iri("eventtype:signature"),
        eventDate=typed(date, "edtf:EDTF"),
        takesPlaceIn=iri(f"place:city-{region}"),
    )
    if at.random() < 0.4:
        end = record.part("expiry")
        record.add(record.this, iri("servanda:hasEvent"), end)
        record.describe(
            end,
            "servanda:Event",
            hasEventType=iri("eventtype:expiry"),
            eventDate=typed(f"{year + 10}-{month:02}-{day:02}", "xsd:date"),
            hasEventState=iri("eventstate:planned"),
        )


def _signatures(record: Record, at: Random, members: list[int]) -> None:
    for place, who in enumerate(members[:2], start=1):
        node = record.part(f"signed-{place}")
        record.add(record.this, iri("servanda:hasSignature"), node)
        person = who * world.PERSONS + at.randrange(world.PERSONS)
        record.describe(
            node,
            "servanda:Signature",
            hasSignatory=iri(f"person:n{person:06}"),
            signsFor=iri(f"party:p{who:05}"),
            hasCapacity=iri(f"capacity:{at.choice(CAPACITIES)}"),
            officeAsPrinted=text("le président", "fr"),
        )


def _actions(record: Record, at: Random, members: list[int]) -> None:
    for place in range(1, at.choices((2, 3, 4), (2, 2, 1))[0]):
        node = record.part(f"action-{place}")
        kind, french, english, chinese = at.choice(ACTIONS)
        record.add(record.this, iri("servanda:hasAction"), node)
        record.describe(
            node,
            "servanda:Action",
            hasActionType=iri(f"actiontype:{kind}"),
            concernsDomain=iri(f"domain:d{at.randrange(world.DOMAINS):02}"),
            hasModality=iri(f"modality:{at.choice(('may', 'will'))}"),
        )
        named(record, node, french, english, chinese)
        if at.random() < 0.1:
            record.add(node, iri("servanda:implementedBy"), iri(f"party:p{members[-1]:05}"))
        one_way = at.random() < 0.3
        way = "one-way" if one_way else "both-ways"
        record.add(node, iri("servanda:hasDirection"), iri(f"direction:{way}"))
        if one_way:
            record.add(node, iri("servanda:fromParty"), iri(f"party:p{members[0]:05}"))


def _fields(record: Record, at: Random) -> None:
    node = record.part("fields")
    chosen = [iri(f"field:{each}") for each in at.sample(FIELDS, 2)]
    record.add(record.this, iri("servanda:hasField"), chosen[0])
    record.add(record.this, iri("servanda:hasFieldGroup"), node)
    record.describe(node, "servanda:FieldGroup", hasListOpenness=iri("openness:open"))
    record.add(node, iri("servanda:hasMember"), *chosen)
    named(record, node, "disciplines", "fields", "学科")


def _objective(record: Record, at: Random) -> None:
    node = record.part("objective")
    record.add(record.this, iri("servanda:hasObjective"), node)
    record.describe(
        node,
        "servanda:Objective",
        hasObjectiveKind=iri(f"objectivekind:{at.choice(OBJECTIVES)}"),
        benefits=iri("beneficiary:students"),
    )
    named(record, node, "rapprocher les jeunes", "bringing young people together", "促进青年交流")


def _relation(record: Record, at: Random, number: int) -> None:
    node = record.part("relation")
    record.add(record.this, iri("servanda:hasRelation"), node)
    record.describe(
        node,
        "servanda:Relation",
        hasRelationType=iri(f"relationtype:{at.choice(RELATIONS)}"),
        relationTarget=iri(f"agreement:{slug(number - 1)}"),
    )


def _amount(record: Record, at: Random) -> None:
    node = record.part("amount")
    record.add(record.this, iri("servanda:hasAmount"), node)
    record.describe(node, "schema:MonetaryAmount")
    amount = typed(f"{at.randrange(5, 900)}000.50", "xsd:decimal")
    record.add(node, iri("schema:value"), amount)
    record.add(node, iri("schema:currency"), text("EUR"))

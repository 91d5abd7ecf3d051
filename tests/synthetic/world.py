"""What agreements are about and between: places, domains, parties, persons and sources.

Every record is a function of its number, the seed and the size of the workspace, so any of them can
be written without the others. Links lead forwards in short chains only: a city to its region, a
party to its place and to at most three partners, never around the whole workspace.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from synthetic.turtle import Record, iri, text, typed

# Place names are put together from these: in Latin letters and in Chinese.
SYLLABLES: Final = (
    *(("bel", "贝"), ("cor", "科"), ("dan", "丹"), ("fal", "法"), ("gor", "戈"), ("hel", "赫")),
    *(("kar", "卡"), ("lim", "利"), ("mor", "莫"), ("nor", "诺"), ("pél", "佩"), ("rav", "拉")),
    *(("sül", "苏"), ("tor", "托"), ("val", "瓦"), ("zin", "津")),
)
KINDS: Final = (
    ("municipality", "Ville de", "City of", "市"),
    ("university", "Université de", "University of", "大学"),
    ("region", "Région de", "Region of", "大区"),
    ("province", "Province de", "Province of", "省"),
)
COUNTRIES: Final = ("FR", "CN", "DE", "US", "MA", "VN", "BR", "IN", "CA", "PL", "SN", "JP")
REGIONS, CITIES = 5, 4  # of a country, of a region
TOPICS: Final = (
    ("culture", "culture", "文化", "culture"),
    ("tourisme", "tourism", "旅游", "tourism"),
    ("éducation", "education", "教育", "education"),
    ("santé", "health", "卫生", "health"),
    ("innovation", "innovation", "创新", "innovation"),
    ("transports", "transport", "交通", "public-transport"),
    ("patrimoine", "heritage", "遗产", "heritage"),
    ("jeunesse", "youth", "青年", "youth"),
    ("emploi", "employment", "就业", "employment"),
    ("villes durables", "sustainable cities", "可持续城市", "sustainable-city"),
    ("sciences", "science", "科学", "science"),
    ("gastronomie", "gastronomy", "美食", "gastronomy"),
)
FACETS: Final = (("politique", "policy", "政策"), ("métiers", "trades", "行业"))
DOMAINS: Final = len(TOPICS) * 5  # a topic, two facets of it and one part of each
PERSONS: Final = 3  # of a party
UNTRANSLATED: Final = 40  # one person of so many has no Chinese name
PARTNERS: Final = 4  # parties that are partners of one another


@dataclass(frozen=True, slots=True)
class Size:
    """How many records of each kind a workspace has, and what its random choices start from."""

    agreements: int
    seed: int = 7

    @property
    def parties(self) -> int:
        """The number of parties."""
        return max(60, self.agreements // 20)

    @property
    def sources(self) -> int:
        """The number of pages that the agreements are known from."""
        return max(20, self.agreements // 10)

    def random(self, kind: int, number: int) -> Random:
        """The choices of one record."""
        return Random(self.seed * 1_000_003 + kind * 100_000_007 + number)  # noqa: S311


def place_name(number: int) -> tuple[str, str]:
    """The name of an invented place in Latin letters and in Chinese, different for each number."""
    latin, chinese = "", ""
    while True:
        number, at = divmod(number, len(SYLLABLES))
        latin += SYLLABLES[at][0]
        chinese += SYLLABLES[at][1]
        if number == 0:
            return latin.capitalize(), chinese
        number -= 1


def named(record: Record, subject: str, french: str, english: str, chinese: str = "") -> None:
    """Name a resource in three languages, or in two if there is no Chinese name."""
    names = [text(french, "fr"), text(english, "en")]
    record.add(subject, iri("skos:prefLabel"), *names)
    if chinese:
        record.add(subject, iri("skos:prefLabel"), text(chinese, "zh"))


def sourced(record: Record, number: int) -> None:
    """Name the source of all that a record states."""
    record.add(record.this, iri("prov:hadPrimarySource"), iri(f"source:s{number:05}"))


def places() -> Iterator[Record]:
    """Countries, their regions and their cities."""
    for number, code in enumerate(COUNTRIES):
        yield _place(f"country-{code.lower()}", "Country", number, "")
        for region in range(number * REGIONS, number * REGIONS + REGIONS):
            above = f"place:country-{code.lower()}"
            yield _place(f"region-{region}", "Territory", 100 + region, above)
            for city in range(region * CITIES, region * CITIES + CITIES):
                yield _place(f"city-{city}", "City", 1000 + city, f"place:region-{region}")


def _place(slug: str, kind: str, number: int, above: str) -> Record:
    record = Record("place", slug)
    record.describe(record.this, f"servanda:{kind}")
    latin, chinese = place_name(number)
    named(record, record.this, latin, latin, chinese)
    sourced(record, 0)
    if above:
        record.add(record.this, iri("servanda:isWithin"), iri(above))
    return record


def domains() -> Iterator[Record]:
    """Domains in three levels below those of the model."""
    for number, (french, english, chinese, model) in enumerate(TOPICS):
        top = number * 5
        yield _domain(top, (french, english, chinese), f"modeldomain:{model}")
        for side, (facet, trait, sign) in enumerate(FACETS):
            middle = top + 1 + side * 2
            names = (f"{facet} : {french}", f"{english}: {trait}", f"{chinese}{sign}")
            yield _domain(middle, names, f"domain:d{top:02}")
            local = (f"{names[0]} (local)", f"{names[1]} (local)", f"地方{names[2]}")
            yield _domain(middle + 1, local, f"domain:d{middle:02}")


def _domain(number: int, names: tuple[str, str, str], above: str) -> Record:
    record = Record("domain", f"d{number:02}")
    record.describe(record.this, "servanda:Domain")
    record.add(record.this, iri("rdf:type"), iri("skos:Concept"))
    named(record, record.this, *names)
    record.add(record.this, iri("skos:broader"), iri(above))
    record.add(record.this, iri("skos:notation"), text(f"{number:02}"))
    return record


def kind_of(party: int) -> tuple[str, str, str, str]:
    """The kind of a party."""
    return KINDS[party % len(KINDS)]


def country_of(party: int) -> int:
    """The country of a party, as a place among `COUNTRIES`."""
    return party * 7 % len(COUNTRIES)


def party_names(party: int) -> tuple[str, str, str]:
    """The names of a party, different for each."""
    _, french, english, chinese = kind_of(party)
    latin, signs = place_name(party)
    return f"{french} {latin}", f"{english} {latin}", f"{signs}{chinese}"


def parties(size: Size) -> Iterator[Record]:
    """Parties with their places and partners."""
    for number in range(size.parties):
        record, at = Record("party", f"p{number:05}"), size.random(1, number)
        kind, country = kind_of(number)[0], country_of(number)
        region = country * REGIONS + at.randrange(REGIONS)
        city = region * CITIES + at.randrange(CITIES)
        record.describe(
            record.this,
            "servanda:Party",
            hasPartyType=iri(f"partytype:{kind}"),
            countryAsStated=text(COUNTRIES[country]),
            since=typed(str(1900 + at.randrange(70)), "xsd:gYear"),
        )
        named(record, record.this, *party_names(number))
        sourced(record, number % size.sources)
        place = f"place:region-{region}" if kind in ("region", "province") else f"place:city-{city}"
        governs = "hasSeatIn" if kind == "university" else "governs"
        record.add(record.this, iri(f"servanda:{governs}"), iri(place))
        _tied(record, number, size)
        yield record


def _tied(record: Record, number: int, size: Size) -> None:
    """Identifier, partner and successor of a party, each in one record of several."""
    follows = number % PARTNERS < PARTNERS - 1 and number + 1 < size.parties
    if follows:
        record.add(record.this, iri("servanda:isPartnerOf"), iri(f"party:p{number + 1:05}"))
    if follows and number % 50 == 17:
        record.add(record.this, iri("servanda:succeededBy"), iri(f"party:p{number + 1:05}"))
        record.add(record.this, iri("servanda:until"), typed("2021-06~", "edtf:EDTF"))
    if number % 3 == 0:
        node = record.part("identifier")
        record.add(record.this, iri("adms:identifier"), node)
        record.describe(node, "adms:Identifier")
        record.add(node, iri("skos:notation"), text(f"P-{number:06}"))
        record.add(node, iri("adms:schemaAgency"), text("Example register"))


def persons(size: Size) -> Iterator[Record]:
    """Those who sign for the parties; every fortieth has no Chinese name."""
    for number in range(size.parties * PERSONS):
        record = Record("person", f"n{number:06}")
        record.describe(record.this, "foaf:Person")
        first, other = place_name(number % 97)[0], place_name(number)
        name = f"{first} {other[0]}"
        named(
            record,
            record.this,
            name,
            name,
            "" if number % UNTRANSLATED == UNTRANSLATED - 1 else other[1],
        )
        record.add(record.this, iri("org:memberOf"), iri(f"party:p{number // PERSONS:05}"))
        sourced(record, number % size.sources)
        yield record


def page_of(source: int) -> str:
    """The address of the page that a source is."""
    return f"https://news.example/{source}/"


def sources(size: Size) -> Iterator[Record]:
    """The pages that records are known from, all later than what they tell of."""
    for number in range(size.sources):
        record = Record("source", f"s{number:05}")
        names = (f"Page {number}, annonce", f"Page {number}, announcement", f"第{number}页公告")
        record.describe(
            record.this, "servanda:Source", retrievalDate=typed(_retrieved(number), "xsd:date")
        )
        title = (text(names[0], "fr"), text(names[1], "en"), text(names[2], "zh"))
        record.add(record.this, iri("dcterms:title"), *title)
        record.add(record.this, iri("foaf:page"), f"<{page_of(number)}>")
        record.add(record.this, iri("dcterms:issued"), typed("2025-12-30", "xsd:date"))
        yield record


def _retrieved(number: int) -> str:
    """A day; every ninth in a form that is not canonical."""
    return f"2025-12-{number % 28 + 1:02}" + ("+00:00" if number % 9 == 0 else "")

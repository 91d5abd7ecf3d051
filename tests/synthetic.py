"""A workspace of any size in the form of `examples/world`: invented parties, dates and claims.

The same number gives the same bytes. What is hard is there from the first agreement on: two
hundred parties, a very long name, a name in the form of a script, dates of every precision, no
date at all, parties that nobody names, a party without a country, domains in one language only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import plain_workspace as plain

ID = "https://w3id.org/servanda/id/"
SPACE = plain.SPACE
HEAD = f"""\
@prefix agreement: <{SPACE}agreement/> .
@prefix agreementkind: <{ID}agreement-kind/> .
@prefix claimkind: <{ID}claim-kind/> .
@prefix domain: <{SPACE}domain/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix eventtype: <{ID}event-type/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix party: <{SPACE}party/> .
@prefix partytype: <{ID}party-type/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rank: <{ID}rank/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix servanda: <https://w3id.org/servanda/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
# Place names are put together from these: in Latin letters and in Chinese.
SYLLABLES = (
    *(("bel", "贝"), ("cor", "科"), ("dan", "丹"), ("fal", "法"), ("gor", "戈"), ("hel", "赫")),
    *(("kar", "卡"), ("lim", "利"), ("mor", "莫"), ("nor", "诺"), ("pél", "佩"), ("rav", "拉")),
    *(("sül", "苏"), ("tor", "托"), ("val", "瓦"), ("zin", "津")),
)
KINDS = ("municipality", "university", "region", "province")
WORDS = {
    "municipality": ("Ville de", "City of", "市"),
    "university": ("Université de", "University of", "大学"),
    "region": ("Région de", "Region of", "大区"),
    "province": ("Province de", "Province of", "省"),
}
COUNTRIES = ("FR", "CN", "DE", "US", "MA", "VN", "BR", "IN", "CA", "PL")
TOPICS = (
    *(("énergie", "energy", "能源"), ("santé", "health", "卫生"), ("eau", "water", "水务")),
    *(("forêts", "forests", "林业"), ("musées", "museums", "博物馆"), ("sport", "sport", "体育")),
    *(("rivières", "rivers", "河流"), ("ports", "ports", "港口"), ("lycées", "schools", "中学")),
    *(
        ("métro", "underground", "地铁"),
        ("théâtre", "theatre", "戏剧"),
        ("vélo", "cycling", "骑行"),
    ),
)
DATES = ("{y}-{m:02}-{d:02}", "{y}-{m:02}", "{y}", "{y}~", "XXXX-{m:02}-{d:02}")
HOSTILE = "</script><script>alert(1)</script>"
AGREEMENT_KINDS = ("municipal-twinning", "subnational", "academic")
HARD = 200  # parties in the first agreement


def files(count: int) -> Iterator[tuple[str, str]]:
    """Paths below `data/` and texts of a workspace of `count` agreements."""
    parties = max(HARD, count * 4 // 5)
    yield "dataset.ttl", plain.DATASET
    for number, topic in enumerate(TOPICS):
        yield f"domain/d{number}.ttl", HEAD + domain(number, topic)
    for number in range(parties):
        yield f"party/p{number}.ttl", HEAD + party(number)
    for number in range(count):
        yield f"agreement/a{number}.ttl", HEAD + agreement(number, parties)


def make(root: Path, count: int) -> Path:
    """Write the workspace below `root`."""
    for name, text in files(count):
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def domain(number: int, topic: tuple[str, str, str]) -> str:
    """A domain; every fourth has a name in one language only."""
    french, english, chinese = topic
    named = f'"{english}"@en'
    if number % 4:
        named = f'"{french}"@fr , "{english}"@en , "{chinese}"@zh'
    return f"domain:d{number} a skos:Concept , servanda:Domain ; skos:prefLabel {named} .\n"


def place(number: int) -> tuple[str, str]:
    """The name of an invented place in Latin letters and in Chinese, different for each number."""
    latin, chinese = "", ""
    while True:
        number, at = divmod(number, len(SYLLABLES))
        latin += SYLLABLES[at][0]
        chinese += SYLLABLES[at][1]
        if number == 0:
            return latin.capitalize(), chinese
        number -= 1


def party(number: int) -> str:
    """A party; every seventeenth has no country, every third a name in one language only."""
    kind = KINDS[number % len(KINDS)]
    french, english, chinese = WORDS[kind]
    latin, signs = place(number)
    names = f'"{french} {latin}"@fr'
    if number % 3:
        names += f' , "{english} {latin}"@en , "{signs}{chinese}"@zh'
    country = f'\n    servanda:countryAsStated "{country_of(number)}" ;' if number % 17 else ""
    return (
        f"party:p{number} a servanda:Party ;{country}\n"
        f"    servanda:hasPartyType partytype:{kind} ; skos:prefLabel {names} .\n"
    )


def country_of(number: int) -> str:
    """The country of a party."""
    return COUNTRIES[number * 7 % len(COUNTRIES)]


def agreement(number: int, parties: int) -> str:
    """An agreement with its parties, its signing, its source and a claim about its date."""
    members = members_of(number, parties)
    said = [
        f"servanda:hasAgreementKind agreementkind:{AGREEMENT_KINDS[number % 3]}",
        f"prov:hadPrimarySource :source ; skos:prefLabel {names_of(number, members)}",
        *(f"servanda:hasParticipation :party-{at}" for at, _ in enumerate(members, start=1)),
        *(f"servanda:hasDomain domain:d{at}" for at in topics_of(number)),
    ]
    if number % 3:
        said.append(f'servanda:statedDuration "P{number % 9 + 1}Y"^^xsd:duration')
    nodes = [
        f":party-{at} a servanda:Participation ; servanda:participant party:p{who} ."
        for at, who in enumerate(members, start=1)
    ]
    if number % 11 != 10:
        said.append("servanda:hasEvent :signature")
        nodes.append(signing(number))
    if len(members) == 1:
        said.append("servanda:hasParticipation :party-2")
        nodes.append(":party-2 a servanda:Participation ; servanda:participant :unnamed .")
        nodes.append(f":unnamed a servanda:UnnamedParty ; servanda:partyCount {number % 7 + 2} .")
    nodes.append(f":source a servanda:Source ; foaf:page <https://news.example/{number}> .")
    facts = " ;\n    ".join(["a servanda:Agreement", *said])
    prefix = f"@prefix : <{SPACE}agreement/a{number}#> .\n"
    return f"{prefix}\nagreement:a{number}\n    {facts} .\n" + "\n".join(nodes) + "\n"


def members_of(number: int, parties: int) -> list[int]:
    """The named parties of an agreement: the first has two hundred, every fortieth one."""
    if number == 0:
        return list(range(HARD))
    first = number * 13 % parties
    if number % 40 == 0:
        return [first]
    third = [(first + number) % parties] if number % 10 == 0 else []
    return sorted({first, (first + 1 + number * 7 % (parties - 1)) % parties, *third})


def topics_of(number: int) -> list[int]:
    """The domains of an agreement: none to three."""
    return sorted({number * step % len(TOPICS) for step in (1, 5, 7)[: number % 4]})


def names_of(number: int, members: list[int]) -> str:
    """The names of an agreement; the second is very long, the third a script."""
    between = " – ".join(place(who)[0] for who in members[:2]) or f"n° {number}"
    chinese = "与".join(place(who)[1] for who in members[:2]) or str(number)
    if number == 1:
        between += " sur " + "la coopération décentralisée et " * 300
    if number == 2:
        between += f" {HOSTILE}"
    named = f'"Accord {between} ({number})"@fr'
    if number % 3:
        named += f' , "Agreement {between} ({number})"@en , "{chinese}合作协议（{number}）"@zh'
    return named


def signing(number: int) -> str:
    """The signing and a claim about its date."""
    form = DATES[number % len(DATES)]
    date = form.format(y=1960 + number * 3 % 65, m=number % 12 + 1, d=number % 28 + 1)
    place_name = place(number)[0]
    return f"""\
:signature a servanda:Event ; servanda:hasEventType eventtype:signature ;
    servanda:eventDate "{date}"^^edtf:EDTF ; servanda:placeAsStated "{place_name}" .
:claim a servanda:Claim ; rdf:subject :signature ; rdf:predicate servanda:eventDate ;
    rdf:object "{date}"^^edtf:EDTF ; prov:hadPrimarySource :source ;
    servanda:confidence 0.9 ; servanda:hasClaimKind claimkind:stated ;
    servanda:hasRank rank:normal ."""

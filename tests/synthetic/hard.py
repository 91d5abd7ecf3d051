"""Agreements that are hard to show: very many parties, long and hostile names, next to nothing.

They come on top of the others and are left out where results of validation are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from synthetic import world
from synthetic.turtle import Record, iri, text, typed
from synthetic.world import Size

HOSTILE: Final = "</script><script>alert(1)</script>"
PARTIES: Final = 200  # as far as the workspace has so many


def hard_cases(size: Size) -> Iterator[Record]:
    """The hard agreements."""
    yield _agreement("hard-parties", range(min(PARTIES, size.parties)), "Accord de beaucoup")
    long = "Accord sur " + "la coopération décentralisée et " * 300
    yield _agreement("hard-long", range(2), long)
    yield _agreement("hard-script", range(2, 4), f"Accord {HOSTILE}")
    yield _undated()


def _agreement(slug: str, members: range, name: str) -> Record:
    record = Record("agreement", slug)
    record.describe(record.this, "servanda:Agreement")
    record.add(record.this, iri("skos:prefLabel"), text(name, "fr"))
    world.sourced(record, 0)
    for place, who in enumerate(members, start=1):
        node = record.part(f"party-{place}")
        record.add(record.this, iri("servanda:hasParticipation"), node)
        record.describe(node, "servanda:Participation", participant=iri(f"party:p{who:05}"))
    event = record.part("signature")
    record.add(record.this, iri("servanda:hasEvent"), event)
    record.describe(
        event,
        "servanda:Event",
        hasEventType=iri("eventtype:signature"),
        eventDate=typed("XXXX-02-29", "edtf:EDTF"),
        placeAsStated=text("Ville sans nom"),
    )
    return record


def _undated() -> Record:
    """No date, no type, one party with a name and several without."""
    record = Record("agreement", "hard-undated")
    record.describe(record.this, "servanda:Agreement")
    record.add(record.this, iri("skos:prefLabel"), text("某协议", "zh"))
    world.sourced(record, 0)
    unnamed = record.part("unnamed")
    for place, who in enumerate((iri("party:p00000"), unnamed), start=1):
        node = record.part(f"party-{place}")
        record.add(record.this, iri("servanda:hasParticipation"), node)
        record.describe(node, "servanda:Participation", participant=who)
    record.describe(unnamed, "servanda:UnnamedParty", partyCount=typed("7", "xsd:integer"))
    return record

"""What an agreement's source says of it: claims, the passage of the first, and its place there."""

from __future__ import annotations

import hashlib
from random import Random
from typing import Final
from urllib.parse import quote

from synthetic.turtle import Record, iri, text, typed
from synthetic.world import page_of

WORDS: Final = (
    *("accord", "coopération", "région", "université", "échanges", "culture", "santé", "ville"),
    *("mobilité", "recherche", "jeunesse", "transports", "patrimoine", "tourisme"),
)


def claims(record: Record, at: Random, source: int) -> None:
    """State a claim about the date, with its passage, and for one in three another one."""
    signing, node = record.part("signature"), record.part("claim-1")
    date = record.facts[signing][iri("servanda:eventDate")][0]
    _claim(
        record, node, (signing, "servanda:eventDate", date), source, f"0.{at.randrange(50, 100)}"
    )
    passage, selector = record.part("passage-1"), record.part("selector-1")
    record.add(node, iri("prov:wasQuotedFrom"), passage)
    words = " ".join(at.choices(WORDS, k=5))
    page, directive = page_of(source), f":~:text={quote(words)}"
    record.describe(passage, "oa:SpecificResource")
    record.add(passage, iri("oa:hasSelector"), selector)
    record.add(passage, iri("oa:hasSource"), f"<{page}>")
    record.add(passage, iri("schema:url"), f"<{page}#{directive}>")
    record.describe(selector, "oa:TextPositionSelector")
    digest = hashlib.sha256(words.encode()).hexdigest()
    record.add(selector, iri("spdx:checksumValue"), typed(digest, "xsd:hexBinary"))
    record.add(selector, iri("rdf:value"), text(directive))
    start = at.randrange(9000)
    record.add(selector, iri("oa:start"), typed(str(start), "xsd:nonNegativeInteger"))
    record.add(selector, iri("oa:end"), typed(f"0{start + 40}", "xsd:nonNegativeInteger"))
    if at.random() < 0.3:
        duration = record.facts[record.this][iri("servanda:statedDuration")][0]
        about = (record.this, "servanda:statedDuration", duration)
        _claim(record, record.part("claim-2"), about, source, "1.00")


def _claim(
    record: Record, node: str, about: tuple[str, str, str], source: int, confidence: str
) -> None:
    record.describe(
        node,
        "servanda:Claim",
        confidence=typed(confidence, "xsd:decimal"),
        hasClaimKind=iri("claimkind:stated"),
        hasRank=iri("rank:normal"),
    )
    record.add(node, iri("rdf:subject"), about[0])
    record.add(node, iri("rdf:predicate"), iri(about[1]))
    record.add(node, iri("rdf:object"), about[2])
    record.add(node, iri("prov:hadPrimarySource"), iri(f"source:s{source:05}"))

"""Reduce: what needs all records at once, and only that.

* facts that follow from facts of records that do not reach each other: one run of the rules over
  the few facts that can take part in it;
* two resources that share one identifier or one exact match;
* counts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from servanda.ntriples import Fact, facts_of, iri_of, line_of
from servanda.pipeline.keys import KEYS, Clash, clashes
from servanda.pipeline.kit import Kit
from servanda.pipeline.ledger import Ledger
from servanda.pipeline.map import home_of
from servanda.pipeline.notes import claims, note_clashes, noted_clashes
from servanda.vocab import RDF

__all__ = ["all_clashes", "joined", "of_reference", "type_counts"]

_TYPE: Final = str(RDF.type)


def of_reference(kit: Kit) -> list[Fact]:
    """What follows about description and concepts from these alone."""
    derived = kit.rules.close(kit.shared)
    return [fact for fact in derived if fact[0] in kit.shared_subjects]


def joined(kit: Kit, ledger: Ledger) -> list[Fact]:
    """What only all records together give, about resources that some record describes, sorted.

    The facts of the reference take part in it too.
    """
    crosses = kit.rules.crosses
    own = (fact for fact in chain(kit.shared, of_reference(kit)) if crosses(fact))
    found = kit.rules.reduce(chain(own, _facts(ledger, "crossing")))
    known = _Known(kit, ledger)
    space = kit.space
    return [
        fact for fact in found if home_of(iri_of(fact[0]), known, space) and not known.states(fact)
    ]


class _Known:
    """What is described and stated, asked of the ledger resource by resource."""

    def __init__(self, kit: Kit, ledger: Ledger) -> None:
        self._ledger: Final = ledger
        self._shared: Final = frozenset(kit.shared)
        self._text = ("", "")

    def __contains__(self, iri: object) -> bool:
        return claims(self._ledger, str(iri))

    def states(self, fact: Fact) -> bool:
        """Whether a fact is stated; facts come sorted, so that texts are looked up rarely."""
        if fact[0] != self._text[0]:
            self._text = (fact[0], self._ledger.text_about(iri_of(fact[0])))
        return fact in self._shared or line_of(fact) in self._text[1]


def _facts(ledger: Ledger, part: str) -> Iterator[Fact]:
    for _, text in ledger.part(part):
        yield from facts_of(text)


def all_clashes(kit: Kit, ledger: Ledger) -> list[Clash]:
    """Resources of all records and of the reference that say to be the same thing.

    They are noted, and stay the same while the keys of the records do.
    """
    noted = noted_clashes(ledger)
    if noted:
        return [Clash(tuple(subjects), what) for subjects, what in ledger.unpacked(noted)]
    own = (fact for fact in kit.shared if fact[1] in KEYS)
    found = clashes(chain(own, _facts(ledger, "keys")))
    note_clashes(ledger, json.dumps([[each.subjects, each.what] for each in found]))
    return found


def type_counts(kit: Kit, ledger: Ledger) -> dict[str, int]:
    """How many resources each class has among the stated facts, by the class's IRI."""
    counts = Counter(_types(kit.shared))
    for _, text in ledger.part("counts"):
        counts.update(json.loads(text))
    return dict(sorted(counts.items()))


def _types(facts: Iterable[Fact]) -> Iterator[str]:
    return (iri_of(fact[2]) for fact in facts if fact[1] == _TYPE and iri_of(fact[2]))

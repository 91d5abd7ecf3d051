"""Which facts tell that two resources are the same thing: exact matches and identifiers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from servanda.ntriples import Fact, iri_of, term_of
from servanda.vocab import ADMS, SKOS

__all__ = ["KEYS", "Clash", "clashes"]

_MATCH: Final = str(SKOS.exactMatch)
_IDENTIFIER: Final = str(ADMS.identifier)
_OF_IDENTIFIERS: Final = (str(SKOS.notation), str(ADMS.schemaAgency))
KEYS: Final = frozenset({_MATCH, _IDENTIFIER, *_OF_IDENTIFIERS})


@dataclass(frozen=True, slots=True)
class Clash:
    """Two resources that say to be the same thing."""

    subjects: tuple[str, ...]
    what: str


def clashes(facts: Iterable[Fact]) -> list[Clash]:
    """Resources that share an exact match, or an identifier of the same agency.

    `facts` are all those whose predicate is one of `KEYS`; others change nothing.
    """
    same: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, set[str]] = defaultdict(set)
    notations: dict[str, set[str]] = defaultdict(set)
    for spelled, predicate, value in facts:
        subject = iri_of(spelled)
        if not subject:
            continue
        if predicate == _MATCH:
            same[_value(value)].add(subject)
        elif predicate == _IDENTIFIER:
            holders[_value(value)].add(subject)
        elif predicate in _OF_IDENTIFIERS and value.startswith('"'):
            notations[subject].add(_value(value))
    for node, owners in holders.items():
        same[" ".join(sorted(notations[node])) or node] |= owners
    return [
        Clash(tuple(sorted(subjects)), what)
        for what, subjects in sorted(same.items())
        if len(subjects) > 1
    ]


def _value(spelled: str) -> str:
    return iri_of(spelled) or str(term_of(spelled).value)

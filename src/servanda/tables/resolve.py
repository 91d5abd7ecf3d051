"""What a word or a name in a cell stands for: a concept of a scheme, or a record of the workspace.

A name stands for a record that bears it and agrees in everything else that the row says of it;
two places of one name in two countries are two records. A name that several records bear alike is
ambiguous, and said to be so.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.tables.templates import home
from servanda.vocab import ADMS, DCTERMS, PROV, RDF, SCHEMA, SKOS

__all__ = ["Resolver", "Statement", "plain"]

Term = NamedNode | Literal
Statement = tuple[NamedNode, NamedNode, Term]

NAMES: Final = frozenset({SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SCHEMA.name})
_BESIDE_KEY: Final = frozenset({RDF.type, PROV.wasDerivedFrom, *NAMES})
_IDENTIFIERS: Final = frozenset(
    {DCTERMS.identifier, SKOS.notation, SKOS.exactMatch, ADMS.identifier}
)


def plain(text: str) -> str:
    """A text without what does not tell names apart: case, forms of characters, spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _word(text: str) -> str:
    return " ".join(plain(text).replace("_", " ").replace("-", " ").split())


def _iri(text: str) -> list[NamedNode]:
    try:
        return [NamedNode(text)]
    except ValueError:
        return []


@dataclass(slots=True)
class Resolver:
    """The records and concepts that cells can name; records made for new names are added."""

    facts: dict[NamedNode, dict[NamedNode, set[Term]]] = field(default_factory=dict)
    _names: dict[str, set[NamedNode]] = field(default_factory=lambda: defaultdict(set))
    _identifiers: dict[str, set[NamedNode]] = field(default_factory=lambda: defaultdict(set))
    _words: dict[tuple[str, str], NamedNode] = field(default_factory=dict)
    _fresh: set[NamedNode] = field(default_factory=set)

    def add_concepts(self, scheme: str, triples: Iterable[Triple]) -> None:
        """The concepts of a scheme: found by notation and by every label; `scheme` is its name."""
        for triple in triples:
            subject, value = triple.subject, triple.object
            is_word = triple.predicate in NAMES or triple.predicate == SKOS.notation
            if isinstance(subject, NamedNode) and is_word and isinstance(value, Literal):
                self._words.setdefault((scheme, _word(value.value)), subject)
        self.add(triples)

    def add(self, triples: Iterable[Triple]) -> None:
        """The triples of a record."""
        self.add_statements(
            (triple.subject, triple.predicate, triple.object)
            for triple in triples
            if isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, NamedNode | Literal)
        )

    def add_statements(self, statements: Iterable[Statement]) -> None:
        """Statements about records, new ones or more of known ones."""
        for subject, predicate, value in statements:
            self.facts.setdefault(subject, defaultdict(set))[predicate].add(value)
            if predicate in NAMES:
                self._names[plain(value.value)].add(subject)
            elif predicate in _IDENTIFIERS:
                self._identifiers[plain(value.value.rsplit("/", 1)[-1])].add(subject)

    def has(self, iri: NamedNode) -> bool:
        """Whether something is said of this resource."""
        return iri in self.facts

    def values(self, iri: NamedNode, predicate: NamedNode) -> set[Term]:
        """What is said of a resource by one property."""
        return self.facts.get(iri, {}).get(predicate, set())

    def labels(self, iri: NamedNode) -> set[str]:
        """The preferred names of a resource, in any language."""
        return {value.value for value in self.values(iri, SKOS.prefLabel)}

    def concept(self, scheme: str, text: str) -> NamedNode | None:
        """The concept of a scheme that a word stands for."""
        return self._words.get((scheme, _word(text)))

    def make(self, statements: Iterable[Statement]) -> None:
        """Statements about a record that a name makes; until it is written, only names find it."""
        said = list(statements)
        self._fresh.update(subject for subject, _, _ in said)
        self.add_statements(said)

    def identified(self, text: str, prefix: str) -> list[NamedNode]:
        """The resources below `prefix` that a text names outright: an IRI or an identifier.

        A Wikidata number finds what links to that item by skos:exactMatch.
        """
        whole = [iri for iri in _iri(text) if self.has(iri)]
        found = whole or sorted(self._identifiers.get(plain(text), ()), key=str)
        mine = [iri for iri in found if iri.value.startswith(prefix) and "#" not in iri.value]
        same = Literal(text)
        return [iri for iri in mine if same in self.values(iri, DCTERMS.identifier)] or mine

    def slugged(self, text: str, prefix: str) -> list[NamedNode]:
        """The record below `prefix` whose slug a text is."""
        return [
            iri
            for iri in (_iri(prefix + text) if text and "#" not in text else ())
            if self.has(iri) and iri not in self._fresh
        ]

    def named(
        self, name: str, prefix: str, wanted: Mapping[NamedNode, set[Term]]
    ) -> list[NamedNode]:
        """The records below `prefix`, and concepts of the same class, that fit name and facts.

        A record that was written by hand and says nothing on a point fits as well, but only if
        no other fits better.
        """
        kinds = wanted.get(RDF.type, set())
        bearers = [
            iri
            for iri in sorted(self._names.get(plain(name), ()), key=str)
            if (iri.value.startswith(prefix) and home(iri.value) == iri.value)
            or (kinds and kinds <= self.values(iri, RDF.type))
        ]
        exact = [iri for iri in bearers if self._agrees(iri, wanted, silent=False)]
        return exact or [
            iri
            for iri in bearers
            if not self.values(iri, PROV.wasDerivedFrom) and self._agrees(iri, wanted, silent=True)
        ]

    def _agrees(
        self, iri: NamedNode, wanted: Mapping[NamedNode, set[Term]], *, silent: bool
    ) -> bool:
        for predicate, values in wanted.items():
            said = self.values(iri, predicate)
            if predicate in _BESIDE_KEY or (silent and not said):
                continue
            if said != values:
                return False
        return True

    def describe(self, iri: NamedNode) -> Mapping[NamedNode, set[Any]]:
        """All that is said of a resource."""
        return self.facts.get(iri, {})

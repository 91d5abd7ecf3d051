"""The groups in which search shows what it found: what kind of thing a page is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from servanda.site.base import Site
from servanda.site.listing.lists import class_name, local_name
from servanda.site.read.index import Origin
from servanda.vocab import FOAF, RDF
from servanda.wording import word

__all__ = ["Kinds"]

# The classes that agreements are told with, in the order in which their groups are shown.
_KNOWN: Final = (
    *("Agreement", "Partnership", "Party", "Person", "Country", "Territory", "City", "Facility"),
    *("Domain", "AcademicField"),
)
# Subclasses that stand in the group of the class above them.
_ABOVE: Final = {
    "AcademicAgreement": "Agreement",
    "TerritorialAgreement": "Agreement",
    "FrameworkAgreement": "Agreement",
    "TerritorialParty": "Party",
    "UniversityParty": "Party",
    "UnnamedParty": "Party",
}
_TERM: Final = "term"
_OTHER: Final = "other"
_LAST: Final = ("question", "page", _TERM, _OTHER)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The groups of a language; a group is known once `key` has given it."""

    site: Site
    language: str
    _seen: dict[str, NamedNode] = field(default_factory=dict)

    def key(self, node: NamedNode) -> str:
        """The key of the group of a resource: the local name of its class."""
        if node.value in self.site.reference.terms.own:
            return _TERM
        kinds = [
            fact.triple.object
            for fact in self.site.index.facts(node)
            if fact.triple.predicate == RDF.type and fact.origin is Origin.STATED
        ]
        found = sorted(self._place(kind) for kind in kinds if isinstance(kind, NamedNode))
        if not found:
            return _OTHER
        _, key, iri = found[0]
        self._seen.setdefault(key, NamedNode(iri))
        return key

    def is_known(self, key: str) -> bool:
        """Whether a group is of the classes that agreements are told with."""
        return key in _KNOWN

    def headings(self) -> Iterator[tuple[str, str]]:
        """The groups with what is written over them, in the order in which they are shown."""
        for key in sorted(self._seen, key=lambda key: (_rank(key), key)):
            yield key, class_name(self.site, self._seen[key], self.language).text
        for key in _LAST:
            yield key, word(f"search-kind-{key}", self.language)

    def _place(self, kind: NamedNode) -> tuple[tuple[bool, int], str, str]:
        """The own classes before those of others, the known ones first."""
        own = self.site.terms.base
        mine = kind.value.startswith(own) or kind == FOAF.Person
        name = local_name(kind.value)
        key = _ABOVE.get(name, name) if mine else name
        iri = own + key if key != name else kind.value
        return (not mine, _rank(key)), key, iri


def _rank(key: str) -> int:
    return _KNOWN.index(key) if key in _KNOWN else len(_KNOWN)

"""The countries of parties, as codes of ISO 3166: stated, or those of where the party is."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from servanda.site.read.ranked import Ranked, Values
from servanda.vocab import ADMS, DCTERMS, SKOS

__all__ = ["Countries"]

_AGENCY: Final = "ISO 3166-1 alpha-2"
_FARTHEST: Final = 12  # places within places; a ring of them ends here too


class Countries:
    """Finds countries; what was found of a place is remembered."""

    def __init__(self, ranked: Ranked) -> None:
        self._ranked: Final = ranked
        self._of_place: Final[dict[str, tuple[str, ...]]] = {}
        self._of_party: Final[dict[str, tuple[str, ...]]] = {}

    def stated(self, values: Values) -> tuple[str, ...]:
        """The codes that a participation or party states."""
        found = values.literals(self._ranked.terms.countryAsStated)
        return tuple(dict.fromkeys(each.value.strip() for each in found if each.value.strip()))

    def at_the_time(self, values: Values) -> tuple[str, ...]:
        """The codes of the countries to which a party belonged when it signed."""
        found = values.literals(self._ranked.terms.countryAtTheTime)
        return tuple(each.value for each in found)

    def of_party(self, party: NamedNode) -> tuple[str, ...]:
        """The codes that a party states; else those of what it governs or has its seat in."""
        known = self._of_party.get(party.value)
        if known is None:
            values, own = self._ranked.values(party), self._ranked.terms
            places = [*values.nodes(own.governs), *values.nodes(own.hasSeatIn)]
            known = self.stated(values) or self.of_places(places)
            self._of_party[party.value] = known
        return known

    def of_places(self, places: list[NamedNode]) -> tuple[str, ...]:
        """The codes of the countries in which places lie, sorted."""
        return tuple(sorted({code for place in places for code in self._codes(place)}))

    def _codes(self, place: NamedNode) -> tuple[str, ...]:
        """The codes of a place, or else of the nearest places around it that have one."""
        known = self._of_place.get(place.value)
        if known is None:
            around, seen = [place], {place}
            known = self._code(place)
            for _ in range(_FARTHEST):
                if known or not around:
                    break
                wider = [w for each in around for w in self._around(each) if w not in seen]
                seen |= set(wider)
                around = sorted(set(wider), key=str)
                known = tuple(sorted({code for each in around for code in self._code(each)}))
            self._of_place[place.value] = known
        return known

    def _around(self, place: NamedNode) -> list[NamedNode]:
        values = self._ranked.values(place)
        return [*values.nodes(self._ranked.terms.isWithin), *values.nodes(DCTERMS.isPartOf)]

    def _code(self, place: NamedNode) -> tuple[str, ...]:
        found = set()
        for node in self._ranked.values(place).nodes(ADMS.identifier):
            identifier = self._ranked.values(node)
            if any(a.value == _AGENCY for a in identifier.literals(ADMS.schemaAgency)):
                found |= {each.value for each in identifier.literals(SKOS.notation)}
        return tuple(sorted(found))

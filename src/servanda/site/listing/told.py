"""An agreement put into the words of one language, for tables and files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.pictures.timelines.dating import date_words
from servanda.site.base import Site
from servanda.site.read.agreements import AgreementRow, PartyRow, When, party_name
from servanda.site.read.labels import Name, chosen, shown
from servanda.site.read.literals import duration_words
from servanda.site.read.order import folded
from servanda.wording import word, words

__all__ = ["TellingAgreements", "Told", "country_name"]

_LONGEST: Final = 200  # characters of a name in a cell


@dataclass(frozen=True, slots=True)
class Told:
    """A name with the resource that it is of, if it has one."""

    name: Name
    node: NamedNode | None = None

    @property
    def text(self) -> str:
        """The name as text."""
        return self.name.text

    @property
    def short(self) -> Told:
        """The same with a name that fits into a cell; the whole name stands on its own page."""
        if len(self.text) <= _LONGEST:
            return self
        return Told(replace(self.name, text=f"{self.text[: _LONGEST - 1]}…"), self.node)


@dataclass(frozen=True, slots=True)
class TellingAgreements:
    """Tells rows in a language; what is not stated is an empty text."""

    site: Site
    language: str

    def nodes(self, nodes: Iterable[NamedNode]) -> list[Told]:
        """Resources by name, in the order of their names."""
        told = [Told(self.site.labels.name(node, self.language), node) for node in nodes]
        return sorted(told, key=lambda each: (folded(each.text), str(each.node)))

    def one(self, node: NamedNode | None) -> Told | None:
        """One resource by name."""
        return Told(self.site.labels.name(node, self.language), node) if node else None

    def party(self, party: PartyRow) -> Told:
        """A party; one that no source names is called that."""
        name = party_name(self.site, party, self.language)
        return Told(name or Name(self._unnamed(party)), party.node)

    def countries(self, codes: Iterable[str]) -> list[str]:
        """Countries by name, in the order of their codes."""
        return [country_name(code, self.language) for code in codes]

    def places(self, row: AgreementRow) -> list[Told]:
        """Where an agreement was signed."""
        return [
            Told(chosen([each], self.language))
            if isinstance(each, Literal)
            else Told(self.site.labels.name(each, self.language), each)
            for each in row.places
        ]

    def date(self, when: When) -> str:
        """A date in words, no more exact than it is written; the source's own words in quotes."""
        if when.written:
            dates = (date_words(each.value, self.language) for each in when.written)
            return " / ".join(dict.fromkeys(dates))
        return word("browse-words", self.language, words=shown(when.text)) if when else ""

    def end(self, row: AgreementRow) -> str:
        """The end, or that there is none, or else how long the agreement runs."""
        if row.end:
            return self.date(row.end)
        if row.open_end:
            return word("browse-open-end", self.language)
        return ", ".join(duration_words(each, self.language) for each in row.durations)

    def _unnamed(self, party: PartyRow) -> str:
        count = int(party.count) if party.count.isdecimal() and len(party.count) < 10 else 1
        return word("browse-unnamed", self.language, count=count)


def country_name(code: str, language: str) -> str:
    """The name of a country by its code of ISO 3166; a code that we do not know stays a code."""
    key = f"country-{code}"
    return word(key, language) if key in words() else shown(code)

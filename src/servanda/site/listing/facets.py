"""The facets of the list of agreements: their values, and which agreements have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from pyoxigraph import NamedNode

from servanda.pictures.timelines.dating import date_words
from servanda.site.listing.told import TellingAgreements, Told, country_name
from servanda.site.read.agreements import AgreementRow
from servanda.site.read.labels import Name
from servanda.site.read.order import folded
from servanda.wording import word

__all__ = ["FACETS", "MISSING", "Facet", "FacetValue", "facets"]

MISSING: Final = "-"  # the value of agreements that lack one


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value: its key, which stands in addresses; its name; how many agreements have it."""

    key: str
    told: Told
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, the most frequent first and what is missing last.

    `of_row` has the keys of each row, in the order of the rows.
    """

    name: str
    title: str
    values: tuple[FacetValue, ...]
    of_row: tuple[tuple[str, ...], ...]


# The keys of a row's values, each with how to name it; few names are asked for in the end.
_Named = dict[str, Callable[[], Told]]
_Reading = Callable[["_Values", AgreementRow], _Named]


def facets(telling: TellingAgreements, rows: Sequence[AgreementRow]) -> list[Facet]:
    """The facets in which at least one agreement has a value."""
    day = date_words(telling.site.workspace.as_of, telling.language)
    found, reader = [], _Values(telling, {})
    for name, reading in FACETS:
        of_row: list[tuple[str, ...]] = []
        names: _Named = {}
        for row in rows:
            said = reading(reader, row)
            names |= {key: told for key, told in said.items() if key not in names}
            of_row.append(tuple(said) or (MISSING,))
        if names:
            title = word(f"browse-{name}", telling.language, day=day)
            values = _values(telling, name, of_row, names)
            found.append(Facet(name, title, tuple(values), tuple(of_row)))
    return found


def _values(
    telling: TellingAgreements,
    name: str,
    of_row: Iterable[tuple[str, ...]],
    names: _Named,
) -> list[FacetValue]:
    counts = Counter(key for keys in of_row for key in keys)
    values = [FacetValue(key, told().short, counts[key]) for key, told in names.items()]
    if name == "year":
        values.sort(key=lambda each: each.key, reverse=True)
    else:
        values.sort(key=lambda each: (-each.count, folded(each.told.text), each.key))
    if counts[MISSING]:
        missing = Told(Name(word(f"browse-no-{name}", telling.language)))
        values.append(FacetValue(MISSING, missing, counts[MISSING]))
    return values


@dataclass(frozen=True, slots=True)
class _Values:
    """Reads the values of rows; the key of a resource is found once."""

    telling: TellingAgreements
    keys: dict[NamedNode, str]

    def nodes(self, nodes: Iterable[NamedNode | None]) -> _Named:
        named = (node for node in nodes if node is not None)
        return {self._key(node): partial(self._told, node) for node in named}

    def _key(self, node: NamedNode) -> str:
        """The path of a resource's page, which an address can keep; else its IRI."""
        known = self.keys.get(node)
        if known is None:
            home = self.telling.site.resources.home(node)
            known = node.value
            if home is not None:
                known = f"{home.path}#{home.anchor}" if home.anchor else home.path
            self.keys[node] = known
        return known

    def _told(self, node: NamedNode) -> Told:
        return Told(self.telling.site.labels.name(node, self.telling.language), node)


def _plain(text: str) -> Callable[[], Told]:
    return lambda: Told(Name(text))


def _parties(values: _Values, row: AgreementRow) -> _Named:
    return values.nodes(party.node for party in row.parties if party.named)


def _countries(values: _Values, row: AgreementRow) -> _Named:
    return {code: _plain(country_name(code, values.telling.language)) for code in row.countries}


def _domains(values: _Values, row: AgreementRow) -> _Named:
    # An agreement about lycées is found under education too.
    return values.nodes((*row.domains, *row.wider))


def _end(values: _Values, row: AgreementRow) -> _Named:
    if row.end.written:
        key = "dated"
    elif row.open_end:
        key = "open"
    elif row.durations:
        key = "duration"
    else:
        return {}
    return {key: _plain(word(f"browse-end-{key}", values.telling.language))}


def _year(_: _Values, row: AgreementRow) -> _Named:
    return {row.signed.year: _plain(row.signed.year)} if row.signed.year else {}


FACETS: Final[tuple[tuple[str, _Reading], ...]] = (
    ("party", _parties),
    ("country", _countries),
    ("domain", _domains),
    ("field", lambda values, row: values.nodes(row.fields)),
    ("year", _year),
    ("status", lambda values, row: values.nodes((row.status,))),
    ("kind", lambda values, row: values.nodes(row.kinds)),
    ("instrument", lambda values, row: values.nodes(row.instruments)),
    ("end", _end),
)

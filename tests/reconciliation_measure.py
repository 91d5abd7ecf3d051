"""How good the matcher is: precision and recall of what it accepts, on twinnings of two sources.

A row of the one source names two cities with their countries; the other source has pairs of items.
Where the two names fit exactly one pair of items, the pair is the truth. The matcher sees one name
and its country, and every item whose name is near; it never sees the pair.

Countries of items are no part of the second source. They are taken from elsewhere:

* *gazetteer*: where every place of that name lies in one country by GeoNames;
* *twinnings*: where the item's other partners are those of a city of that name in one country
  only. The row that gives the truth is left out of both sources for this.
"""

from __future__ import annotations

import csv
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anyascii import anyascii
from rapidfuzz import fuzz, process

from servanda.reconcile import RULES, Candidate, Decision, Rules, Subject, decide
from servanda.reconcile.names import folded

Pair = tuple[str, str]
# Names of countries in the first source that are not those of ISO 3166-1, or are parts of one.
OTHER_NAMES = {
    "cape verde": "CV",
    "czech republic": "CZ",
    "england": "GB",
    "georgia country": "GE",
    "netherlands": "NL",
    "northern ireland": "GB",
    "palestine": "PS",
    "republic of ireland": "IE",
    "scotland": "GB",
    "wales": "GB",
}
Gazetteer = Mapping[str, frozenset[str]]
"""The countries in which a place of a name lies, by the name as `key` gives it."""


@cache
def key(name: str) -> str:
    """A name in the letters that count, in any script."""
    return folded(anyascii(folded(name)))


@dataclass(frozen=True, slots=True)
class Case:
    """One side of a row: a city, its partner in that row, and the items of both."""

    name: str
    country: str
    partner: str
    item: str
    partner_item: str


@dataclass(frozen=True, slots=True)
class Twinnings:
    """Both sources: names of items, partners of items, and partners of cities by name."""

    names: Mapping[str, str]
    by_name: Mapping[str, frozenset[str]]
    partners: Mapping[str, frozenset[str]]
    cities: Mapping[str, Mapping[str, frozenset[str]]]  # by name, then by country: partners' names
    cases: tuple[Case, ...]


def read_twinnings(tables: Path, codes: Mapping[str, str] | None = None) -> Twinnings:
    """Read both sources below a folder of tables; `codes` are countries as the gazetteer has them.

    Without codes a country is what the source calls it.
    """
    names = dict(_tab(tables / "l3viathan" / "names.tsv"))
    pairs = set(_tab(tables / "l3viathan" / "relations.tsv"))
    by_name: dict[str, set[str]] = defaultdict(set)
    for item, name in names.items():
        by_name[key(name)].add(item)
    partners: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        partners[one].add(other)
        partners[other].add(one)
    cities: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    cases: list[Case] = []
    for (city, country), (other, other_country) in _rows(tables, codes or {}):
        cities[key(city)][country].add(key(other))
        cities[key(other)][other_country].add(key(city))
        fits = [
            (one, two)
            for one in by_name.get(key(city), ())
            for two in by_name.get(key(other), ())
            if two in partners[one]
        ]
        if len(fits) == 1:
            [(one, two)] = fits
            cases.append(Case(city, country, other, one, two))
            cases.append(Case(other, other_country, city, two, one))
    return Twinnings(
        names,
        {name: frozenset(items) for name, items in by_name.items()},
        {item: frozenset(others) for item, others in partners.items()},
        {
            name: {country: frozenset(others) for country, others in places.items()}
            for name, places in cities.items()
        },
        tuple(cases),
    )


def _tab(path: Path) -> Iterator[Pair]:
    for line in path.read_text("utf-8").splitlines():
        one, other = line.split("\t")
        yield one, other


def _rows(tables: Path, codes: Mapping[str, str]) -> Iterator[tuple[Pair, Pair]]:
    path = tables / "hekman" / "twin_cities_geocoded.csv"
    with path.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            one, other = (row[f"country{side}"].rpartition(", ")[2].strip() for side in (1, 2))
            yield (
                (row["city1"], codes.get(key(one), one)),
                (row["city2"], codes.get(key(other), other)),
            )


def country_by_twinnings(item: str, case: Case, twinnings: Twinnings) -> str:
    """The one country in which a city of the item's name has partners of the item, or nothing.

    The pair of the case is left out on both sides: what is asked says nothing of the answer.
    """
    hidden = {case.item, case.partner_item}
    partners = {
        key(twinnings.names[other])
        for other in twinnings.partners.get(item, ())
        if not (item in hidden and other in hidden)
    }
    places = twinnings.cities.get(key(twinnings.names[item]), {})
    asked = key(case.partner)
    found = [
        country
        for country, others in places.items()
        if partners & (others - {asked} if country == case.country else others)
    ]
    return found[0] if len(found) == 1 else ""


def country_by_gazetteer(item: str, twinnings: Twinnings, gazetteer: Gazetteer) -> str:
    """The one country in which places of the item's name lie, or nothing."""
    found = gazetteer.get(key(twinnings.names[item]), frozenset())
    return next(iter(found)) if len(found) == 1 else ""


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts of cases: all, accepted, rightly accepted; and why the rest was left to a person."""

    cases: int
    accepted: int
    right: int
    reasons: Mapping[str, int]
    wrong: tuple[tuple[Case, str], ...]

    @property
    def precision(self) -> float:
        """The share of right ones among the accepted."""
        return self.right / self.accepted if self.accepted else 1.0

    @property
    def recall(self) -> float:
        """The share of cases that were accepted rightly."""
        return self.right / self.cases if self.cases else 0.0


CountryOf = Callable[[str, Case], str]


def measure(
    cases: Iterable[Case],
    twinnings: Twinnings,
    country_of: CountryOf,
    rules: Rules = RULES,
    *,
    absent: bool = False,
) -> Measure:
    """Decide on each case and compare with the truth.

    With `absent` the right item is taken away first, so that whatever is accepted is wrong: as
    where a dataset has no entry for the thing.
    """
    count = accepted = right = 0
    reasons: Counter[str] = Counter()
    wrong: list[tuple[Case, str]] = []
    for case in cases:
        count += 1
        decision = decided(case, twinnings, country_of, rules, absent=absent)
        if decision.accepted is None:
            reasons[decision.reason] += 1
            continue
        accepted += 1
        if decision.accepted.candidate.id == case.item:
            right += 1
        else:
            wrong.append((case, decision.accepted.candidate.id))
    return Measure(count, accepted, right, dict(reasons.most_common()), tuple(wrong))


def decided(
    case: Case,
    twinnings: Twinnings,
    country_of: CountryOf,
    rules: Rules = RULES,
    *,
    absent: bool = False,
) -> Decision:
    """What the matcher makes of one name and its country."""
    subject = Subject(case.name, {"": (case.name,)}, kind="place", country=case.country)
    candidates = [
        Candidate(
            item,
            {"": (twinnings.names[item],)},
            kinds=frozenset({"place"}),
            country=country_of(item, case),
        )
        for name in _near(key(case.name), twinnings)
        for item in sorted(twinnings.by_name[name])
        if not (absent and item == case.item)
    ]
    return decide(subject, candidates, rules)


_NEAR: dict[tuple[int, str], tuple[str, ...]] = {}


def _near(name: str, twinnings: Twinnings) -> tuple[str, ...]:
    """The ten names of items that are nearest; a name is looked up once."""
    at = (id(twinnings), name)
    if at not in _NEAR:
        found = process.extract(
            name, twinnings.by_name.keys(), scorer=fuzz.token_sort_ratio, limit=10, score_cutoff=60
        )
        _NEAR[at] = tuple(each for each, _, _ in found)
    return _NEAR[at]


def is_ambiguous(case: Case, twinnings: Twinnings) -> bool:
    """Whether several items bear the name."""
    return len(twinnings.by_name[key(case.name)]) > 1


def interval(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927)."""
    if not whole:
        return (0.0, 1.0)
    z, share = 1.959964, part / whole
    middle = share + z * z / (2 * whole)
    half = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    below = 1 + z * z / whole
    return ((middle - half) / below, (middle + half) / below)


def sample(cases: Sequence[Case], count: int) -> list[Case]:
    """A sample that is the same at each run; all cases where `count` is 0."""
    if not count or count >= len(cases):
        return list(cases)
    return random.Random(20260101).sample(cases, count)  # noqa: S311  no secret

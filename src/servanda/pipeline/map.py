"""Map: records and what they reach to inferred facts, validation results, rows and counts.

A pure function: no clock, no network. What is given for a record depends on the record, on those
that it reaches by links forwards and on the reference, and never on who else is in the batch.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from servanda.derive import STATUS, derive, near_claims
from servanda.ntriples import Fact, facts_of, text_of
from servanda.pipeline.found import found_json, order
from servanda.pipeline.keys import KEYS
from servanda.pipeline.kit import Kit
from servanda.pipeline.record import Output, Record
from servanda.pipeline.tabulate import tabulate
from servanda.places import Found, place
from servanda.validate import Data, Facts, Result

__all__ = ["home_of", "map_records"]


@dataclass(frozen=True, slots=True)
class _View:
    """Records with their facts, own ones first, and whose resource each subject is.

    `homes` gives the graph of the record by each described resource as it is spelled; `given` is
    what was derived, by the record that causes it.
    """

    kit: Kit
    own: Mapping[str, list[Fact]]
    around: Sequence[list[Fact]]
    homes: Mapping[str, str]

    def home(self, spelled: str) -> str:
        """The graph of the record that a resource belongs to, "" if none describes it."""
        found = self.homes.get(spelled)
        if found is None:
            found = self.homes.get(f"<{_whole(spelled[1:-1], self.kit.space)}>", "")
        return found

    def stated(self) -> Iterator[Fact]:
        """The facts of all records."""
        return chain.from_iterable(chain(self.own.values(), self.around))


def map_records(kit: Kit, own: Sequence[Record], around: Sequence[Record]) -> list[Output]:
    """What each of the records `own` gives; `around` are all that these reach."""
    view = _view(kit, own, around)
    seen = {*view.stated(), *kit.shared}
    inside, outside = _derived(view)
    inferred = inside.difference(seen)
    inferred.update(kit.rules.local(chain(seen, inferred)))
    own_new = _own(view, inferred)
    for graph, facts in view.own.items():
        _look_back(view, graph, facts, own_new[graph], outside[graph], seen)
    inferred.update(*own_new.values())
    text = "".join([*(record.text for record in (*own, *around)), kit.common_text])
    data = Facts(chain(view.stated(), kit.shared, kit.ontology), text)
    results = [] if kit.validator is None else [*kit.validator.results(data)]
    data.add(inferred)
    if kit.closure_validator is not None:
        results += kit.closure_validator.results(data)
    found = _placed_results(view, own, results)
    rows = _tabulated(view, data)
    return [
        Output(
            inferred=_sorted_text(own_new[graph]),
            outgoing=_sorted_text(outside[graph]),
            crossing=_crossing(kit, facts, own_new[graph], outside[graph]),
            keys=text_of(fact for fact in facts if fact[1] in KEYS),
            rows=_json(rows.get(graph)),
            counts=_counts(facts),
            found=_json(found.get(graph)),
        )
        for graph, facts in view.own.items()
    ]


def _own(view: _View, inferred: Iterable[Fact]) -> dict[str, set[Fact]]:
    """What was inferred about the resources of each own record."""
    found: dict[str, set[Fact]] = {graph: set() for graph in view.own}
    known: dict[str, set[Fact]] = {}  # by subject, as facts are many
    others: set[Fact] = set()
    for fact in inferred:
        mine = known.get(fact[0])
        if mine is None:
            mine = known[fact[0]] = found.get(view.home(fact[0]), others)
        mine.add(fact)
    return found


def _sorted_text(facts: Iterable[Fact]) -> str:
    return "".join(sorted([f"{s} {p} {o} .\n" for s, p, o in facts]))


def home_of(iri: str, described: Container[str], space: str) -> str:
    """The described resource that an IRI is, or is a part of: `X` for `X#part`; "" if none.

    In a space of hash IRIs nothing is told by the IRI but that `X/status` is about `X`.
    """
    if iri in described:
        return iri
    whole = _whole(iri, space)
    return whole if whole in described else ""


def _whole(iri: str, space: str) -> str:
    return iri.removesuffix(f"/{STATUS}") if "#" in space else iri.partition("#")[0]


def _view(kit: Kit, own: Sequence[Record], around: Sequence[Record]) -> _View:
    facts = {record.graph: list(facts_of(record.text)) for record in (*own, *around)}
    homes = {fact[0]: graph for graph, some in facts.items() for fact in some}
    graphs = {record.graph for record in own}
    return _View(
        kit,
        {record.graph: facts[record.graph] for record in own},
        [some for graph, some in facts.items() if graph not in graphs],
        homes,
    )


def _derived(view: _View) -> tuple[set[Fact], dict[str, set[Fact]]]:
    """What is derived about the records that cause it, and about others, by the record."""
    outside: dict[str, set[Fact]] = defaultdict(set)
    inside: set[Fact] = set()
    kit = view.kit
    if kit.reference.rules is None:
        return inside, outside
    near = chain.from_iterable(
        near_claims(facts) for facts in chain(view.own.values(), view.around)
    )
    for fact, cause in derive(chain(near, kit.shared), kit.reference.rules, kit.workspace.as_of):
        here, there = view.home(cause), view.home(fact[0])
        if here == there:
            inside.add(fact)
        elif there:
            outside[here].add(fact)
    return inside, outside


def _look_back(  # noqa: PLR0913  what there is of one record
    view: _View,
    graph: str,
    facts: Sequence[Fact],
    new: set[Fact],
    outgoing: set[Fact],
    seen: Collection[Fact],
) -> None:
    """Add what the facts of one record say of their objects: its own ones, and those of others."""
    for fact in view.kit.rules.backward(chain(facts, new, outgoing)):
        if fact not in seen:
            home = view.home(fact[0])
            if home == graph:
                new.add(fact)
            elif home or fact[0] in view.kit.shared_subjects:
                outgoing.add(fact)


def _crossing(kit: Kit, *parts: Iterable[Fact]) -> str:
    return _sorted_text(fact for part in parts for fact in kit.rules.crossing(part))


def _placed_results(
    view: _View, own: Iterable[Record], results: Iterable[Result]
) -> dict[str, list[object]]:
    """The validation results about own resources as JSON, by the graph of the record."""
    about: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        about[view.homes.get(str(result.focus_node), "")].append(result)
    paths = {record.graph: record.path for record in own}
    return {
        graph: [found_json(each) for each in _placed(view.kit, paths[graph], about[graph])]
        for graph in view.own
        if graph in about
    }


def _placed(kit: Kit, path: Path, results: Sequence[Result]) -> list[Found]:
    document = kit.workspace.record(path)
    return sorted(place(results, [document]), key=order)


def _tabulated(view: _View, data: Data) -> dict[str, dict[str, list[tuple[str, ...]]]]:
    """The rows about own resources, by the graph of the record and the name of the table."""
    kit = view.kit
    if not kit.reference.tables:
        return {}
    own = {spelled[1:-1] for spelled, graph in view.homes.items() if graph in view.own}
    rows: dict[str, dict[str, list[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(list))
    for name, some in tabulate(data, kit.reference.tables, own).items():
        for row in sorted(set(some)):
            rows[view.homes[f"<{row[0]}>"]][name].append(row)
    return rows


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def _counts(facts: Iterable[Fact]) -> str:
    """How many resources of each class a record describes, as JSON."""
    counts: dict[str, int] = defaultdict(int)
    for _, predicate, value in facts:
        if predicate == _TYPE and value.startswith("<"):
            counts[value[1:-1]] += 1
    return json.dumps(counts)

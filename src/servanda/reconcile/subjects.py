"""The resources of a workspace that may be matched, with what is known of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.identifiers import scheme_of
from servanda.reconcile.kinds import Kinds, read_kinds
from servanda.reconcile.model import Subject
from servanda.vocab import ADMS, LABELS, RDF, RDFS, SKOS
from servanda.workspace import Workspace

__all__ = ["read_subjects"]

_FAR: Final = 4  # how many places lie around one another before the country is given up
_CODE: Final = re.compile(r"[A-Z]{2}")
_NAMES: Final = (*LABELS, SKOS.altLabel)
_LATITUDE: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#lat"
_LONGITUDE: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#long"


@dataclass(slots=True)
class _Facts:
    """What is kept of all records while they are read."""

    classes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, list[tuple[int, str, str]]] = field(default_factory=lambda: defaultdict(list))
    identifiers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    agencies: dict[str, str] = field(default_factory=dict)
    notations: dict[str, str] = field(default_factory=dict)
    countries: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    within: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    degrees: dict[tuple[str, str], float] = field(default_factory=dict)


def read_subjects(workspace: Workspace) -> list[Subject]:
    """Every resource of a known kind that has a name, by IRI."""
    kinds, facts = read_kinds(), _Facts()
    parents: dict[str, set[str]] = defaultdict(set)
    for path in workspace.ontology:
        for triple in workspace.document(path).triples:
            above, below = triple.object, triple.subject
            if triple.predicate == RDFS.subClassOf and isinstance(below, NamedNode):
                parents[below.value] |= {above.value} if isinstance(above, NamedNode) else set()
    for triple in _triples(workspace):
        if isinstance(triple.subject, NamedNode):
            _take(triple.subject.value, triple, facts, kinds)
    return [
        _subject(iri, kind, facts)
        for iri in sorted(facts.classes)
        if (kind := kinds.of_classes(_closure(facts.classes[iri], parents))) and iri in facts.names
    ]


def _triples(workspace: Workspace) -> Iterator[Triple]:
    for path in workspace.schemes:
        yield from workspace.scheme(path).triples
    for path in workspace.records:
        yield from workspace.record(path).triples


def _take(subject: str, triple: Triple, facts: _Facts, kinds: Kinds) -> None:
    name, value = triple.predicate, triple.object
    if isinstance(value, NamedNode):
        if name == RDF.type:
            facts.classes[subject].add(value.value)
        elif name == ADMS.identifier:
            facts.identifiers[subject].add(value.value)
        elif name.value in kinds.within:
            facts.within[subject].add(value.value)
    elif isinstance(value, Literal):
        _take_literal(subject, name, value, facts, kinds)


def _take_literal(
    subject: str, name: NamedNode, value: Literal, facts: _Facts, kinds: Kinds
) -> None:
    if name in _NAMES:
        language = (value.language or "").split("-")[0].lower()
        facts.names[subject].append((_NAMES.index(name), language, value.value))
    elif name == ADMS.schemaAgency:
        facts.agencies[subject] = value.value
    elif name == SKOS.notation:
        facts.notations[subject] = value.value
    elif name.value in kinds.country and _CODE.fullmatch(value.value):
        facts.countries[subject].add(value.value)
    elif name.value in {_LATITUDE, _LONGITUDE}:
        facts.degrees[subject, name.value] = _number(value.value)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _closure(classes: Iterable[str], parents: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = set(classes)
    while waiting:
        here = waiting.pop()
        seen.add(here)
        waiting |= parents.get(here, set()) - seen
    return seen


def _subject(iri: str, kind: str, facts: _Facts) -> Subject:
    names: dict[str, list[str]] = defaultdict(list)
    for _, language, name in sorted(facts.names[iri]):
        if name not in names[language]:
            names[language].append(name)
    north, east = (facts.degrees.get((iri, each)) for each in (_LATITUDE, _LONGITUDE))
    known = north is not None and east is not None and abs(north) <= 90 and abs(east) <= 180
    return Subject(
        iri=iri,
        names={language: tuple(each) for language, each in sorted(names.items())},
        kind=kind,
        country=_country(iri, facts),
        identifiers=_identifiers(iri, facts),
        point=(north, east) if known and north is not None and east is not None else None,
    )


def _identifiers(iri: str, facts: _Facts) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for node in facts.identifiers.get(iri, ()):
        scheme = scheme_of(facts.agencies.get(node, ""))
        notation = scheme.normal(facts.notations.get(node, "")) if scheme else None
        if scheme and notation:
            found[scheme.key].add(notation)
    return {key: frozenset(found[key]) for key in sorted(found)}


def _country(iri: str, facts: _Facts) -> str:
    """The one country that is stated, or that the codes of the places around say."""
    here = {iri}
    for _ in range(_FAR):
        codes = {code for each in here for code in facts.countries.get(each, ())}
        for each in here:
            known = _identifiers(each, facts)
            codes |= known.get("iso3166-1-alpha-2", frozenset())
            codes |= {code[:2] for code in known.get("iso3166-2", ())}
        if codes:
            return next(iter(codes)) if len(codes) == 1 else ""
        here = {outer for each in here for outer in facts.within.get(each, ())}
    return ""

"""Records as facts in the spelling of N-Triples, and the canonical Turtle of a record, quickly.

`servanda fmt` gives the same bytes; it is not used because it parses, sorts and parses again, which
takes minutes for a hundred thousand records. A test compares both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

SPACE: Final = "https://example.org/id/"
_MODEL: Final = "https://w3id.org/servanda/id/"
_KINDS: Final = ("agreement", "domain", "party", "person", "place", "source")
_CONCEPTS: Final = {
    "actiontype": "action-type",
    "agreementkind": "agreement-kind",
    "beneficiary": "beneficiary",
    "capacity": "capacity",
    "claimkind": "claim-kind",
    "direction": "direction",
    "endtype": "end-type",
    "eventstate": "event-state",
    "eventtype": "event-type",
    "field": "field",
    "instrument": "instrument-type",
    "modality": "modality",
    "modeldomain": "domain",
    "objectivekind": "objective-kind",
    "openness": "openness",
    "partytype": "party-type",
    "rank": "rank",
    "relationtype": "relation-type",
    "renewalmode": "renewal-mode",
    "role": "role",
}
PREFIXES: Final = {
    **{kind: f"{SPACE}{kind}/" for kind in _KINDS},
    **{name: f"{_MODEL}{scheme}/" for name, scheme in _CONCEPTS.items()},
    "adms": "http://www.w3.org/ns/adms#",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "servanda": "https://w3id.org/servanda/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_NAMES: Final = {base: name for name, base in PREFIXES.items()}
_LOCAL: Final = re.compile(r"(?:[A-Za-z0-9_](?:[\w-]|\.(?=[\w-]))*)?", re.ASCII)
_SHORT: Final = re.compile(
    r'"([+-]?[0-9]+)"\^\^<http://www.w3.org/2001/XMLSchema#integer>'
    r'|"([+-]?[0-9]*\.[0-9]+)"\^\^<http://www.w3.org/2001/XMLSchema#decimal>'
)
_TYPE: Final = f"<{PREFIXES['rdf']}type>"


def iri(name: str) -> str:
    """A prefixed name as `<iri>`."""
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def text(value: str, language: str = "") -> str:
    """A string, with its language if it has one."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def typed(value: str, datatype: str) -> str:
    """A literal of a datatype that is given as a prefixed name."""
    return f'"{value}"^^{iri(datatype)}'


class Record:
    """The facts of one record, by subject and predicate; all terms as N-Triples spells them."""

    def __init__(self, kind: str, slug: str) -> None:
        self.path = f"{kind}/{slug}"
        self.iri = f"{SPACE}{kind}/{slug}"
        self.this = f"<{self.iri}>"
        self.facts: dict[str, dict[str, list[str]]] = {}

    def part(self, name: str) -> str:
        """A resource that this record describes beside its own."""
        return f"<{self.iri}#{name}>"

    def add(self, subject: str, predicate: str, *values: str) -> None:
        """State values of a property."""
        self.facts.setdefault(subject, {}).setdefault(predicate, []).extend(values)

    def describe(self, subject: str, kind: str, **values: str) -> None:
        """State the class and the values of properties of our ontology, one of each."""
        facts = self.facts.setdefault(subject, {})
        facts.setdefault(_TYPE, []).append(iri(kind))
        for name, value in values.items():
            facts.setdefault(f"<{PREFIXES['servanda']}{name}>", []).append(value)

    def drop(self, subject: str, predicate: str = "") -> None:
        """Forget all values of a property, or all about a subject, if anything is stated."""
        if predicate:
            self.facts.get(subject, {}).pop(predicate, None)
        else:
            self.facts.pop(subject, None)

    def turtle(self) -> str:
        """The record in canonical form."""
        own = f"{self.iri}#"
        used: dict[str, str] = {}
        spelled: dict[str, str] = {}

        def short(term: str) -> str:
            found = spelled.get(term)
            if found is None:
                found = spelled[term] = _spell(term, own, used)
            return found

        subjects = sorted(self.facts, key=lambda each: (each != self.this, each[:-1]))
        blocks = [
            f"{short(subject)}\n    {' ;'.join(_lines(self.facts[subject], short))} .\n"
            for subject in subjects
        ]
        head = "".join(f"@prefix {name}: <{used[name]}> .\n" for name in sorted(used))
        return "\n".join((head, *blocks))


def _lines(facts: dict[str, list[str]], spell: Callable[[str], str]) -> Iterator[str]:
    first = True
    for predicate in sorted(facts, key=lambda each: (each != _TYPE, each[:-1])):
        values = sorted(set(facts[predicate]))
        verb = "a" if predicate == _TYPE else spell(predicate)
        start = "" if first else "\n    "
        first = False
        if len(values) == 1:
            yield f"{start}{verb} {spell(values[0])}"
        else:
            inner = " ,\n        ".join(map(spell, values))
            yield f"{start}{verb}\n        {inner}"


def _spell(term: str, own: str, used: dict[str, str]) -> str:
    """A term as Turtle writes it; the prefixes that this takes are noted."""
    if term[0] == '"':
        return _spell_literal(term, own, used)
    inside = term[1:-1]
    cut = inside.find("#") + 1 or inside.rfind("/") + 1
    base, local = inside[:cut], inside[cut:]
    name = "" if base == own else _NAMES.get(base)
    if name is None or not _LOCAL.fullmatch(local):
        return term
    used[name] = base
    return f"{name}:{local}"


def _spell_literal(term: str, own: str, used: dict[str, str]) -> str:
    if term[-1] != ">":
        return term
    number = _SHORT.fullmatch(term)
    if number:
        return number[1] or number[2]
    value, _, datatype = term.rpartition("^^")
    return f"{value}^^{_spell(datatype, own, used)}"

"""Names in cells and the records they stand for; a name that stands for none makes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from servanda.tables.metadata import Description, Field, Record, Reference
from servanda.tables.nodes import Nodes
from servanda.tables.resolve import Resolver, Statement, Term, plain
from servanda.tables.templates import home, slug

__all__ = ["Naming"]

Values = Mapping[str, str]


@dataclass(slots=True)
class Naming:
    """The names of one row: `terms` reads a field, `iri` fills a template, `tell` takes remarks.

    `made` are the records that were made, `parts` the statements about parts of the row's own
    record. Without `make`, a new name stands for nothing.
    """

    subject: NamedNode
    description: Description
    resolver: Resolver
    nodes: Nodes
    terms: Callable[[Field, Values], Sequence[Term]]
    iri: Callable[[str, Values], NamedNode]
    tell: Callable[[str, str, str], None]
    make: bool
    made: dict[NamedNode, frozenset[Statement]] = field(default_factory=dict)
    parts: set[Statement] = field(default_factory=set)
    _used: set[NamedNode] = field(default_factory=set)
    _named: dict[tuple[str, str], NamedNode] = field(default_factory=dict)

    def refer(self, reference: Reference, name: str, values: Values) -> Sequence[Term]:
        """The record that a name stands for, if it does."""
        given = {key: values.get(column, "").strip() for key, column in reference.values.items()}
        for kind in reference.kinds:
            record = self.description.records[kind]
            said = {**values, **given, "name": name}
            if reference.within_row:
                found = self._named.get((kind, plain(name)))
            else:
                found = self._known(reference, record, said)
            if found is None and _makes(reference, kind):
                found = self._new(record, said)
            if found is not None:
                self._named.setdefault((kind, plain(name)), found)
                self._used.add(found)
                return (found,)
        return ()

    def _known(self, reference: Reference, record: Record, values: Values) -> NamedNode | None:
        """The record of that name; a part of the row's own record where it cannot be told."""
        found = self._records(record, values["name"], values)
        if len(found) > 1:
            listed = ", ".join(iri.value.removeprefix(self.nodes.base) for iri in found)
            self.tell("ambiguous", values["name"], f"may be any of {listed}")
        elif found and reference.distinct and found[0] in self._used:
            self.tell("ambiguous", values["name"], "names two parties of one row")
        else:
            return found[0] if found else None
        return self._apart(record, values) if reference.create else None

    def _records(self, record: Record, name: str, values: Values) -> list[NamedNode]:
        if "#" in record.about:
            return []
        prefix = self.nodes.prefix(record.about)
        found = self.resolver.identified(name, prefix)
        if len(found) == 1:
            return found
        named = self.resolver.named(name, prefix, self._wanted(record, values))
        return named or self.resolver.slugged(name, prefix)

    def _apart(self, record: Record, values: Values) -> NamedNode:
        """A resource of the row's own record that bears the name and claims to be no other."""
        place = NamedNode(f"{home(self.subject.value)}#{record.kind}-{slug(values['name'])}")
        iri = self.nodes.free(place, self._used.__contains__)
        self.parts |= self._statements(iri, record, values)
        return iri

    def _wanted(self, record: Record, values: Values) -> dict[NamedNode, set[Term]]:
        wanted: dict[NamedNode, set[Term]] = defaultdict(set)
        for each in record.fields:
            wanted[NamedNode(each.property)].update(self.terms(each, values))
        return wanted

    def _new(self, record: Record, values: Values) -> NamedNode | None:
        if not self.make and "#" not in record.about:
            return None
        iri = self.iri(record.about, values)
        if "#" not in record.about:
            iri = self.nodes.free(iri, self.resolver.has)
        said = self._statements(iri, record, values)
        if "#" in record.about:
            self.parts |= said
        else:
            self.made[iri] = frozenset(said)
            self.resolver.make(said)
        return iri

    def _statements(self, iri: NamedNode, record: Record, values: Values) -> set[Statement]:
        return {
            (iri, NamedNode(each.property), term)
            for each in record.fields
            for term in self.terms(each, values)
        }


def _makes(reference: Reference, kind: str) -> bool:
    """Whether a name that stands for nothing becomes a record of this kind: the last one does."""
    return reference.create and not reference.within_row and kind == reference.kinds[-1]

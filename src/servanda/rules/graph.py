"""The axioms of an ontology as text, found by predicate and by subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from servanda.errors import InputError
from servanda.ntriples import Fact
from servanda.vocab import OWL, RDF

__all__ = ["Graph"]

_FIRST, _REST, _NIL = str(RDF.first), str(RDF.rest), str(RDF.nil)


class Graph:
    """An index over facts; lists must be whole."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._objects: dict[tuple[str, str], list[str]] = defaultdict(list)
        for subject, predicate, value in facts:
            self._pairs[predicate].append((subject, value))
            self._objects[subject, predicate].append(value)

    def pairs(self, predicate: object) -> list[tuple[str, str]]:
        """Subjects and objects of a predicate."""
        return self._pairs.get(str(predicate), [])

    def objects(self, subject: str, predicate: object) -> list[str]:
        """The objects of a subject with one predicate."""
        return self._objects.get((subject, str(predicate)), [])

    def instances(self, kind: object) -> list[str]:
        """All that is said to be of a class."""
        wanted = str(kind)
        return [subject for subject, value in self.pairs(RDF.type) if value == wanted]

    def items(self, head: str) -> list[str]:
        """The items of a list. Raises InputError for one that is cut, forked or runs in a ring."""
        items: list[str] = []
        seen: set[str] = set()
        while head != _NIL:
            first, rest = self.objects(head, _FIRST), self.objects(head, _REST)
            if head in seen or len(first) != 1 or len(rest) != 1:
                raise InputError(
                    f"a list in the ontology is not whole at {head}",
                    hint="Each cell needs one rdf:first and one rdf:rest, the last one rdf:nil",
                )
            seen.add(head)
            items += first
            head = rest[0]
        return items

    def lists(self, predicate: object) -> Iterator[tuple[str, list[str]]]:
        """Subjects and the items of their lists."""
        for subject, head in self.pairs(predicate):
            yield subject, self.items(head)

    def restrictions(self, kind: object) -> Iterator[tuple[str, str, str]]:
        """Restrictions of one kind: class, property, value."""
        for node, value in self.pairs(kind):
            properties = self.objects(node, OWL.onProperty)
            if not properties:
                raise InputError(
                    f"the restriction with {kind} {value} says of no property",
                    hint="Give it owl:onProperty",
                )
            for on in properties:
                yield node, on, value

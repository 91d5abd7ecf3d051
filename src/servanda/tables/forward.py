"""Rows to statements: a pure function of the row, the description and what names stand for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.tables.issues import Issue
from servanda.tables.metadata import Column, Description, Field
from servanda.tables.naming import Naming
from servanda.tables.nodes import Nodes, unique
from servanda.tables.resolve import Resolver, Statement, Term
from servanda.tables.templates import slug
from servanda.tables.values import READERS

__all__ = ["Lens", "Reading"]

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


Origin = tuple[NamedNode, NamedNode, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row says: its subject and statements, records made for new names, and issues.

    `references` holds the statements that names gave, by what named them: a name that did not
    change means what it meant, whatever people have called the record since. `single` holds
    subject and predicate of those that a row gives once, so that a new one takes the old one's
    place; `once` holds those of all statements that one cell alone gives.
    """

    subject: NamedNode
    statements: frozenset[Statement]
    made: Mapping[NamedNode, frozenset[Statement]]
    references: Mapping[Origin, frozenset[Statement]]
    single: frozenset[tuple[NamedNode, NamedNode]]
    once: frozenset[tuple[NamedNode, NamedNode]]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Lens:
    """A description that looks at one workspace: `base` is where relative templates lead."""

    description: Description
    resolver: Resolver
    base: str

    @property
    def nodes(self) -> Nodes:
        """The IRIs that the templates of the description stand for."""
        return Nodes(self.description, self.base)

    def row(
        self,
        cells: Mapping[str, str],
        *,
        subject: NamedNode,
        number: int = 0,
        make: bool = True,
    ) -> Reading:
        """Read one row about `subject`; without `make`, names that are new stand for nothing."""
        return _Row(self, cells, subject, number, make=make).read()


class _Row:
    """One row while it is read: what it has said so far, and whom it has named."""

    def __init__(
        self,
        lens: Lens,
        cells: Mapping[str, str],
        subject: NamedNode,
        number: int,
        *,
        make: bool,
    ) -> None:
        self._lens, self._nodes = lens, lens.nodes
        self._description, self._resolver = lens.description, lens.resolver
        self._values = self._nodes.values(lens.description.meant(cells), number)
        self._bound = self._nodes.bindings(subject)
        self._subject = subject
        self._column = ""
        self._said: set[Statement] = set()
        self._single: set[tuple[NamedNode, NamedNode]] = set()
        self._times: Counter[tuple[NamedNode, NamedNode]] = Counter()
        self._references: dict[Origin, frozenset[Statement]] = {}
        self._issues: list[Issue] = []
        self._naming = Naming(
            subject,
            lens.description,
            lens.resolver,
            self._nodes,
            terms=self._quietly,
            iri=self._iri,
            tell=self._issue,
            make=make,
        )

    def read(self) -> Reading:
        for column in self._description.columns:
            self._column = column.name
            self._read_column(column)
        for field in self._description.fields:
            self._column = field.source
            self._say(field, self._values, single=True)
        # Items come last: they may name whom other columns have named.
        for column in self._description.columns:
            self._column = column.name
            self._read_items(column)
        return Reading(
            self._subject,
            frozenset(self._said | self._naming.parts),
            self._naming.made,
            self._references,
            frozenset(self._single),
            frozenset(pair for pair, times in self._times.items() if times == 1),
            tuple(self._issues),
        )

    def _read_column(self, column: Column) -> None:
        if column.field is None or column.items:
            return
        if not column.separator:
            self._say(column.field, self._values, single=True)
            return
        for _, text in self._cut(column):
            self._say(column.field, {**self._values, column.name: text}, single=False)

    def _read_items(self, column: Column) -> None:
        taken: set[str] = set()
        for number, text in self._cut(column) if column.items else ():
            parts = text.split(column.item_separator) if column.item_separator else [text]
            inner = {name: part.strip() for name, part in zip(column.parts, parts, strict=False)}
            if len(parts) > len(column.parts):
                self._issue("parts", text, f"has {len(parts)} parts, not {len(column.parts)}")
            first = next((part for part in inner.values() if part), "")
            key = unique(slug(first) or str(number), taken)
            taken.add(key)
            blank = dict.fromkeys(column.parts, "")
            values = {**self._values, **blank, **inner, "_item": str(number), "_key": key}
            for field in column.items:
                self._say(field, values, single=True)

    def _cut(self, column: Column) -> Iterator[tuple[int, str]]:
        text = self._values[column.name]
        pieces = text.split(column.separator) if column.separator else [text]
        filled = (piece.strip() for piece in pieces)
        yield from enumerate((each for each in filled if each and each not in column.null), start=1)

    def _iri(self, template: str, values: Mapping[str, str]) -> NamedNode:
        return self._nodes.iri(template, {**values, **self._bound}, values)

    def _issue(self, kind: str, text: str, message: str) -> None:
        issue = Issue(kind, self._column, text, message)
        if issue not in self._issues:
            self._issues.append(issue)

    def _say(self, field: Field, values: Mapping[str, str], *, single: bool) -> None:
        node = self._iri(field.about, values)
        predicate = NamedNode(field.property)
        said = frozenset((node, predicate, term) for term in self._terms(field, values))
        self._said |= said
        self._times[node, predicate] += 1 if single else 2
        if field.reference:
            names = (values.get(each, "") for each in sorted(field.reference.values.values()))
            origin = (node, predicate, (values.get(field.source, ""), *names))
            self._references[origin] = said
            if single:
                self._single.add((node, predicate))

    def _terms(self, field: Field, values: Mapping[str, str]) -> Sequence[Term]:
        if not _is_live(field, values):
            return ()
        text = values.get(field.source, "").strip() or field.default
        if field.value:
            return (self._iri(field.value, values),) if text or not field.source else ()
        if not text:
            return ()
        return self._read_term(field, text, values)

    def _read_term(self, field: Field, text: str, values: Mapping[str, str]) -> Sequence[Term]:
        language = field.language or values.get(field.language_from, "")
        part = READERS[field.reads].read(text, field.datatype, language)
        if part.problem:
            self._issue("unread", text, part.problem)
        if part.lexical is None:
            return ()
        if field.scheme:
            return self._concepts(field, part.lexical)
        if field.reference:
            return self._naming.refer(field.reference, part.lexical, values)
        if field.reads == "iri":
            return (NamedNode(part.lexical),)
        return (_literal(part.lexical, field, language),)

    def _quietly(self, field: Field, values: Mapping[str, str]) -> Sequence[Term]:
        """The terms of a record's field; what is wrong is said by the column itself."""
        before = len(self._issues)
        terms = self._terms(field, values)
        del self._issues[before:]
        return terms

    def _concepts(self, field: Field, word: str) -> Sequence[Term]:
        concept = self._resolver.concept(field.scheme, word)
        if concept is None:
            if not field.through:
                self._issue("unknown", word, f"is no word of the scheme {field.scheme}")
            return ()
        if not field.through:
            return (concept,)
        return sorted(self._resolver.values(concept, NamedNode(field.through)), key=str)


def _is_live(field: Field, values: Mapping[str, str]) -> bool:
    filled = [bool(values.get(name, "").strip()) for name in field.when]
    blocked = any(values.get(name, "").strip() for name in field.unless)
    return (any(filled) or not field.when) and not blocked


def _literal(lexical: str, field: Field, language: str) -> Literal:
    if field.reads == "text" and _TAG.fullmatch(language):
        return Literal(lexical, language=language)
    return Literal(lexical, datatype=NamedNode(field.datatype))

"""Rows to statements: a pure function of the row, the description and what names stand for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.tables.issues import Issue
from servanda.tables.lists import Piece, cut
from servanda.tables.metadata import Column, Description, Field
from servanda.tables.naming import Naming
from servanda.tables.nodes import Nodes, unique
from servanda.tables.reading import Origin, Reading
from servanda.tables.resolve import Resolver, Statement, Term
from servanda.tables.templates import slug
from servanda.tables.values import READERS

__all__ = ["Lens", "is_item"]

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


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
        self._pieces: list[tuple[str, str, str]] = []
        self._frame: set[Statement] = set()
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
            tuple(self._pieces),
            frozenset(self._frame),
        )

    def _read_column(self, column: Column) -> None:
        if column.field is None or column.items:
            return
        if not column.separator:
            self._say(column.field, self._values, single=True)
            return
        for _, piece in self._cut(column):
            inner = {**self._values, column.name: piece.parts[0]}
            said = self._say(column.field, inner, single=False)
            about = str(min((value for _, _, value in said), key=str)) if said else ""
            self._pieces.append((column.name, about, piece.text))

    def _read_items(self, column: Column) -> None:
        taken: set[str] = set()
        for number, piece in self._cut(column) if column.items else ():
            about = ""
            if any(piece.parts):
                about = self._read_item(column, piece, number, taken)
            self._pieces.append((column.name, about, piece.text))

    def _read_item(self, column: Column, piece: Piece, number: int, taken: set[str]) -> str:
        """Say what one item says; the IRI of the node that it gets."""
        parts = piece.parts
        inner = dict(zip(column.parts, parts, strict=False))
        if len(parts) > len(column.parts):
            message = f"has {len(parts)} parts, not {len(column.parts)}"
            self._issue("parts", piece.text, message)
        first = next((part for part in inner.values() if part), "")
        key = unique(slug(first) or str(number), taken)
        taken.add(key)
        blank = dict.fromkeys(column.parts, "")
        values = {**self._values, **blank, **inner, "_item": str(number), "_key": key}
        for field in column.items:
            self._say(field, values, single=True)
        nodes = [field.value for field in column.items if is_item(field)]
        return self._iri(nodes[0], values).value if nodes else ""

    def _cut(self, column: Column) -> Iterator[tuple[int, Piece]]:
        pieces = cut(self._values[column.name], column.separator, column.item_separator)
        yield from enumerate((each for each in pieces if each.text not in column.null), start=1)

    def _iri(self, template: str, values: Mapping[str, str]) -> NamedNode:
        return self._nodes.iri(template, {**values, **self._bound}, values)

    def _issue(self, kind: str, text: str, message: str) -> None:
        issue = Issue(kind, self._column, text, message)
        if issue not in self._issues:
            self._issues.append(issue)

    def _say(
        self, field: Field, values: Mapping[str, str], *, single: bool
    ) -> frozenset[Statement]:
        node = self._iri(field.about, values)
        predicate = NamedNode(field.property)
        said = frozenset((node, predicate, term) for term in self._terms(field, values))
        self._said |= said
        self._frame |= said if field.value and not field.source else frozenset()
        self._times[node, predicate] += 1 if single else 2
        if field.reference:
            names = (values.get(each, "") for each in sorted(field.reference.values.values()))
            origin = (node, predicate, (values.get(field.source, ""), *names))
            self._references[origin] = said
            if single:
                self._single.add((node, predicate))
        return said

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


def is_item(field: Field) -> bool:
    """Whether a field of items links to the node that each item gets."""
    return "{_key}" in field.value and "{_key}" not in field.about


def _is_live(field: Field, values: Mapping[str, str]) -> bool:
    filled = [bool(values.get(name, "").strip()) for name in field.when]
    blocked = any(values.get(name, "").strip() for name in field.unless)
    return (any(filled) or not field.when) and not blocked


def _literal(lexical: str, field: Field, language: str) -> Literal:
    if field.reads == "text" and _TAG.fullmatch(language):
        return Literal(lexical, language=language)
    datatype = READERS[field.reads].gives or field.datatype
    return Literal(lexical, datatype=NamedNode(datatype))

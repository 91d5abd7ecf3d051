"""A record as YAML: the keys and words of its workspace's context, its own parts nested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import yaml
from pyoxigraph import Literal, NamedNode, Triple

from servanda.datatypes import is_lexical
from servanda.errors import ServandaError
from servanda.parse.context import CONCEPT, LITERAL, Context, Term
from servanda.vocab import RDF, SKOS, XSD

__all__ = ["yaml_text"]

_FIRST: Final = (RDF.type, SKOS.prefLabel)  # what a reader wants to see first
_WIDTH: Final = 10_000  # one text, one line


def yaml_text(record: NamedNode, triples: Iterable[Triple], context: Context) -> str:
    """The triples of a record as YAML. Raises ServandaError for a term that the context lacks."""
    content = _Form(record, triples, context).content()
    text: str = yaml.safe_dump(
        content, allow_unicode=True, sort_keys=False, default_flow_style=False, width=_WIDTH
    )
    return text


class _Form:
    """The triples by subject, and the names that the context gives to their terms."""

    def __init__(self, record: NamedNode, triples: Iterable[Triple], context: Context) -> None:
        self._record = record
        self._context = context
        self._keys = {term.iri: (key, term) for key, term in context.terms.items()}
        self._classes = {iri: name for name, iri in context.classes.items()}
        self._of: dict[NamedNode, dict[NamedNode, list[Any]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for triple in triples:
            if isinstance(triple.subject, NamedNode):
                self._of[triple.subject][triple.predicate].append(triple.object)

    def content(self) -> dict[str, Any]:
        """The record with its own parts nested, and the resources beside it under `included`."""
        found = self._mapping(self._record)
        # A subject that was nested in one before it is not there any more.
        beside = [self._mapping(each) for each in sorted(self._of, key=str) if each in self._of]
        return {**found, "included": beside} if beside else found

    def _mapping(self, subject: NamedNode) -> dict[str, Any]:
        """One resource with all its statements, its id left out where that is the file's."""
        found: dict[str, Any] = {} if subject == self._record else {"id": self._link(subject)}
        statements = self._of.pop(subject, {})
        first = [each for each in _FIRST if each in statements]
        for predicate in (*first, *sorted(set(statements).difference(_FIRST), key=str)):
            values = statements[predicate]
            if predicate == RDF.type:
                found["type"] = _alone([self._named(self._classes, each) for each in values])
            else:
                key, term = self._named(self._keys, predicate)
                found[key] = self._values(term, values)
        return found

    @staticmethod
    def _named(names: Mapping[str, Any], iri: NamedNode) -> Any:  # noqa: ANN401  a key or a class
        if iri.value not in names:
            raise ServandaError(
                f"YAML has no key for <{iri.value}>", hint="Write the record in Turtle"
            )
        return names[iri.value]

    def _values(self, term: Term, values: list[Any]) -> Any:  # noqa: ANN401  a value of YAML
        tagged = {v.language: v.value for v in values if isinstance(v, Literal) and v.language}
        if tagged and len(tagged) == len(values) and term.in_languages:
            return tagged
        return _alone([self._value(term, each) for each in values])

    def _value(self, term: Term, value: Any) -> Any:  # noqa: ANN401  a value of YAML
        if isinstance(value, Literal):
            return self._literal(term, value)
        words = {iri: word for word, iri in self._context.words(term).items()}
        if term.takes == CONCEPT and value.value in words:
            return words[value.value]
        return self._mapping(value) if value in self._of else self._link(value)

    def _literal(self, term: Term, value: Literal) -> Any:  # noqa: ANN401  a value of YAML
        if (
            term.takes == LITERAL
            and not value.language
            and _datatype(term, value.value) == (value.datatype.value)
        ):
            return value.value
        if value.language:
            return {"literal": value.value, "lang": value.language}
        return {"literal": value.value, "datatype": self._prefixed(value.datatype.value)}

    def _prefixed(self, iri: str) -> str:
        for name, base in self._context.prefixes.items():
            if iri.startswith(base):
                return f"{name}:{iri.removeprefix(base)}"
        return iri

    def _link(self, iri: NamedNode) -> str:
        """`#x` in the record, `kind/slug` below the base, else the whole IRI."""
        own = f"{self._record.value}#"
        if iri.value.startswith(own):
            return f"#{iri.value.removeprefix(own)}"
        return iri.value.removeprefix(self._context.base)


def _datatype(term: Term, text: str) -> str:
    """The datatype that the reader gives to a text, as the literals of the parser do."""
    types = term.typed
    if len(types) == 1 and not term.in_languages:
        return types[0]
    fits = (each for each in types if is_lexical(each.removeprefix(XSD.base), text))
    return next(fits, types[0] if types else "")


def _alone(values: list[Any]) -> Any:  # noqa: ANN401  a value of YAML
    return values[0] if len(values) == 1 else values

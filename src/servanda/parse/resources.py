"""The nodes of a YAML record to JSON-LD: every key checked, every word an IRI, every place kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from servanda.parse.context import CONCEPT, LITERAL, Context, Term
from servanda.parse.keys import KEYWORDS, TERM
from servanda.parse.links import LinkError, Links, near
from servanda.parse.literals import (
    Faults,
    Slot,
    each_of,
    is_written_out,
    plain,
    texts,
    written_out,
)
from servanda.parse.yamltext import Items, Mark, Node, Pairs, Scalar
from servanda.vocab import RDF

__all__ = ["Resources"]

_HAS: Final = re.compile(r"^has(?=[A-Z])")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_KEYWORDS: Final = frozenset(word for word, _ in KEYWORDS)


class Resources:
    """Reads the resources of one record; `lines`, `columns` and `used` are filled on the way.

    `used` holds the JSON-LD definition of each property that occurs, under the property's IRI.
    """

    def __init__(self, context: Context, record: str, name: str) -> None:
        self._context = context
        self._record = record
        self._faults = Faults(name)
        self._links = Links(context, record)
        self._described: dict[str, Mark] = {}
        self.lines: dict[tuple[str, ...], int] = {}
        self.columns: dict[tuple[str, ...], int] = {}
        self.used: dict[str, Any] = {}

    def read(self, root: Pairs) -> list[dict[str, Any]]:
        """The record itself and the resources beside it, as JSON-LD node objects."""
        given = _under(root, "id")
        if given is not None and self._iri(root, "") != self._record:
            raise self._faults.error(
                f"the record's IRI does not fit its file: {self._iri(root, '')}",
                given.at,
                "Leave id out here: it follows from the name of the file",
            )
        rest = tuple(pair for pair in root.entries if pair[0].text not in ("id", "included"))
        included = _under(root, "included")
        found = [self._resource(Pairs(rest, root.at), self._record)] if rest else []
        return found + list(self._included(included)) if included is not None else found

    def _included(self, node: Node) -> Iterator[dict[str, Any]]:
        counts: Counter[str] = Counter()
        for each in each_of(node):
            if not isinstance(each, Pairs):
                raise self._faults.error(
                    "included takes resources", each.at, "Write keys and values"
                )
            kind = _under(each, "type")
            first = each_of(kind)[:1] if kind is not None else ()
            name = next((one.text for one in first if isinstance(one, Scalar)), "resource")
            counts[name] += 1
            yield self._resource(each, f"{self._record}#{_dashed(name)}-{counts[name]}")

    def _resource(self, node: Pairs, default: str) -> dict[str, Any]:
        iri = self._iri(node, default)
        found: dict[str, Any] = {"@id": iri}
        rest = [pair for pair in node.entries if pair[0].text != "id"]
        if not rest and node.entries:
            return found
        if not rest:
            raise self._faults.error("the mapping says nothing", node.at, "Remove it or fill it")
        if iri in self._described:
            hint = f"It is on line {self._described[iri].line} too: give one of them another id"
            raise self._faults.error(f"<{iri}> is described twice", node.at, hint)
        self._described[iri] = node.at
        self._keep((iri,), node.at)
        for key, value in rest:
            if key.text == "type":
                found["@type"] = list(self._types(iri, key, value))
            else:
                slot = Slot(iri, key.text, self._term(key))
                self._keep((iri, slot.term.iri), key.at)
                found[slot.term.iri] = self._values(slot, value)
        return found

    def _iri(self, node: Pairs, default: str) -> str:
        given = _under(node, "id")
        if given is None:
            return default
        return self._resolved(self._links.link, self._faults.word(given, "id"))

    def _types(self, iri: str, key: Scalar, node: Node) -> Iterator[str]:
        self._keep((iri, RDF.type.value), key.at)
        for each in each_of(node):
            found = self._resolved(self._links.type, self._faults.word(each, "type"))
            self._keep((iri, RDF.type.value, found), each.at)
            yield found

    def _term(self, key: Scalar) -> Term:
        term = self._context.terms.get(key.text)
        if term is not None:
            # The words of concepts are looked up here, so their list is not needed again.
            definition = self._context.definition(key.text)
            definition.pop("@context", None)
            self.used[term.iri] = definition
            return term
        if key.text == "@context":
            hint = "Leave it out: the context comes with the program"
            raise self._faults.error("a record has no context of its own", key.at, hint)
        if key.text in _KEYWORDS:
            raise self._faults.error(f"the key {key.text!r} may not stand here", key.at)
        known = [*self._context.terms, "id", "type", "included"]
        hint = near(key.text.lstrip("@"), known) or "servanda schema prints all keys"
        raise self._faults.error(f"unknown key {key.text!r}", key.at, hint)

    def _values(self, slot: Slot, node: Node) -> Any:  # noqa: ANN401  a value of JSON
        if slot.term.in_languages and isinstance(node, Pairs) and not is_written_out(node):
            return self._texts(slot, node)
        found = [self._value(slot, each, at) for at, each in enumerate(each_of(node), start=1)]
        if not found:
            raise self._faults.error(f"{slot.key} has an empty list", node.at, "Remove the key")
        return found

    def _texts(self, slot: Slot, node: Pairs) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for language, text in texts(slot, node, self._faults):
            self._keep((slot.subject, slot.term.iri, text.text), text.at)
            found.setdefault(language, []).append(text.text)
        if not found:
            raise self._faults.error(f"{slot.key} has no value", node.at, "Remove the key")
        return found

    def _value(self, slot: Slot, node: Node, number: int) -> Any:  # noqa: ANN401  a value of JSON
        if isinstance(node, Items):
            raise self._faults.error("a list may not stand in a list", node.at)
        if isinstance(node, Pairs):
            return self._mapping(slot, node, number)
        self._faults.word(node, slot.key)
        if slot.term.takes == LITERAL:
            self._keep((slot.subject, slot.term.iri, node.text), node.at)
            return plain(slot, node, self._faults)
        iri = self._resolved(lambda word: self._links.value(slot.term, word), node)
        self._keep((slot.subject, slot.term.iri, iri), node.at)
        return iri

    def _mapping(self, slot: Slot, node: Pairs, number: int) -> dict[str, Any]:
        if is_written_out(node):
            value, text = written_out(slot, node, self._links, self._faults)
            self._keep((slot.subject, slot.term.iri, text.text), text.at)
            return value
        if slot.term.takes in (LITERAL, CONCEPT, TERM):
            hint = "Write all languages in one mapping" if slot.term.in_languages else None
            raise self._faults.error(f"{slot.key} takes no mapping here", node.at, hint)
        joint = "-" if "#" in slot.subject else "#"
        found = self._resource(node, f"{slot.subject}{joint}{_dashed(slot.key)}-{number}")
        self._keep((slot.subject, slot.term.iri, found["@id"]), node.at)
        return found

    def _resolved(self, resolve: Callable[[str], str], node: Scalar) -> str:
        try:
            return resolve(node.text)
        except LinkError as error:
            raise self._faults.link(error, node.at) from error

    def _keep(self, key: tuple[str, ...], at: Mark) -> None:
        if key not in self.lines:
            self.lines[key] = at.line
            self.columns[key] = at.column


def _under(node: Pairs, key: str) -> Node | None:
    return next((value for word, value in node.entries if word.text == key), None)


def _dashed(name: str) -> str:
    """`hasTextVersion` as `text-version`."""
    return _HUMP.sub("-", _HAS.sub("", name.rpartition(":")[2])).lower()

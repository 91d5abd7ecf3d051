"""What goes to Wikidata and what stays behind, as text: commands, or a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Store

from servanda.reconcile.export import Fact
from servanda.reconcile.quickstatements import LAST, creation, lines
from servanda.vocab import RDF, RDFS, SKOS

__all__ = ["as_commands", "as_table", "left_out"]

_LANGUAGES = ("en", "fr", "zh")
_COLUMNS = ("state", "resource", "item", "property", "value", "source", "reason")


def as_commands(facts: Sequence[Fact], store: Store) -> str:
    """The commands of the facts that go out, in the order of their resources.

    Where an item is to be made, its commands come first: labels and descriptions in the languages
    in which `store` names the resource and its class. Without facts the text is empty.
    """
    made: list[str] = []
    for resource, told in groupby(facts, key=lambda fact: fact.resource):
        going = [fact.statement for fact in told if fact.statement and not fact.reason]
        if going and going[0].item == LAST:
            made += creation(*_names(resource, store))
        made += lines(going)
    return "".join(f"{line}\n" for line in made)


def as_table(facts: Sequence[Fact]) -> str:
    """One row for each fact, tab-separated: `add` or `leave out`, what it says and the reason."""
    out = io.StringIO()
    writer = csv.writer(out, dialect="excel-tab", lineterminator="\n")
    writer.writerow(_COLUMNS)
    for fact in facts:
        statement = fact.statement
        writer.writerow(
            (
                "leave out" if fact.reason else "add",
                fact.resource,
                statement.item if statement else "",
                fact.property,
                _plain(statement.value.text if statement else fact.said),
                " ".join(reference.url for reference in statement.references) if statement else "",
                fact.reason,
            )
        )
    return out.getvalue()


def left_out(facts: Sequence[Fact]) -> Iterator[str]:
    """How many facts stay behind for each reason, the most frequent first."""
    reasons = Counter(fact.reason for fact in facts if fact.reason)
    for reason, count in sorted(reasons.items(), key=lambda each: (-each[1], each[0])):
        yield f"{count} left out: {reason}"


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before what would be."""
    starts = text[:1] in ("=", "@", "\t", "\r") or (text[:1] in "+-" and not text[1:2].isdigit())
    return f"'{text}" if starts else text


def _names(resource: str, store: Store) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Labels of a resource, and as its descriptions those of its class: the most particular one.

    A class is more particular than those that it is a subclass of.
    """
    node = NamedNode(resource)
    classes = {quad.object for quad in store.quads_for_pattern(node, RDF.type, None)}
    broader = {
        quad.object
        for each in classes
        if isinstance(each, NamedNode)
        for quad in store.quads_for_pattern(each, RDFS.subClassOf, None)
        if quad.object != each
    }
    described = [
        labels
        for each in sorted(classes - broader, key=str)
        if isinstance(each, NamedNode) and (labels := _labels(each, RDFS.label, store))
    ]
    return _labels(node, SKOS.prefLabel, store), described[0] if described else {}


def _labels(node: NamedNode, name: NamedNode, store: Store) -> dict[str, str]:
    found = {
        quad.object.language: quad.object.value
        for quad in sorted(store.quads_for_pattern(node, name, None), key=str, reverse=True)
        if isinstance(quad.object, Literal) and quad.object.language in _LANGUAGES
    }
    return {language: found[language] for language in _LANGUAGES if language in found}

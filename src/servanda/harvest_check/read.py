"""Ways to read a field that portals share: one value, one language, all values, numbers, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from servanda.harvest_check.catalogue import RELATIVE, Catalogue, Node, Value
from servanda.harvest_check.model import Outcome, Reader, Verdict
from servanda.vocab import RDFS

__all__ = [
    "absent",
    "change",
    "checked",
    "every",
    "fault",
    "found",
    "is_day",
    "joined",
    "keep",
    "lose",
    "one",
    "own",
    "plain",
    "preferred",
    "refuse",
    "required",
    "said",
    "sole",
]

_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T\d\d:\d\d.*)?)?)?", re.ASCII)
_BARRED: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


def keep(value: str) -> Outcome:
    """The portal keeps the value."""
    return Outcome(Verdict.KEEP, value)


def change(value: str, note: str, **values: object) -> Outcome:
    """The portal has another value, or a part of it."""
    return Outcome(Verdict.CHANGE, value, note, values)


def lose(value: str, note: str, **values: object) -> Outcome:
    """The portal leaves the value out."""
    return Outcome(Verdict.LOSE, value, note, values)


def refuse(value: str, note: str, **values: object) -> Outcome:
    """The portal leaves out all that the value belongs to."""
    return Outcome(Verdict.REFUSE, value, note, values)


def absent() -> Outcome:
    """The catalogue has no value."""
    return Outcome(Verdict.ABSENT)


def plain(value: Value) -> str:
    """A value as a text: what a literal says, an IRI, or `_:` for a blank node."""
    return "_:" if isinstance(value, BlankNode) else value.value


def joined(values: Iterable[Value | str]) -> str:
    """Several values in one text."""
    return " · ".join(each if isinstance(each, str) else plain(each) for each in values)


def fault(value: Value) -> str:
    """The note for an IRI that is relative or has characters that none may have; else empty."""
    if not isinstance(value, NamedNode):
        return ""
    if value.value.startswith(RELATIVE):
        return "relative-iri"
    return "invalid-iri" if _BARRED.search(value.value) else ""


def preferred(values: Sequence[Value], language: str) -> Value:
    """The value of a language, else the first (in RDF, where nothing is first: any)."""
    in_language = (v for v in values if isinstance(v, Literal) and v.language == language)
    return next(in_language, values[0])


def found(values: Sequence[Value], language: str) -> Outcome:
    """What a portal of one language keeps of several values: one, and which."""
    if not values:
        return absent()
    chosen = preferred(values, language)
    value, own = plain(chosen), isinstance(chosen, Literal) and chosen.language == language
    if len(values) == 1:
        return keep(value)
    tongues = sorted({v.language or "" for v in values if isinstance(v, Literal)})
    if not own and len(tongues) > 1:
        return change(value, "other-language", language=language, count=len(values))
    if own and len(tongues) == len(values):
        return change(value, "one-language", language=language, count=len(values))
    return change(value, "one-of", count=len(values))


def one(
    catalogue: Catalogue, node: Node, properties: tuple[NamedNode, ...], language: str
) -> Outcome:
    """One value, of the portal's language if it can be."""
    return found(catalogue.values(node, *properties), language)


def said(
    catalogue: Catalogue, node: Node, properties: tuple[NamedNode, ...], language: str
) -> Outcome:
    """One value; of a node its `rdfs:label`, of which any language may come, else its IRI."""
    values = catalogue.values(node, *properties)
    chosen = preferred(values, language) if values else None
    labels = catalogue.values(chosen, RDFS.label)
    if labels and not isinstance(chosen, Literal):
        if len(labels) > 1:
            return change(plain(labels[0]), "any-label", count=len(labels))
        return change(plain(labels[0]), "label-for-iri")
    return _sound(values, found(values, language))


def sole(
    catalogue: Catalogue, node: Node, properties: tuple[NamedNode, ...], language: str
) -> Outcome:
    """One value, whatever its language; of several any."""
    values = catalogue.values(node, *properties)
    if len(values) > 1:
        return change(plain(preferred(values, language)), "one-of", count=len(values))
    return _sound(values, keep(plain(values[0])) if values else absent())


def every(
    catalogue: Catalogue, node: Node, properties: tuple[NamedNode, ...], language: str
) -> Outcome:
    """All values, as texts without their language."""
    values = catalogue.values(node, *properties)
    tongues = {v.language for v in values if isinstance(v, Literal) and v.language}
    if len(tongues) > 1:
        return change(joined(values), "languages-mixed", language=language)
    return _sound(values, keep(joined(values)) if values else absent())


def own(
    catalogue: Catalogue, node: Node, properties: tuple[NamedNode, ...], language: str
) -> Outcome:
    """The IRI of the node itself, by which it is found again; a blank node has none."""
    del catalogue, properties, language
    if isinstance(node, BlankNode):
        return lose("", "blank-node")
    note = fault(node)
    return change(node.value, note) if note else keep(node.value)


def _sound(values: Sequence[Value], outcome: Outcome) -> Outcome:
    """The outcome, but a change where an IRI is none."""
    notes = [note for note in map(fault, values) if note]
    return change(outcome.value, notes[0]) if notes else outcome


def required(reader: Reader, note: str) -> Reader:
    """The reader, but without a value (or with an empty one) all is refused, for `note`."""

    def read(
        catalogue: Catalogue, node: Node, properties: tuple[NamedNode, ...], language: str
    ) -> Outcome:
        outcome = reader(catalogue, node, properties, language)
        missing = outcome.verdict is Verdict.ABSENT or not outcome.value.strip()
        return refuse("", note) if missing else outcome

    return read


def is_day(text: str) -> bool:
    """Whether a text is a year, a month, a day or a time as XML Schema writes them."""
    match = _DAY.fullmatch(text)
    if not match:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def checked(test: Callable[[str], bool], otherwise: Callable[..., Outcome], note: str) -> Reader:
    """Reads one value and keeps it if its text stands a test; else gives `otherwise`."""

    def read(
        catalogue: Catalogue, node: Node, properties: tuple[NamedNode, ...], language: str
    ) -> Outcome:
        outcome = sole(catalogue, node, properties, language)
        if outcome.verdict is Verdict.ABSENT or test(outcome.value):
            return outcome
        return otherwise(outcome.value, note)

    return read

"""What engines are known to make of literals: measured, told in advance, and told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from servanda.push.values import Key, value_key

__all__ = ["Choke", "Quirk", "key_of", "note_of", "touches"]

_SPELLING: Final = "the same value, spelled otherwise"


@dataclass(frozen=True, slots=True)
class Quirk:
    """Literals of these datatypes, by IRI, that an engine gives back with another value.

    `key` takes the lexical form that was sent or that came back and gives what both have in
    common, None where nothing is known of it. `note` says what the engine does.
    """

    datatypes: frozenset[str]
    note: str
    key: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Choke:
    """Literals of these datatypes on which a request fails as a whole where `fails` says so."""

    datatypes: frozenset[str]
    why: str
    fails: Callable[[str], bool]


def key_of(literal: Literal, quirks: Sequence[Quirk]) -> Key:
    """What a literal has in common with what the engine makes of it."""
    for quirk in quirks:
        if literal.datatype.value in quirk.datatypes:
            key = quirk.key(literal.value)
            if key is not None:
                return quirk.note, key
    return value_key(literal)


def note_of(sent: Literal, held: Literal, quirks: Sequence[Quirk]) -> tuple[str, bool]:
    """What happened to a literal that came back otherwise, and whether its value is another."""
    if value_key(sent) == value_key(held):
        return _SPELLING, False
    names = (quirk.note for quirk in quirks if sent.datatype.value in quirk.datatypes)
    return next(names, _SPELLING), True


def touches(quirk: Quirk, literal: Literal) -> bool:
    """Whether an engine with this quirk keeps less than the value of a literal."""
    if literal.datatype.value not in quirk.datatypes:
        return False
    key = quirk.key(literal.value)
    return key is not None and (
        value_key(Literal(key, datatype=literal.datatype)) != value_key(literal)
    )

"""Who has agreed with whom, as the map and the network take it: parties, seats and agreements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from servanda.pictures.drawing.base import Cell, Label
from servanda.pictures.drawing.scene import link
from servanda.pictures.maps.land import country_point
from servanda.wording import word

__all__ = [
    "Agreement",
    "Party",
    "Seat",
    "country_seat",
    "joined",
    "known_only",
    "label_cell",
    "partners_cell",
]

_NAMED = 6  # Partners that a cell names; an agreement of twenty would fill the table twenty times.


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a party is, in degrees; `exact` is false where only its country is known."""

    label: Label
    lon: float
    lat: float
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Party:
    """A party: a key of its own, its name, its page, and where it is if that is known."""

    key: str
    label: Label
    href: str = ""
    seat: Seat | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement: its key, its title, the keys of its parties, and its page."""

    key: str
    label: Label
    parties: tuple[str, ...]
    href: str = ""


def country_seat(code: str, lang: str) -> Seat | None:
    """The seat of a party of which only the country is known; None if no map has that country."""
    point = country_point(code)
    if point is None:
        return None
    return Seat(Label(word(f"country-{code.upper()}", lang), lang), *point, exact=False)


def known_only(
    parties: Iterable[Party], agreements: Iterable[Agreement]
) -> tuple[tuple[Party, ...], tuple[Agreement, ...]]:
    """Both by key, each once; an agreement keeps only the parties that are given, each once."""
    given = {party.key: party for party in sorted(parties, key=lambda each: each.key)}
    kept = {
        each.key: Agreement(
            each.key, each.label, tuple(sorted(set(each.parties) & given.keys())), each.href
        )
        for each in sorted(agreements, key=lambda each: each.key)
    }
    return tuple(given.values()), tuple(kept.values())


def label_cell(label: Label, lang: str, href: str = "") -> Cell:
    """A cell for a label of the data; its language is named where it is not the page's."""
    foreign = label.lang if label.lang.split("-")[0] != lang else ""
    return Cell(label.shown, foreign, link(href))


def joined(names: Sequence[str], lang: str, named: int = _NAMED) -> str:
    """Names in a row, each kept in its own direction; those beyond `named` are counted."""
    # U+2068 and U+2069 keep a name that runs from right to left from turning its neighbours.
    kept = [f"\u2068{name}\u2069" for name in names[:named]]
    text = word("picture-comma", lang).join(kept)
    left = len(names) - len(kept)
    return word("picture-and-more", lang, names=text, count=left) if left else text


def partners_cell(
    party: Party, agreement: Agreement, parties: Mapping[str, Party], lang: str
) -> Cell:
    """The other parties of an agreement in a cell; a link where there is one only."""
    others = [parties[key] for key in agreement.parties if key != party.key]
    if len(others) == 1:
        return label_cell(others[0].label, lang, others[0].href)
    return Cell(joined([each.label.shown for each in others], lang))

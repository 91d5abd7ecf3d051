"""An agreement at a glance: its parties; the domains, fields and actions that fan out from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from servanda.pictures.drawing.base import Cell, Label, Picture
from servanda.pictures.drawing.numbers import sentences
from servanda.pictures.drawing.scene import link
from servanda.pictures.fan import Entry, Fan, Group, narrow, wide
from servanda.wording import word

__all__ = ["Action", "Glance", "Item", "glance"]

_PARTIES: Final = 12
_ITEMS: Final = 40


@dataclass(frozen=True, slots=True)
class Item:
    """Something with a name, and where it leads."""

    label: Label
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An action, and those of the domains of the agreement that it is known to concern."""

    label: Label
    href: str | None = None
    domains: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """An agreement as one sees it first. `when` and `standing` are said in the page's language."""

    agreement: Label
    when: str = ""
    standing: str = ""
    parties: tuple[Item, ...] = ()
    domains: tuple[Item, ...] = ()
    fields: tuple[Item, ...] = ()
    actions: tuple[Action, ...] = ()


def glance(what: Glance, lang: str, name: str) -> Picture:
    """The picture of an agreement in a language of the site; `name` is unique on its page.

    More than 12 parties, or 40 of anything else, are folded into "and n more"; the table has all.
    """
    fan = _fan(what, lang)
    title = word("picture-glance-title", lang)
    said = _describe(what, fan, lang)
    return Picture(
        name=name,
        lang=lang,
        svg=wide(fan, lang).svg(name, lang, title, said),
        title=title,
        description=said,
        columns=tuple(
            word(f"picture-glance-column-{key}", lang) for key in ("kind", "name", "domains")
        ),
        rows=tuple(_rows(what, lang)),
        narrow=narrow(fan, lang).svg(f"{name}-narrow", lang, title, said),
    )


def _fan(what: Glance, lang: str) -> Fan:
    domains = sorted(what.domains, key=lambda each: _place(each, what))
    places = {each.label: number for number, each in enumerate(domains[: _shown(len(domains))])}
    groups = (
        Group("domain", *_folded(tuple(domains), _ITEMS, "domains", lang)),
        Group("field", *_folded(what.fields, _ITEMS, "fields", lang)),
        Group("action", *_folded(what.actions, _ITEMS, "actions", lang)),
    )
    drawn = what.actions[: _shown(len(what.actions))]
    links = {
        (places[label], number)
        for number, action in enumerate(drawn)
        for label in action.domains
        if label in places
    }
    return Fan(
        what.agreement,
        tuple(each for each in (what.when, what.standing) if each),
        Group("party", *_folded(what.parties, _PARTIES, "parties", lang)),
        tuple(group for group in groups if group.entries),
        tuple(sorted(links)),
    )


def _shown(count: int) -> int:
    return count if count <= _ITEMS else _ITEMS - 1


def _place(item: Item, what: Glance) -> tuple[float, int]:
    """Domains stand where their actions are; those without any keep their order, below."""
    found = [number for number, each in enumerate(what.actions) if item.label in each.domains]
    mean = sum(found) / len(found) if found else float(len(what.actions))
    return mean, what.domains.index(item)


def _folded(
    items: tuple[Item, ...] | tuple[Action, ...], most: int, key: str, lang: str
) -> tuple[str, tuple[Entry, ...]]:
    """The head of a group and its entries, the last of which may stand for many."""
    name = word(f"picture-glance-{key}", lang)
    head = word("picture-glance-head", lang, name=name, count=len(items))
    shown = items if len(items) <= most else items[: most - 1]
    entries = [Entry(each.label, link(each.href)) for each in shown]
    if len(shown) < len(items):
        more = word("picture-glance-more", lang, count=len(items) - len(shown))
        entries.append(Entry(Label(more), quiet=True))
    return head, tuple(entries)


def _describe(what: Glance, fan: Fan, lang: str) -> str:
    groups = (
        ("parties", what.parties),
        ("domains", what.domains),
        ("fields", what.fields),
        ("actions", what.actions),
    )
    each = (
        word(
            "picture-glance-count",
            lang,
            name=word(f"picture-glance-{key}", lang),
            count=len(items),
        )
        for key, items in groups
        if items
    )
    listed = word("picture-list-comma", lang).join(each)
    agreement = word("picture-glance-says", lang, agreement=what.agreement.shown, counts=listed)
    links = word("picture-glance-links", lang, count=len(fan.links)) if fan.links else ""
    return sentences(lang, agreement, links)


def _rows(what: Glance, lang: str) -> Iterator[tuple[Cell, ...]]:
    kinds = (("party", what.parties), ("domain", what.domains), ("field", what.fields))
    for kind, items in kinds:
        for item in items:
            yield (*_cells(kind, item, lang), Cell(""))
    for action in what.actions:
        names = word("picture-list-comma", lang).join(each.shown for each in action.domains)
        yield (*_cells("action", action, lang), Cell(names))


def _cells(kind: str, item: Item | Action, lang: str) -> tuple[Cell, Cell]:
    label = item.label
    return (
        Cell(word(f"picture-glance-{kind}", lang)),
        Cell(label.shown, label.lang, link(item.href)),
    )

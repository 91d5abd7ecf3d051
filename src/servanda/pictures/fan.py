"""A fan laid out: something in the middle, its parties beside it, groups that spread below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from servanda.pictures.drawing.base import Label, number
from servanda.pictures.drawing.curves import card, falling, level, stem
from servanda.pictures.drawing.scene import Part, Scene, Shape, Text, labelled, plain

__all__ = ["Entry", "Fan", "Group", "narrow", "wide"]

_WIDE: Final = 920.0
_CARD: Final = 360.0
_SIDE: Final = 236.0  # the room of a party
_COLUMN: Final = 374.0  # the room of the labels of a column
_DOT: Final = 9.0  # from a label to its dot
_NARROW: Final = 340.0
_BETWEEN: Final = 10.0  # from one entry to the next


@dataclass(frozen=True, slots=True)
class Entry:
    """A name that may lead somewhere; a quiet one is a remark."""

    label: Label
    href: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one kind under a head; `kind` colours their dots."""

    kind: str
    head: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Fan:
    """The middle with its lines, the parties, the groups; links from first to last group."""

    middle: Label
    lines: tuple[str, ...]
    parties: Group
    groups: tuple[Group, ...]
    links: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry with its text, the place of its dot, and its height."""

    entry: Entry
    kind: str
    text: Text
    full: str
    dot: tuple[float, float]

    def part(self) -> Part:
        """The entry as drawn."""
        x, y = self.dot
        dot = Shape("M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", f"pic-dot-{self.kind}", (x, y))
        shapes = () if self.entry.quiet else (dot,)
        return Part(shapes, (self.text,), self.full, self.entry.href)


def _text(entry: Entry, lang: str, room: float, text: Text) -> tuple[Text, str]:
    look = "pic-quiet" if entry.quiet else text.look
    return labelled(entry.label, lang, room, 3 if text.bold else 2, replace(text, look=look))


def _high(text: Text) -> float:
    return len(text.lines) * text.size * text.leading


def _column(
    group: Group, lang: str, room: float, text: Text, y: float
) -> tuple[tuple[_Placed, ...], float]:
    """Entries under each other from `y` on, at the x of `text`, and where they end."""
    away = _DOT if text.anchor == "end" else -_DOT
    placed: list[_Placed] = []
    for entry in group.entries:
        made, full = _text(entry, lang, room, text)
        high = _high(made)
        made = replace(made, y=y + text.size)
        placed.append(_Placed(entry, group.kind, made, full, (text.x + away, y + high / 2 + 0.5)))
        y += high + _BETWEEN
    return tuple(placed), y - _BETWEEN if placed else y


def _card(fan: Fan, lang: str, x: float, y: float, room: float) -> tuple[Part, float]:
    """The middle as a card whose upper edge is `y`, and its height."""
    middle = x + room / 2
    text, full = _balanced(fan.middle, lang, room - 40, Text((), middle, y + 32, 17, bold=True))
    texts = [text]
    below = y + 32 + _high(text) - 10
    for line in fan.lines:
        said = plain(line, room - 40, Text((), middle, below + 14, 13, "pic-quiet", "middle"), 2)
        texts.append(said)
        below += _high(said) + 3
    high = below + 14 - y
    return Part((Shape(card(x, y, room, high), "pic-card"),), tuple(texts), full), high


def _balanced(label: Label, lang: str, room: float, text: Text) -> tuple[Text, str]:
    """The label in the middle, in as few lines as the room allows, all about as long."""
    text = replace(text, look="pic-card-title", anchor="middle")
    best = labelled(label, lang, room, 4, text)
    for part in range(1, 10):
        tried = labelled(label, lang, room * (1 - 0.05 * part), 4, text)
        if len(tried[0].lines) > len(best[0].lines) or _is_cut(tried[0]) != _is_cut(best[0]):
            break
        best = tried
    return best


def _is_cut(text: Text) -> bool:
    return text.lines[-1].endswith("…")


def wide(fan: Fan, lang: str) -> Scene:
    """The drawing for large screens: parties left and right, two columns below."""
    half = (len(fan.parties.entries) + 1) // 2
    sides = [
        _side(fan, slice(None, half), lang, "end"),
        _side(fan, slice(half, None), lang, "start"),
    ]
    left = (_WIDE - _CARD) / 2
    _, high = _card(fan, lang, left, 0, _CARD)
    band = max(high, *(tall for _, tall in sides))
    middle = 2 + band / 2
    parts = [_card(fan, lang, left, middle - high / 2, _CARD)[0]]
    lines: list[Shape] = []
    for (placed, tall), edge in zip(sides, (left, left + _CARD), strict=True):
        moved = [_shifted(each, middle - tall / 2) for each in placed]
        parts += [each.part() for each in moved]
        dots = [each.dot for each in moved if not each.entry.quiet]
        end = (edge, sum(y for _, y in dots) / max(len(dots), 1))
        lines += [Shape(level(dot, end), "pic-link pic-link-party") for dot in dots]
    body, links, bottom = _body(fan, lang, 2 + band, middle + high / 2)
    return Scene(_WIDE, bottom + 6, (Part((*lines, *links)), *parts, *body))


def _side(fan: Fan, which: slice, lang: str, anchor: str) -> tuple[tuple[_Placed, ...], float]:
    group = replace(fan.parties, entries=fan.parties.entries[which])
    x = _SIDE if anchor == "end" else _WIDE - _SIDE
    return _column(group, lang, _SIDE, Text((), x, 0, 15, "", anchor, bold=True), 0)


def _shifted(placed: _Placed, down: float) -> _Placed:
    text = replace(placed.text, y=placed.text.y + down)
    return replace(placed, text=text, dot=(placed.dot[0], placed.dot[1] + down))


def _columns(groups: tuple[Group, ...]) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """What stands left and right: one group is parted in two, a middle one goes to the shorter."""
    if len(groups) == 1:
        whole = groups[0]
        half = (len(whole.entries) + 1) // 2
        rest = replace(whole, head="", entries=whole.entries[half:])
        return (replace(whole, entries=whole.entries[:half]),), (rest,) if rest.entries else ()
    left, right = groups[:1], groups[-1:]
    for group in groups[1:-1]:
        if len(left[0].entries) <= 1.6 * len(right[0].entries):
            left = (*left, group)
        else:
            right = (*right, group)
    return left, right


def _body(
    fan: Fan, lang: str, top: float, card_end: float
) -> tuple[tuple[Part, ...], tuple[Shape, ...], float]:
    """The columns below the card, the curves to them, and where they end."""
    if not fan.groups:
        return (), (), top
    sides = _columns(fan.groups)
    texts = (Text((), _COLUMN, 0, 14, "", "end"), Text((), _WIDE - _COLUMN, 0, 14))
    stacks = [_stack(side, lang, text, top) for side, text in zip(sides, texts, strict=True)]
    placed = [group for _, found, _ in stacks for group in found]
    parts = [part for heads, _, _ in stacks for part in heads]
    parts += [each.part() for group in placed for each in group]
    linked = {last for _, last in fan.links}
    lines = [
        Shape(falling((_WIDE / 2, card_end), each.dot), "pic-link")
        for group in placed
        for place, each in enumerate(group)
        if not each.entry.quiet and (each.kind != "action" or place not in linked)
    ]
    return tuple(parts), (*lines, *_links(fan, placed)), max(end for _, _, end in stacks)


def _links(fan: Fan, placed: list[tuple[_Placed, ...]]) -> Iterator[Shape]:
    """The curves between domains and actions."""
    by_kind = {group[0].kind: group for group in placed if group}
    for first, last in fan.links:
        start, end = by_kind["domain"][first].dot, by_kind["action"][last].dot
        yield Shape(level(start, end), "pic-link-known")


def _stack(
    side: tuple[Group, ...], lang: str, text: Text, top: float
) -> tuple[list[Part], list[tuple[_Placed, ...]], float]:
    """The groups of one side under each other, each with its head."""
    heads: list[Part] = []
    found: list[tuple[_Placed, ...]] = []
    y = top + 44.0
    for group in side:
        if group.head:
            head = Text(
                (group.head,), text.x, y, 13, f"pic-head-{group.kind}", text.anchor, bold=True
            )
            heads.append(Part((), (head,)))
        placed, y = _column(group, lang, _COLUMN, text, y + 14)
        found.append(placed)
        y += 38
    return heads, found, y - 38


def narrow(fan: Fan, lang: str) -> Scene:
    """The drawing for small screens: everything under the card, along one stem."""
    middle, y = _card(fan, lang, 1, 1, _NARROW - 2)
    parts: list[Part] = [middle]
    lines: list[Shape] = []
    x, y, last = 12.0, y + 1, y
    for group in (fan.parties, *fan.groups):
        if not group.entries:
            continue
        head = Text((group.head,), 34, y + 28, 13, f"pic-head-{group.kind}", bold=True)
        parts.append(Part((), (head,)))
        placed, y = _column(group, lang, _NARROW - 36, Text((), 34, 0, 14), y + 40)
        parts += [each.part() for each in placed]
        dots = [each.dot for each in placed if not each.entry.quiet]
        lines += [Shape(stem(x, dot), "pic-link") for dot in dots]
        last = dots[-1][1] - 12
    trunk = Shape(f"M{number(x)} 1V{number(last)}", "pic-link")
    return Scene(_NARROW, y + 6, (Part((trunk, *lines)), *parts))

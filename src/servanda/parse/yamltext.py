"""YAML text to nodes that know their line and column; every scalar is the text that was written.

The parser is PyYAML's, read event by event: nothing is constructed, so `no` and `2004-01-15` stay
what they are, and nothing recurses, so depth is bounded before it costs anything. Of YAML only what
JSON has is taken: no anchors and aliases, no tags, one document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import yaml

from servanda.errors import InputError

__all__ = ["MAX_DEPTH", "Items", "Mark", "Node", "Pairs", "Scalar", "compose"]

MAX_DEPTH: Final = 50

# The parser of libyaml is many times faster; both give the same events.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE: Final = yaml.reader.Reader.NON_PRINTABLE
_HINTS: Final = (
    ("mapping values are not allowed", "Put a text that holds ': ' in quotes"),
    ("cannot start any token", "Put the text in quotes"),
    ("could not find expected ':'", "Write key: value, each key on a line of its own"),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `plain` if it was written without quotes."""

    text: str
    plain: bool
    at: Mark


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    nodes: tuple[Node, ...]
    at: Mark


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping: keys are unique, in the order of the text."""

    entries: tuple[tuple[Scalar, Node], ...]
    at: Mark


Node = Scalar | Items | Pairs
Fault = Callable[[str, Mark, str | None], InputError]


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read."""

    is_mapping: bool
    at: Mark
    nodes: list[Node] = field(default_factory=list)


def compose(text: str, name: str) -> Node | None:
    """The one node of a YAML text, None if it holds comments only.

    Raises InputError with line and column for faulty YAML and for what is not taken of it.
    """

    def fault(message: str, at: Mark, hint: str | None = None) -> InputError:
        return InputError(message, path=name, line=at.line, column=at.column, hint=hint)

    bad = _UNPRINTABLE.search(text)
    if bad:
        before = text[: bad.start()]
        at = Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise fault(f"the character U+{ord(bad.group()):04X} is not allowed", at, "Remove it")
    try:
        return _composed(yaml.parse(text, Loader=_LOADER), fault)
    except yaml.MarkedYAMLError as error:
        _refuse(error, text, fault)


def _refuse(error: yaml.MarkedYAMLError, text: str, fault: Fault) -> NoReturn:
    at = _counted(error.problem_mark or error.context_mark)
    problem = error.problem or error.context or "faulty YAML"
    hint = next((hint for sign, hint in _HINTS if sign in problem), None)
    line = text.split("\n")[at.line - 1] if at.line <= text.count("\n") + 1 else ""
    if line[at.column - 1 : at.column] == "\t":
        hint = "Indent with spaces"
    raise fault(problem, at, hint) from error


def _composed(events: Iterator[yaml.Event], fault: Fault) -> Node | None:
    waiting: list[_Open] = []
    root: Node | None = None
    for event in events:
        at = _mark(event)
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise fault("a record is one document", at, "Remove the line ---")
        node: Node | None = None
        if isinstance(event, yaml.NodeEvent):
            _refuse_extras(event, at, fault)
        if isinstance(event, yaml.ScalarEvent):
            node = Scalar(event.value, not event.style, at)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(waiting) >= MAX_DEPTH:
                raise fault(f"nested more than {MAX_DEPTH} deep", at, None)
            waiting.append(_Open(isinstance(event, yaml.MappingStartEvent), at))
        elif isinstance(event, yaml.CollectionEndEvent):
            node = _closed(waiting.pop(), fault)
        if node is not None and waiting:
            waiting[-1].nodes.append(node)
        elif node is not None:
            root = node
    # An empty document between comments is one plain scalar without characters.
    return None if isinstance(root, Scalar) and root.plain and not root.text else root


def _mark(event: yaml.Event) -> Mark:
    return _counted(event.start_mark)


def _counted(mark: Any) -> Mark:  # noqa: ANN401  PyYAML has two kinds of marks
    return Mark(mark.line + 1, mark.column + 1) if mark is not None else Mark(1, 1)


def _refuse_extras(event: yaml.NodeEvent, at: Mark, fault: Fault) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise fault("aliases are not supported", at, "Write the value out, or in quotes")
    if event.anchor is not None:
        raise fault("anchors are not supported", at, "Write the value out, or in quotes")
    if getattr(event, "tag", None) is not None:
        hint = "Remove it: datatypes follow from the keys"
        raise fault("tags are not supported", at, hint)


def _closed(done: _Open, fault: Fault) -> Node:
    if not done.is_mapping:
        return Items(tuple(done.nodes), done.at)
    first: dict[str, Mark] = {}
    entries = []
    for key, value in zip(done.nodes[::2], done.nodes[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise fault("a key must be a word", key.at, None)
        if key.text in first:
            line = first[key.text].line
            hint = f"It stands on line {line} too: write its values as a list"
            raise fault(f"the key {key.text!r} is given twice", key.at, hint)
        first[key.text] = key.at
        entries.append((key, value))
    return Pairs(tuple(entries), done.at)

"""The lines of canonical Turtle: prefixes, and the statements about one subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

__all__ = ["INDENT", "prefix_lines", "statement_lines"]

INDENT: Final = "    "


def prefix_lines(prefixes: Mapping[str, str], wanted: Iterable[str]) -> str:
    """The declarations of the prefixes wanted, by name."""
    return "".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in sorted(wanted))


def statement_lines(statements: Iterable[tuple[str, Sequence[str]]], depth: int) -> str:
    """Verbs and their objects, in the order given: what stands between a subject and its end."""
    inner = "\n" + INDENT * depth
    deeper = inner + INDENT
    between = f" ,{deeper}"
    lines = [
        f"{verb} {objects[0]}" if len(objects) == 1 else f"{verb}{deeper}{between.join(objects)}"
        for verb, objects in statements
    ]
    return inner + f" ;{inner}".join(lines)

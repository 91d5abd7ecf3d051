"""How single terms are spelled in Turtle: prefixed names, short numbers, quoted strings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.vocab import RDF, XSD

__all__ = ["Names"]

# The local names that need no escape in Turtle (section 6.5, PN_LOCAL), and a few are left out
# on purpose: what looks strange is better written as a full IRI.
_LOCAL: Final = re.compile(r"(?:[A-Za-z0-9_](?:[\w-]|\.(?=[\w-])|:(?=[\w-]))*)?", re.ASCII)
_SHORT: Final = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.double: re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Names:
    """Spells terms with a table of prefixes and remembers which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        # The longest namespace wins, and among equal ones the first name.
        self._namespaces = sorted(
            ((base, name) for name, base in prefixes.items()),
            key=lambda pair: (-len(pair[0]), pair[1]),
        )
        self._known: dict[str, str] = {}
        self.used: set[str] = set()

    def iri(self, node: NamedNode) -> str:
        """A prefixed name where one is legal without escapes, else `<iri>`."""
        spelled = self._known.get(node.value)
        if spelled is None:
            spelled = self._known[node.value] = self._spell(node)
        return spelled

    def _spell(self, node: NamedNode) -> str:
        for base, name in self._namespaces:
            if node.value.startswith(base) and _LOCAL.fullmatch(node.value, len(base)):
                self.used.add(name)
                return f"{name}:{node.value[len(base) :]}"
        return str(node)

    def predicate(self, node: NamedNode) -> str:
        """`a` for rdf:type, else the IRI."""
        return "a" if node == RDF.type else self.iri(node)

    def literal(self, literal: Literal) -> str:
        """A literal with its lexical form kept byte for byte."""
        short = _SHORT.get(literal.datatype)
        if short is not None and short.fullmatch(literal.value):
            return literal.value
        text = self._quoted(literal.value)
        if literal.language:
            return f"{text}@{literal.language}"
        return text if literal.datatype == XSD.string else f"{text}^^{self.iri(literal.datatype)}"

    @staticmethod
    def _quoted(value: str) -> str:
        if "\n" in value and "\r" not in value:
            inner = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"""{_CONTROL.sub(_code, inner)}"""'
        escaped = "".join(_ESCAPES.get(char, char) for char in value)
        return f'"{_CONTROL.sub(_code, escaped)}"'


def _code(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04X}"

"""How single terms are spelled in Turtle: prefixed names, short numbers, quoted strings.

A term comes as canonical N-Triples spells it (`servanda.ntriples`); most literals are spelled
alike in both. What was spelled is remembered, for a bounded number of terms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.ntriples import term_of
from servanda.vocab import RDF, XSD

__all__ = ["Names", "Remembered"]

# The local names that need no escape in Turtle (section 6.5, PN_LOCAL), and a few are left out
# on purpose: what looks strange is better written as a full IRI. None holds a `/` or `#`.
_LOCAL: Final = re.compile(r"(?:[A-Za-z0-9_](?:[\w-]|\.(?=[\w-])|:(?=[\w-]))*)?", re.ASCII)
_SHORT: Final = {
    str(XSD.integer): re.compile(r"[+-]?[0-9]+"),
    str(XSD.decimal): re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    str(XSD.double): re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    str(XSD.boolean): re.compile(r"true|false"),
}
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What N-Triples escapes and Turtle for people writes otherwise; all other escapes are the same.
_OTHERWISE: Final = re.compile(r"\\[bfnuU]")
_TYPE: Final = str(RDF.type)
_REMEMBERED: Final = 50_000  # terms; when there are more, all are forgotten and learnt again


class Remembered(dict[str, str]):
    """What a function gave for each text it was asked for, as long as there are not too many."""

    def __init__(self, ask: Callable[[str], str]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, text: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        answer = self[text] = self._ask(text)
        return answer


class Names:
    """Spells terms with a table of prefixes and says in `used` which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        # By the part of the namespace up to its last `/` or `#`: only a namespace that has this
        # in common with an IRI can leave a local name. The longest namespace wins, and among
        # equal ones the first name.
        self._namespaces: dict[str, list[tuple[str, str]]] = {}
        for base, name in sorted((base, name) for name, base in prefixes.items()):
            self._namespaces.setdefault(base[: _cut(base)], []).append((base, name))
        for some in self._namespaces.values():
            some.sort(key=lambda pair: -len(pair[0]))
        self.used: set[str] = set()
        # The Turtle of a term in N-Triples; the lexical form of a literal stays byte for byte.
        self.term: Final[Callable[[str], str]] = Remembered(self._spell).__getitem__
        # The Turtle of a predicate in N-Triples: `a` for rdf:type, else the IRI.
        self.predicate: Final[Callable[[str], str]] = Remembered(self._verb).__getitem__

    def iri(self, node: NamedNode) -> str:
        """A prefixed name where one is legal without escapes, else `<iri>`."""
        return self.term(str(node))

    def _verb(self, spelling: str) -> str:
        return "a" if spelling == _TYPE else self.term(spelling)

    def literal(self, literal: Literal) -> str:
        """A literal with its lexical form kept byte for byte."""
        return self.term(str(literal))

    def _spell(self, spelling: str) -> str:
        if spelling[0] == '"':
            return self._literal(spelling)
        if spelling[0] != "<":
            return spelling  # the label of a blank node
        iri = spelling[1:-1]
        for base, name in self._namespaces.get(iri[: _cut(iri)], ()):
            if iri.startswith(base) and _LOCAL.fullmatch(iri, len(base)):
                self.used.add(name)
                return f"{name}:{iri[len(base) :]}"
        return spelling

    def _literal(self, spelling: str) -> str:
        end = spelling.rindex('"') + 1
        text, kind = spelling[:end], spelling[end:]
        datatype = kind[2:] if kind.startswith("^") else ""
        short = _SHORT.get(datatype)
        if short is not None and short.fullmatch(text, 1, end - 1):
            return text[1:-1]
        if _OTHERWISE.search(text):
            text = _quoted(term_of(text).value)
        return f"{text}^^{self.term(datatype)}" if datatype else text + kind


def _cut(iri: str) -> int:
    return max(iri.rfind("/"), iri.rfind("#")) + 1


def _quoted(value: str) -> str:
    if "\n" in value and "\r" not in value:
        inner = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"""{_CONTROL.sub(_code, inner)}"""'
    return f'"{_CONTROL.sub(_code, value.translate(_ESCAPES))}"'


def _code(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04X}"

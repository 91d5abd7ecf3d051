"""Along which properties a query looks back: from an object to the subjects that point to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from servanda.query.patterns import Reader, UnclearError, clear_tokens
from servanda.query.sparql import SparqlToken, declared_prefixes

__all__ = ["looks_back"]

_REPEATED: Final = ("*", "?", "+")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A triple pattern: variables or "" for other terms, and the properties of its path.

    `forward` and `back` are those that the path goes along and against; "" is any property.
    """

    subject: str
    forward: frozenset[str]
    back: frozenset[str]
    value: str


def looks_back(text: str, start: str) -> dict[str, bool] | None:
    """The properties whose facts are sought by their objects by one who knows `start` only.

    With each, whether more is asked of what the subjects point to in turn. `text` is a SELECT query
    that parses, `start` the name of a variable. IRIs are spelled as in N-Triples. None if it may
    be any property, or the query is not understood.
    """
    tokens = clear_tokens(text)
    if tokens is None:
        return None
    reader = _Directed(tokens, declared_prefixes(text))
    try:
        reader.read()
    except (UnclearError, IndexError):
        return None
    count = Counter(token.text[1:] for token in tokens if token.kind == "variable")
    once = {name for name, times in count.items() if times == 1}
    found = _sought([each for each in reader.patterns if not _idle(each, reader, once)], start)
    return None if "" in found else found


def _idle(pattern: _Pattern, reader: _Directed, once: set[str]) -> bool:
    """Whether another pattern holds only where this one does, which nothing else asks about."""
    return pattern.subject in once and any(
        each.subject not in once and replace(each, subject=pattern.subject) == pattern
        for each in reader.patterns
    )


def _sought(patterns: list[_Pattern], start: str) -> dict[str, bool]:
    """What is looked back along, until all variables are known."""
    known, reached = {"", start}, set[str]()
    found: set[str] = set()
    waiting = patterns
    while waiting:
        ready = [each for each in waiting if each.subject in known]
        if not ready:  # then from an object that is known, or from nowhere
            ready = [each for each in waiting if each.value in known][:1] or waiting[:1]
            found.update(*(each.forward for each in ready))
            reached.update(each.subject for each in ready)
        found.update(*(each.back for each in ready))
        reached.update(*((each.subject, each.value) for each in ready if each.back))
        known.update(*((each.subject, each.value) for each in ready))
        waiting = [each for each in waiting if each not in ready]
    beyond = {each.value for each in patterns if each.subject in reached} - reached
    beyond -= _ahead(patterns, start)
    asked = {each.subject for each in patterns}
    seen = [each for each in patterns if each.back or each.subject in reached]
    deep = bool(beyond & asked) or any(len(each.forward | each.back) > 1 for each in seen)
    return dict.fromkeys(sorted(found), deep)


def _ahead(patterns: list[_Pattern], start: str) -> set[str]:
    """The variables that are reached without looking back."""
    known, size = {"", start}, 0
    while size != len(known):
        size = len(known)
        known |= {each.value for each in patterns if each.subject in known and not each.back}
    return known


class _Directed(Reader):
    """Reads the patterns of a query with their variables, and which way each path goes."""

    def __init__(self, tokens: list[SparqlToken], prefixes: dict[str, str]) -> None:
        super().__init__(tokens, prefixes)
        self.patterns: Final[list[_Pattern]] = []
        self._steps: set[tuple[str, bool]] = set()
        self._turned = False

    def _triples(self) -> None:
        subject = self._variable()
        while True:
            self._steps = set()
            self._path()
            forward, back = (
                frozenset(name for name, turned in self._steps if turned is way)
                for way in (False, True)
            )
            self.patterns.append(_Pattern(subject, forward, back, self._variable()))
            while self._is(","):
                self._at += 1
                self.patterns.append(_Pattern(subject, forward, back, self._variable()))
            if self._ended():
                return

    def _variable(self) -> str:
        token = self._token
        self._term()
        return token.text[1:] if token.kind == "variable" else ""

    def _step(self) -> list[str]:
        turns = self._is("^")
        self._at += turns
        self._turned ^= turns
        if self._is("("):
            self._at += 1
            self._path()
            self._skip(")")
        else:
            name = "" if self._token.kind == "variable" else f"<{self._iri()}>"
            self._steps.add((name, self._turned))
            self._at += 1
        while self._is(*_REPEATED):
            self._at += 1
        self._turned ^= turns
        return []

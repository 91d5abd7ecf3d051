"""What changed, told in sentences of one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from servanda.diff.model import Changes, Kind, Resource, TermChange
from servanda.diff.names import Piece, capital, joined
from servanda.diff.phrases import Phrases
from servanda.pictures.drawing.text import clean
from servanda.pictures.timelines.dating import date_words
from servanda.wording import word

__all__ = ["Story", "Telling", "TermStory"]

_Pieces = tuple[Piece, ...]
_ORDER: Final = (Kind.ADDED, Kind.REMOVED, Kind.RENAMED, Kind.CHANGED)


@dataclass(frozen=True, slots=True)
class Story:
    """A resource as it is told: its kind of change, type and name, and one sentence each."""

    iri: str
    kind: str
    types: _Pieces
    name: _Pieces
    was: str
    sentences: tuple[_Pieces, ...]


@dataclass(frozen=True, slots=True)
class TermStory:
    """A term or shape as it is told."""

    iri: str
    kind: str
    breaking: bool
    sentence: _Pieces


class Telling:
    """The changes for readers of one language; every text is cleaned, nothing is escaped."""

    __slots__ = ("_changes", "_language", "_phrases")

    def __init__(self, changes: Changes, language: str) -> None:
        self._changes: Final = changes
        self._language: Final = language
        self._phrases: Final = Phrases(changes, language)

    def head(self) -> str:
        """Which versions are compared."""
        old, new = self._changes.before, self._changes.after
        day, version = date_words(new.issued, self._language), clean(new.version)
        if old is None:
            return word("diff-first", self._language, after=version, after_day=day)
        return word(
            "diff-between",
            self._language,
            before=clean(old.version),
            before_day=date_words(old.issued, self._language),
            after=version,
            after_day=day,
        )

    def days(self) -> str:
        """For which day the statements hold, if that changed; else an empty text."""
        old, new = self._changes.before, self._changes.after
        if old is None or old.as_of == new.as_of:
            return ""
        before, after = (date_words(each.as_of, self._language) for each in (old, new))
        return word("diff-as-of", self._language, before=before, after=after)

    def proposal(self) -> str:
        """Which part of the version number should move, and why."""
        found = self._changes.proposal
        reasons = word("diff-comma", self._language).join(
            word(reason, self._language) for reason in found.reasons
        )
        level = word(f"diff-level-{found.level.value}", self._language)
        return word("diff-proposal", self._language, level=level, reasons=reasons)

    def groups(self) -> Iterator[tuple[str, str, tuple[Resource, ...]]]:
        """The resources by kind of change: the kind, its heading with a count, the resources."""
        for kind in _ORDER:
            found = tuple(each for each in self._changes.resources if each.kind is kind)
            if found:
                yield kind.value, self._heading(f"diff-{kind.value}", len(found)), found

    def term_groups(self) -> Iterator[tuple[str, tuple[TermStory, ...]]]:
        """The terms, then the shapes: a heading with a count, and what is told of each."""
        for key, shape in (("diff-terms", False), ("diff-shapes", True)):
            found = tuple(self._term(each) for each in self._changes.terms if each.shape == shape)
            if found:
                yield self._heading(key, len(found)), found

    def story(self, resource: Resource) -> Story:
        """One resource: all sentences of what changed, or what came or went, in short."""
        side = self._phrases.side(resource.kind)
        types = joined((side.resource(each) for each in resource.types[:2]), self._language)
        whole = resource.kind in (Kind.ADDED, Kind.REMOVED)
        sentences = tuple(self._phrases.whole(resource) if whole else self._sentences(resource))
        return Story(
            iri=clean(resource.iri.value),
            kind=resource.kind.value,
            types=capital(types),
            name=side.resource(resource.iri),
            was=clean(resource.was.value) if resource.was is not None else "",
            sentences=sentences,
        )

    def title(self, resource: Resource) -> str:
        """One line that says what happened to a resource."""
        side = self._phrases.side(resource.kind)
        name = "".join(each.text for each in side.resource(resource.iri))
        return word(f"diff-kind-{resource.kind.value}", self._language, name=name)

    def term_title(self, change: TermChange) -> str:
        """One line that says what happened to a term or a shape."""
        return "".join(each.text for each in self._phrases.term(change))

    def _heading(self, key: str, count: int) -> str:
        heading = word(key, self._language)
        return word("diff-group", self._language, heading=heading, count=count)

    def _sentences(self, resource: Resource) -> Iterator[_Pieces]:
        for fact in resource.facts:
            yield self._phrases.fact(fact, resource)
        for evidence in resource.evidence:
            yield self._phrases.evidence(evidence, resource)
        if not resource.facts and not resource.evidence and resource.kind is Kind.CHANGED:
            yield (Piece(word("diff-only-identifiers", self._language), self._language),)
        if resource.inferred:
            text = word("diff-inferred", self._language, count=resource.inferred)
            yield (Piece(text, self._language),)

    def _term(self, change: TermChange) -> TermStory:
        said = self._phrases.term(change)
        return TermStory(clean(change.iri.value), change.kind.value, change.breaking, said)

"""What changed, told in sentences of one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from servanda.diff.model import Changes, Claim, Evidence, Fact, Kind, Resource, Role, TermChange
from servanda.diff.names import Names, Piece, capital, filled, joined
from servanda.pictures.dating import date_words
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

    __slots__ = ("_changes", "_language", "_new", "_old")

    def __init__(self, changes: Changes, language: str) -> None:
        self._changes: Final = changes
        self._language: Final = language
        self._new: Final = Names(changes.names, language)
        self._old: Final = Names(changes.old_names, language)

    def head(self) -> str:
        """Which versions are compared."""
        old, new = self._changes.before, self._changes.after
        day = date_words(new.issued, self._language)
        if old is None:
            return word("diff-first", self._language, after=new.version, after_day=day)
        return word(
            "diff-between",
            self._language,
            before=old.version,
            before_day=date_words(old.issued, self._language),
            after=new.version,
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
        """One resource: all sentences of what changed, or for what came or went how much it is."""
        side = self._old if resource.kind is Kind.REMOVED else self._new
        types = joined((side.resource(each) for each in resource.types[:2]), self._language)
        sentences = (
            (self._amount(resource),)
            if resource.kind in (Kind.ADDED, Kind.REMOVED)
            else tuple(self._sentences(resource))
        )
        return Story(
            iri=resource.iri.value,
            kind=resource.kind.value,
            types=capital(types),
            name=side.resource(resource.iri),
            was=resource.was.value if resource.was is not None else "",
            sentences=sentences,
        )

    def title(self, resource: Resource) -> str:
        """One line that says what happened to a resource."""
        side = self._old if resource.kind is Kind.REMOVED else self._new
        name = "".join(each.text for each in side.resource(resource.iri))
        return word(f"diff-kind-{resource.kind.value}", self._language, name=name)

    def term_title(self, change: TermChange) -> str:
        """One line that says what happened to a term or a shape."""
        return "".join(each.text for each in self._term(change).sentence)

    def _heading(self, key: str, count: int) -> str:
        heading = word(key, self._language)
        return word("diff-group", self._language, heading=heading, count=count)

    def _amount(self, resource: Resource) -> _Pieces:
        amounts = [("diff-facts", len(resource.facts))]
        if resource.evidence:
            amounts.append(("diff-evidences", len(resource.evidence)))
        said = (
            (Piece(word(key, self._language, count=count), self._language),)
            for key, count in amounts
        )
        return joined(said, self._language)

    def _sentences(self, resource: Resource) -> Iterator[_Pieces]:
        for fact in resource.facts:
            yield self.fact(fact, resource)
        for evidence in resource.evidence:
            yield self.evidence(evidence, resource)
        if not resource.facts and not resource.evidence and resource.kind is Kind.CHANGED:
            yield (Piece(word("diff-only-identifiers", self._language), self._language),)
        if resource.inferred:
            text = word("diff-inferred", self._language, count=resource.inferred)
            yield (Piece(text, self._language),)

    def fact(self, fact: Fact, resource: Resource) -> _Pieces:
        """One fact as a sentence without a full stop."""
        side = self._old if fact.kind is Kind.REMOVED else self._new
        values: dict[str, _Pieces] = {}
        if fact.before is not None:
            values["before"] = values["value"] = self._old.term(fact.before, quoted=True)
        if fact.after is not None:
            values["after"] = values["value"] = self._new.term(fact.after, quoted=True)
        subject = side.sentence(fact.predicate, fact.after or fact.before)
        said = filled(f"diff-fact-{fact.kind.value}", self._language, property=subject, **values)
        if fact.inferred:
            said = filled("diff-fact-inferred", self._language, fact=said)
        return self._under(side, fact.subject, resource, said)

    def evidence(self, evidence: Evidence, resource: Resource) -> _Pieces:
        """One piece of evidence as a sentence without a full stop."""
        claim = evidence.after or evidence.before
        if claim is None:
            key = "diff-evidence-row" if evidence.role is Role.ROW else "diff-evidence-loose"
            return (Piece(word(key, self._language), self._language),)
        side = self._old if evidence.after is None else self._new
        fact = filled(
            "diff-claimed",
            self._language,
            property=capital(side.predicate(claim.predicate, claim.value)),
            value=side.term(claim.value),
        )
        if evidence.before is not None and evidence.after is not None:
            parts = list(self._differences(evidence.before, evidence.after, evidence))
        else:
            parts = [side.resource(claim.kind)] if claim.kind is not None else []
            parts += [side.resource(source) for source in claim.sources]
        nothing = (Piece(word("diff-evidence-none", self._language), self._language),)
        return filled(
            f"diff-evidence-{evidence.kind.value}",
            self._language,
            fact=self._under(side, claim.subject, resource, fact),
            details=joined(parts, self._language) or nothing,
        )

    def _differences(self, before: Claim, after: Claim, evidence: Evidence) -> Iterator[_Pieces]:
        pairs = (
            (
                "diff-evidence-value",
                (before.subject, before.predicate, before.value),
                (after.subject, after.predicate, after.value),
                self._old.term(before.value),
                self._new.term(after.value),
            ),
            (
                "diff-evidence-kind",
                before.kind,
                after.kind,
                self._old.resource(before.kind) if before.kind else (),
                self._new.resource(after.kind) if after.kind else (),
            ),
            (
                "diff-evidence-source",
                before.sources,
                after.sources,
                joined(map(self._old.resource, before.sources), self._language),
                joined(map(self._new.resource, after.sources), self._language),
            ),
        )
        told = False
        for key, was, now, old, new in pairs:
            if was != now:
                told = True
                nothing = (Piece("–", self._language),)
                yield filled(key, self._language, before=old or nothing, after=new or nothing)
        if evidence.passage or before.passages != after.passages:
            yield (Piece(word("diff-evidence-passage", self._language), self._language),)
        elif not told:
            yield (Piece(word("diff-evidence-others", self._language), self._language),)

    def _under(self, side: Names, subject: NamedNode, resource: Resource, said: _Pieces) -> _Pieces:
        if subject == resource.iri:
            return said
        return filled("diff-fact-of-part", self._language, part=side.part(subject), fact=said)

    def _term(self, change: TermChange) -> TermStory:
        side = self._old if change.kind is Kind.REMOVED else self._new
        listed = joined(map(side.predicate, change.properties), self._language)
        name = side.resource(change.iri)
        key = f"diff-term-{change.kind.value}"
        said = filled(key, self._language, name=name, properties=listed)
        if change.breaking:
            said = filled("diff-breaking", self._language, term=said)
        return TermStory(change.iri.value, change.kind.value, change.breaking, said)

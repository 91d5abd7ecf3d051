"""One sentence for each change, in one language, of pieces with their own language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode

from servanda.diff.model import (
    Changes,
    Claim,
    Evidence,
    Fact,
    Kind,
    Resource,
    Role,
    Term,
    TermChange,
)
from servanda.diff.names import Names, Piece, capital, filled, joined
from servanda.diff.terms import WORDS
from servanda.vocab import RDF
from servanda.wording import word

__all__ = ["Phrases"]

_Pieces = tuple[Piece, ...]
_SAID: Final = WORDS | {RDF.type}  # what the name and the type tell already, and notes
_MOST: Final = 12  # properties, and values of one, that are told of what came or went


class Phrases:
    """The sentences about changes, without a full stop; `old` and `new` are the two releases."""

    __slots__ = ("_first", "_language", "new", "old")

    def __init__(self, changes: Changes, language: str) -> None:
        self._language: Final = language
        self._first: Final = changes.before is None
        self.old: Final = Names(changes.old_names, language)
        self.new: Final = Names(changes.names, language)

    def side(self, kind: Kind) -> Names:
        """The release that has what is told: the older one for what was removed."""
        return self.old if kind is Kind.REMOVED else self.new

    def whole(self, resource: Resource) -> Iterator[_Pieces]:
        """How much came or went; and what, unless it is all of a first release."""
        yield self._amount(resource)
        if self._first:
            return
        side = self.side(resource.kind)
        values: dict[NamedNode, list[Term]] = {}
        for fact in resource.facts:
            value = fact.after if fact.after is not None else fact.before
            own = fact.subject == resource.iri and not fact.inferred
            if own and value is not None and fact.predicate not in _SAID:
                values.setdefault(fact.predicate, []).append(value)
        for predicate, found in list(values.items())[:_MOST]:
            yield filled(
                "diff-claimed",
                self._language,
                property=capital(side.predicate(predicate)),
                value=joined(map(side.term, found[:_MOST]), self._language, "diff-semicolon"),
            )

    def _amount(self, resource: Resource) -> _Pieces:
        amounts = [("diff-facts", len(resource.facts))]
        if resource.evidence:
            amounts.append(("diff-evidences", len(resource.evidence)))
        said = (
            (Piece(word(key, self._language, count=count), self._language),)
            for key, count in amounts
        )
        return joined(said, self._language)

    def fact(self, fact: Fact, resource: Resource) -> _Pieces:
        """One fact as a sentence without a full stop."""
        side = self.side(fact.kind)
        values: dict[str, _Pieces] = {}
        if fact.before is not None:
            values["before"] = values["value"] = self.old.term(fact.before, quoted=True)
        if fact.after is not None:
            values["after"] = values["value"] = self.new.term(fact.after, quoted=True)
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
        side = self.old if evidence.after is None else self.new
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
                self.old.term(before.value),
                self.new.term(after.value),
            ),
            (
                "diff-evidence-kind",
                before.kind,
                after.kind,
                self.old.resource(before.kind) if before.kind else (),
                self.new.resource(after.kind) if after.kind else (),
            ),
            (
                "diff-evidence-source",
                before.sources,
                after.sources,
                joined(map(self.old.resource, before.sources), self._language),
                joined(map(self.new.resource, after.sources), self._language),
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

    def term(self, change: TermChange) -> _Pieces:
        """What happened to a term or a shape."""
        side = self.side(change.kind)
        listed = joined(map(side.predicate, change.properties), self._language)
        name = side.resource(change.iri)
        key = f"diff-term-{change.kind.value}"
        said = filled(key, self._language, name=name, properties=listed)
        if change.breaking:
            said = filled("diff-breaking", self._language, term=said)
        return said

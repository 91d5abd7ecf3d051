"""The words of a YAML record to IRIs: links, concepts, terms and types."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from servanda.parse.context import CONCEPT, Context, Term
from servanda.parse.keys import TERM

__all__ = ["LinkError", "Links", "near"]

# Schemes of IRIs that are written without `//`.
_WHOLE: Final = ("doi", "geo", "mailto", "tag", "tel", "urn")
_DOTS: Final = re.compile(r"(?:^|/)\.{1,2}(?:/|$)")


class LinkError(ValueError):
    """A word that leads nowhere: `message` says why, `hint` how to mend it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def near(word: str, known: Iterable[str]) -> str | None:
    """A hint with the known word that is nearest to `word`; None if none is near."""
    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"Did you mean {found[0]}?" if found else None


@dataclass(frozen=True, slots=True)
class Links:
    """What words mean in one record. Every method raises LinkError for a word without meaning."""

    context: Context
    record: str

    def value(self, term: Term, word: str) -> str:
        """The IRI that a word stands for as the value of a key."""
        if term.takes == CONCEPT:
            return self._concept(term, word)
        if term.takes == TERM:
            return self._named({key: each.iri for key, each in self.context.terms.items()}, word)
        return self.link(word)

    def type(self, word: str) -> str:
        """The IRI of a class."""
        return self._named(self.context.classes, word)

    def datatype(self, word: str) -> str:
        """The IRI of a datatype, written with its prefix."""
        return self._named({}, word, hint="Write it with its prefix, such as xsd:date")

    def link(self, word: str) -> str:
        """`#x` is of this record, `kind/slug` below the base, `scheme/word` a concept."""
        if word.startswith("#"):
            return self._checked(self.record + word, word)
        absolute = self._absolute(word)
        if absolute is not None:
            return absolute
        scheme, _, rest = word.partition("/")
        concept = self.context.schemes.get(scheme, {}).get(rest)
        if concept is not None:
            return concept
        if not word or word.startswith("/") or _DOTS.search(word):
            raise LinkError(f"{word!r} is no link", "Write kind/slug, #name or a whole IRI")
        return self._checked(self.context.base + word, word)

    def _concept(self, term: Term, word: str) -> str:
        words = self.context.words(term)
        if word in words:
            return words[word]
        scheme, mark, rest = word.partition("/")
        if mark and rest and scheme in term.schemes:
            word = rest
            if rest in self.context.schemes[scheme]:
                return self.context.schemes[scheme][rest]
        else:
            absolute = self._absolute(word)
            if absolute is not None:
                return absolute
        schemes = " or ".join(term.schemes)
        hint = near(word, words) or f"Known: {', '.join(list(words)[:8])}"
        raise LinkError(f"{word!r} is no concept of {schemes}", hint)

    def _named(self, names: Mapping[str, str], word: str, hint: str | None = None) -> str:
        found = names.get(word) or self._absolute(word)
        if found is None:
            raise LinkError(f"unknown word {word!r}", near(word, names) or hint)
        return found

    def _absolute(self, word: str) -> str | None:
        """The IRI of `prefix:name` or of a whole IRI; None for a word of another form."""
        prefix, colon, rest = word.partition(":")
        if not colon or "/" in prefix or "#" in prefix:
            return None
        if rest.startswith("//") or prefix in _WHOLE:
            return self._checked(word, word)
        start = self.context.prefixes.get(prefix)
        if start is None:
            known = near(prefix, self.context.prefixes)
            raise LinkError(f"unknown prefix {prefix!r}", known or "Write the whole IRI")
        words = self.context.schemes.get(prefix)
        if words is not None and start + rest not in words.values():
            raise LinkError(f"{rest!r} is no concept of {prefix}", near(rest, words))
        return self._checked(start + rest, word)

    @staticmethod
    def _checked(iri: str, word: str) -> str:
        # The parser of the quads drops what it takes for no IRI, so it is the one to ask.
        try:
            return NamedNode(iri).value
        except ValueError as error:
            hint = "A space is written %20 in an IRI, and other signs likewise"
            raise LinkError(f"{word!r} is no link", hint) from error

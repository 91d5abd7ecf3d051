"""The JSON-LD 1.1 context of YAML records, made from an ontology and its concept schemes.

The keys are the local names of the ontology's properties and those of `keys`. Where two terms have
one name, the ontology's own term bears it and the other is written with its prefix.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode, Triple

from servanda.parse.declared import Declared, is_standard, local_name, scheme_words
from servanda.parse.keys import ANY, KEYWORDS, LINK, STANDARD_CLASSES, STANDARD_KEYS, TERM
from servanda.vocab import EDTF, OWL, PREFIXES, RDF, RDFS, SCHEMA, XSD

__all__ = ["CONCEPT", "LITERAL", "Context", "Term", "context_of"]

CONCEPT: Final = "concept"  # a word of a concept scheme
LITERAL: Final = "literal"

_UNSAID: Final = (XSD.string.value, RDF.langString.value)
_KEYWORDS: Final = frozenset(word for word, _ in KEYWORDS)
_STANDARD_NAMES: Final = {iri.value: key for key, iri, _ in STANDARD_KEYS}


@dataclass(frozen=True, slots=True)
class Term:
    """What a key stands for: a property, what it takes, and where its words come from."""

    iri: str
    takes: str
    datatypes: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()

    @property
    def in_languages(self) -> bool:
        """Whether the key takes a mapping from languages to texts."""
        return RDF.langString.value in self.datatypes

    @property
    def typed(self) -> tuple[str, ...]:
        """The datatypes of what is written without a language; of EDTF and others, EDTF."""
        if EDTF.EDTF.value in self.datatypes:
            return (EDTF.EDTF.value,)
        return tuple(each for each in self.datatypes if each != RDF.langString.value)


@dataclass(frozen=True, slots=True)
class Context:
    """The vocabulary of YAML records: keys, types, prefixes and the words of concept schemes.

    `base` is what links such as `party/x` are relative to.
    """

    base: str
    terms: Mapping[str, Term]
    classes: Mapping[str, str]
    prefixes: Mapping[str, str]
    schemes: Mapping[str, Mapping[str, str]]

    def words(self, term: Term) -> dict[str, str]:
        """The concepts that a key takes, by the word that stands for each."""
        return {word: iri for scheme in term.schemes for word, iri in self.schemes[scheme].items()}

    def definition(self, key: str) -> dict[str, Any]:
        """The JSON-LD term definition of a key."""
        term = self.terms[key]
        found: dict[str, Any] = {"@id": term.iri}
        if term.takes in (LINK, ANY):
            found["@type"] = "@id"
        elif term.takes == TERM:
            found["@type"] = "@vocab"
        elif term.takes == CONCEPT:
            found |= {"@type": "@vocab", "@context": self.words(term)}
        elif term.in_languages:
            found["@container"] = "@language"
        elif len(term.typed) == 1 and term.typed[0] != XSD.string.value:
            found["@type"] = term.typed[0]
        return found

    def jsonld(self) -> dict[str, Any]:
        """The context as a JSON-LD 1.1 document, sorted."""
        body = {"@version": 1.1, "@base": self.base, **dict(KEYWORDS), **self.prefixes}
        body |= dict(sorted(self.classes.items()))
        body |= {key: self.definition(key) for key in sorted(self.terms)}
        return {"@context": body}


def context_of(
    ontology: Iterable[Triple],
    schemes: Iterable[Triple],
    *,
    base: str,
    prefixes: Mapping[str, str],
) -> Context:
    """The context of the records below `base`, by what the ontology declares.

    Ranges are read from `schema:rangeIncludes` and `rdfs:range`; the scheme of a property's
    concepts from `rdfs:seeAlso` of the property or of its range. `prefixes` names terms whose
    local name is taken.
    """
    declared = Declared(ontology)
    by_iri = scheme_words(schemes)
    slugs = {iri: local_name(iri) for iri in by_iri}
    words = {slugs[iri]: found for iri, found in by_iri.items()}
    known = {name: iri for name, iri in {**PREFIXES, **prefixes}.items() if name}
    names = _Names({iri: name for name, iri in known.items()})
    terms = {}
    for term in _terms(declared, slugs):
        key = names.take(term.iri, _STANDARD_NAMES.get(term.iri, ""))
        if key:
            terms[key] = term
    classes = {}
    for iri in dict.fromkeys((*declared.classes(), *(each.value for each in STANDARD_CLASSES))):
        name = names.take(iri)
        if name:
            classes[name] = iri
    usable = {**_scheme_prefixes(words), **known}
    kept = {
        name: iri
        for name, iri in sorted(usable.items())
        if name not in names.taken and iri.endswith(("/", "#", ":", "?"))
    }
    return Context(base, terms, classes, kept, words)


class _Names:
    """Gives each term one name; the first to come takes the plain one."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self.taken: set[str] = set(_KEYWORDS)

    def take(self, iri: str, wanted: str = "") -> str:
        """The name of a term: the wanted one, its local name, or with a prefix; "" if none."""
        local = local_name(iri)
        prefix = self._prefixes.get(iri.removesuffix(local), "")
        found = wanted or local
        if not found or found in self.taken:
            found = f"{prefix}:{local}" if prefix and prefix not in self.taken else ""
        if found in self.taken:
            return ""
        self.taken.add(found)
        return found


def _scheme_prefixes(words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The name of each scheme as prefix, where its concepts have one beginning."""
    found = {}
    for scheme, concepts in words.items():
        heads = {iri.removesuffix(word) for word, iri in concepts.items() if iri.endswith(word)}
        if len(heads) == 1:
            found[scheme] = heads.pop()
    return found


def _terms(declared: Declared, schemes: Mapping[str, str]) -> Iterator[Term]:
    """Own properties, then the standard keys, then what else is declared."""
    kinds = dict(declared.properties())
    for iri, kind in kinds.items():
        if not is_standard(iri):
            yield _term(declared, iri, kind, schemes)
    for _, standard, takes in STANDARD_KEYS:
        if isinstance(takes, str):
            yield Term(standard.value, takes)
        else:
            yield Term(standard.value, LITERAL, tuple(each.value for each in takes))
    for iri, kind in kinds.items():
        if is_standard(iri) and iri not in _STANDARD_NAMES:
            yield _term(declared, iri, kind, schemes)


def _term(declared: Declared, iri: str, kind: NamedNode, schemes: Mapping[str, str]) -> Term:
    ranges = declared.objects(iri, SCHEMA.rangeIncludes, RDFS.range)
    datatypes = tuple(
        each for each in ranges if declared.is_datatype(each) and each != RDFS.Literal.value
    )
    things = [each for each in ranges if not declared.is_datatype(each)]
    if kind == OWL.DatatypeProperty or (kind == OWL.AnnotationProperty and not things):
        return Term(iri, LITERAL, datatypes or _UNSAID)
    hinted = {
        schemes[scheme]
        for about in (iri, *things)
        for scheme in declared.objects(about, RDFS.seeAlso)
        if scheme in schemes
    }
    return Term(iri, CONCEPT if hinted else LINK, schemes=tuple(sorted(hinted)))

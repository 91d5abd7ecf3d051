"""Changes of the ontology and of the shapes: terms that came, went, were deprecated or changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.diff.model import Kind, TermChange
from servanda.diff.release import ONTOLOGY, SHAPES, Release
from servanda.errors import InputError
from servanda.vocab import DC, DCTERMS, OWL, RDF, RDFS, SCHEMA, SH, SKOS, VANN

__all__ = ["WORDS", "Vocabulary", "read_vocabulary", "term_changes"]

# Properties that explain: a change of their values changes no meaning.
WORDS: Final = frozenset(
    {
        SKOS.prefLabel,
        SKOS.altLabel,
        SKOS.hiddenLabel,
        SKOS.definition,
        SKOS.scopeNote,
        SKOS.note,
        SKOS.editorialNote,
        SKOS.historyNote,
        SKOS.changeNote,
        SKOS.example,
        RDFS.label,
        RDFS.comment,
        RDFS.seeAlso,
        RDFS.isDefinedBy,
        DCTERMS.description,
        DCTERMS.title,
        DC.title,
        SCHEMA.disambiguatingDescription,
        SH.message,
        SH.name,
        SH.description,
    }
)
# What a description says of itself, and matches with the terms of others: neither binds data.
_FREE: Final = WORDS | {
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
    OWL.versionInfo,
    OWL.versionIRI,
    OWL.priorVersion,
    OWL.deprecated,
    DCTERMS.issued,
    DCTERMS.modified,
    VANN.preferredNamespacePrefix,
}
# More of these allow more, and forbid nothing.
_WIDENING: Final = frozenset({SCHEMA.domainIncludes, SCHEMA.rangeIncludes})
_DEEPEST: Final = 40
_Description = dict[NamedNode, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The descriptions of the named things of a file, blank nodes written out; labels; verbs."""

    terms: dict[NamedNode, _Description]
    labels: dict[str, tuple[Literal, ...]]
    verbs: frozenset[str]


def read_vocabulary(path: Path) -> Vocabulary:
    """Read an ontology or shapes. Raises InputError for a file that is missing or broken."""
    if not path.is_file():
        raise InputError("the release lacks this file", path=path, hint="Build the release again")
    try:
        triples = [quad.triple for quad in pyoxigraph.parse(path=str(path))]
    except (SyntaxError, ValueError) as error:
        hint = "servanda verify tells whether the release was changed"
        raise InputError(f"is not Turtle: {error}", path=path, hint=hint) from None
    by_subject: dict[object, list[Triple]] = defaultdict(list)
    labels: dict[str, list[Literal]] = defaultdict(list)
    verbs = set()
    for triple in triples:
        by_subject[triple.subject].append(triple)
        if isinstance(triple.subject, NamedNode):
            if triple.predicate == RDFS.label and isinstance(triple.object, Literal):
                labels[triple.subject.value].append(triple.object)
            elif triple.predicate == RDF.type and triple.object == OWL.ObjectProperty:
                verbs.add(triple.subject.value)
    terms = {
        subject: _description(found, by_subject)
        for subject, found in by_subject.items()
        if isinstance(subject, NamedNode)
    }
    named = {iri: tuple(sorted(found, key=str)) for iri, found in labels.items()}
    return Vocabulary(terms, named, frozenset(verbs))


def _description(triples: Iterable[Triple], by_subject: dict[object, list[Triple]]) -> _Description:
    values: dict[NamedNode, set[str]] = defaultdict(set)
    for triple in triples:
        values[triple.predicate].add(_written(triple.object, by_subject, 0))
    return {predicate: frozenset(found) for predicate, found in values.items()}


def _written(term: object, by_subject: dict[object, list[Triple]], depth: int) -> str:
    if not isinstance(term, BlankNode) or depth > _DEEPEST:
        return "[]" if isinstance(term, BlankNode) else str(term)
    inside = sorted(
        f"{each.predicate} {_written(each.object, by_subject, depth + 1)}"
        for each in by_subject.get(term, ())
    )
    return f"[{'; '.join(inside)}]"


def term_changes(before: Release, after: Release) -> Iterator[TermChange]:
    """The terms, then the shapes, that are not as they were; equal files are not parsed."""
    for name, shape in ((ONTOLOGY, False), (SHAPES, True)):
        old, new = before.folder / name, after.folder / name
        if _bytes(old) != _bytes(new):
            yield from _compared(read_vocabulary(old).terms, read_vocabulary(new).terms, shape)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise InputError(
            "the release lacks this file", path=path, hint="Build the release again"
        ) from None


def _compared(
    old: dict[NamedNode, _Description],
    new: dict[NamedNode, _Description],
    shape: bool,  # noqa: FBT001
) -> Iterator[TermChange]:
    for iri in sorted(old.keys() | new.keys(), key=str):
        was, now = old.get(iri), new.get(iri)
        if was is None or now is None:
            kind = Kind.ADDED if was is None else Kind.REMOVED
            breaking = was is not None and not shape and not _only_annotates(was)
            yield TermChange(iri, kind, breaking, shape, ())
            continue
        changed = [p for p in was.keys() | now.keys() if was.get(p) != now.get(p)]
        if not changed:
            continue
        properties = tuple(sorted(changed, key=str))
        breaking = not shape and any(_breaks(p, was, now) for p in properties)
        gone = OWL.deprecated in now and OWL.deprecated not in was
        kind = Kind.DEPRECATED if gone else Kind.CHANGED
        yield TermChange(iri, kind, breaking, shape, properties)


def _only_annotates(term: _Description) -> bool:
    """Whether a term is a property for remarks, from which nothing follows."""
    return term.get(RDF.type) == frozenset({str(OWL.AnnotationProperty)})


def _breaks(predicate: NamedNode, was: _Description, now: _Description) -> bool:
    if predicate in _FREE:
        return False
    if predicate in _WIDENING:
        return not was.get(predicate, frozenset()) <= now.get(predicate, frozenset())
    return True

"""The paths of property shapes (SHACL, section 2.3.1): the terms in them, and they in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from servanda.site.read.index import Term
from servanda.vocab import RDF, SH

if TYPE_CHECKING:
    from servanda.site.read.definitions import Triples
    from servanda.site.terms.sentences import Piece, Speaker

__all__ = ["path_pieces", "path_terms"]

_STEPS: Final = (
    (SH.inversePath, "ontology-path-inverse"),
    (SH.zeroOrMorePath, "ontology-path-any"),
    (SH.oneOrMorePath, "ontology-path-some"),
    (SH.zeroOrOnePath, "ontology-path-maybe"),
)
_DEEPEST: Final = 12  # Deeper paths, and those that turn back on themselves, are cut.


def path_terms(triples: Triples, path: Term, depth: int = 0) -> Iterator[NamedNode]:
    """The properties that a path is made of, each as often as it occurs."""
    if isinstance(path, NamedNode):
        yield path
    elif not isinstance(path, Literal) and depth < _DEEPEST:
        for part in _parts(triples, path):
            yield from path_terms(triples, part, depth + 1)


def path_pieces(
    speaker: Speaker, triples: Triples, path: Term, depth: int = 0
) -> tuple[Piece, ...]:
    """A path in words, each of its properties a link."""
    if isinstance(path, NamedNode | Literal) or depth >= _DEEPEST:
        return (speaker.term(path),)
    said = _said(speaker, triples, path, depth)
    if depth and len(said) > 1:
        return speaker.say("ontology-path-group", path=said).pieces
    return said


def _said(speaker: Speaker, triples: Triples, path: Term, depth: int) -> tuple[Piece, ...]:
    parts = [path_pieces(speaker, triples, part, depth + 1) for part in _parts(triples, path)]
    if isinstance(path, Literal) or not parts:
        return (speaker.term(path),)
    for predicate, key in _STEPS:
        if triples.objects(path, predicate):
            return speaker.say(key, path=parts[0]).pieces
    alternative = bool(triples.objects(path, SH.alternativePath))
    return speaker.listed(parts, "ontology-path-or" if alternative else "ontology-path-then")


def _parts(triples: Triples, path: Term) -> list[Term]:
    """What the outermost form of a path consists of."""
    if isinstance(path, Literal):
        return []
    if triples.objects(path, RDF.first):
        return triples.items(path)
    for head in triples.objects(path, SH.alternativePath):
        return triples.items(head)
    return [part for predicate, _ in _STEPS for part in triples.objects(path, predicate)]

"""The dataset in one language, for forms that hold one text of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from servanda.catalog import Head
from servanda.catalog.tables import licence_of
from servanda.vocab import DCAT, DCTERMS, FOAF, LABELS

__all__ = ["Agent", "Facts", "facts_of"]


@dataclass(frozen=True, slots=True)
class Agent:
    """A publisher or creator: its IRI, its name, and its page or an empty text."""

    iri: str
    name: str
    page: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Title, description and the rest, in one language where it is said in it.

    `licences` pairs an identifier of SPDX (or the IRI again) with the IRI.
    """

    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    licences: tuple[tuple[str, str], ...]
    creators: tuple[Agent, ...]
    publishers: tuple[Agent, ...]
    version: str
    issued: str


def facts_of(head: Head, language: str) -> Facts:
    """What the description says, in `language` or else in any."""
    return Facts(
        name=_slug(head),
        title=_text(head.values(DCTERMS.title), language),
        description=_text(head.values(DCTERMS.description), language),
        keywords=tuple(
            value.value
            for value in head.values(DCAT.keyword)
            if isinstance(value, Literal) and value.language in (language, None)
        ),
        licences=tuple(_licences(head)),
        creators=tuple(_agents(head, DCTERMS.creator, language)),
        publishers=tuple(_agents(head, DCTERMS.publisher, language)),
        version=head.text(DCAT.version),
        issued=head.text(DCTERMS.issued),
    )


def _slug(head: Head) -> str:
    """A name for the package: what its address says, in letters that every tool accepts."""
    host, *path = head.address.partition("://")[2].rstrip("/").split("/")
    words = "-".join(path) or host
    return (
        "".join(c if c.isascii() and c.isalnum() else "-" for c in words.lower()).strip("-")
        or "dataset"
    )


def _licences(head: Head) -> Iterator[tuple[str, str]]:
    for value in head.values(DCTERMS.license):
        known = licence_of(value.value)
        if known is None:
            yield value.value, value.value
        else:
            yield known.identifier, known.page


def _agents(head: Head, predicate: NamedNode, language: str) -> Iterator[Agent]:
    for agent in head.values(predicate):
        if isinstance(agent, Literal):
            yield Agent("", agent.value, "")
            continue
        said = [triple for triple in head.triples if triple.subject == agent]
        names = [
            triple.object
            for label in LABELS
            for triple in said
            if triple.predicate == label and isinstance(triple.object, Literal)
        ]
        pages = sorted(
            triple.object.value
            for triple in said
            if triple.predicate == FOAF.homepage and isinstance(triple.object, NamedNode)
        )
        yield Agent(agent.value, _text(names, language) or agent.value, pages[0] if pages else "")


def _text(values: list[NamedNode | Literal] | list[Literal], language: str) -> str:
    """The first text in a language, or else the first one."""
    texts = [value for value in values if isinstance(value, Literal)]
    own = [text.value for text in texts if text.language == language]
    return next(iter([*own, *(text.value for text in texts)]), "")

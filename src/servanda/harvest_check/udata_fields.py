"""How udata reads what it does not simply copy: tags, licence, places, periods, resources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.harvest_check.catalogue import Catalogue, Node, Value
from servanda.harvest_check.model import Outcome, Verdict
from servanda.harvest_check.read import (
    absent,
    change,
    found,
    joined,
    keep,
    lose,
    plain,
    preferred,
    refuse,
)
from servanda.harvest_check.udata_terms import (
    FREQUENCIES,
    is_address,
    licence_of,
    slug,
)
from servanda.vocab import DCAT, DCTERMS, FOAF, RDFS, SKOS, VCARD

__all__ = [
    "contact",
    "frequency",
    "identifier",
    "licence",
    "organisation",
    "remote",
    "schema",
    "shared",
    "statements",
    "tags",
    "text",
    "unwrapped",
]

_Properties = tuple[NamedNode, ...]
_LEAST, _MOST = 3, 96
_SHOWN: Final = 5
_HTML: Final = re.compile(r"</?[a-zA-Z][^<>]*>")


def identifier(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """What the dataset is known by at the next harvest; two with one identifier cannot be."""
    values = catalogue.values(node, *properties)
    if not values:
        return refuse("", "skipped-identifier")
    if catalogue.twins(node):
        return refuse(plain(values[0]), "identifier-twice", other=joined(catalogue.twins(node)))
    return found(values, language)


def text(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """A text in one language, of which HTML becomes Markdown."""
    values = catalogue.values(node, *properties)
    literals = [value for value in values if isinstance(value, Literal)]
    if values and not literals:
        return lose(plain(values[0]), "no-literal")
    outcome = found(literals, language)
    return change(outcome.value, "html-cleaned") if _HTML.search(outcome.value) else outcome


def tags(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """Keywords and labels of themes in small letters; too short ones go, too long are cut."""
    keyword, theme = properties
    values = catalogue.values(node, keyword)
    words = [value for value in values if isinstance(value, Literal)]
    named = [*map(plain, words), *_labels(catalogue, catalogue.values(node, theme), language)]
    kept = sorted({slug(each)[:_MOST] for each in named if len(_letters(slug(each))) >= _LEAST})
    short = sorted({each for each in named if len(_letters(slug(each))) < _LEAST})
    shown = joined(kept)
    if len(words) < len(values):
        return lose(shown, "keyword-iri", count=len(values) - len(words))
    if not named:
        return absent()
    if short:
        return lose(shown, "tag-short", words=joined(short[:_SHOWN]), least=_LEAST)
    if any(not each.isascii() for each in kept):
        return change(shown, "tags-latin", count=len(kept))
    return (
        keep(shown) if sorted(set(named)) == kept else change(shown, "tags-mixed", count=len(kept))
    )


def _letters(tag: str) -> str:
    """The tag in Latin letters as far as its length matters: other scripts become syllables."""
    return "".join(each if each.isascii() else f"{each}xx" for each in tag)


def _labels(catalogue: Catalogue, themes: list[Value], language: str) -> Iterator[str]:
    for theme in themes:
        labels = catalogue.values(theme, SKOS.prefLabel)
        if isinstance(theme, Literal):
            yield theme.value
        elif labels:
            yield plain(preferred(labels, language))


def licence(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """The first text that means a known licence: of the dataset, its rights, its distributions."""
    licence_, rights = properties
    values = [
        *catalogue.values(node, licence_),
        *catalogue.values(node, rights),
        *(v for each in catalogue.distributions(node) for v in catalogue.values(each, licence_)),
    ]
    if not values:
        return absent()
    texts = [unwrapped(catalogue, value, language) for value in values]
    for each in texts:
        if key := licence_of(each):
            return keep(key)
    return lose(texts[0], "licence-default")


def unwrapped(catalogue: Catalogue, value: Value, language: str) -> str:
    """A literal, or of a node its label, its description or its IRI."""
    for each in (RDFS.label, DCTERMS.description):
        if told := catalogue.values(value, each):
            return plain(preferred(told, language))
    return plain(value)


def statements(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """All values as texts in one language, kept beside the fields of the portal."""
    values = catalogue.values(node, *properties)
    if not values:
        return absent()
    texts = [unwrapped(catalogue, value, language) for value in values]
    same = texts == [plain(value) for value in values]
    return keep(joined(texts)) if same else change(joined(texts), "label-for-iri")


def shared(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """As `statements`; where the dataset has none, what all its files with an address have."""
    own = statements(catalogue, node, properties, language)
    addresses = (DCAT.downloadURL, DCAT.accessURL)
    files = [x for x in catalogue.distributions(node) if catalogue.values(x, *addresses)]
    told = [catalogue.values(each, *properties) for each in files]
    if own.verdict is not Verdict.ABSENT or not any(told):
        return own
    if any(each != told[0] for each in told):
        return own
    texts = [unwrapped(catalogue, value, language) for value in told[0]]
    return change(joined(texts), "from-files")


def frequency(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """A term of the EU or of Dublin Core, or its end as a text."""
    del language
    value = catalogue.value(node, *properties)
    if value is None:
        return absent()
    ends = {re.split("[/#]", each)[-1].lower() for each in FREQUENCIES}
    if isinstance(value, Literal):
        known = value.value.lower() in ends
    else:
        known = plain(value) in FREQUENCIES
    return keep(re.split("[/#]", plain(value))[-1]) if known else lose(plain(value), "term-unknown")


def contact(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """A contact needs a mail address or the address of a form."""
    values = catalogue.values(node, *properties)
    if not values:
        return absent()
    first = values[0]
    if isinstance(first, Literal):
        return lose(first.value, "contact-unreachable")
    reached = catalogue.values(first, VCARD.hasEmail) or catalogue.values(
        first, VCARD.hasURL, VCARD.url
    )
    names = catalogue.values(first, VCARD.fn)
    if not reached:
        return lose(joined(names[:1]), "contact-unreachable")
    return found(names, language) if names else keep(plain(reached[0]))


def organisation(
    catalogue: Catalogue, node: Node, properties: _Properties, language: str
) -> Outcome:
    """An agent by its name; it becomes a contact with a role."""
    values = catalogue.values(node, *properties)
    if not values:
        return absent()
    if isinstance(values[0], Literal):
        return keep(values[0].value)
    names = catalogue.values(values[0], FOAF.name, SKOS.prefLabel, VCARD.fn)
    return found(names, language) if names else lose(plain(values[0]), "agent-unnamed")


def schema(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """One schema by its address."""
    del language
    values = catalogue.values(node, *properties)
    if not values:
        return absent()
    if not is_address(plain(values[0])):
        return lose(plain(values[0]), "address-invalid")
    return (
        change(plain(values[0]), "one-of", count=len(values))
        if values[1:]
        else keep(plain(values[0]))
    )


def remote(catalogue: Catalogue, node: Node, properties: _Properties, language: str) -> Outcome:
    """The page of the dataset, or its own IRI."""
    del language
    value = catalogue.value(node, *properties)
    if value is not None and is_address(plain(value)):
        return keep(plain(value))
    own = plain(node)
    return change(own, "remote-own") if is_address(own) else lose(own, "address-invalid")

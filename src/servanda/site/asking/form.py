"""The form of a ready-made query: one input for each parameter, with what may be chosen in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from servanda.query import Parameter, Query
from servanda.query.head import default_span
from servanda.query.sparql import sparql_tokens
from servanda.site.asking.stores import LANGUAGE_PARAMETER
from servanda.site.base import Site
from servanda.site.read.index import Origin
from servanda.site.read.labels import Name
from servanda.site.read.order import folded
from servanda.vocab import RDF, SKOS
from servanda.wording import LANGUAGES, word

__all__ = ["MOST_OPTIONS", "Field", "Option", "Piece", "fields", "pieces"]

MOST_OPTIONS: Final = 500
_KINDS: Final = MappingProxyType(
    {
        "xsd:date": "date",
        "xsd:integer": "number",
        "xsd:decimal": "decimal",
        "xsd:boolean": "boolean",
    }
)


@dataclass(frozen=True, slots=True)
class Option:
    """One value that a parameter may have, and its name."""

    value: str
    name: Name


@dataclass(frozen=True, slots=True)
class Field:
    """One input.

    `kind` is `date`, `number`, `decimal`, `text`, or `select` where the options are all values;
    `cut` says that there are more values than options, so that others may be written.
    """

    name: str
    label: str
    kind: str
    datatype: str
    value: str
    options: tuple[Option, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """The text before the value of a parameter, and the term that stands there by default."""

    before: str
    name: str
    datatype: str
    default: str


def fields(site: Site, query: Query, language: str) -> tuple[Field, ...]:
    """The inputs of a query, with the values that stand in it for readers of a language."""
    return tuple(_field(site, query, parameter, language) for parameter in query.parameters)


def pieces(query: Query, text: str) -> tuple[tuple[Piece, ...], str]:
    """The text of a query cut at the values of its parameters, and what comes after the last."""
    spans = [(default_span(text, parameter.name), parameter) for parameter in query.parameters]
    found, at = [], 0
    for span, parameter in sorted(
        ((span, parameter) for span, parameter in spans if span), key=lambda each: each[0]
    ):
        before, default = text[at : span[0]], text[span[0] : span[1]]
        found.append(Piece(before, parameter.name, parameter.datatype, default))
        at = span[1]
    return tuple(found), text[at:]


def _field(site: Site, query: Query, parameter: Parameter, language: str) -> Field:
    default = _default(query, parameter)
    value = default.value if default is not None else ""
    options: Sequence[Option] = ()
    cut = False
    if parameter.name == LANGUAGE_PARAMETER:
        value = language
        options = [Option(each, Name(word("language-name", each), each)) for each in LANGUAGES]
    elif parameter.datatype == "xsd:boolean":
        options = [
            Option(each, Name(word(key, language)))
            for each, key in (("true", "affirmed"), ("false", "denied"))
        ]
    elif default is not None:
        options, cut = _fitting(site, parameter, default, language)
    elif parameter.datatype == "iri":
        nodes = _of_classes(site, parameter)
        options = _sorted(_named(site, nodes[:MOST_OPTIONS], language))
        cut = len(nodes) > MOST_OPTIONS
    kind = "select" if options and not cut else _KINDS.get(parameter.datatype, "text")
    return Field(
        name=parameter.name,
        label=parameter.label[language],
        kind=kind,
        datatype=parameter.datatype,
        value=value,
        options=tuple(options),
        cut=cut,
    )


def _default(query: Query, parameter: Parameter) -> NamedNode | Literal | None:
    """The term that stands in the query; None for `UNDEF` and for what is no single term."""
    tokens = list(sparql_tokens(query.text))
    prefixes = [
        f"@prefix {name.text} {base.text} .\n"
        for keyword, name, base in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if keyword.kind == "word" and keyword.text.upper() == "PREFIX"
    ]
    line = f"<urn:x> <urn:x> {parameter.default} ."
    try:
        found = [t.object for t in pyoxigraph.parse("".join(prefixes) + line, RdfFormat.TURTLE)]
    except (SyntaxError, ValueError):
        return None
    term = found[0] if len(found) == 1 else None
    return term if isinstance(term, NamedNode | Literal) else None


def _fitting(
    site: Site, parameter: Parameter, default: NamedNode | Literal, language: str
) -> tuple[list[Option], bool]:
    """What may stand in the place of the default, by name; whether there is more than is given.

    For a concept these are those of its scheme, for another resource those of its class, for a
    code (`skos:notation`) the codes of the same scheme.
    """
    if isinstance(default, NamedNode):
        nodes = _alike(site, parameter, default)
        chosen = _cut(nodes, default)
        return _sorted(_named(site, chosen, language)), len(nodes) > len(chosen)
    bearers = site.index.subjects(SKOS.notation, Literal(default.value)) if default.value else []
    if len(bearers) != 1:
        return [], False
    nodes = _peers(site, bearers[0])
    options = [
        Option(code.value, site.labels.name(node, language))
        for node in nodes[:MOST_OPTIONS]
        for code in site.index.objects(node, SKOS.notation)
        if isinstance(code, Literal)
    ]
    return _sorted(options), len(nodes) > MOST_OPTIONS


def _cut(nodes: list[NamedNode], default: NamedNode) -> list[NamedNode]:
    first = nodes[:MOST_OPTIONS]
    return first if default in first or default not in nodes else [default, *first[:-1]]


def _sorted(options: Iterable[Option]) -> list[Option]:
    return sorted(set(options), key=lambda each: (folded(each.name.text), each.value))


def _named(site: Site, nodes: Iterable[NamedNode], language: str) -> list[Option]:
    return [Option(node.value, site.labels.name(node, language)) for node in nodes]


def _of_classes(site: Site, parameter: Parameter) -> list[NamedNode]:
    """The resources of the classes that a parameter is called after: `party_or_territory`."""
    kinds = parameter.name.title().split("_Or_")
    nodes = {node for kind in kinds for node in site.of_class(kind.replace("_", ""))}
    return sorted(nodes, key=str)


def _alike(site: Site, parameter: Parameter, default: NamedNode) -> list[NamedNode]:
    peers = _peers(site, default)
    if peers:
        return peers
    if "_or_" in parameter.name:
        return _of_classes(site, parameter)
    facts = [fact for fact in site.index.facts(default) if fact.triple.predicate == RDF.type]
    stated = [fact.triple.object for fact in facts if fact.origin is Origin.STATED]
    kinds = [kind for kind in (fact.triple.object for fact in facts) if _is_called(kind, parameter)]
    for kind in (*kinds, *stated):
        if isinstance(kind, NamedNode):
            return site.index.instances(kind)
    return []


def _peers(site: Site, node: NamedNode) -> list[NamedNode]:
    """The concepts of the scheme of a concept."""
    schemes = site.index.objects(node, SKOS.inScheme)
    return site.index.subjects(SKOS.inScheme, schemes[0]) if schemes else []


def _is_called(kind: object, parameter: Parameter) -> bool:
    """Whether a class bears the name of a parameter: `party` and `ex:Party`."""
    tail = str(getattr(kind, "value", "")).replace("#", "/").rsplit("/", 1)[-1]
    return tail.lower() == parameter.name.replace("_", "").lower()

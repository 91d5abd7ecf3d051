"""What a result says where its shape has no sh:message (SHACL, section 3.6.2.8 leaves it open)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.validate.report import Result
from servanda.vocab import SH

__all__ = ["messenger"]

_LONGEST: Final = 200  # of the value of a parameter, in characters

# By constraint component: its parameter, and what is wrong. The value of the parameter follows.
_SENTENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "And": ("and", "The value does not conform to all the shapes"),
        "Class": ("class", "The value is no instance of the class"),
        "Closed": ("closed", "The property is not among those that the closed shape allows"),
        "Datatype": ("datatype", "The value is no literal of the datatype"),
        "Disjoint": ("disjoint", "The value is also one of the property"),
        "Equals": ("equals", "The values are not those of the property"),
        "HasValue": ("hasValue", "A value is missing"),
        "In": ("in", "The value is not in the list"),
        "LanguageIn": ("languageIn", "The language is not in the list"),
        "LessThan": ("lessThan", "The value is not less than that of the property"),
        "LessThanOrEquals": ("lessThanOrEquals", "The value is greater than that of the property"),
        "MaxCount": ("maxCount", "There are more values than"),
        "MaxExclusive": ("maxExclusive", "The value is not less than"),
        "MaxInclusive": ("maxInclusive", "The value is greater than"),
        "MaxLength": ("maxLength", "The value has more characters than"),
        "MinCount": ("minCount", "There are fewer values than"),
        "MinExclusive": ("minExclusive", "The value is not greater than"),
        "MinInclusive": ("minInclusive", "The value is less than"),
        "MinLength": ("minLength", "The value has fewer characters than"),
        "Node": ("node", "The value does not conform to the shape"),
        "NodeKind": ("nodeKind", "The value is not of the kind"),
        "Not": ("not", "The value conforms to a shape that it must not conform to"),
        "Or": ("or", "The value conforms to none of the shapes"),
        "Pattern": ("pattern", "The value does not match the pattern"),
        "QualifiedMaxCount": ("qualifiedMaxCount", "More values conform to the shape than"),
        "QualifiedMinCount": ("qualifiedMinCount", "Fewer values conform to the shape than"),
        "SPARQL": ("sparql", "A query of the shape finds fault"),
        "UniqueLang": ("uniqueLang", "There are two values in one language"),
        "Xone": ("xone", "The value does not conform to exactly one of the shapes"),
    }
)


def messenger(shapes: Iterable[Triple]) -> Callable[[Result], Result]:
    """What gives a result without a message one, in English, from the shape that it fails."""
    parameters: dict[tuple[Any, NamedNode], list[Any]] = {}
    for triple in shapes:
        if triple.predicate.value.startswith(SH.base):
            parameters.setdefault((triple.subject, triple.predicate), []).append(triple.object)

    def with_message(result: Result) -> Result:
        name = result.component.value.removeprefix(SH.base).removesuffix("ConstraintComponent")
        if result.messages or name not in _SENTENCES:
            return result
        word, sentence = _SENTENCES[name]
        values = parameters.get((result.source_shape, SH[word]), ())
        told = [_told(each) for each in values if isinstance(each, NamedNode | Literal)]
        value = f" {told[0]}" if len(told) == 1 == len(values) else ""
        return replace(result, messages=(Literal(f"{sentence} (sh:{word}{value})"),))

    return with_message


def _told(term: NamedNode | Literal) -> str:
    text = str(term) if isinstance(term, NamedNode) else term.value
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

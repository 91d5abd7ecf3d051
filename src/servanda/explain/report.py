"""A chain of reasons as text for people, or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Final, cast

from pyoxigraph import BlankNode, NamedNode, Triple

from servanda.explain.model import Reason, Term
from servanda.explain.phrases import sentence
from servanda.wording import word

__all__ = ["FORMATS", "Telling", "format_reason"]

FORMATS: Final = ("text", "json")


@dataclass(frozen=True, slots=True)
class Telling:
    """How reasons are told: the language, names for terms, the sources of a fact.

    `derived` are the facts that are given without being stated.
    """

    language: str
    label: Callable[[Term], str]
    sources: Callable[[Triple], tuple[NamedNode, ...]]
    derived: Container[Triple] = ()


def format_reason(reason: Reason, form: str, telling: Telling) -> str:
    """The fact, why it holds, and under it the same of each premise, down to what is stated.

    As JSON: a list of facts, the explained one first; `premises` are places in that list, and
    terms are in N-Triples with blank nodes numbered from the first on.
    """
    if form == "json":
        return json.dumps(_steps(reason, telling), ensure_ascii=False, indent=2) + "\n"
    return "".join(f"{line}\n" for line in _lines(reason, telling, 0, set()))


def _origin(reason: Reason, telling: Telling) -> str:
    if reason.given and reason.triple not in telling.derived:
        return "stated"
    return "derived" if reason.explanation is None else "inferred"


def _lines(reason: Reason, telling: Telling, depth: int, seen: set[Triple]) -> Iterator[str]:
    triple, language, indent = reason.triple, telling.language, "  " * depth
    terms = (triple.subject, triple.predicate, triple.object)
    names = (telling.label(cast("Term", term)) for term in terms)
    yield indent + " · ".join(names)
    if triple in seen and reason.explanation is not None:
        yield f"{indent}  ({word('explain-above', language)})"
        return
    seen.add(triple)
    if reason.explanation is None:
        yield f"{indent}  ({word(f'explain-{_origin(reason, telling)}', language)})"
        for source in telling.sources(triple):
            yield f"{indent}  {word('explain-source', language, source=telling.label(source))}"
        return
    rule = word("explain-inferred", language, rule=reason.explanation.rule)
    yield f"{indent}  ({rule}) {sentence(reason.explanation, language, telling.label)}"
    for premise in reason.premises:
        yield from _lines(premise, telling, depth + 1, seen)


def _steps(reason: Reason, telling: Telling) -> list[dict[str, object]]:
    order: dict[Triple, Reason] = {}
    waiting = [reason]
    while waiting:
        each = waiting.pop(0)
        if each.triple not in order:
            order[each.triple] = each
            waiting += each.premises
    places = {triple: number for number, triple in enumerate(order)}
    return [_step(each, places, telling) for each in order.values()]


def _step(reason: Reason, places: dict[Triple, int], telling: Telling) -> dict[str, object]:
    triple = reason.triple
    step: dict[str, object] = {
        "subject": str(triple.subject),
        "predicate": str(triple.predicate),
        "object": str(triple.object),
        "origin": _origin(reason, telling),
    }
    if reason.given:
        step["sources"] = [source.value for source in telling.sources(triple)]
    if reason.explanation is not None:
        step["rule"] = reason.explanation.rule
        step["because"] = sentence(reason.explanation, telling.language, telling.label)
        step["premises"] = [places[each.triple] for each in reason.premises]
        step["axioms"] = _numbered(reason.explanation.axioms)
    return step


def _numbered(axioms: tuple[Triple, ...]) -> list[str]:
    """The axioms with labels for blank nodes that are the same on every run."""
    labels: dict[object, str] = {}

    def text(term: object) -> str:
        if isinstance(term, BlankNode):
            return labels.setdefault(term, f"_:b{len(labels)}")
        return str(term)

    return [f"{text(a.subject)} {a.predicate} {text(a.object)}" for a in axioms]

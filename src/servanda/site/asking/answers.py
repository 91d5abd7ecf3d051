"""An answer as readers see it: a sentence that counts, and a table of links and names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from servanda.query import Answer, Query
from servanda.site.asking.cells import Cell, cell
from servanda.site.base import Site
from servanda.wording import word, words

__all__ = ["MOST_ROWS", "Heading", "Said", "Table", "count_key", "heading_of", "said", "table"]

MOST_ROWS: Final = 500
_NAME: Final = "_name"
_CODE: Final = "_code"
_MOST_LISTED: Final = 5


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a column; `plain` is the bare variable where no words are known for it."""

    title: str
    variable: str
    plain: bool
    numeric: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of an answer, and how many it has in all."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words: a sentence, and the few things that it counts."""

    sentence: str
    things: tuple[Cell, ...] = ()
    empty: bool = False


def table(site: Site, query: Query, answer: Answer, language: str) -> Table:
    """The rows for readers of a language.

    A column `x_name` beside `x` or `x_code` gives the name under which what is there is linked.
    """
    places = [
        (variable, at, _companion(answer.variables, variable))
        for at, variable in enumerate(answer.variables)
        if not _names_another(answer.variables, variable)
    ]
    first = answer.rows[:MOST_ROWS]
    rows = tuple(
        tuple(cell(site, row, at, name, language) for _, at, name in places) for row in first
    )
    headings = [
        heading_of(query, variable, language, numeric=_is_numeric(row[number] for row in rows))
        for number, (variable, _, _) in enumerate(places)
    ]
    return Table(tuple(headings), rows, len(answer.rows))


def said(site: Site, query: Query, answer: Answer, language: str) -> Said:
    """How many there are, in words; for nothing, what the question waits for if it says so."""
    if answer.boolean is not None:
        return Said(word("question-yes" if answer.boolean else "question-no", language))
    if answer.triples is not None:
        return Said(word("question-triples", language, count=len(answer.triples)))
    if not answer.rows:
        waits = query.waits.get(language, "")
        key = "question-waits" if waits else "question-nothing"
        return Said(word(key, language, waits=waits), empty=True)
    firsts = {row[0] for row in answer.rows}
    key = count_key(answer.variables[0])
    rows = word("question-rows", language, count=len(answer.rows))
    if key not in words() or None in firsts:
        return Said(word("question-sentence", language, things=rows))
    things, few = word(key, language, count=len(firsts)), _few(site, answer, len(firsts), language)
    form = "question-listed" if few else "question-sentence"
    form += "" if len(firsts) == len(answer.rows) else "-rows"
    return Said(word(form, language, things=things, rows=rows), few)


def count_key(variable: str) -> str:
    """The key of the words that count what stands in a column; not every variable has them."""
    return f"question-count-{variable}"


def _names_another(variables: tuple[str, ...], variable: str) -> bool:
    whole = variable.removesuffix(_NAME)
    return whole != variable and (whole in variables or whole + _CODE in variables)


def _companion(variables: tuple[str, ...], variable: str) -> int | None:
    """The place of the name of what stands in a column, which may be its code."""
    name = variable.removesuffix(_CODE) + _NAME
    return variables.index(name) if name in variables else None


def _few(site: Site, answer: Answer, count: int, language: str) -> tuple[Cell, ...]:
    """The things of the first column, if they are few."""
    if count > _MOST_LISTED:
        return ()
    name = _companion(answer.variables, answer.variables[0])
    cells = (cell(site, row, 0, name, language) for row in answer.rows)
    listed = tuple(dict.fromkeys(cells))
    return listed if len(listed) == count else ()


def _is_numeric(cells: Iterable[Cell]) -> bool:
    filled = [each for each in cells if each.name is not None]
    return bool(filled) and all(each.numeric for each in filled)


def heading_of(query: Query, variable: str, language: str, *, numeric: bool = False) -> Heading:
    """The title of a column: what the head of the query says, else words, else the variable."""
    told = query.columns.get(variable)
    key = f"column-{variable.removesuffix(_NAME).removesuffix(_CODE)}"
    if told is not None:
        return Heading(told.title[language], variable, plain=False, numeric=numeric)
    if key in words():
        return Heading(word(key, language), variable, plain=False, numeric=numeric)
    return Heading(variable, variable, plain=True, numeric=numeric)

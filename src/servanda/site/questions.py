"""The ready-made questions: a list, and for each a page with its answer and the answer as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from shlex import quote
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from servanda.pictures.timelines.dating import date_words
from servanda.query import Query, format_answer
from servanda.query.sparql import sparql_tokens
from servanda.site.asking.answer_bars import answer_bars
from servanda.site.asking.answer_map import answer_map
from servanda.site.asking.answers import count_key, heading_of, said, table
from servanda.site.asking.cells import value_keys
from servanda.site.asking.dumps import Sizes
from servanda.site.asking.engine import engine_sizes, question_block, settings_path, sources
from servanda.site.asking.form import Field, fields, pieces
from servanda.site.asking.stores import LANGUAGE_PARAMETER, Asked, Asking, ready_made
from servanda.site.base import Page, Site, Unit, flat
from servanda.site.listing.tabular import harmless_csv
from servanda.site.read.order import folded
from servanda.site.view import Frame, View, page_text
from servanda.wording import LANGUAGES, word, words

__all__ = ["Group", "answer_files", "grouped", "question_path", "question_units", "questions"]

_MEDIA: Final = (("csv", "text/csv"), ("json", "application/sparql-results+json"))
_MEDIA_OF_GRAPHS: Final = (("turtle", "text/turtle"),)
_SUFFIX: Final = MappingProxyType({"turtle": "ttl"})
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
# The script that asks with other values.
_SCRIPT: Final = "question.js"
# What the script says.
_WORDS: Final = (
    "question-busy",
    "question-failed",
    "question-wrong",
    "question-nothing",
    "question-waits",
    "question-yes",
    "question-no",
    "question-rows",
    "question-sentence",
    "question-sentence-rows",
    "question-first-rows",
    "question-no-value",
    "affirmed",
    "denied",
)


@dataclass(frozen=True, slots=True)
class Group:
    """The questions under one keyword."""

    title: str
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who answers: here, and in the browser if there is an engine for these sizes."""

    site: Site
    asking: Asking
    engine: Sizes | None


def questions(site: Site) -> Iterator[Page]:
    """`questions.html`, `question/<name>.html` and `answers/<name>.<language>.<suffix>`."""
    yield from flat(question_units(site))


def question_units(site: Site) -> Iterator[Unit]:
    """A unit for each list, and one for each question in each language."""
    found = ready_made(site.workspace)
    sizes = engine_sizes(site, _SCRIPT)
    asker = _Asker(site, Asking(site.index), sizes)
    for language in LANGUAGES:
        path = f"{language}/questions.html"
        page = Page(path, partial(_list, site, found, language), listed=True)
        yield Unit(path, partial(tuple, [page]))
    for query in found:
        for language in LANGUAGES:
            key = f"{query.name} {language}"
            yield Unit(key, partial(_pages, asker, query, language), outside=repr(sizes))


def _pages(asker: _Asker, query: Query, language: str) -> Iterator[Page]:
    path = f"{language}/{question_path(query)}.html"
    yield Page(path, partial(_question, asker, query, language), listed=True)
    for form, _ in _media(query):
        yield Page(_file(query, language, form), partial(_answer, asker, query, language, form))


def question_path(query: Query) -> str:
    """The path of the page of a query, without language and suffix."""
    return f"question/{query.name}"


def answer_files(query: Query, language: str) -> tuple[tuple[str, str], ...]:
    """Media type and path of the files that hold the default answer."""
    return tuple((media, _file(query, language, form)) for form, media in _media(query))


def grouped(queries: Sequence[Query], language: str) -> tuple[Group, ...]:
    """The questions under each of their keywords, in the order of a language."""
    keywords: dict[str, list[Query]] = {}
    for query in sorted(queries, key=lambda query: folded(query.title[language])):
        for keyword in dict.fromkeys(query.keywords[language]):
            keywords.setdefault(keyword, []).append(query)
    return tuple(Group(each, tuple(keywords[each])) for each in sorted(keywords, key=folded))


def _list(site: Site, found: Sequence[Query], language: str) -> str:
    view = View(site, language, f"{language}/questions.html")
    frame = Frame(
        title=word("questions-title", language),
        description=word("questions-description", language),
        section="questions",
    )
    groups = grouped(found, language)
    return page_text(view, "questions.html", frame, groups=groups, path_of=question_path)


def _question(asker: _Asker, query: Query, language: str) -> str:
    site = asker.site
    view = View(site, language, f"{language}/{question_path(query)}.html")
    asked = asker.asking.ask(query, language)
    inputs = fields(site, query, language)
    engine = asker.engine if inputs else None
    rows = table(site, query, asked.answer, language)
    frame = Frame(
        title=query.title[language],
        description=query.description[language],
        section="questions",
        data=answer_files(query, language),
        scripts=(_SCRIPT,) if engine else (),
        engine=engine is not None,
    )
    return page_text(
        view,
        "question.html",
        frame,
        query=query,
        sparql=asked.text,
        said=said(site, query, asked.answer, language),
        table=rows,
        bars=answer_bars(view, query, rows),
        map=answer_map(view, query, rows),
        turtle=_turtle(site, asked),
        inputs=inputs,
        address=urlencode([(each.name, each.value) for each in inputs if each.value]),
        day=date_words(site.workspace.as_of, language),
        command=_command(query, inputs, language),
        config=_config(view, query, asked, engine) if engine else "",
    )


def _answer(asker: _Asker, query: Query, language: str, form: str) -> str:
    answer = asker.asking.ask(query, language).answer
    written = format_answer(answer, form, prefixes=dict(asker.site.prefixes))
    # Readers open it in spreadsheets; for programs there is JSON beside it, word for word.
    return harmless_csv(written) if form == "csv" else written


def _turtle(site: Site, asked: Asked) -> str:
    if asked.answer.triples is None:
        return ""
    return format_answer(asked.answer, "turtle", prefixes=dict(site.prefixes))


def _command(query: Query, inputs: Sequence[Field], language: str) -> str:
    """The command that gives the same answer."""
    has_language = any(each.name == LANGUAGE_PARAMETER for each in inputs)
    return f"servanda query {quote(query.name)}" + (f" --lang {language}" if has_language else "")


def _config(view: View, query: Query, asked: Asked, engine: Sizes) -> Markup:
    """What the script needs: the query cut at its parameters, and what to make of its answer."""
    found, rest = pieces(query, asked.text)
    variables, counted = asked.answer.variables, ""
    if variables and (key := count_key(variables[0])) in words():
        counted = key
    content = {
        "name": query.name,
        "form": _form(query),
        "pieces": [[each.before, each.name, each.datatype, each.default] for each in found],
        "rest": rest,
        "titles": {each: heading_of(query, each, view.language).title for each in variables},
        "counted": counted,
        "waits": query.waits.get(view.language, ""),
        "sources": sources(view, engine),
        "pages": view.to(settings_path(view.language)),
    }
    return question_block(
        content, [*_WORDS, *value_keys(), *([counted] if counted else ())], view.language
    )


def _file(query: Query, language: str, form: str) -> str:
    return f"answers/{query.name}.{language}.{_SUFFIX.get(form, form)}"


def _media(query: Query) -> tuple[tuple[str, str], ...]:
    """The formats of the answer, which are others for graphs than for rows."""
    return _MEDIA_OF_GRAPHS if _form(query) in ("CONSTRUCT", "DESCRIBE") else _MEDIA


def _form(query: Query) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE."""
    found = (token.text.upper() for token in sparql_tokens(query.text) if token.kind == "word")
    return next((each for each in found if each in _FORMS), "SELECT")

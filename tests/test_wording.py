"""The words of the site: each in three languages, each used, in the typography of its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from servanda.wording import LANGUAGES, words

SOURCE = Path(__file__).parents[1] / "src" / "servanda"
SCRIPTS = Path(__file__).parents[1] / "ui" / "src"
KEYS = sorted(words())
# Asked for by what stands in the data, or put together in two steps.
OF_DATA = re.compile(
    r"class-|country-|column-|answer-value-|question-(count-|listed-rows)|diff-(property|class)-"
)


def texts(key: str, language: str) -> list[str]:
    """The text of a key in a language, or its forms for one and for many."""
    found = words()[key][language]
    return [str(each) for each in found.values()] if isinstance(found, dict) else [str(found)]


def every(language: str) -> Iterator[tuple[str, str]]:
    for key in KEYS:
        for text in texts(key, language):
            yield key, text


def placeholders(key: str, language: str) -> set[str]:
    """What stands in braces in one of the forms."""
    return {
        name
        for text in texts(key, language)
        for _, name, _, _ in Formatter().parse(text)
        if name is not None
    }


@cache
def code() -> str:
    """All places from which words may be asked: modules, templates, scripts."""
    paths = [
        path
        for folder, kinds in ((SOURCE, (".py", ".html", ".svg", ".xml")), (SCRIPTS, (".js",)))
        for path in sorted(folder.rglob("*"))
        if path.suffix in kinds
    ]
    return "\n".join(path.read_text("utf-8") for path in paths)


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """The keys that code puts together: `f"date-month-{n}"`, `'fact-' ~ origin`."""
    found = set()
    for text in re.findall(r"""f["']([a-z]+-[^"'\s]*\{[^"'\n]*)["']""", code()):
        parts = re.split(r"\{[^{}]*\}", text)
        found.add(".+".join(re.escape(part) for part in parts))
    for text in re.findall(r"""["']([a-z][a-zA-Z-]*-)["']\s*[~+]""", code()):
        found.add(re.escape(text) + ".+")
    return tuple(re.compile(each) for each in sorted(found))


def is_used(key: str) -> bool:
    return (
        re.search(rf"""["'`]{re.escape(key)}["'`]""", code()) is not None
        or any(pattern.fullmatch(key) for pattern in patterns())
        or OF_DATA.match(key) is not None
    )


def test_every_text_exists_in_every_language() -> None:
    may_be_empty = {"diff-opening", "diff-closing", "picture-gap"}
    empty = [(key, language) for language in LANGUAGES for key, text in every(language) if not text]
    assert [each for each in empty if each[0] not in may_be_empty] == []


@pytest.mark.parametrize("language", ["fr", "zh"])
def test_a_text_has_the_same_values_in_every_language(language: str) -> None:
    differ = {
        key: (placeholders(key, "en"), placeholders(key, language))
        for key in KEYS
        # A language may say "one" or "first" in words.
        if placeholders(key, "en") - {"count"} != placeholders(key, language) - {"count"}
    }
    assert differ == {}


def test_a_choice_of_forms_has_one_and_many() -> None:
    forms = [
        sorted(words()[key][language])
        for key in KEYS
        for language in LANGUAGES
        if isinstance(words()[key][language], dict)
    ]
    assert all(each == ["many", "one"] for each in forms)


def test_every_word_that_is_asked_for_exists() -> None:
    asked = re.findall(r"""(?:\bword\(|\.t\()\s*["']([a-z][\w-]*)["']\s*[,)]""", code())
    assert asked
    assert sorted(set(asked) - set(KEYS)) == []


def test_every_word_is_used() -> None:
    assert [key for key in KEYS if not is_used(key)] == []


def test_french_has_its_apostrophe_and_its_spaces() -> None:
    wrong = re.compile(r"'|[^\s\u00a0] [;:?!»]|« |«[^\u00a0\u202f]|[^\u00a0\u202f]»|[a-zé)}][;?!]")
    assert [(key, text) for key, text in every("fr") if wrong.search(text)] == []


def test_chinese_has_its_own_punctuation() -> None:
    wrong = re.compile(r"[\u4e00-\u9fff] ?[,;:?!()]|[,;:?!(] ?[\u4e00-\u9fff]|[\u4e00-\u9fff]\.")
    assert [(key, text) for key, text in every("zh") if wrong.search(text)] == []


def test_chinese_sets_latin_words_apart() -> None:
    wrong = re.compile(r"[\u4e00-\u9fff][A-Za-z]{2,}|(?<![{_A-Za-z])[A-Za-z]{2,}[\u4e00-\u9fff]")
    assert [(key, text) for key, text in every("zh") if wrong.search(text)] == []


@pytest.mark.parametrize(
    ("language", "avoided", "used"),
    [
        ("zh", "当事方", "缔约方"),
        ("zh", "主张", "断言"),
        ("zh", "验证", "校验"),
        ("zh", "词表", "概念列表"),
    ],
)
def test_one_thing_has_one_word(language: str, avoided: str, used: str) -> None:
    found = [key for key, text in every(language) if avoided in text]
    assert found == [], f"say {used}"

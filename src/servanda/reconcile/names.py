"""How near two names are: the letters that count, and the words that do not.

Letters are compared after NFKC, case folding, and without accents and punctuation; Chinese,
Japanese and Korean by characters, other scripts by words, two scripts by their ASCII spelling.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MEASURE", "folded", "nearest", "similarity"]

MEASURE: Final = "rapidfuzz token_sort_ratio"
_IDEOGRAPHS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# What two names share when they differ only in words such as "Region" stays below equality.
_WITHOUT_WORDS: Final = 95.0
# Letters that NFKD leaves whole though readers take them for their neighbours.
_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """A name in the letters that count, its words parted by one space."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(char for char in text if not unicodedata.combining(char)).translate(_LETTERS)
    kept = "".join(char if char.isalnum() else " " for char in unicodedata.normalize("NFC", bare))
    return " ".join(kept.split())


def similarity(one: str, other: str, language: str = "") -> float:
    """How near two names are, from 0 to 100; 100 only where the same letters are left."""
    first, second = folded(one), folded(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 100.0
    plain = _plain(first, language), _plain(second, language)
    if plain[0] == plain[1]:
        return _WITHOUT_WORDS
    return min(_WITHOUT_WORDS, max(_ratio(first, second), _ratio(*plain)))


def nearest(
    ours: Mapping[str, tuple[str, ...]], theirs: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, float], float, str]:
    """The similarity by language, the best of all, and their name that gave it.

    A name whose language is unknown is compared with all. Where no language is shared, every
    name is compared with every name, under the language `und`, and never counts as equal.
    """
    found: dict[str, float] = {}
    best, matched = 0.0, ""
    for language, ours_in, theirs_in, ceiling in _pairs(ours, theirs):
        for name in theirs_in:
            score = max((similarity(mine, name, language) for mine in ours_in), default=0.0)
            score = min(score, ceiling)
            found[language] = max(found.get(language, 0.0), score)
            if score > best or (score == best and name < matched):
                best, matched = score, name
    return found, best, matched


def _pairs(
    ours: Mapping[str, tuple[str, ...]], theirs: Mapping[str, tuple[str, ...]]
) -> list[tuple[str, tuple[str, ...], tuple[str, ...], float]]:
    shared = [
        (language, ours[language], theirs[language], 100.0)
        for language in sorted(ours.keys() & theirs.keys() - {""})
    ]
    every_ours = tuple(name for names in ours.values() for name in names)
    every_theirs = tuple(name for names in theirs.values() for name in names)
    if "" in theirs:
        shared.append(("und", every_ours, theirs[""], 100.0))
    if "" in ours:
        shared.append(("und", ours[""], every_theirs, 100.0))
    return shared or [("und", every_ours, every_theirs, _WITHOUT_WORDS)]


def _ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz  # noqa: PLC0415  loaded only where names are compared

    wide = bool(_IDEOGRAPHS.search(one)), bool(_IDEOGRAPHS.search(other))
    if all(wide):
        return float(fuzz.ratio(one, other))
    if one.isascii() != other.isascii():
        from anyascii import anyascii  # noqa: PLC0415

        one, other = folded(anyascii(one)), folded(anyascii(other))
    return float(fuzz.token_sort_ratio(one, other))


@lru_cache(maxsize=65536)
def _plain(name: str, language: str) -> str:
    """A folded name without the words that say only what kind of thing it is."""
    table = _words()
    dropped = table.get(language) or frozenset().union(*table.values())
    if _IDEOGRAPHS.search(name):
        bare = name
        for word in sorted(dropped, key=lambda each: (-len(each), each)):
            bare = bare.removesuffix(word) if len(bare) > len(word) + 1 else bare
        return bare
    return " ".join(word for word in name.split() if word not in dropped) or name


@lru_cache(maxsize=1)
def _words() -> Mapping[str, frozenset[str]]:
    text = resources.files("servanda.reconcile").joinpath("words.yaml").read_text("utf-8")
    table = yaml.safe_load(text)
    return MappingProxyType(
        {language: frozenset(map(folded, words)) for language, words in table.items()}
    )

"""Words by which a name is found though typed otherwise: Latin letters for every script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from anyascii import anyascii

__all__ = ["latin_words"]

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_WORD: Final = re.compile(r"[^\W_]+")
_SPOKEN: Final = re.compile(r"[a-z0-9]+")
_LONGEST: Final = 400  # characters of one name that are looked at


def latin_words(names: Iterable[str]) -> list[str]:
    """The words of names in plain Latin letters, each once, sorted; only those that differ.

    What a script folds itself (accents and case) is left out. Chinese gives its syllables two by
    two and as one word, so that `zhejiang` finds 法国浙江 and the start of 浙江省.
    """
    found: set[str] = set()
    for name in names:
        text = name[:_LONGEST]
        for run in _HAN.findall(text):
            found.update(_syllables(run))
        for word in _WORD.findall(_HAN.sub(" ", text)):
            if not word.isascii():
                found.update(_SPOKEN.findall(anyascii(word).lower()))
    return sorted(found)


def _syllables(run: str) -> set[str]:
    spoken = ["".join(_SPOKEN.findall(anyascii(sign).lower())) for sign in run]
    pairs = {one + two for one, two in pairwise(spoken)}
    return {each for each in pairs | {"".join(spoken)} if each}

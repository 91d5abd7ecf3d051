"""The words that readers of a site see, in French, English and Chinese: one table for each topic.

The tables are the files `assets/words/<topic>.yaml`: a key, and under it one text per language.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import yaml

__all__ = ["LANGUAGES", "word", "words"]

LANGUAGES: Final = ("fr", "en", "zh")
# The same as `safe_load`, in C where PyYAML was built with it: seven times as fast here.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORMS: Final = ("one", "many")


@cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """All texts: by key, then by language.

    Raises ValueError for a key that stands twice or lacks a language: a fault of the package.
    """
    found: dict[str, Mapping[str, Any]] = {}
    folder = resources.files("servanda") / "assets" / "words"
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  both are safe
        for key, texts in table.items():
            if key in found or sorted(texts) != sorted(LANGUAGES):
                raise ValueError(f"{path.name}: {key} stands twice or lacks a language")
            found[key] = MappingProxyType(texts)
    return MappingProxyType(found)


def word(key: str, language: str, /, **values: object) -> str:
    """The text of `key` in a language, with `{name}` replaced by each value.

    Where a text has the forms `one` and `many`, the value `count` chooses. Raises KeyError for an
    unknown key.
    """
    text = words()[key][language]
    if isinstance(text, dict):
        text = text[_FORMS[0] if _is_one(values.get("count"), language) else _FORMS[1]]
    return str(text).format(**values) if values else str(text)


def _is_one(count: object, language: str) -> bool:
    """French counts zero as one; Chinese has one form."""
    return count == 1 or (language == "fr" and count == 0)

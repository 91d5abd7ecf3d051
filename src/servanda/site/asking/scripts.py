"""Data for the scripts of the site: JSON that stays data wherever it is put."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from servanda.wording import words

__all__ = ["inert_json", "setting", "worded", "words_block"]

# What could end a script element or a comment, or a line of a script (ECMAScript before 2019).
_ESCAPES: Final = MappingProxyType(
    {ord(sign): f"\\u{ord(sign):04x}" for sign in ("<", ">", "&", "\u2028", "\u2029")}
)


def inert_json(value: object) -> str:
    """JSON in which nothing can close a `<script>` or break a line of a script.

    A character of half a pair, which UTF-8 cannot hold, becomes an escape as well.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=False, separators=(",", ":"))
    return text.translate(_ESCAPES).encode("utf-8", "backslashreplace").decode("utf-8")


def setting(name: str, value: object) -> str:
    """A classic script that sets a global, which works from a folder as well as from a server."""
    return f"window.{name}={inert_json(value)};\n"


def words_block(topic: str, language: str) -> Markup:
    """The inert block that gives the scripts of a page the words of a topic."""
    text = inert_json(worded(topic, language))
    return Markup(f'<script type="application/json" data-words>{text}</script>')  # noqa: S704  inert


def worded(topic: str, language: str) -> Mapping[str, object]:
    """The texts of the keys `ui-<topic>-…`, with both forms where there are two."""
    start = f"ui-{topic}-"
    return {key: words()[key][language] for key in sorted(words()) if key.startswith(start)}

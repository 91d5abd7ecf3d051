"""Templates of IRIs, forwards and backwards: `agreement/{id}#party-{name}`.

They are URI templates (RFC 6570, level 1) with one rule more: a value becomes a slug, because the
name of a record is lower-case letters, digits and hyphens.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from anyascii import anyascii

__all__ = ["expand", "home", "pattern", "slug", "variables"]

_VARIABLE: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")
_LONGEST: Final = 60
_ANY: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_SLUG: Final = re.compile(_ANY)


@lru_cache(maxsize=100_000)
def slug(text: str) -> str:
    """Lower-case letters, digits and hyphens for any text, transliterated.

    A text that is too long, or that has no letter or digit, gets eight digits of its SHA-256; a
    slug stays what it is.
    """
    if len(text) < _LONGEST + 30 and _SLUG.fullmatch(text):
        return text
    plain = re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-")
    if plain and len(plain) <= _LONGEST:
        return plain
    if not text.strip():
        return ""
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{plain[:_LONGEST].strip('-')}-{digest}".lstrip("-")


def variables(template: str) -> tuple[str, ...]:
    """The names of the variables of a template, in its order."""
    return tuple(_VARIABLE.findall(template))


def expand(template: str, values: Mapping[str, str]) -> str:
    """The template with the slugs of its values; hyphens beside an empty value go with it."""
    text = _VARIABLE.sub(lambda match: slug(values.get(match[1], "")) or "\x00", template)
    return re.sub(r"-\x00|\x00-?", "", text)


@lru_cache(maxsize=1_000)
def pattern(template: str) -> re.Pattern[str]:
    """A pattern that fits the expansions of a template and gives the slugs of its variables."""
    at, parts = 0, []
    seen: set[str] = set()
    for match in _VARIABLE.finditer(template):
        parts.append(re.escape(template[at : match.start()]))
        parts.append(_ANY if match[1] in seen else rf"(?P<{match[1]}>{_ANY})")
        seen.add(match[1])
        at = match.end()
    return re.compile("".join(parts) + re.escape(template[at:]))


def home(iri: str) -> str:
    """The IRI of the record that describes `iri`: what stands before its fragment."""
    return iri.partition("#")[0]

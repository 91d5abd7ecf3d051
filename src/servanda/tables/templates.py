"""Templates of IRIs, forwards and backwards: `agreement/{id}#party-{name}`.

They are URI templates (RFC 6570) with one rule more: a value becomes a slug, because the name of a
record is lower-case letters, digits and hyphens. Of level 2 there is `{+name}`, which stands for
the value as it is, percent-encoded where an IRI needs it: others spell their names as they do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from anyascii import anyascii

from servanda.datatypes import IRI

__all__ = ["expand", "fault", "home", "is_absolute", "pattern", "slug", "variables"]

_VARIABLE: Final = re.compile(r"\{(\+?)([A-Za-z_][A-Za-z0-9_.]*)\}")
_RESERVED: Final = ":/?@!$&'()*+,;=~"  # with letters and digits, what may stand in any IRI
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SEGMENT: Final = r"[a-z0-9]+(?:[._-][a-z0-9]+)*"
_BELOW: Final = re.compile(rf"(?:{_SEGMENT}/)+{_SEGMENT}(?:#[A-Za-z0-9_][A-Za-z0-9_.-]*)?")
_MOST: Final = 5  # variables of one template, so that reading it backwards stays quick
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
    return tuple(name for _, name in _VARIABLE.findall(template))


def is_absolute(template: str) -> bool:
    """Whether a template is an IRI of its own, not one below the base of a workspace."""
    return _SCHEME.match(template) is not None


def fault(template: str, known: Container[str]) -> str:
    """What is wrong with a template, or nothing; `known` are the variables that it may use.

    A relative one must lead to a record below the base, `kind/name`, or to a part of one.
    """
    unknown = [name for name in variables(template) if name not in known]
    if unknown:
        return f"has the unknown variable {unknown[0]!r}"
    if len(set(variables(template))) > _MOST:
        return f"has more than {_MOST} variables"
    filled = _VARIABLE.sub("v", template)
    if is_absolute(template):
        return "" if IRI.fullmatch(filled) else "is no IRI"
    if any(sign for sign, _ in _VARIABLE.findall(template)) or not _BELOW.fullmatch(filled):
        return "is not of the form kind/name or kind/name#part, with variables such as {id}"
    return ""


def expand(template: str, values: Mapping[str, str], whole: Mapping[str, str] | None = None) -> str:
    """The template with the slugs of its values; hyphens beside an empty value go with it.

    `whole` are the values that `{+name}` takes, if they are others.
    """
    if "{" not in template:
        return template
    kept = values if whole is None else whole

    def filled(match: re.Match[str]) -> str:
        sign, name = match.groups()
        if sign:
            return quote(kept.get(name, "").strip(), safe=_RESERVED) or "\x00"
        return slug(values.get(name, "")) or "\x00"

    text = _VARIABLE.sub(filled, template)
    return re.sub(r"-\x00|\x00-?", "", text) if "\x00" in text else text


@lru_cache(maxsize=1_000)
def pattern(template: str) -> re.Pattern[str]:
    """A pattern that fits the expansions of a template and gives the slugs of its variables."""
    at, parts = 0, []
    seen: set[str] = set()
    for match in _VARIABLE.finditer(template):
        parts.append(re.escape(template[at : match.start()]))
        sign, name = match.groups()
        some = r"[^<>\"{}|\\^`\s]+" if sign else _ANY
        parts.append(some if name in seen else rf"(?P<{name}>{some})")
        seen.add(name)
        at = match.end()
    return re.compile("".join(parts) + re.escape(template[at:]))


def home(iri: str) -> str:
    """The IRI of the record that describes `iri`: what stands before its fragment."""
    return iri.partition("#")[0]

"""CURIEs and IRIs: `wd:Q90` and what it stands for (CURIE Syntax 1.0, without the safe form)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pyoxigraph import NamedNode

__all__ = ["contract", "expand", "orcid"]

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
_WEB: Final = ("http://", "https://", "urn:")
_ORCID: Final = re.compile(r"(?:orcid:)?([0-9]{4}(?:-[0-9]{4}){2}-[0-9]{3}[0-9X])")


def expand(text: str, prefixes: Mapping[str, str]) -> str | None:
    """The IRI of a CURIE, or of an address written out; None where it is neither."""
    if text.startswith(_WEB):
        return text if _is_iri(text) else None
    prefix, colon, local = text.partition(":")
    base = prefixes.get(prefix) if colon else None
    if base is None or not local:
        return None
    return base + local if _is_iri(base + local) else None


def _is_iri(text: str) -> bool:
    """Whether RDF takes a text for an absolute IRI (RFC 3987): `%zz` and a second `#` are none."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return bool(_IRI.fullmatch(text))


def orcid(text: str) -> str | None:
    """The IRI of a person whose ORCID is written bare, or with a prefix that no table needs."""
    found = _ORCID.fullmatch(text)
    return f"https://orcid.org/{found[1]}" if found else None


def contract(iri: str, prefixes: Mapping[str, str]) -> str:
    """The shortest CURIE of an IRI, or the IRI where no prefix fits."""
    fits = [(base, name) for name, base in prefixes.items() if iri.startswith(base) and iri != base]
    if not fits:
        return iri
    base, name = max(fits, key=lambda fit: (len(fit[0]), fit[1]))
    return f"{name}:{iri.removeprefix(base)}"

"""Where the page of a resource lies: one safe, readable path for each IRI.

Paths have no language and no suffix (`agreement/x`); a page is `<language>/<path>.html`, the data
of the resource `id/<path>.ttl`.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import quote, unquote

from anyascii import anyascii

__all__ = ["anchor_of", "href", "relative", "resource_path", "split_iri"]

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_~-]*(?:\.[A-Za-z0-9_~-]+)*")
_LONGEST: Final = 100
# What the site itself has at the top of a language's folder, and what a folder may not be called.
_TAKEN: Final = frozenset(
    {"404", "browse", "changes", "con", "index", "ontology", "question", "questions", "nul", "prn"}
    | {"aux", "search", "sparql", "about", "downloads", "pictures", "timeline", "x"}
)


def split_iri(iri: str) -> tuple[str, str]:
    """The document that an IRI names, and the fragment within it (RFC 3986, section 3.5)."""
    document, _, fragment = iri.partition("#")
    return document, fragment


def resource_path(iri: str, space: str) -> str:
    """The path of the page of a resource.

    Below `space` it is the rest of the IRI; any other IRI keeps its host and path below `x/`. A
    segment that is no plain name becomes one, with a digest that keeps it apart from others.
    """
    if iri.startswith(space) and iri != space:
        rest, top = iri[len(space) :], ""
    else:
        rest, top = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*:/*", "", iri), "x/"
    segments = [segment for segment in re.split(r"[/#?]", rest) if segment]
    plain = [_segment(segment, iri) for segment in segments] or [_digest(iri)]
    if not top and plain[0].lower() in _TAKEN and len(plain) == 1:
        plain[0] = f"{plain[0]}-{_digest(iri)}"
    return top + "/".join(plain)


def _segment(segment: str, iri: str) -> str:
    if _PLAIN.fullmatch(segment) and len(segment) <= _LONGEST:
        return segment
    words = re.sub(r"[^A-Za-z0-9]+", "-", anyascii(unquote(segment))).strip("-")
    return f"{words[:40].strip('-')}-{_digest(iri)}".lstrip("-")


def _digest(iri: str) -> str:
    return hashlib.sha256(iri.encode()).hexdigest()[:10]


def anchor_of(iri: str) -> str:
    """The anchor of a part within the page of its whole: its fragment, or its last segment."""
    document, fragment = split_iri(iri)
    return fragment or document.rstrip("/").rsplit("/", 1)[-1]


def relative(target: str, here: str) -> str:
    """The link from the file `here` to the file `target`, both paths from the site's root."""
    to, fro = target.split("/"), here.split("/")[:-1]
    same = 0
    while same < min(len(to) - 1, len(fro)) and to[same] == fro[same]:
        same += 1
    return "/".join([*[".."] * (len(fro) - same), *to[same:]])


def href(path: str, anchor: str = "") -> str:
    """A path as a relative reference, with everything escaped that is no plain character."""
    return quote(path, safe="/.-_~") + (f"#{quote(anchor, safe='')}" if anchor else "")

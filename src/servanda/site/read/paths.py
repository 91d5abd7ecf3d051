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

__all__ = ["anchor_of", "digest", "href", "relative", "resource_path", "split_iri", "term_path"]

# A dash twice before a number names the further pages of a long one.
_PLAIN: Final = re.compile(
    r"(?!.*--[0-9]+$)[A-Za-z0-9][A-Za-z0-9_~-]*(?:\.[A-Za-z0-9_~-]+)*", re.ASCII
)
_LONGEST: Final = 100
_LONGEST_PATH: Final = 200  # with a folder before it, what every file system takes
# What the site itself has at the top of a language's folder.
_TAKEN: Final = frozenset(
    {"404", "about", "browse", "changes", "downloads", "index", "ontology", "pictures", "question"}
    | {"questions", "search", "sparql", "timeline", "x"}
)
# Names of devices, which Windows has in every folder and with every suffix.
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
# A folder of such a name could be a file as well: the page or the data of another resource.
_FILE: Final = re.compile(r".*\.(?:html|ttl|jsonld|nt)", re.IGNORECASE)


def split_iri(iri: str) -> tuple[str, str]:
    """The document that an IRI names, and the fragment within it (RFC 3986, section 3.5)."""
    document, _, fragment = iri.partition("#")
    return document, fragment


def resource_path(iri: str, space: str) -> str:
    """The path of the page of a resource.

    Below `space` it is the rest of the IRI; any other IRI keeps its host and path below `x/`. A
    segment that is no plain name becomes one, with a digest that keeps it apart from others; so
    does a first segment by which the resource would lie among other pages of the site.
    """
    if iri.startswith(space) and iri != space:
        rest, top = iri[len(space) :], ""
    else:
        rest, top = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*:/*", "", iri), "x/"
    segments = [segment for segment in re.split(r"[/#?]", rest) if segment]
    plain = [_segment(segment, iri) for segment in segments] or [digest(iri)]
    plain[:-1] = [_worded(each, iri) if _FILE.fullmatch(each) else each for each in plain[:-1]]
    if not top and plain[0].lower() in _TAKEN:
        plain[0] = f"{plain[0]}-{digest(iri)}"
    path = top + "/".join(plain)
    return path if len(path) <= _LONGEST_PATH else f"{top}{plain[0]}/{_worded(rest, iri)}"


def term_path(iri: str) -> str:
    """The path of the page of a term of the workspace's own ontology."""
    tail = split_iri(iri)[1] or iri.rstrip("/").rsplit("/", 1)[-1]
    return f"ontology/{_segment(tail, iri)}"


def _segment(segment: str, iri: str) -> str:
    if _PLAIN.fullmatch(segment) and len(segment) <= _LONGEST and not _DEVICE.fullmatch(segment):
        return segment
    return _worded(segment, iri)


def _worded(text: str, iri: str) -> str:
    """A plain name that shows what it can of a text, with the digest of the whole IRI."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", anyascii(unquote(text))).strip("-")
    return f"{words[:40].strip('-')}-{digest(iri)}".lstrip("-")


def digest(iri: str) -> str:
    """Ten signs that tell an IRI from others."""
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

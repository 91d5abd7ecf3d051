"""Addresses and links of documents, as headers tell them (RFC 8288)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final
from urllib.parse import quote

from servanda.server.documents import DATASET, Document
from servanda.server.representations import FORMATS
from servanda.server.state import State

__all__ = ["href", "links_of", "memento_of", "memento_time"]

_SAFE: Final = "/-._~:@!$&'()*+,;="


def href(state: State, path: str) -> str:
    """A path below the root of the server as a reference that begins with one slash.

    With two it would be the name of another host.
    """
    return f"{state.root_path}/{quote(path.lstrip('/'), safe=_SAFE)}"


def links_of(state: State, document: Document) -> str:
    """The header `Link` of a document: its other forms, what it is about, and what describes it."""
    path, at = document.path, document.at
    stem = href(state, f"{at}doc/{path}")
    links = [
        f'<{stem}.{form.suffix}>; rel="alternate"; type="{form.media_type}"' for form in FORMATS
    ]
    links += [
        f'<{href(state, f"{at}{language}/{path}.html")}>; rel="alternate"; type="text/html"; '
        f'hreflang="{language}"'
        for language in state.languages
        if language in document.pages or document.triples
    ]
    served = state.served
    if document.iri:
        links.append(f'<{quote(document.iri, safe=_SAFE + "#%?[]")}>; rel="describes"')
    if served.base:
        links.append(f'<{served.base}{quote(f"{at}doc/{path}", safe=_SAFE)}>; rel="canonical"')
    if served.dataset and path != DATASET:
        links.append(f'<{href(state, f"{at}doc/{DATASET}")}>; rel="describedby"')
    if served.ontology:
        links.append(f'<{served.ontology}>; rel="profile"')
    if len(state.issued) > 1:
        links.append(f'<{href(state, f"doc/{path}")}>; rel="original timegate"')
    return ", ".join(links)


def memento_time(state: State, at: str) -> str:
    """When an earlier release was issued, as `Memento-Datetime` tells it (RFC 7089)."""
    day = _day(state.issued.get(at.removeprefix("v/").strip("/"), ""))
    return format_datetime(day, usegmt=True) if day else ""


def memento_of(state: State, wanted: str) -> str:
    """The folder of the release that was the newest at a time (RFC 7089, section 4.5.3).

    Empty for the one that is the newest now; the first release for a time before all. None of
    this applies, and it is empty, where the time cannot be read.
    """
    try:
        when = parsedate_to_datetime(wanted)
    except (TypeError, ValueError, IndexError):
        return ""
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    days = [(_day(issued), version) for version, issued in state.issued.items()]
    known = sorted((day, version) for day, version in days if day)
    before = [version for day, version in known if day <= when]
    chosen = before[-1] if before else known[0][1] if known else ""
    return "" if chosen not in state.served.versions else f"v/{chosen}/"


def _day(text: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return None
    return day if day.tzinfo else day.replace(tzinfo=UTC)

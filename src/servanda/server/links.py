"""Addresses and links of documents, as headers tell them (RFC 8288)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final
from urllib.parse import quote

from servanda.server.documents import DATASET, Document
from servanda.server.representations import FORMATS
from servanda.server.state import State

__all__ = ["href", "links_of", "linkset_of", "memento_of", "memento_time"]

_Link = tuple[str, str, tuple[tuple[str, str], ...]]
_SAFE: Final = "/-._~:@!$&'()*+,;="


def href(state: State, path: str) -> str:
    """A path below the root of the server as a reference that begins with one slash.

    With two it would be the name of another host.
    """
    return f"{state.root_path}/{quote(path.lstrip('/'), safe=_SAFE)}"


def links_of(state: State, document: Document) -> str:
    """The header `Link` of a document: its other forms, what it is about, and what describes it."""
    return ", ".join(
        "; ".join([f"<{target}>", f'rel="{relation}"', *(f'{k}="{v}"' for k, v in more)])
        for relation, target, more in _links(state, document)
    )


def linkset_of(state: State, document: Document) -> dict[str, object]:
    """The same as a set of links in JSON (RFC 9264): the alternates view of profiles."""
    found: dict[str, object] = {"anchor": href(state, f"{document.at}doc/{document.path}")}
    for relation, target, more in _links(state, document):
        told: dict[str, object] = {"href": target, **dict(more)}
        if "hreflang" in told:
            told["hreflang"] = [told["hreflang"]]
        for name in relation.split():
            listed = found.setdefault(name, [])
            if isinstance(listed, list):
                listed.append(told)
    return {"linkset": [found]}


def _links(state: State, document: Document) -> Iterator[_Link]:
    path, at, served = document.path, document.at, state.served
    stem = href(state, f"{at}doc/{path}")
    for form in FORMATS:
        yield "alternate", f"{stem}.{form.suffix}", (("type", form.media_type),)
    for language in state.languages:
        if language in document.pages or document.triples:
            page = href(state, f"{at}{language}/{path}.html")
            yield "alternate", page, (("type", "text/html"), ("hreflang", language))
    if document.iri:
        yield "describes", quote(document.iri, safe=_SAFE + "#%?[]"), ()
    if served.base:
        yield "canonical", f"{served.base}{quote(f'{at}doc/{path}', safe=_SAFE)}", ()
    if served.dataset and path != DATASET:
        yield "describedby", href(state, f"{at}doc/{DATASET}"), ()
    if served.ontology:
        yield "profile", served.ontology, ()
    if len(state.issued) > 1:
        yield "original timegate", href(state, f"doc/{path}"), ()


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
    except (TypeError, ValueError, IndexError, OverflowError):
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

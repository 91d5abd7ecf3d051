"""Calendars as text (RFC 5545): lines of at most 75 octets, escaped values, CRLF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

__all__ = ["Event", "calendar_text", "folded"]

_OCTETS: Final = 75
_CONTROLS: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]+")
_MARKED: Final = re.compile(r"[\\;,]")
# What a URI may hold (RFC 3986), the sign of escapes included.
_URI: Final = ":/?#[]@!$&'()*+,;=%-._~"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens on one whole day, given in ISO 8601. `link` is empty or a URI."""

    uid: str
    day: str
    summary: str
    description: str
    link: str
    category: str


def calendar_text(
    name: str, description: str, language: str, moment: str, events: Iterable[Event]
) -> str:
    """A calendar of events; `moment` is the day on which they were published.

    A calendar without an event is none, so callers have at least one.
    """
    stamp = f"{moment.replace('-', '')}T000000Z"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Servanda//Servanda//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *_twice("NAME", "X-WR-CALNAME", name, language),
        *_twice("DESCRIPTION", "X-WR-CALDESC", description, language),
    ]
    for event in events:
        lines += _event(event, language, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _twice(name: str, older: str, text: str, language: str) -> list[str]:
    """A property of RFC 7986, and the one that programs knew before it."""
    return [f"{name};LANGUAGE={language}:{_text(text)}", f"{older}:{_text(text)}"]


def _event(event: Event, language: str, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{stamp}"
    # Without an end, an event that starts on a date lasts that one day.
    yield f"DTSTART;VALUE=DATE:{event.day.replace('-', '')}"
    yield f"SUMMARY;LANGUAGE={language}:{_text(event.summary)}"
    yield f"DESCRIPTION;LANGUAGE={language}:{_text(event.description)}"
    if event.link:
        yield f"URL:{quote(event.link, safe=_URI)}"
    yield f"CATEGORIES;LANGUAGE={language}:{_text(event.category)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    r"""A value of type TEXT: `\`, `;`, `,` and the ends of lines escaped, no other controls."""
    plain = _CONTROLS.sub(" ", text.replace("\r\n", "\n"))
    return _MARKED.sub(r"\\\g<0>", plain).replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, no character torn; further parts begin with a space."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + character, size + octets
    yield part

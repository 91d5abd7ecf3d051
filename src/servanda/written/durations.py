"""Terms as people write them: how long, renewed how, with what notice, or without end.

The grammar is our own. The libraries for durations (pytimeparse, isodate, parsedatetime,
dateparser, quantulum3) read amounts of time; none knows a renewal, a notice or an open end, and
those that read prose skip the words that they do not know. Here every word counts: one that is not
understood leaves the whole text unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from servanda.written.term_marks import marked
from servanda.written.text import even

__all__ = ["Term", "read_duration"]

_LONGEST: Final = 200
_XSD: Final = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", re.ASCII)
_WAYS: Final = ("automatic", "writing", "none")
# No agreement is known to be made for longer, so that 2018 years will be the year 2018.
_MOST_YEARS: Final = 200

# The smaller unit counts what is over: 5 years (60 months) says one thing twice.
_OVER: Final = r"(?: (?:\d|1[01]) M)?(?: [1-4] W)?(?: (?:[12]?\d|30) D)?"
_SPAN: Final = rf"(?:\d+(?:\.5)? [YMWD]|\d+ Y{_OVER}|\d+ M(?: (?:[12]?\d|30) D)?)(?![^ ])"
_STEP: Final = rf"(?:[PEX] )*(?:(?P<step>{_SPAN})|(?<=[EX] )(?P<unit>[YMWD]))"
_AUTOMATIC: Final = r"(?P<automatic>(?:R (?:P )?)?A R|R A)"
_MODE: Final = (
    rf"(?P<mode>{_AUTOMATIC}|(?P<none>N R)|"
    r"(?P<writing>(?:J )?R(?: [PG])* B(?: G)*|B R)|(?:J )?R(?: P)?(?: G)*)"
)
# What may close any term: unless terminated, with six months' notice.
_CLOSE: Final = (
    r"(?: U(?: G)+)?"
    rf"(?:(?:^| )(?:; )?(?:P )*(?:(?P<before>{_SPAN}) Q|Q (?:P )?(?P<after>{_SPAN})))?"
)
_TERM: Final = rf"(?:P )?(?P<first>(?:I )+)?(?:P )?(?P<term>{_SPAN})(?P<last>(?: I)+)?(?: [VF] Z)?"
_FORMS: Final = (
    re.compile(rf"{_TERM}(?: {_MODE}(?: {_STEP})?)?{_CLOSE}"),
    re.compile(rf"{_AUTOMATIC} (?P<first>F) (?P<term>{_SPAN}){_CLOSE}"),
    re.compile(rf"{_MODE}(?: (?=[PEX]){_STEP})?{_CLOSE}"),
    re.compile(rf"(?P<open>(?:P )?O|T(?: G)+|T X Q|N(?: K)+){_CLOSE}"),
    re.compile(r"(?P<unspecified>N S)"),
    re.compile(_CLOSE),
)


@dataclass(frozen=True, slots=True)
class Term:
    """What a written term says; durations are xsd:duration. With a problem, nothing else is set.

    `renewal` is automatic, in-writing or none, and None where the text names no way; `step` is for
    how long each renewal holds. `initial` says that the text calls the duration a first one, and
    `open_end` that it lasts for as long as the parties wish. `unspecified` is a text that says
    that no term is specified; a blank text gives a Term in which nothing is set.
    """

    duration: str | None = None
    renewal: str | None = None
    step: str | None = None
    notice: str | None = None
    open_end: bool = False
    initial: bool = False
    unspecified: bool = False
    problem: str | None = None


class _UnreadableError(Exception):
    """Why a term is not read."""


def read_duration(text: str) -> Term:
    """The term that `text` states; never an error, whatever the text."""
    return _read(text)


@lru_cache(maxsize=4096)
def _read(text: str) -> Term:
    written = text.strip()
    if not written:
        return Term()
    if len(written) > _LONGEST:
        return Term(problem=f"more than {_LONGEST} characters")
    try:
        xsd = _XSD.fullmatch(written)
        if xsd is not None:
            read = _duration(zip(xsd.groups(), "YMWD", strict=True))
            return Term(duration=read if xsd[3] else written)
        return _term(written)
    except _UnreadableError as reason:
        return Term(problem=str(reason))


def _term(text: str) -> Term:
    plain = even(text.replace("½", " 1/2"))
    if plain is None:
        raise _UnreadableError("a raised or boxed figure may be the mark of a note")
    marks, unknown = marked(plain)
    if unknown:
        raise _UnreadableError(f"not understood: {', '.join(unknown)}")
    match = next((found for form in _FORMS if (found := form.fullmatch(marks))), None)
    if match is None or not marks:
        is_number = re.fullmatch(r"\d+(?:\.5)?", marks)
        reason = "a number without a unit" if is_number else "not understood"
        raise _UnreadableError(f"{reason}: {text}")
    return _meant(match.groupdict(), text)


def _meant(found: dict[str, str | None], text: str) -> Term:
    """The term of the groups of a form."""
    step = found.get("step")
    unit = found.get("unit")
    term = Term(
        duration=_span(found.get("term")),
        renewal=next(
            (name.replace("writing", "in-writing") for name in _WAYS if found.get(name)), None
        ),
        step=_span(step if step or not unit else f"1 {unit}"),
        notice=_span(found.get("before") or found.get("after")),
        open_end=bool(found.get("open")),
        initial=bool(found.get("first") or found.get("last")),
        unspecified=bool(found.get("unspecified")),
    )
    if term == Term():
        raise _UnreadableError(f"does not say how it is renewed: {text}")
    return term


def _span(marks: str | None) -> str | None:
    """The xsd:duration of marks such as 1 Y 6 M."""
    return None if marks is None else _duration(re.findall(r"(\S+) ([YMWD])", marks))


def _duration(parts: Iterable[tuple[str | None, str]]) -> str:
    """The xsd:duration, which knows no weeks and no half years; Unreadable if it is not likely."""
    amounts = dict.fromkeys("YMD", 0)
    for figures, unit in parts:
        whole, _, half = (figures or "0").partition(".")
        number = int(whole[:9])
        if unit == "Y" and half:
            # Half a year is six months, and xsd:duration has years and months as they are said.
            amounts["M"] += 12 * number + 6
        elif half:
            raise _UnreadableError(f"no duration has half a unit: {figures}")
        elif unit == "W":
            amounts["D"] += 7 * number
        else:
            amounts[unit] += number
    years = amounts["Y"] + amounts["M"] / 12 + amounts["D"] / 365
    if not 0 < years <= _MOST_YEARS:
        raise _UnreadableError("a duration of nothing, or of more than two hundred years")
    return "P" + "".join(f"{number}{unit}" for unit, number in amounts.items() if number)

"""What a client would have: media types, languages and codings by their weights.

RFC 9110, section 12.5, and RFC 4647, section 3.4. A header is bounded in length before it comes
here; a part of it that cannot be read is left out, as if it were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

__all__ = ["best", "best_coding", "best_language", "weights"]

_MOST_PARTS: Final = 64
_LONGEST: Final = 4_000
_USUAL: Final = 300
_WEIGHT: Final = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.ASCII)
_ENDS: Final = MappingProxyType({'"': '"', "<": ">"})


def weights(header: str) -> Iterator[tuple[str, float]]:
    """Each value of a header in lower case, without its parameters, and its weight from 0 to 1.

    Values in angle brackets keep their case.
    """
    for part in _split(header[:_LONGEST], ",")[:_MOST_PARTS]:
        value, *parameters = (piece.strip() for piece in _split(part, ";"))
        named = (each.partition("=") for each in parameters)
        weight = next((text.strip() for name, _, text in named if name.strip().lower() == "q"), "1")
        if value and _WEIGHT.fullmatch(weight):
            yield (value if value.startswith("<") else value.lower()), float(weight)


def _split(text: str, sign: str) -> list[str]:
    """The text cut at a sign, but not where that stands in quotes or angle brackets."""
    if '"' not in text and "<" not in text:
        return text.split(sign)
    found, begun, end, place = [], 0, "", 0
    while place < len(text):
        each = text[place]
        if end:
            if each == "\\" and end == '"':
                place += 1
            elif each == end:
                end = ""
        elif each == sign:
            found.append(text[begun:place])
            begun = place + 1
        else:
            end = _ENDS.get(each, "")
        place += 1
    return [*found, text[begun:]]


def best(accept: str, offered: Sequence[str]) -> str | None:
    """The media type that is wanted most, or None if none of those offered is acceptable.

    The most specific range that fits a type gives its weight. Of types of one weight that wins
    which was named rather than met by a wildcard, then that which is offered first. No header at
    all accepts everything.
    """
    usual = len(accept) <= _USUAL
    return _best_again(accept, tuple(offered)) if usual else _best(accept, offered)


@lru_cache(maxsize=1024)
def _best_again(accept: str, offered: tuple[str, ...]) -> str | None:
    """The same, remembered for headers of a usual length: most clients send the same."""
    return _best(accept, offered)


def _best(accept: str, offered: Sequence[str]) -> str | None:
    if not accept.strip():
        return offered[0] if offered else None
    ranges = list(weights(accept))
    ranked = [(_fit(media_type, ranges), media_type) for media_type in offered]
    found = max(ranked, key=lambda each: each[0], default=None)
    return found[1] if found and found[0][0] > 0 else None


def _fit(media_type: str, ranges: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """The weight of a media type, and how specific the range is that gives it."""
    wanted = media_type.partition(";")[0].strip().lower()
    kinds = ("*/*", f"{wanted.partition('/')[0]}/*", wanted)
    fits = [(kinds.index(name), weight) for name, weight in ranges if name in kinds]
    specific, weight = max(fits, default=(-1, 0.0))
    return weight, specific


def best_language(header: str, languages: Sequence[str]) -> str:
    """The language that is wanted most, or the first one if none is.

    A range such as `fr-CA` is met by `fr`; `*` by all that is not named.
    """
    ranges = list(weights(header))
    ranked = [(_spoken(language, ranges), language) for language in languages]
    weight, found = max(ranked, key=lambda each: each[0])
    return found if weight > 0 else languages[0]


def _spoken(language: str, ranges: Sequence[tuple[str, float]]) -> float:
    named = [weight for name, weight in ranges if name.split("-")[0] == language]
    return max(named) if named else max((w for name, w in ranges if name == "*"), default=0.0)


def best_coding(header: str, codings: Sequence[str]) -> str:
    """The content coding that is wanted most, the first of those wanted alike; "" for none."""
    ranges = dict(weights(header))
    ranked = [(ranges.get(coding, ranges.get("*", 0.0)), coding) for coding in codings]
    weight, found = max(ranked, key=lambda each: each[0], default=(0.0, ""))
    return found if weight > 0 and weight >= ranges.get("identity", 0.0) else ""

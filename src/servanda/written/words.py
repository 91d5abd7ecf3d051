"""The words of written dates: what `dateparser` knows of 50 languages, and small words of ours.

Only its tables are used. Its own reading fills missing parts from the clock, takes 98 for 1998 and
skips words, and does not say so; a date that no source states would be the outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Final

from servanda.written.text import listed

__all__ = [
    "AFTER_FIGURES",
    "DECADE_ENDINGS",
    "ELIDED",
    "MARKS",
    "ORDINALS",
    "PARTICLES",
    "ROMAN",
    "Names",
    "names",
]


@dataclass(frozen=True, slots=True)
class Names:
    """Names by their `key`: months 1 to 12, weekdays 0 (Monday) to 6, and words such as today.

    A name stands for several months where languages differ: listopad is October or November.
    `orders` holds the orders of day and month that are in use, "DMY" and "MDY".
    """

    months: Mapping[str, frozenset[int]]
    weekdays: Mapping[str, frozenset[int]]
    relative: frozenset[str]
    orders: frozenset[str]


@lru_cache(maxsize=64)
def names(languages: tuple[str, ...]) -> Names:
    """The names in `languages`, or in all that are known where none is named."""
    found: Callable[[tuple[str, ...]], Names]
    found = import_module("servanda.engines.dateparser_engine").names
    return found(languages)


# What may stand beside a day, a month or a year without changing it.
PARTICLES: Final = listed(
    "of the day on in year ad ce le la les du de en an année del di il el dia día año ano da em "
    "nel anno am den der dem im vom jahr jahre jahres op van het jaar any år året "
    "год года году годы годов в року рік rok roku dnia dne yılı yılında tarihinde günü "
    "من في عام سنة لعام يوم ngày năm 起"
)
# Single letters are also the names of laws and cases (L. 6/2018): d'août, 2018 г.
ELIDED: Final = listed("d l dell nell all")
AFTER_FIGURES: Final = listed("г гг р r م")
ORDINALS: Final = listed("st nd rd th er ère re e ème r o a")
DECADE_ENDINGS: Final = listed("s er ern е х")
ROMAN: Final[Mapping[str, int]] = MappingProxyType(
    {
        name: number
        for number, name in enumerate(
            ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], start=1
        )
    }
)

_TO: Final = "to through thru au a à al até ate tot bis till until do по до đến 至 到 til hasta"
# Each mark stands in the rewritten text for the words beside it; the forms are written in marks.
MARKS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "C": listed(
            "c ca cca circa about around approx approximately environ env vers um etwa hacia "
            "aproximadamente verso около ок yaklaşık khoảng 约 約"
        ),
        "A": listed("since from depuis desde seit ab dal с од od vanaf sinds från fra 自 从 從"),
        "B": listed("until till jusqu jusque bis hasta tot до"),
        "X": listed("before after vor nach avant après antes después prima dopo после przed voor"),
        "G": listed(_TO),
        "&": listed("and et und y и e og och 和 及 与"),
        "Y": listed("年 년"),
        "L": listed("月 월"),
        "D": listed("日 号 號 일"),
        "T": listed("tháng thg"),
        "E": listed("années decade décennie década anni anos años jaren"),
    }
)

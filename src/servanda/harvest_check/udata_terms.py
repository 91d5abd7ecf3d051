"""What udata knows by heart: frequencies, licences, algorithms, and the addresses it accepts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

__all__ = ["ALGORITHMS", "FREQUENCIES", "LICENCES", "is_address", "licence_of", "slug"]

_FREQUENCY: Final = "http://publications.europa.eu/resource/authority/frequency/"
_DUBLIN: Final = "http://purl.org/cld/freq/"

# udata/core/dataset/rdf.py: the ends of the IRIs that are known.
_EUROPEAN: Final = (
    "UNKNOWN UPDATE_CONT 1MIN 5MIN 10MIN 15MIN 30MIN HOURLY BIHOURLY TRIHOURLY 12HRS CONT DAILY_3 "
    "DAILY_2 DAILY WEEKLY_5 WEEKLY_3 WEEKLY_2 WEEKLY BIWEEKLY MONTHLY_3 MONTHLY_2 MONTHLY "
    "BIMONTHLY QUARTERLY ANNUAL_3 ANNUAL_2 ANNUAL BIENNIAL TRIENNIAL QUADRENNIAL QUINQUENNIAL "
    "DECENNIAL BIDECENNIAL TRIDECENNIAL AS_NEEDED IRREG NEVER NOT_PLANNED OTHER"
)
_OF_DUBLIN_CORE: Final = (
    "continuous daily threeTimesAWeek semiweekly weekly biweekly threeTimesAMonth semimonthly "
    "monthly bimonthly quarterly threeTimesAYear semiannual annual biennial triennial irregular"
)
FREQUENCIES: Final = frozenset(
    [_FREQUENCY + name for name in _EUROPEAN.split()]
    + [_DUBLIN + name for name in _OF_DUBLIN_CORE.split()]
)
ALGORITHMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"http://spdx.org/rdf/terms#checksumAlgorithm_{name}": name
        for name in ("md5", "sha1", "sha256")
    }
)
# The list that data.gouv.fr publishes at /api/1/datasets/licenses/: title, addresses, other titles.
LICENCES: Final[Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]]] = MappingProxyType(
    {
        "lov2": (
            "Licence Ouverte / Open Licence version 2.0",
            (
                "www.etalab.gouv.fr/licence-ouverte-open-licence",
                "spdx.org/licenses/etalab-2.0",
                "spdx.org/licenses/etalab-2.0.html",
                "github.com/etalab/licence-ouverte/blob/master/lo.md",
                "www.etalab.gouv.fr/wp-content/uploads/2017/04/etalab-licence-ouverte-v2.0.pdf",
            ),
            (
                "Licence Ouverte version 2.0",
                "Licence Ouverte v2.0",
                "Licence Ouverte",
                "Licence Etalab v2.0",
                "Licence Etalab",
                "Open Licence version 2.0",
                "Open Licence v2.0",
            ),
        ),
        "odc-odbl": (
            "Open Data Commons Open Database License (ODbL)",
            (
                "opendatacommons.org/licenses/odbl/summary",
                "opendatacommons.org/licenses/odbl/1-0",
                "www.opendatacommons.org/licenses/odbl/1.0",
                "opendefinition.org/licenses/odc-odbl",
                "spdx.org/licenses/odbl-1.0",
            ),
            ("Open Database License (ODbL)", "Open Database License"),
        ),
        "cc-by": ("Creative Commons Attribution", ("www.opendefinition.org/licenses/cc-by",), ()),
        "cc-by-sa": (
            "Creative Commons Attribution Share-Alike",
            ("www.opendefinition.org/licenses/cc-by-sa",),
            (),
        ),
        "cc-zero": (
            "Creative Commons CCZero",
            ("www.opendefinition.org/licenses/cc-zero",),
            (),
        ),
    }
)
_MOST_EDITS: Final = 2
_SCHEMES: Final = frozenset(("http", "https", "ftp", "ftps"))
_HOST: Final = re.compile(r"[^\s.]+(\.[^\s.]+)*\.[^\W_]{2,}|\[[0-9a-f:]+\]|(\d{1,3}\.){3}\d{1,3}")


def slug(text: str) -> str:
    """A text in small letters without marks, words joined by hyphens, other scripts kept."""
    plain = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return re.sub(r"[\W_]+", "-", letters.replace("’", "").replace("'", "")).strip("-")


def is_address(text: str) -> bool:
    """Whether a text is an address that a resource may have: a scheme, a host with a dot."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    host = (parts.netloc.rpartition("@")[2]).lower()
    host = host if host.startswith("[") else host.partition(":")[0]
    spaced = any(each.isspace() for each in text.strip())
    return parts.scheme in _SCHEMES and not spaced and bool(_HOST.fullmatch(host))


def licence_of(text: str) -> str:
    """The key of the licence that a text means, by key, address or title; empty if none."""
    if match := re.search(r"https?://\S+", text.rstrip(".")):
        rest = text.replace(match.group(), "").strip()
        return _licence(match.group()) or (_licence(rest) if rest else "")
    return _licence(text)


def _licence(text: str) -> str:
    """One licence, or none where several are as near."""
    wanted = text.strip().lower()
    try:
        where = urlsplit(wanted)
    except ValueError:  # square brackets that hold no address of IPv6
        return ""
    address = f"{where.netloc}{where.path.rstrip('/')}" if where.netloc else ""
    for key, (title, addresses, _) in LICENCES.items():
        same = key == wanted or slug(title) == slug(wanted)
        if same or (address and any(address in each for each in addresses)):
            return key
    near = {
        key
        for key, (title, _, others) in LICENCES.items()
        if any(_near(slug(each), slug(wanted)) for each in (title, *others))
    }
    return near.pop() if len(near) == 1 else ""


def _near(one: str, other: str) -> bool:
    """Whether two texts differ by two edits at most."""
    if abs(len(one) - len(other)) > _MOST_EDITS:
        return False
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (left != right))
    return row[-1] <= _MOST_EDITS

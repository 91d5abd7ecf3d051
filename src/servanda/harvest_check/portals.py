"""The portals whose harvest is rehearsed, by the name that they have on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from servanda.harvest_check.ckan import CKAN
from servanda.harvest_check.eu import EU
from servanda.harvest_check.model import Portal
from servanda.harvest_check.udata import UDATA

__all__ = ["PORTALS"]

PORTALS: Final[Mapping[str, Portal]] = MappingProxyType(
    {portal.key: portal for portal in (CKAN, UDATA, EU)}
)

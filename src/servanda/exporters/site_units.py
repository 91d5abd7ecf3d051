"""The units of a site: made one by one, here or by processes that open the site for themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from servanda.pipeline.reference import Reference
from servanda.site import UNIT_OF, Page, Site, Unit
from servanda.site.again import Written, packed
from servanda.site.base import bare
from servanda.site.opened import reopened
from servanda.workspace import Workspace

__all__ = ["Apart", "Item", "Made", "make_unit", "make_units", "write_page"]


class Item(NamedTuple):
    """A unit by its kind and its key."""

    kind: str
    key: str

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a unit: its files, and the `packed` keys of what they read."""

    files: list[Written]
    reads: bytes


@dataclass
class Apart:
    """What another process needs to make units of a site, whose index stands in the file `base`.

    There the site is opened when it is first asked for.
    """

    workspace: Workspace
    reference: Reference
    prefixes: Mapping[str, str]
    base: Path
    folder: Path

    @cached_property
    def site(self) -> Site:
        """The site as units are given it."""
        return bare(reopened(self.workspace, self.reference, self.base, self.prefixes))

    def close(self) -> None:
        """Close the site if it was opened in this process."""
        if "site" in vars(self):
            self.site.index.close()


def make_units(apart: Apart, items: Sequence[Item]) -> list[Made]:
    """Write the files of units into the folder of a site."""
    return [
        make_unit(apart.site, UNIT_OF[item.kind](apart.site, item.key), apart.folder)
        for item in items
    ]


def make_unit(site: Site, unit: Unit, folder: Path) -> Made:
    """Write the files of one unit."""
    with site.index.reads.recorded() as keys:
        files = [write_page(folder, page) for page in unit.pages()]
    return Made(files, packed(keys))


def write_page(folder: Path, page: Page) -> Written:
    """Write one file."""
    path = folder / page.path
    path.parent.mkdir(parents=True, exist_ok=True)
    made = page.make()
    content = made.encode("utf-8") if isinstance(made, str) else made
    path.write_bytes(content)
    return Written(page.path, hashlib.sha256(content).hexdigest(), page.listed)

"""The release as its readers meet it, and the form that every kind of page has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode

from servanda.pipeline.reference import Reference
from servanda.places import Found
from servanda.site.read.definitions import Definitions
from servanda.site.read.index import Index
from servanda.site.read.labels import Labels
from servanda.site.read.layout import Layout
from servanda.site.read.resources import Resources
from servanda.site.read.why import Reasons
from servanda.vocab import Namespace
from servanda.workspace import Workspace

__all__ = ["Page", "Pages", "Site", "Unit", "Units", "bare", "flat"]


@dataclass(frozen=True, slots=True)
class Site:
    """What pages are made from. `terms` holds the names of the workspace's own vocabulary.

    `public` is the address at which the site will stand, with a slash at its end; "" if unknown.
    `files` are the files of the front-end bundle by name. `folder` is the release in the making,
    in which the dumps and all that is written before the site stand already; None where a site is
    only looked at. `earlier` are the folders of the releases before it, oldest first.
    """

    workspace: Workspace
    reference: Reference
    index: Index
    labels: Labels
    resources: Resources
    layout: Layout
    reasons: Reasons
    definitions: Definitions
    terms: Namespace
    found: tuple[Found, ...]
    prefixes: Mapping[str, str]
    public: str
    files: frozenset[str]
    folder: Path | None = None
    earlier: tuple[Path, ...] = ()

    def of_class(self, name: str) -> list[NamedNode]:
        """The resources of a class of the own vocabulary, given by its local name, sorted."""
        return self.index.instances(self.terms[name])


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the site: its path from the root, and how to make it when it is wanted."""

    path: str
    make: Callable[[], str | bytes]
    # In the sitemap are pages for readers; not the data beside them, nor pages such as 404.
    listed: bool = False


Pages = Callable[[Site], Iterator[Page]]
"""One kind of pages: gives all its files lazily, sorted, so that memory does not grow with them."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Pages that a build makes together or, where nothing that they read has changed, not at all.

    `key` names the unit among those of its kind. What the pages read of the index is noted there;
    `outside` tells what else they are made from, as a text: the pages are made again when it
    changes. `pages` is called while readings are noted, what made the unit is not.
    """

    key: str
    pages: Callable[[], Iterable[Page]]
    outside: str = ""


Units = Callable[[Site], Iterator[Unit]]
"""The units of one kind of pages, in the order of its pages.

They are given a `bare` site.
"""


def bare(site: Site) -> Site:
    """The site as units are given it: they can read nothing that no index and no setting has."""
    return replace(
        site,
        workspace=replace(site.workspace, records=()),
        reference=replace(site.reference, description=(), schemes=(), tables=()),
        found=(),
        folder=None,
        earlier=(),
    )


def flat(units: Iterable[Unit]) -> Iterator[Page]:
    """The pages of units, one after another."""
    for unit in units:
        yield from unit.pages()
